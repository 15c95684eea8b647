// A server comes back and 2,000 people of two companies with it, all in one room and each a hundred messages behind: until the last
// has every one of them, in order, once. The figure is the server's memory at its highest meanwhile.
import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { figure, measured, peer } from '../lib.mjs';

const CLIENTS = 2000, BEHIND = 100;
const highest = (pid) => Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;

/** People of companies 1 and 2 of the large set, half of them each, with a session; gives their cookies. */
async function people(net) {
  const tokens = Array.from({ length: CLIENTS }, () => randomBytes(32));
  const rows = tokens.map((t, i) => `(${i}, '\\x${createHash('sha256').update(t).digest('hex')}'::bytea)`);
  await net.psql(`INSERT INTO hansa.person (id, email, name) SELECT md5('resume-' || i)::uuid, 'resume-' || i || '@scale.example', 'Person ' || i
      FROM generate_series(0, ${CLIENTS - 1}) i ON CONFLICT DO NOTHING;
    INSERT INTO hansa.membership (company_id, person_id, role) SELECT md5('scale-' || i % 2 + 1)::uuid, md5('resume-' || i)::uuid, 'member'
      FROM generate_series(0, ${CLIENTS - 1}) i ON CONFLICT DO NOTHING`);
  for (let at = 0; at < CLIENTS; at += 500)
    await net.psql(`INSERT INTO hansa.session (token_hash, person_id, company_id, expires_at)
      SELECT t.hash, md5('resume-' || t.i)::uuid, md5('scale-' || t.i % 2 + 1)::uuid, now() + interval '1 day'
      FROM (VALUES ${rows.slice(at, at + 500).join(',')}) t (i, hash)`);
  const file = join(net.dir, 'cookies');
  writeFileSync(file, tokens.map((t) => `__Host-hansa=${t.toString('base64url')}`).join('\n'));
  return file;
}

const as = (n, work) => `BEGIN; SELECT hansa.bind_(md5('scale-${n}')::uuid, md5('scale-person-${n}')::uuid, 'admin', 'Person ${n}'); ${work}; COMMIT`;

async function newRoom(net) {
  const room = (await net.psql(as(1, `SELECT x.id FROM hansa.room_create('Figures', NULL, '{}', true) x`))).split('\n').at(-1);
  await net.psql(`INSERT INTO hansa.grant_ (company_id, record_id, kind, level, status, sort_at, owner_id)
    VALUES (md5('scale-2')::uuid, '${room}', 'room', 3, 'active', now(), md5('scale-1')::uuid)`);
  return room;
}

// Texts of a length that people write, some with a link or a list.
const say = (net, room, n) => net.psql(as(1, `DO $$ BEGIN FOR i IN 1..${n} LOOP DELETE FROM hansa.throttle;
  PERFORM hansa.message_post('${room}', gen_random_uuid(), repeat('Could you confirm the delivery of line ' || i || '? ', 1 + i % 8)); END LOOP; END $$`));

export async function chat_resume(net) {
  await net.leads(1); // for its companies
  const cookies = await people(net), room = await newRoom(net), server = await net.server();
  await say(net, room, 5);
  const clients = await peer(join(import.meta.dirname, '../peers/resume.mjs'), [JSON.stringify({ port: Number(new URL(server.url).port), room, cookies })]);
  await clients.ask('cut');
  await say(net, room, BEHIND);
  const m = await measured({ server: server.pid, client: clients.pid, database: net.postgres }, async () => clients.ask('resume'));
  const got = await clients.ask('check');
  const mib = highest(server.pid);
  const head = Number(await net.psql(`SELECT head FROM hansa.stream WHERE id = '${room}'`));
  await clients.stop();
  await server.stop();
  if (got.wrong || got.gaps || got.least !== BEHIND || got.most !== BEHIND || got.last.length !== 1 || got.last[0] !== head)
    throw new Error(`not all have caught up: ${JSON.stringify(got)}, head ${head}`);
  figure({
    name: 'chat_resume', value: mib, unit: 'MiB of the server at its highest', baseline: { what: 'the limit', value: 200 }, ratio: mib / 200, goal: 1, atLeast: false,
    clients: CLIENTS, messages: CLIENTS * BEHIND, caught_up_ms: m.result.ms, half_caught_up_ms: m.result.p50, refused_and_came_again: m.result.refused,
    cpu_s: m.cpu,
  });
}
