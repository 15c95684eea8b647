// The live socket as clients meet it: who hears what, in which order, and what is over when it is over.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { client, program, run, sleep, startHansa, until } from '../support/hansa.mjs';

let h, anna, piotr, kari;
const password = 'correct horse battery';

async function person(email, slug, name, country) {
  const added = run(program, ['user', 'add', email, '--company', slug, '--role', 'admin', '--name', email.split('@')[0], '--new-company', name,
    '--country', country, '--domain', email.split('@')[1], '--state', h.state]);
  added.child.stdin.end(`${password}\n`);
  await added;
  return client(h.url).login(email, password);
}

const once = () => ({ headers: { 'idempotency-key': randomUUID() } });
const ok = (r, status) => (assert.equal(r.status, status, r.text), r.json);
const company = { t: 'sub', subs: [{ s: 'company' }] };
const of = (id, more) => ({ t: 'sub', subs: [{ s: id, ...more }] });
const newLead = async () => ok(await anna.post('/api/leads', { title: 'Harbour radar', country: 'DE' }, once()), 201);
// One change of a lead: one event in its stream.
const change = async (who, id) => who.patch(`/api/leads/${id}`, { region: String(Math.random()) }, { headers: { 'if-match': (await who.get(`/api/leads/${id}`)).headers.get('etag') ?? '"0"' } });
const share = (id, who, level) => anna.put(`/api/records/${id}/grants/${who.me.company.id}`, { level });

before(async () => {
  h = await startHansa({ env: { HANSA_LIMIT_PERSON_SOCKETS: '60', HANSA_LIMIT_ADDRESS: '0' } });
  anna = await person('anna@luebeck.example', 'lubeck', 'Lübeck Instruments', 'DE');
  piotr = await person('piotr@gdansk.example', 'gdansk', 'Gdańsk Distribution', 'PL');
  kari = await person('kari@bergen.example', 'bergen', 'Bergen Marine', 'NO');
  const asked = ok(await anna.post('/api/partnerships', { domain: 'gdansk.example', my_role: 'vendor', their_role: 'distributor' }, once()), 201);
  ok(await piotr.post(`/api/records/${asked.id}/actions`, { action: 'accept' }), 200);
});
after(() => h?.stop());

test('a share arrives, a stranger hears nothing, the end of the share ends the stream', async () => {
  const [a, p, k] = await Promise.all([anna.live(), piotr.live(), kari.live()]);
  for (const s of [a, p, k]) {
    assert.equal((await s.frame((f) => f.t === 'hello')).ping, 25);
    s.send(company);
    await s.frame((f) => f.t === 'live');
  }
  const lead = await newLead();
  assert.equal((await a.frame((f) => f.t === 'ev' && f.id === lead.id)).k, 'lead.created');
  ok(await share(lead.id, piotr, 'read'), 204);
  assert.equal((await p.frame((f) => f.t === 'ev' && f.id === lead.id)).k, 'lead.shared');
  p.send(of(lead.id, { from: 0 }));
  await p.frame((f) => f.t === 'live' && f.s === lead.id);
  for (let i = 0; i < 3; i++) ok(await change(anna, lead.id), 200);
  await p.frame((f) => f.s === lead.id && f.seq === 4);
  assert.deepEqual(p.frames.filter((f) => f.s === lead.id && f.t === 'ev').map((f) => f.seq), [1, 2, 3, 4]);
  ok(await anna.delete(`/api/records/${lead.id}/grants/${piotr.me.company.id}`), 204);
  assert.equal((await p.frame((f) => f.t === 'bye' && f.s === lead.id, 1000)).why, 'unshared');
  const heard = p.frames.length;
  ok(await change(anna, lead.id), 200);
  await a.frame((f) => f.t === 'ev' && f.seq === 5);
  await sleep(400);
  assert.deepEqual(p.frames.slice(heard).filter((f) => f.id === lead.id && f.k !== 'grant.revoked'), []);
  assert.deepEqual(k.frames.filter((f) => f.t === 'ev'), []);
  for (const s of [a, p, k]) s.close();
});

test('absent and not yours get the same answer', async () => {
  const lead = await newLead(), absent = randomUUID(), k = await kari.live();
  k.send({ t: 'sub', subs: [{ s: lead.id }, { s: absent, from: 0 }] });
  const answers = await Promise.all([lead.id, absent].map((id) => until(() => k.frames.find((f) => f.s === id))));
  assert.deepEqual(answers, [lead.id, absent].map((s) => ({ t: 'bye', s, why: 'not_found' })));
  k.close();
});

test('what was missed is replayed before what is new; another history or too much of it is a gap', async () => {
  const lead = await newLead();
  for (let i = 0; i < 5; i++) ok(await change(anna, lead.id), 200);
  const s = await anna.live();
  s.send(of(lead.id, { epoch: '1', from: 3 }));
  await s.frame((f) => f.t === 'live');
  assert.deepEqual(s.frames.slice(1).map((f) => f.t + (f.seq ?? '')), ['sub.ok', 'ev4', 'ev5', 'ev6', 'live']);
  s.send(of(lead.id, { epoch: 'other', from: 3 }));
  assert.equal((await s.frame((f) => f.t === 'gap')).head, 6);
  s.send(of(lead.id, { epoch: '1', from: 700 }));
  assert.equal((await s.frame((f) => f.t === 'gap')).head, 6);
  await h.psql(`WITH s AS (UPDATE hansa.stream SET head = 700 WHERE id = '${lead.id}')
    INSERT INTO hansa.event (stream_id, seq, kind, record_kind, record_id, company_id)
    SELECT '${lead.id}', n, 'lead.updated', 'lead', '${lead.id}', '${anna.me.company.id}' FROM generate_series(7, 700) n`);
  const late = await anna.live();
  late.send(of(lead.id, { epoch: '1', from: 1 }));
  assert.equal((await late.frame((f) => f.t === 'gap')).head, 700);
  for (const one of [s, late]) one.close();
});

