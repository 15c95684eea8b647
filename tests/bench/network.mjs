// The network the figures are taken on: a throw-away Hansa with no limits on requests, the large set of leads, log-ins, and
// a second `hansa serve` on a bare loopback port whose CPU time and memory are its own.
import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { freePort, program, root, run, startHansa, until } from '../support/hansa.mjs';

const unlimited = { HANSA_LIMIT_ADDRESS: '0', HANSA_LIMIT_KEY: '0', HANSA_LIMIT_PERSON_SOCKETS: '0', HANSA_LIMIT_ADDRESS_SOCKETS: '0' };
export const connections = 4; // of the server's fast lane, and of every peer's pool

export async function open({ state } = {}) {
  const hansa = await startHansa({ state, env: unlimited });
  const conninfo = (role) => `host=${hansa.run()} dbname=hansa user=${role}`;
  const servers = new Set();
  const net = {
    hansa, psql: hansa.psql, conninfo, dir: join(hansa.state, 'conf'), postgres: hansa.pid('postgres'),

    /** At least so many thousand leads, all rows visible to index-only scans. */
    async leads(thousands) {
      const there = Number(await hansa.psql(`SELECT count(*) FROM hansa.lead WHERE number LIKE 'S-%'`)) / 1000;
      if (there < thousands * 0.99) {
        process.stderr.write(`laying ${thousands} thousand leads\n`);
        await run(program, ['demo', '--state', hansa.state, '--scale', String(Math.ceil(thousands - there))]);
      }
      await hansa.psql('VACUUM');
      await hansa.psql('CHECKPOINT');
    },

    /** A session of the person of company number n of the large set; headers as a browser sends them. */
    async session(n) {
      const token = randomBytes(32);
      const hash = createHash('sha256').update(token).digest('hex');
      await hansa.psql(`INSERT INTO hansa.session (token_hash, person_id, company_id, expires_at)
        VALUES ('\\x${hash}', md5('scale-person-${n}')::uuid, md5('scale-${n}')::uuid, now() + interval '1 day')`);
      return { hash, cookie: `__Host-hansa=${token.toString('base64url')}` };
    },

    /** An API key of company number n with the given scopes. */
    async key(n, scopes) {
      const key = `hansa_${randomBytes(6).toString('base64url')}_${randomBytes(32).toString('base64url')}`;
      await hansa.psql(`INSERT INTO hansa.api_key (company_id, name, prefix, key_hash, scopes)
        VALUES (md5('scale-${n}')::uuid, 'figures', '${key.slice(6, 14)}', '\\x${createHash('sha256').update(key).digest('hex')}', '{${scopes}}')`);
      return key;
    },

    /** `hansa serve` or `hansa gateway` of its own on a bare port. */
    async server(part = 'serve') {
      const port = await freePort(), socket = join(hansa.run(), `figures-${port}.sock`);
      const child = spawn(program, [part, '--conf', join(hansa.state, 'conf/hansa.conf')], {
        env: { ...process.env, ...unlimited, HANSA_HTTP_PORT: String(port), HANSA_HTTP_SOCKET: socket },
        stdio: 'ignore',
      });
      const url = `http://127.0.0.1:${port}`;
      await until(async () => (await fetch(`${url}${part === 'serve' ? '/readyz' : '/edi/healthz'}`)).status === 200, { what: `${part} on ${port}` });
      const server = { url, socket, pid: child.pid, stop: () => new Promise((done) => { servers.delete(server); child.on('close', done); child.kill('SIGTERM'); }) };
      servers.add(server);
      return server;
    },

    async stop() {
      for (const server of servers) await server.stop();
      await hansa.stop({ keep: Boolean(state) });
    },
  };
  return net;
}

/** The statement of an endpoint file: with $1… as the server sends it, or with the values written out. */
export function endpoint(file, values, inline = false) {
  const names = Object.keys(values);
  const text = readFileSync(join(root, 'sql/api', file), 'utf8').replace(/^--.*\n/gm, '');
  const literal = (v) => (v === null ? 'NULL' : typeof v === 'number' ? String(v) : `'${v}'`);
  return text.replace(/(?<!:):([a-z]\w*)/g, (_, name) => {
    const [type, value] = values[name];
    return inline ? `${literal(value)}::${type}` : `$${names.indexOf(name) + 1}::${type}`;
  });
}
