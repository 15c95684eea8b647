// What the operator sees: health, figures, logs, and how the server behaves when its database goes away.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { client, raw, sleep, until } from '../support/hansa.mjs';
import { companies, email, ok, once, password, people, problem, purchaseOrder, sendEdi, startWorld } from '../support/world.mjs';

let w, key;
const secrets = new Set([password]); // and whatever else the tests send that no log may hold

before(async () => {
  w = await startWorld();
  key = await w.keyOf(w.piotr, ['edi:write', 'leads:read']);
});
after(() => w?.stop());

const get = (path, o) => fetch(w.url + path, o);

test('alive and ready are said in plain words, to nobody\'s cache', async () => {
  for (const [path, word] of [['/healthz', 'ok'], ['/readyz', 'ready']]) {
    const r = await get(path);
    assert.deepEqual([r.status, (await r.text()).trim(), r.headers.get('cache-control')], [200, word, 'no-store']);
    assert.equal((await get(path, { method: 'HEAD' })).status, 200);
    assert.equal((await get(path, { method: 'POST' })).status, 405);
  }
});

test('the figures are Prometheus text: typed, told once, and they count', async () => {
  const read = async () => {
    const r = await get('/metrics');
    assert.match(r.headers.get('content-type'), /^text\/plain; version=0\.0\.4/);
    const types = new Map(), values = new Map();
    for (const line of (await r.text()).trimEnd().split('\n')) {
      const type = /^# TYPE ([a-z_]+) (counter|gauge|histogram|summary)$/.exec(line);
      if (type) {
        assert.ok(!types.has(type[1]), line);
        types.set(type[1], type[2]);
      }
      if (line.startsWith('#')) { assert.match(line, /^# (TYPE|HELP) [a-z_]+ \S/); continue; }
      const m = /^([a-z_][a-z0-9_]*)(\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\"n])*",?)*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?|\+Inf|NaN)$/.exec(line);
      assert.ok(m, line);
      assert.ok([...types.keys()].some((t) => m[1] === t || m[1].startsWith(`${t}_`)), `${m[1]} has no type`);
      assert.ok(!values.has(m[1] + (m[2] ?? '')), `told twice: ${line}`);
      values.set(m[1] + (m[2] ?? ''), Number(m[3]));
    }
    return values;
  };
  const before = await read();
  for (let i = 0; i < 5; i++) await w.anna.get('/api/leads');
  const after = await read(), name = 'hansa_http_requests_total{route="GET /api/leads",status="2xx"}';
  assert.equal(after.get(name), (before.get(name) ?? 0) + 5);
  for (const word of [email('anna'), companies.lubeck.name, w.anna.me.company.id, w.anna.me.person.id]) assert.ok(![...after.keys()].join().includes(word), word);
});

test('addresses that a client makes up do not make up figures', async () => {
  const size = async () => (await (await get('/metrics')).text()).split('\n').length;
  for (const who of [client(w.url), w.anna]) for (const at of ['none', 'leads/none']) await who.get(`/api/${at}`);
  const before = await size();
  for (let i = 0; i < 50; i++) await client(w.url).get(`/api/${randomUUID()}`);
  for (let i = 0; i < 50; i++) await w.anna.get(`/api/leads/${randomUUID()}`);
  assert.equal(await size(), before);
});

test('every answer bears the number that its line in the log has', async () => {
  const r = await w.anna.get('/api/leads');
  const id = r.headers.get('x-request-id');
  const line = await until(() => w.h.log('serve').split('\n').find((l) => l.includes(id)));
  const entry = JSON.parse(line);
  assert.deepEqual([entry.route, entry.status, entry.company], ['GET /api/leads', 200, w.anna.me.company.id]);
});

test('a refused session leaves no trace of who tried it', async () => {
  for (const s of ['wrong password zqw', 'another zqa']) {
    secrets.add(s);
    problem(await client(w.url).post('/api/session', { email: 'somebody.zq@else.example', password: s }), 401, 'login_failed');
  }
  secrets.add('somebody.zq');
});

test('the logs hold no body, no secret, no token and no address of a person', async () => {
  for (const name of Object.keys(people)) secrets.add(email(name));
  for (const who of [w.anna, w.piotr, w.kari]) secrets.add(who.cookies.get('__Host-hansa'));
  secrets.add(key);
  secrets.add(key.slice(15));
  const fields = { title: 'zqtitle', contact_name: 'zqcontact', email: 'zqmail@example.com', notes: 'zqnotes', phone: '+48 zq' };
  Object.values(fields).forEach((v) => secrets.add(v));
  const lead = await w.lead(w.anna, fields);
  await w.share(w.anna, lead.id, w.piotr, 'read');
  // And what fails, at every depth: form, rule, constraint, function.
  await w.anna.post('/api/leads', { ...fields, zqfield: 1 });
  await w.anna.post('/api/leads', { ...fields, value_minor: 1 });
  await w.anna.post('/api/products', { sku: 'zqsku', name: 'zqname', gtin: 'zqgtin99' });
  await w.anna.post('/api/company/identifiers', { scheme: 'isa', value: 'ZZ:zqisa:zq' });
  await w.anna.get('/api/search?q=zqquery');
  await w.anna.get('/api/leads?after=zqcursor');
  await client(w.url).get('/t/zqzqzqzqzqzqzqzqzqzqzq');
  await client(w.url).post('/api/password-resets', { email: email('vera') });
  const invited = ok(await w.anna.post('/api/invitations', { email: 'zqguest@example.com', role: 'viewer' }), 201);
  secrets.add(invited.link.split('#')[1]);
  await client(w.url).post('/api/invitations/lookup', { token: invited.link.split('#')[1] });
  for (const body of [purchaseOrder({ number: 'zqorder' }), purchaseOrder({ number: 'zqorder', to: 'ZQNOBODY' }), 'zqnothing']) await sendEdi(w.url, key, body);
  const [order] = ok(await w.anna.get('/api/orders')).items;
  secrets.add(ok(await w.anna.get(`/api/orders/${order.id}`)).tracking.token);
  await get(ok(await w.anna.get(`/api/orders/${order.id}`)).tracking.path);
  await raw(w.h.port, `GET /api/leads?zq=1 HTTP/1.1\r\nHost: h\r\nCookie: __Host-hansa=zqcookie\r\n\r\nzqgarbage\r\n\r\n`, { ms: 300 });
  const socket = await w.anna.live();
  socket.send({ t: 'sub', subs: [{ s: 'zqstream' }] });
  socket.send('zqnonsense');
  await socket.frame((f) => f.t === 'err');
  socket.close();
  await sleep(300);
  for (const s of ['zq', 'ZQ', 'Katarzyna', ...(await w.psql("SELECT encode(token_hash, 'hex') FROM hansa.session")).split('\n')]) secrets.add(s);
  for (const file of readdirSync(join(w.h.state, 'log'))) {
    const text = readFileSync(join(w.h.state, 'log', file), 'utf8');
    for (const s of secrets) assert.ok(!text.includes(s), `${file} holds ${s}: ${text.split('\n').find((l) => l.includes(s))?.slice(0, 600)}`);
  }
});

test('every line of the server and the gateway is one JSON object', () => {
  for (const part of ['serve', 'gateway'])
    for (const line of w.h.log(part).trimEnd().split('\n')) assert.equal(typeof JSON.parse(line), 'object', line);
});

// What an answer may be while the database is away: the right one, or "later".
const later = (r) => {
  problem(r, 503);
  assert.ok(Number(r.headers.get('retry-after')) > 0, 'no Retry-After');
};

test('without a database the server is alive but not ready, and ready again when it is back', async () => {
  w.h.kill('postgres');
  const seen = new Set();
  await until(async () => {
    assert.equal((await get('/healthz')).status, 200);
    const { status } = await get('/readyz');
    seen.add(status);
    return seen.has(503) && status === 200;
  }, { ms: 30000, every: 5 });
  assert.deepEqual([...seen].sort(), [200, 503].filter((s) => seen.has(s)));
  ok(await w.anna.get('/api/leads'));
});

test('a database that dies under creates: every answer is true or "later", and repeated, each is made once', async () => {
  const jobs = Array.from({ length: 240 }, (_, i) => ({ title: `Survivor ${i}`, key: randomUUID() })), told = [];
  const send = (j) => w.anna.post('/api/leads', { title: j.title }, { headers: { 'idempotency-key': j.key } });
  let killed = false;
  const worker = async (mine) => {
    for (const j of mine) {
      const r = await send(j);
      if (r.status === 201) told.push([j, r.text]);
      else later(r);
      if (told.length > 40 && !killed) {
        killed = true;
        w.h.kill('postgres');
      }
    }
  };
  await Promise.all(Array.from({ length: 12 }, (_, n) => worker(jobs.filter((_, i) => i % 12 === n))));
  assert.ok(killed && told.length < jobs.length, `${told.length} of ${jobs.length}`);
  await w.h.ready(30000);
  for (const j of jobs) {
    const r = await until(async () => { const x = await send(j); return x.status !== 503 && x; });
    ok(r, 201);
    const first = told.find(([t]) => t === j);
    if (first) assert.equal(r.text, first[1]); // what was told has been kept
  }
  assert.equal(await w.psql("SELECT count(*) || ' ' || count(DISTINCT title) FROM hansa.lead_identity WHERE title LIKE 'Survivor %'"), '240 240');
});

test('connections that are cut one by one cost an answer at most, and never a wrong one', async () => {
  const mine = ok(await w.anna.get('/api/session')).company.id, theirs = ok(await w.kari.get('/api/session')).company.id;
  let running = true, right = 0;
  const asking = [w.anna, w.kari, w.anna, w.kari].map(async (who, i) => {
    while (running) {
      const r = await who.get('/api/company');
      if (r.status === 200) { assert.equal(r.json.id, i % 2 ? theirs : mine); right++; } else later(r);
    }
  });
  for (let i = 0; i < 20; i++) {
    await w.psql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'hansa_app'");
    await sleep(60);
  }
  running = false;
  await Promise.all(asking);
  assert.ok(right > 20, String(right));
  await w.h.ready(30000);
});

test('an interchange that meets a dead database is taken once it is sent again', async () => {
  const x = purchaseOrder();
  w.h.kill('postgres');
  const first = await sendEdi(w.url, key, x);
  if (first.status !== 200) later(first);
  await w.h.ready(30000);
  const r = await until(async () => { const a = await sendEdi(w.url, key, x); return a.status === 200 && a; }, { ms: 15000 });
  assert.match(r.text, /AK9\*A/);
  assert.equal(await w.psql(`SELECT count(*) FROM hansa.order_ WHERE number = '${/NE\*([^*]+)/.exec(x)[1]}'`), '1');
});

test('a record that somebody holds on to is refused in time, and others are served meanwhile', async () => {
  const { id } = await w.lead();
  const holding = w.psql(`BEGIN; SELECT FROM hansa.lead WHERE id = '${id}' FOR UPDATE; SELECT FROM hansa.stream WHERE id = '${id}' FOR UPDATE; SELECT pg_sleep(8); COMMIT`);
  await until(async () => (await w.psql("SELECT count(*) FROM pg_stat_activity WHERE query LIKE '%pg_sleep(8)%' AND wait_event = 'PgSleep'")) !== '0');
  const began = Date.now(), stuck = w.anna.post(`/api/records/${id}/actions`, { action: 'qualify' });
  for (let i = 0; i < 20; i++) ok(await w.anna.get('/api/company'));
  later(await stuck);
  assert.ok(Date.now() - began < 8000);
  await holding;
  await w.act(w.anna, id, 'qualify');
});

test('a server that is killed is back, and who was logged in still is', async () => {
  const s = await w.anna.live();
  await s.frame((f) => f.t === 'hello');
  w.h.kill('serve');
  await until(() => s.closed);
  // ready is said when every lane to the database is: the first answers come before that
  await until(async () => (await get('/readyz')).status === 200, { ms: 15000 });
  ok(await w.anna.get('/api/session'));
});

test('while the server is away nginx says so in the form of every other problem', async () => {
  w.h.kill('serve');
  const seen = [];
  await until(async () => {
    const r = await w.anna.get('/api/session');
    if (r.status !== 200) { later(r); assert.equal(r.json.status, r.status); seen.push(r.status); }
    return r.status === 200;
  }, { ms: 15000, every: 5 });
  assert.ok(seen.length > 0);
});
