// Starts a throw-away Hansa on free ports with a state of its own, for one test file.
//   const h = await startHansa({ demo: true });   after(() => h.stop());
//   const anna = await client(h.url).login('anna@…', '…');   await anna.get('/api/leads')
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import WebSocket from 'ws';

export const root = join(import.meta.dirname, '../..');
export const program = process.env.HANSA_BIN ?? ['release', 'dev', 'asan'].map((p) => join(root, 'build', p, 'hansa')).find(existsSync);
export const run = promisify(execFile);
export { sleep };

export function scratch(name = 'test') {
  const base = process.env.HANSA_TEST_SCRATCH ?? tmpdir();
  if (process.env.HANSA_TEST_SCRATCH) chmodSync(base, 0o755); // the user postgres must get through
  const dir = mkdtempSync(join(base, `hansa-${name}-`));
  chmodSync(dir, 0o755);
  return dir;
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

// Until fn gives something true; the error tells what was waited for.
export async function until(fn, { ms = 10000, every = 50, what = String(fn) } = {}) {
  const end = Date.now() + ms;
  for (let last; ; ) {
    try {
      const got = await fn();
      if (got) return got;
    } catch (e) {
      last = e;
    }
    if (Date.now() > end) throw new Error(`after ${ms} ms still not: ${what}${last ? ` (${last.message})` : ''}`);
    await sleep(every);
  }
}

// A process that is dead but not yet buried by its parent does not count.
export const alive = (pid) => {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
};

const children = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number);
  } catch {
    return [];
  }
};
const cmdline = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return '';
  }
};
const looks = {
  postgres: (c) => /\/postgres --config-file=/.test(c),
  nginx: (c) => /nginx/.test(c),
  serve: (c) => /\bserve --conf/.test(c),
  gateway: (c) => /\bgateway --conf/.test(c),
};

// Every `hansa up` that a test file started is stopped with it, however the file ends.
const started = new Set();
process.once('exit', () => { for (const child of started) child.kill('SIGKILL'); });

export function upArguments({ state, port, demo = false, args = [] }) {
  return ['up', '--state', state, '--port', String(port), ...(demo ? [] : ['--no-demo']), ...args];
}

