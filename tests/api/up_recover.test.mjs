// kill -9 of any part or of all: the part, or the next `hansa up`, recovers, and nothing committed is lost.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { alive, program, run, scratch, startHansa, until, upArguments } from '../support/hansa.mjs';

const state = join(scratch('recover'), 'state');
let h;
before(async () => { h = await startHansa({ state }); });
after(() => h.stop());

const put = (n) => h.psql(`create table if not exists public.kept(n int); insert into public.kept values (${n})`);
const kept = () => h.psql('select string_agg(n::text, \',\' order by n) from public.kept');

for (const part of ['serve', 'gateway', 'nginx', 'postgres'])
  test(`kill -9 of ${part}: it is started again`, async () => {
    await put(1);
    const [old] = h.kill(part);
    const fresh = await until(() => { const p = h.pid(part); return p !== old && p; }, { what: `a new ${part}` });
    assert.ok(fresh);
    await h.ready();
    await until(async () => (await kept()).startsWith('1'), { what: 'the row is there' });
    assert.match(h.output(), new RegExp(`${part} ended \\(signal 9\\); started again`));
  });

test('a part that dies over and over is started with growing pauses', async () => {
  for (let i = 0; i < 3; i++) {
    await until(() => h.pid('gateway'));
    h.kill('gateway');
    await until(() => !h.pid('gateway'), { ms: 2000 }).catch(() => {});
  }
  const pauses = [...h.output().matchAll(/gateway ended .* again in (\d+) ms/g)].map((m) => Number(m[1]));
  assert.ok(pauses.at(-1) > pauses[0], pauses.join(' '));
  await h.ready();
});

test('kill -9 of the supervisor: the parts end, the next start is at once', async () => {
  await put(2);
  const pids = ['postgres', 'serve', 'gateway', 'nginx'].map((p) => h.pid(p));
  h.kill('up');
  await h.ended;
  h = await startHansa({ state, port: h.port });
  assert.ok(h.readyMs < 15000, `${h.readyMs} ms`);
  for (const pid of pids) assert.ok(!alive(pid), `${pid} is alive`);
  assert.match(await kept(), /2$/);
});

test('kill -9 of everything at once: the next start recovers', async () => {
  await put(3);
  h.kill('all');
  await h.ended;
  h = await startHansa({ state, port: h.port });
  assert.match(await kept(), /3$/);
});

test('nginx\'s workers without their master do not keep the port', async () => {
  h.kill('up');
  await h.ended;
  h = await startHansa({ state, port: h.port });
  h.kill('nginx');
  await until(() => /nginx ended \(signal 9\)/.test(h.output()));
  await h.ready();
  const master = await until(() => h.pid('nginx'));
  await until(() => readFileSync(`/proc/${master}/task/${master}/children`, 'utf8').trim(), { what: 'the new master has workers' });
});

test('a pid file of a process that is somebody else does not hinder', async () => {
  assert.equal(await h.stop({ keep: true }), 0);
  const pid = spawn('sleep', ['60'], { stdio: 'ignore' });
  writeFileSync(join(state, 'pg/15/postmaster.pid'), `${pid.pid}\n${join(state, 'pg/15')}\n1700000000\n5432\n${join(state, 'run')}\n\n  1 1\nready\n`);
  h = await startHansa({ state, port: h.port });
  pid.kill();
  assert.match(await kept(), /3$/);
});

test('PostgreSQL started by hand on the same data is named', { skip: process.getuid() !== 0 && 'needs root' }, async () => {
  assert.equal(await h.stop({ keep: true }), 0);
  const by = (cmd) => run('setpriv', ['--reuid=postgres', '--regid=postgres', '--clear-groups', ...cmd], { cwd: '/', timeout: 30000 });
  const bin = '/usr/lib/postgresql/15/bin/pg_ctl';
  await by([bin, 'start', '-w', '-s', '-D', join(state, 'pg/15'), '-l', join(state, 'log/by-hand.log'), '-o', `-c listen_addresses= -k ${join(state, 'run')}`]);
  const e = await run(program, upArguments({ state, port: h.port })).then(() => assert.fail('it went well'), (x) => x);
  assert.match(e.stderr, /Another PostgreSQL \(process \d+\) runs on .*pg_ctl stop -D/);
  await by([bin, 'stop', '-w', '-s', '-m', 'fast', '-D', join(state, 'pg/15')]);
  h = await startHansa({ state, port: h.port });
});

test('an initdb that was cut off leaves nothing that hinders', async () => {
  const own = join(scratch('half'), 'state');
  const child = spawn(program, upArguments({ state: own, port: h.port + 1 }), { stdio: 'ignore' });
  await until(() => existsSync(join(own, 'pg/new')), { every: 2, what: 'initdb has begun' });
  child.kill('SIGKILL');
  await new Promise((resolve) => child.once('close', resolve));
  const half = await startHansa({ state: own });
  assert.equal(await half.stop(), 0);
});

test('data of a PostgreSQL that is not installed: the way out is told', async () => {
  const own = join(scratch('old'), 'state');
  const first = await startHansa({ state: own });
  assert.equal(await first.stop({ keep: true }), 0);
  renameSync(join(own, 'pg/15'), join(own, 'pg/14'));
  const e = await run(program, upArguments({ state: own, port: first.port })).then(() => assert.fail('it went well'), (x) => x);
  assert.match(e.stderr, /made by PostgreSQL 14, which is not installed; PostgreSQL 15 is\. Install postgresql-14 again, or .*pg_upgrade/);
  rmSync(join(own, '..'), { recursive: true });
});

test('a full disk is met with a plain message', { skip: process.getuid() !== 0 && 'needs root to mount' }, async (t) => {
  const dir = join(scratch('full'), 'small');
  mkdirSync(dir);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=100m,mode=755', 'tmpfs', dir]);
  } catch {
    return t.skip('no mount here');
  }
  try {
    const e = await run(program, upArguments({ state: join(dir, 'state'), port: h.port + 1 })).then(() => assert.fail('it went well'), (x) => x);
    assert.equal(e.code, 1);
    assert.match(e.stderr, /The disk is full: .* MB left.*--state DIR/);
  } finally {
    await run('umount', [dir]);
  }
});

test('a log does not grow without end', async () => {
  const file = join(state, 'log/serve.log');
  writeFileSync(file, Buffer.alloc(20 << 20, 'x'), { flag: 'a' });
  await until(() => existsSync(`${file}.1`) && statSync(file).size < 1 << 20, { ms: 15000, what: 'the log was put aside' });
  await fetch(`${h.url}/api/session`);
  await until(() => !readFileSync(file, 'utf8').startsWith('\0'), { what: 'the server goes on writing at its end' });
});
