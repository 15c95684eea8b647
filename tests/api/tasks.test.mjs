// Tasks: own and shared, given to people and to companies, ticked off, and remembered in time.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { randomUUID } from 'node:crypto';
import { until } from '../support/hansa.mjs';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w;
before(async () => { w = await startWorld(); });
after(() => w?.stop());

const task = async (who, fields) => ok(await who.post('/api/tasks', { title: 'Call the harbour', ...fields }, once()), 201);
const change = (who, { id, version }, fields) => who.patch(`/api/tasks/${id}`, fields, { headers: { 'if-match': `"${version}"` } });
const read = async (who, id) => ok(await who.get(`/api/tasks/${id}`));
const list = async (who, query = '') => ok(await who.get(`/api/tasks?limit=200${query}`)).items;
const personId = (who) => who.me.person.id;

test('a task of a company is seen by its people and by nobody else', async () => {
  const t = await task(w.anna, { note: 'about <b>berths</b>', due_on: '2026-12-01' });
  const seen = await read(w.moritz, t.id);
  assert.deepEqual([seen.title, seen.note, seen.due_on, seen.due_at, seen.state, seen.shared, seen.part], ['Call the harbour', 'about <b>berths</b>', '2026-12-01', null, 'open', false, 'all']);
  const stranger = await w.piotr.get(`/api/tasks/${t.id}`);
  problem(stranger, 404, 'not_found');
  assert.equal(stranger.text, (await w.piotr.get(`/api/tasks/${randomUUID()}`)).text);
  assert.ok(!(await list(w.piotr, '&scope=all')).some((x) => x.id === t.id));
  problem(await change(w.piotr, t, { state: 'done' }), 404, 'not_found');
  problem(await w.piotr.delete(`/api/tasks/${t.id}`), 404, 'not_found');
  problem(await w.vera.post('/api/tasks', { title: 'A viewer does not write' }), 403, 'role_insufficient');
});

test('the same create sent twice makes one task', async () => {
  const key = once();
  const [a, b] = [ok(await w.anna.post('/api/tasks', { title: 'Once' }, key), 201), ok(await w.anna.post('/api/tasks', { title: 'Once' }, key), 201)];
  assert.equal(a.id, b.id);
});

test('what is due first stands first, what has no day behind it, what is done last; pages follow without gap', async () => {
  const lead = await w.lead();
  const of = (fields) => task(w.anna, { record_id: lead.id, ...fields });
  const late = await of({ title: 'late', due_on: '2027-03-01' });
  const none = await of({ title: 'none' });
  const soon = await of({ title: 'soon', due_at: '2026-12-01T09:30:00+01:00' });
  const over = await of({ title: 'over', due_on: '2026-01-01' });
  ok(await change(w.anna, over, { state: 'done' }));
  const titles = (await list(w.anna, `&record_id=${lead.id}`)).map((t) => t.title);
  assert.deepEqual(titles, ['soon', 'late', 'none', 'over']);
  const walked = [];
  for (let next = ''; next !== null;) {
    const page = ok(await w.anna.get(`/api/tasks?record_id=${lead.id}&limit=1${next && `&after=${next}`}`));
    walked.push(...page.items.map((t) => t.title));
    next = page.next;
  }
  assert.deepEqual(walked, titles);
  assert.deepEqual((await list(w.anna, `&record_id=${lead.id}&state=open&from=2026-12-01&to=2026-12-31`)).map((t) => t.id), [soon.id]);
  assert.equal((await read(w.anna, late.id)).record_title, 'Harbour radar');
  assert.equal((await read(w.anna, none.id)).record_kind, 'lead');
});

test('mine are those given to me and those I made for myself', async () => {
  const given = await task(w.anna, { title: 'for Moritz', assigned_to: personId(w.moritz) });
  const own = await task(w.moritz, { title: 'my own' });
  const mine = (await list(w.moritz)).map((t) => t.id);
  assert.ok(mine.includes(given.id) && mine.includes(own.id));
  assert.ok(!(await list(w.anna)).some((t) => t.id === own.id || t.id === given.id));
  assert.ok((await list(w.anna, '&scope=company')).some((t) => t.id === own.id));
  const told = ok(await w.moritz.get('/api/notifications')).items.find((n) => n.kind === 'task.assigned' && n.record_id === given.id);
  assert.deepEqual([told.class, told.title], ['needs_you', 'for Moritz']);
  assert.ok(!ok(await w.anna.get('/api/notifications')).items.some((n) => n.record_id === given.id), 'it is his alone');
  problem(await w.anna.post('/api/tasks', { title: 'x', assigned_to: personId(w.piotr) }), 422, 'person_unknown');
  problem(await w.anna.post('/api/tasks', { title: 'x', assigned_to: randomUUID() }), 422, 'person_unknown');
});

test('a change needs the version that was read, and clears what is null', async () => {
  const t = await task(w.anna, { due_on: '2026-12-01', note: 'n' });
  problem(await w.anna.patch(`/api/tasks/${t.id}`, { title: 'x' }), 428, 'if_match_required');
  const changed = await change(w.anna, t, { note: null, due_at: '2026-12-02T10:00:00Z' });
  assert.equal(ok(changed).version, 2);
  assert.equal(changed.headers.get('etag'), '"2"');
  const seen = await read(w.anna, t.id);
  assert.deepEqual([seen.note, seen.due_on, seen.due_at], [null, null, '2026-12-02T10:00:00+00:00']);
  problem(await change(w.anna, t, { title: 'again' }), 412, 'version_changed');
  problem(await change(w.anna, { id: t.id, version: 2 }, { title: ' ' }), 422, 'field_required');
  problem(await w.anna.post('/api/tasks', { title: 'x', due_on: '2026-12-01', due_at: '2026-12-02T10:00:00Z' }), 422, 'due_twice');
});