// options: demo, port, state, env, args (more options of `hansa up`), ms (to wait for it)
export async function startHansa({ demo = false, port, state, env = {}, args = [], ms = 120000 } = {}) {
  assert.ok(program, 'nothing is built: ./hansa build');
  port ??= await freePort();
  const own = !state;
  state ??= join(scratch(basename(process.argv[1] ?? 'test', '.test.mjs')), 'state');
  const began = Date.now();
  const child = spawn(program, upArguments({ state, port, demo, args }), {
    env: { ...process.env, HANSA_PORTAL: process.env.HANSA_PORTAL ?? join(root, 'portal/dist'), ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  });
  started.add(child);
  let output = '';
  child.stdout.on('data', (d) => (output += d));
  child.stderr.on('data', (d) => (output += d));
  const ended = new Promise((resolve) => child.once('close', (code, signal) => { started.delete(child); resolve({ code, signal }); }));
  const ready = until(() => /^Hansa is ready: (\S+)$/m.exec(output), { ms, what: 'Hansa is ready' });
  const first = await Promise.race([ready, ended.then((e) => ({ ...e, failed: true }))]).catch((e) => ({ failed: true, error: e }));
  if (first.failed) {
    child.kill('SIGKILL');
    throw Object.assign(new Error(`hansa up did not become ready (${first.error?.message ?? `exit code ${first.code}`}):\n${output}\n${tail(state)}`),
      { code: first.code, output });
  }
  const h = {
    url: first[1], port, state, child, readyMs: Date.now() - began,
    output: () => output,
    pid(part) {
      if (part === 'up') return child.pid;
      return children(child.pid).find((p) => alive(p) && looks[part](cmdline(p)));
    },
    parts: () => children(child.pid).map(cmdline),
    // kill -9 of one part, or of 'all'; gives the pids that were hit
    kill(part, signal = 'SIGKILL') {
      const below = (pid) => [pid, ...children(pid).flatMap(below)];
      const pids = part === 'all' ? below(child.pid) : [h.pid(part)];
      assert.ok(pids.every(Boolean), `${part} is not running`);
      for (const pid of pids)
        try {
          process.kill(pid, signal);
        } catch (e) {
          if (e.code !== 'ESRCH') throw e; // its parent's death was enough
        }
      return pids;
    },
    async psql(sql, { role = 'hansa_boot', vars = {} } = {}) {
      const set = Object.entries(vars).flatMap(([k, v]) => ['-v', `${k}=${v}`]);
      const { stdout } = await run('psql', ['-X', '-qAt', '-v', 'ON_ERROR_STOP=1', ...set, '-h', h.run(), '-U', role, '-d', 'hansa', '-c', sql],
        { maxBuffer: 64 << 20, env: { ...process.env, PGOPTIONS: '' } });
      return stdout.trimEnd();
    },
    run: () => /socket = (.*)\/serve\.sock/.exec(readFileSync(join(state, 'conf/hansa.conf'), 'utf8'))[1],
    socket: (part = 'serve') => join(h.run(), `${part}.sock`),
    log: (part) => (existsSync(join(state, 'log', `${part}.log`)) ? readFileSync(join(state, 'log', `${part}.log`), 'utf8') : ''),
    ready: (limit = 15000) => until(async () => (await fetch(`${h.url}/readyz`)).status === 200, { ms: limit, what: '/readyz answers 200' }),
    ended,
    // Ctrl-C; gives the exit code. A sanitizer's report in any log fails the test that stops it.
    async stop({ keep = false } = {}) {
      if (child.exitCode === null && child.signalCode === null) child.kill('SIGINT');
      const { code } = await ended;
      const found = readdirSync(join(state, 'log')).filter((f) => /AddressSanitizer|LeakSanitizer|runtime error:/.test(readFileSync(join(state, 'log', f), 'utf8')));
      assert.deepEqual(found, [], found.map((f) => readFileSync(join(state, 'log', f), 'utf8').split('\n').slice(-60).join('\n')).join('\n'));
      if (own && !keep) rmSync(join(state, '..'), { recursive: true, force: true });
      return code;
    },
  };
  return h;
}

function tail(state) {
  try {
    return readdirSync(join(state, 'log')).map((f) => `--- ${f}\n${readFileSync(join(state, 'log', f), 'utf8').slice(-2000)}`).join('\n');
  } catch {
    return '';
  }
}

// A browser's manners without a browser: cookies, Origin on unsafe methods, JSON both ways.
export class Client {
  constructor(url, { key } = {}) {
    this.url = url;
    this.key = key;
    this.cookies = new Map();
  }

  headers(method, extra = {}) {
    const h = { accept: 'application/json' };
    if (this.cookies.size) h.cookie = [...this.cookies].map(([k, v]) => `${k}=${v}`).join('; ');
    if (this.key) h.authorization = `Bearer ${this.key}`;
    else if (method !== 'GET' && method !== 'HEAD') h.origin = this.url;
    return { ...h, ...extra };
  }

  // gives { status, headers, text, json }
  async request(method, path, { json, body, headers = {}, signal } = {}) {
    if (json !== undefined) {
      body = JSON.stringify(json);
      headers = { 'content-type': 'application/json', ...headers };
    }
    const r = await fetch(this.url + path, { method, body, headers: this.headers(method, headers), redirect: 'manual', signal });
    for (const line of r.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line);
      if (value === '' || /max-age=0/i.test(line)) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    const text = await r.text();
    const isJson = /[/+]json\b/.test(r.headers.get('content-type') ?? '');
    return { status: r.status, headers: r.headers, text, json: isJson && text ? JSON.parse(text) : undefined };
  }

  get(path, o) { return this.request('GET', path, o); }
  post(path, json, o) { return this.request('POST', path, { json, ...o }); }
  put(path, json, o) { return this.request('PUT', path, { json, ...o }); }
  patch(path, json, o) { return this.request('PATCH', path, { json, ...o }); }
  delete(path, o) { return this.request('DELETE', path, o); }

  async login(email, password) {
    const r = await this.post('/api/session', { email, password });
    assert.equal(r.status, 200, `log-in of ${email}: ${r.status} ${r.text}`);
    this.me = r.json;
    return this;
  }

  // The live socket: frames are kept in `frames`, `frame(test)` waits for one.
  async live({ headers = {} } = {}) {
    const ws = new WebSocket(`${this.url.replace(/^http/, 'ws')}/live`, 'hansa.v1',
      { headers: { ...this.headers('POST'), ...headers }, rejectUnauthorized: false });
    const s = { ws, frames: [], closed: null, send: (o) => ws.send(typeof o === 'string' ? o : JSON.stringify(o)), close: () => ws.close() };
    ws.on('message', (m) => s.frames.push(JSON.parse(m)));
    ws.on('close', (code, reason) => (s.closed = { code, reason: String(reason) }));
    let from = 0;
    s.frame = (test, ms = 5000) => until(() => {
      for (; from < s.frames.length; ) if (test(s.frames[from++])) return s.frames[from - 1];
      return undefined;
    }, { ms, every: 10, what: `${test} among ${JSON.stringify(s.frames.slice(-5))}` });
    await new Promise((resolve, reject) => {
      ws.once('open', resolve);
      ws.once('error', reject);
      ws.once('unexpected-response', (_, r) => reject(Object.assign(new Error(`live: ${r.statusCode}`), { status: r.statusCode })));
    });
    ws.on('error', () => {});
    return s;
  }
}

export const client = (url, options) => new Client(url, options);

// Bytes straight at a port or a unix socket; gives everything that came back until the other side closed or ms passed.
export function raw(to, bytes, { ms = 3000, end = false } = {}) {
  return new Promise((resolve, reject) => {
    const s = createConnection(typeof to === 'string' ? { path: to } : { port: to, host: '127.0.0.1' });
    const got = [];
    const timer = setTimeout(() => s.destroy(), ms);
    s.on('connect', () => { for (const b of [bytes].flat()) s.write(b); if (end) s.end(); });
    s.on('data', (d) => got.push(d));
    s.on('error', (e) => (e.code === 'EPIPE' || e.code === 'ECONNRESET' ? 0 : reject(e)));
    s.on('close', () => { clearTimeout(timer); resolve(Buffer.concat(got).toString('latin1')); });
  });
}

// The demo log-ins: [{ email, password, company, role }]
export function demoLogins() {
  const file = join(root, 'sql/demo/logins.tsv');
  return readFileSync(file, 'utf8').split('\n').filter((l) => l.trim() && !l.startsWith('#')).map((l) => l.split('\t'))
    .filter(([email]) => email !== 'email').map(([email, password, company, role]) => ({ email, password, company, role }));
}