test('the company stream goes on where it was left', async () => {
  const s = await anna.live();
  s.send(company);
  await s.frame((f) => f.t === 'live');
  const leads = [await newLead(), await newLead(), await newLead()];
  const first = await s.frame((f) => f.id === leads[0].id);
  await s.frame((f) => f.id === leads[2].id);
  const again = await anna.live();
  again.send({ t: 'sub', subs: [{ s: 'company', from: first.at }] });
  await again.frame((f) => f.t === 'live');
  assert.deepEqual(again.frames.filter((f) => f.t === 'ev').map((f) => f.id), [leads[1].id, leads[2].id]);
  for (const one of [s, again]) one.close();
});

test('what makes no sense is answered, and too much of it ends the socket', async () => {
  const s = await kari.live();
  const nonsense = ['', '[]', '{"t":"sub"}', '{"t":"sub","subs":[{"s":"../etc"}]}', '{"t":"sub","subs":[{"s":"company","from":"x"}]}',
    `{"t":"sub","subs":${'['.repeat(100)}${']'.repeat(100)}}`, '{"t":"drop"}', '"\\ud800"'];
  for (const n of nonsense) s.send(n);
  await until(() => s.frames.filter((f) => f.t === 'err').length === nonsense.length);
  s.send({ t: 'ping' });
  await s.frame((f) => f.t === 'pong');
  for (let i = 0; i < 5; i++) s.send('{}');
  await until(() => s.closed);
  assert.equal(s.closed.code, 1008);
});

test('nobody comes in without a session, from elsewhere, or once too often', async () => {
  await assert.rejects(client(h.url).live(), { status: 401 });
  await assert.rejects(kari.live({ headers: { origin: 'http://elsewhere.example' } }), { status: 403 });
  const open = [];
  for (let i = 0; i < 60; i++) open.push(await kari.live());
  await until(() => open.every((s) => s.frames.length));
  const last = await kari.live().catch((e) => ({ refused: e.status }));
  if (!last.refused) await until(() => last.closed);
  assert.ok(last.refused === 429 || last.closed.code === 4429);
  for (const s of open) s.close();
});

test('logging out closes the sockets of that session and no other', async () => {
  const other = await client(h.url).login('kari@bergen.example', password);
  const [stays, goes] = [await kari.live(), await other.live()];
  await goes.frame((f) => f.t === 'hello');
  ok(await other.delete('/api/session'), 204);
  assert.equal((await goes.frame((f) => f.t === 'bye')).why, 'session');
  await until(() => goes.closed);
  await sleep(200);
  assert.equal(stays.closed, null);
  stays.close();
});

test('writers at once, clients that come and go, a server killed: each has every event once, in order', async () => {
  const lead = await newLead();
  ok(await share(lead.id, piotr, 'edit'), 204);
  const end = Date.now() + 8000, clients = [];
  const writer = async (who) => {
    while (Date.now() < end) await change(who, lead.id).catch(() => sleep(100)).then((r) => (r?.status === 200 ? 0 : sleep(20)));
  };
  const reader = async (who) => {
    const c = { last: 0 };
    clients.push(c);
    for (let over = false; !over; ) {
      over = Date.now() > end;
      const s = await who.live().catch(() => null);
      if (!s) { over = false; await sleep(200); continue; }
      s.ws.on('message', (m) => {
        const f = JSON.parse(m);
        if (f.t !== 'ev') return;
        assert.equal(f.seq, c.last + 1);
        c.last = f.seq;
      });
      s.send(of(lead.id, { epoch: '1', from: c.last }));
      await sleep(over ? 3000 : 50 + Math.random() * 600);
      s.ws.terminate();
    }
  };
  const killed = sleep(3000).then(() => h.kill('serve'));
  await Promise.all([killed, ...[anna, piotr, anna, piotr].map(writer), ...Array.from({ length: 12 }, (_, i) => reader(i % 2 ? anna : piotr))]);
  const head = Number(await h.psql(`SELECT head FROM hansa.stream WHERE id = '${lead.id}'`));
  assert.ok(head > 20);
  assert.deepEqual([...new Set(clients.map((c) => c.last))], [head]);
});

test('a database that crashes leaves no socket behind', async () => {
  const lead = await newLead(), s = await anna.live();
  s.send({ t: 'sub', subs: [{ s: lead.id }, { s: 'company' }] });
  await s.frame((f) => f.t === 'live' && f.s === 'company');
  const writerPid = await h.psql(`SELECT pid FROM pg_stat_activity WHERE backend_type = 'walwriter'`);
  process.kill(Number(writerPid), 'SIGKILL'); // PostgreSQL then begins anew by itself
  await until(async () => (await change(anna, lead.id)).status === 200, { every: 200 });
  await until(() => s.frames.some((f) => f.t === 'ev' && f.s === lead.id));
  await until(() => s.frames.some((f) => f.s === 'company' && (f.t === 'gap' || f.t === 'ev')));
  assert.equal(s.closed, null);
  s.close();
});