test('a shared task is seen by whoever may read the record, done by whoever works on it, and gone with the share', async () => {
  const lead = await w.lead(w.anna, { title: 'Radar for two' });
  const t = await task(w.anna, { title: 'Site visit', record_id: lead.id, shared: true });
  const own = await task(w.anna, { title: 'Own margin', record_id: lead.id });
  await w.share(w.anna, lead.id, w.piotr, 'teaser');
  problem(await w.piotr.get(`/api/tasks/${t.id}`), 404, 'not_found');
  await w.share(w.anna, lead.id, w.piotr, 'read');
  assert.equal((await read(w.piotr, t.id)).part, 'none');
  problem(await change(w.piotr, t, { state: 'done' }), 403, 'level_insufficient');
  problem(await w.piotr.post('/api/tasks', { title: 'x', record_id: lead.id, shared: true }), 403, 'level_insufficient');
  await w.share(w.anna, lead.id, w.piotr, 'comment');
  assert.deepEqual((await list(w.piotr, `&scope=all&record_id=${lead.id}`)).map((x) => x.id), [t.id]);
  problem(await w.piotr.get(`/api/tasks/${own.id}`), 404, 'not_found');
  problem(await change(w.piotr, t, { title: 'Mine now' }), 403, 'level_insufficient');
  problem(await w.piotr.delete(`/api/tasks/${t.id}`), 404, 'not_found');
  problem(await w.kari.get(`/api/tasks/${t.id}`), 404, 'not_found');

  // given to the other company, whose people share it out among themselves
  ok(await change(w.anna, t, { assigned_company: w.piotr.me.company.id }));
  assert.ok(ok(await w.zofia.get('/api/notifications')).items.some((n) => n.kind === 'task.assigned' && n.record_id === t.id));
  ok(await change(w.piotr, { id: t.id, version: 2 }, { assigned_to: personId(w.zofia) }));
  assert.equal((await read(w.zofia, t.id)).assigned_name, 'Zofia');
  const there = await read(w.anna, t.id);
  assert.deepEqual([there.assigned_to, there.assigned_name, there.assigned_company_name], [null, null, 'Gdańsk Distribution'], 'whose hands it is in there is theirs to know');
  ok(await change(w.zofia, { id: t.id, version: 3 }, { state: 'done' }));
  const done = await read(w.anna, t.id);
  assert.ok(done.state === 'done' && done.done_at && done.done_name === null);

  ok(await w.anna.delete(`/api/records/${lead.id}/grants/${w.piotr.me.company.id}`), 204);
  problem(await w.piotr.get(`/api/tasks/${t.id}`), 404, 'not_found');
});

test('only a company on the record can be given a task, and a record that is not mine cannot carry one', async () => {
  const lead = await w.lead();
  problem(await w.anna.post('/api/tasks', { title: 'x', record_id: lead.id, shared: true, assigned_company: w.piotr.me.company.id }), 422, 'company_unknown');
  problem(await w.anna.post('/api/tasks', { title: 'x', shared: true }), 422, 'record_needed');
  const a = await w.piotr.post('/api/tasks', { title: 'x', record_id: lead.id });
  const b = await w.piotr.post('/api/tasks', { title: 'x', record_id: randomUUID() });
  problem(a, 422, 'record_unknown');
  assert.equal(a.text, b.text);
});

test('everyone who sees a task is told live when it changes, and nobody else', async () => {
  const lead = await w.lead();
  await w.share(w.anna, lead.id, w.piotr, 'comment');
  const [here, there, stranger] = await Promise.all([w.anna, w.piotr, w.kari].map((c) => c.live()));
  for (const s of [here, there, stranger]) {
    s.send({ t: 'sub', subs: [{ s: 'company' }] });
    await s.frame((f) => f.t === 'live' || f.t === 'sub.ok');
  }
  const t = await task(w.anna, { record_id: lead.id, shared: true });
  for (const s of [here, there]) await s.frame((f) => f.t === 'ev' && f.k === 'task.created' && f.id === t.id);
  ok(await w.anna.delete(`/api/tasks/${t.id}`), 204);
  for (const s of [here, there]) await s.frame((f) => f.t === 'ev' && f.k === 'task.deleted' && f.id === t.id);
  assert.ok(!stranger.frames.some((f) => f.id === t.id));
  for (const s of [here, there, stranger]) s.close();
});

test('a reminder comes once, to whoever has the task', async () => {
  const t = await task(w.anna, { title: 'Remember', assigned_to: personId(w.moritz), remind_at: '2026-01-01T08:00:00Z' });
  const due = async () => ok(await w.moritz.get('/api/notifications')).items.filter((n) => n.kind === 'task.due' && n.record_id === t.id);
  await until(async () => (await due()).length === 1, { ms: 15000, what: 'a reminder' });
  assert.equal(await w.psql(`SELECT count(*) FROM hansa.notification WHERE kind = 'task.due' AND record_id = '${t.id}'`), '1');
  assert.equal(await w.psql(`SELECT reminded_at IS NOT NULL FROM hansa.task WHERE id = '${t.id}'`), 't');
});

test('an API key works with tasks within its scopes', async () => {
  const key = await w.keyOf(w.anna, ['tasks:read', 'tasks:write']);
  const { client } = await import('../support/hansa.mjs');
  const erp = client(w.url, { key });
  const t = ok(await erp.post('/api/tasks', { title: 'From the ERP' }), 201);
  assert.ok((await list(erp, '&scope=company')).some((x) => x.id === t.id));
});
