// --database: a PostgreSQL of one's own. Roles that could see past row-level security are refused.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort, program, run, scratch, startHansa, upArguments } from '../support/hansa.mjs';

let h;
const url = (role, db = 'own') => `postgresql:///${db}?host=${encodeURIComponent(h.run())}&user=${role}`;
before(async () => {
  h = await startHansa();
  // The given database stands on the first one's cluster; who may be which role is said there.
  await h.psql('create database own');
  await h.psql("create role plain login; create role seer login bypassrls; create role chief login in role hansa_owner");
  await h.psql("copy (select 'local all all trust') to program 'cat > " + join(h.state, 'conf/pg_hba.conf') + "'");
  await h.psql('select pg_reload_conf()');
});
after(() => h.stop());

const up = async (database, extra = []) => run(program, [...upArguments({ state: join(scratch('db'), 'state'), port: await freePort() }), '--database', database, ...extra], { timeout: 60000 })
  .then(() => assert.fail('it went well'), (e) => e.stderr);

test('a database that is not prepared says how to prepare it', async () => {
  assert.match(await up(url('hansa_app')), /hansa migrate/);
});

test('hansa migrate prepares it, twice is once', async () => {
  for (let i = 0; i < 2; i++) assert.match((await run(program, ['migrate', '--database', url('hansa_boot')])).stdout, /up to date/);
});

test('the app cannot migrate', async () => {
  const e = await run(program, ['migrate', '--database', url('hansa_app')]).then(() => assert.fail('it went well'), (x) => x);
  assert.equal(e.code, 1);
});

test('superuser, BYPASSRLS and owner are refused', async () => {
  for (const role of ['hansa_boot', 'seer', 'chief']) assert.match(await up(url(role)), new RegExp(role), role);
});

test('the app role serves from it', async () => {
  const own = await startHansa({ args: ['--database', url('hansa_app')] });
  assert.equal((await fetch(`${own.url}/readyz`)).status, 200);
  assert.equal(own.pid('postgres'), undefined, 'no cluster of its own');
  assert.equal(await own.stop(), 0);
});

test('a server that is not there is named', async () => {
  assert.match(await up('postgresql://hansa_app@127.0.0.1:1/none?connect_timeout=2'), /127\.0\.0\.1|refused/);
});

test('the doctor looks at it', async () => {
  const { stdout } = await run(program, ['doctor', '--state', h.state, '--database', url('hansa_app')]);
  assert.match(stdout, /^ok {4}isolation /m);
  const e = await run(program, ['doctor', '--state', h.state, '--database', url('seer')]).then(() => assert.fail('it went well'), (x) => x);
  assert.match(e.stdout, /^FAIL {2}role/m);
});
