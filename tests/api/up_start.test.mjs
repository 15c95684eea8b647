// `hansa up` from nothing, a second one beside it, a second start, and the way down.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { chownSync, copyFileSync, chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { alive, freePort, program, raw, run, scratch, startHansa, until, upArguments } from '../support/hansa.mjs';

const state = join(scratch('up'), 'state');
let h;
before(async () => { h = await startHansa({ state }); });
after(() => h.stop());

const fails = (args, env = {}) => run(program, args, { timeout: 60000, env: { ...process.env, ...env } }).then(
  ({ stdout }) => assert.fail(`it went well: ${stdout}`), (e) => ({ code: e.code, text: e.stderr }));

test('every part runs, and none of them as root', () => {
  for (const part of ['postgres', 'serve', 'gateway', 'nginx']) {
    const pid = h.pid(part);
    assert.ok(pid, part);
    if (process.getuid() === 0) assert.notEqual(statSync(`/proc/${pid}`).uid, 0, part);
  }
});

test('the state directory is closed to others', () => {
  assert.equal(statSync(state).mode & 0o777, 0o700);
  assert.equal(statSync(join(state, 'conf/hansa.conf')).mode & 0o777, 0o600);
  assert.equal(statSync(join(state, 'secret')).size, 32);
});

test('PostgreSQL has no network', async () => {
  assert.equal(await h.psql('show listen_addresses'), '');
  assert.equal(await h.psql('select current_user', { role: 'hansa_app' }), 'hansa_app');
});

test('health and readiness answer', async () => {
  for (const path of ['/healthz', '/readyz', '/metrics']) assert.equal((await fetch(h.url + path)).status, 200, path);
});

test('a second one on the same state is refused', async () => {
  const { code, text } = await fails(upArguments({ state, port: await freePort() }));
  assert.equal(code, 1);
  assert.match(text, /already up on .*\(process \d+\)\. Stop that one, or choose another place with --state/);
});

test('a taken port is named', async () => {
  const { code, text } = await fails(upArguments({ state: join(scratch('port'), 'state'), port: h.port }));
  assert.equal(code, 1);
  assert.match(text, new RegExp(`Port ${h.port} is taken by another program\\. Choose another with --port N`));
});

test('wrong options are answered with the usage', async () => {
  for (const args of [['up', '--port', '0'], ['up', '--port', 'x'], ['up', '--port', '70000'], ['up', '--nope'], ['up', 'more'],
    ['up', '--cert', '/x'], ['up', '--cert', '/x', '--key', '/y']]) {
    const { code, text } = await fails(args);
    assert.equal(code, 2, args.join(' '));
    assert.match(text, /usage: hansa up|a port is a number/);
  }
  for (const what of ['up', 'doctor', 'migrate', 'demo']) assert.match((await run(program, [what, '--help'])).stdout, /usage: hansa/);
});

test('a state directory that cannot be is refused in plain words', async () => {
  const dir = scratch('bad');
  writeFileSync(join(dir, 'file'), '');
  assert.match((await fails(['up', '--state', join(dir, 'file/x')])).text, /cannot be made|Not a directory/);
  assert.match((await fails(['up', '--state', join(dir, 'a"b')])).text, /configuration files cannot hold/);
  if (process.getuid() === 0) {
    mkdirSync(join(dir, 'mine'));
    writeFileSync(join(dir, 'mine/letter'), '');
    assert.match((await fails(['up', '--state', join(dir, 'mine')])).text, /holds files of another user than postgres/);
    assert.ok(existsSync(join(dir, 'mine/letter')));
  }
});

test('the doctor finds it well, and says what a mail server would need', async () => {
  const { stdout } = await run(program, ['doctor', '--state', state]);
  for (const what of ['database', 'isolation', 'role', 'schema', 'nginx.conf', 'server', 'state'])
    assert.match(stdout, new RegExp(`^ok {4}${what} `, 'm'), stdout);
  assert.match(stdout, /^warn {2}mail .*\[smtp\]/m);
  assert.doesNotMatch(stdout, /FAIL/);
});

test('the doctor sees a table without forced row-level security', async () => {
  await h.psql('alter table hansa.lead no force row level security');
  const e = await run(program, ['doctor', '--state', state]).then(() => assert.fail('well'), (x) => x);
  assert.equal(e.code, 1);
  assert.match(e.stdout, /^FAIL {2}isolation .*: lead\./m);
  await h.psql('alter table hansa.lead force row level security');
});

test('Ctrl-C stops all in order, and the second start is quick', async () => {
  const pids = ['postgres', 'serve', 'gateway', 'nginx'].map((p) => h.pid(p));
  assert.equal(await h.stop({ keep: true }), 0);
  for (const pid of pids) assert.ok(!alive(pid), `${pid} is alive`);
  assert.ok(!existsSync(join(state, 'pg/15/postmaster.pid')), 'PostgreSQL was stopped cleanly');
  const times = [];
  for (let i = 0; i < 3; i++) { // the best of three: this machine may have other work
    if (i) await h.stop({ keep: true });
    h = await startHansa({ state });
    times.push(h.readyMs);
  }
  assert.ok(Math.min(...times) < 3000 * (/asan/.test(program) ? 3 : 1), `ready after ${times} ms`);
});

test('a stop during the start is a clean stop', async () => {
  const own = join(scratch('early'), 'state');
  const child = spawn(program, upArguments({ state: own, port: await freePort() }), { stdio: ['ignore', 'pipe', 'inherit'] });
  let out = '';
  child.stdout.on('data', (d) => (out += d));
  await until(() => /PostgreSQL is up/.test(out), { ms: 60000 });
  child.kill('SIGTERM');
  const code = await new Promise((resolve) => child.once('close', resolve));
  assert.equal(code, 0, out);
});

test('a deep state directory gets its sockets elsewhere', async () => {
  const deep = await startHansa({ state: join(scratch('deep'), 'a'.repeat(60), 'b'.repeat(60)) });
  assert.ok(deep.socket().length < 100);
  assert.equal((await fetch(`${deep.url}/readyz`)).status, 200);
  assert.equal(await deep.stop(), 0);
});

test('an ordinary user runs it too', { skip: process.getuid() !== 0 && 'needs root to become one' }, async () => {
  const dir = scratch('nobody');
  const bin = join(dir, 'hansa');
  copyFileSync(program, bin);
  chmodSync(bin, 0o755);
  mkdirSync(join(dir, 'home'));
  chownSync(join(dir, 'home'), 65534, 65534);
  const port = await freePort();
  const child = spawn('setpriv', ['--reuid=65534', '--regid=65534', '--clear-groups', bin, ...upArguments({ state: join(dir, 'home/state'), port })],
    { cwd: '/', env: { ...process.env, HOME: join(dir, 'home'), XDG_RUNTIME_DIR: '' }, stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  for (const s of [child.stdout, child.stderr]) s.on('data', (d) => (out += d));
  const closed = new Promise((resolve) => child.once('close', resolve));
  try {
    await Promise.race([until(() => /Hansa is ready/.test(out), { ms: 60000 }), closed.then((c) => assert.fail(`exit code ${c}: ${out}`))]);
    assert.match(await raw(port, 'GET /readyz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'), /^HTTP\/1\.1 200/);
  } finally {
    child.kill('SIGINT');
  }
  assert.equal(await closed, 0, out);
});

test('another program on the loopback is seen on IPv6 too', async () => {
  const server = createServer().listen(0, '::1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { text } = await fails(upArguments({ state: join(scratch('v6'), 'state'), port: server.address().port }));
  assert.match(text, /is taken/);
  server.close();
});
