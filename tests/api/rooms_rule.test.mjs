// A company's rule for its own words, holds, reports, removal and export.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w, anna, moritz, piotr, zofia, room;
before(async () => {
  w = await startWorld({ env: { HANSA_LIMIT_ADDRESS: '0' } });
  ({ anna, moritz, piotr, zofia } = w);
  room = await w.room(anna, w.partnership);
});
after(() => w?.stop());

const rule = async (who, r) => ok(await who.put('/api/company/chat-rule', r), 204);
const one = async (who, id) => ok(await who.get(`/api/rooms/${room}/messages?limit=200`)).items.find((m) => m.id === id);
const age = (id, days) => w.psql(`UPDATE hansa.message SET at = now() - interval '${days} days' WHERE id = '${id}'`);
const sweep = () => w.psql('SELECT hansa.rooms_sweep_()');
const exported = async (who, id = room) => (await who.get(`/api/rooms/${id}/export`)).text.trimEnd().split('\n').map((l) => JSON.parse(l));

test('the rule is for an administrator to set and for all of the company to know', async () => {
  assert.deepEqual(ok(await w.vera.get('/api/company/chat-rule')),
    { retention_days: null, edit_minutes: null, delete_allowed: true, file_max_mb: 20, file_types: null, guests_allowed: true, version: 0 });
  problem(await moritz.put('/api/company/chat-rule', {}), 403, 'role_insufficient');
  for (const bad of [{ retention_days: 0 }, { edit_minutes: -1 }, { file_max_mb: 21 }, { file_types: ['a b'] }]) problem(await anna.put('/api/company/chat-rule', bad), 422);
  await rule(anna, { retention_days: 30, edit_minutes: 10, file_types: ['image/*'] });
  const r = ok(await anna.get('/api/company/chat-rule'));
  assert.deepEqual([r.retention_days, r.edit_minutes, r.file_types], [30, 10, ['image/*']]);
  assert.equal(ok(await piotr.get('/api/company/chat-rule')).retention_days, null);
  await rule(anna, {});
});

test('a message is changed only as long as the rule says, and deleted only if it says so', async () => {
  const m = await w.post(moritz, room, 'x');
  await rule(anna, { edit_minutes: 10, delete_allowed: false });
  ok(await moritz.patch(`/api/messages/${m.id}`, { text: 'y', rev: 1 }));
  await w.psql(`UPDATE hansa.message SET at = at - interval '11 minutes' WHERE id = '${m.id}'`);
  problem(await moritz.patch(`/api/messages/${m.id}`, { text: 'z', rev: 2 }), 403, 'edit_too_late');
  problem(await moritz.delete(`/api/messages/${m.id}`), 403, 'delete_not_allowed');
  const theirs = await w.post(piotr, room, 'x');
  ok(await piotr.delete(`/api/messages/${theirs.id}`), 204);
  ok(await anna.delete(`/api/messages/${m.id}`), 204);
  await rule(anna, {});
});

test("a company's rule erases its own words when they are old, and nobody else's; the place stays", async () => {
  const [mine, theirs, young] = [await w.post(anna, room, 'zqold'), await w.post(piotr, room, 'their old'), await w.post(anna, room, 'young')];
  ok(await anna.patch(`/api/messages/${mine.id}`, { text: 'zqold changed', rev: 1 }));
  for (const m of [mine, theirs]) await age(m.id, 40);
  await rule(anna, { retention_days: 30 });
  await sweep();
  assert.deepEqual([(await one(piotr, mine.id)).text, (await one(piotr, mine.id)).deleted, (await one(piotr, mine.id)).seq], [null, 'retention', mine.seq]);
  assert.equal((await one(anna, theirs.id)).text, 'their old');
  assert.equal((await one(anna, young.id)).text, 'young');
  assert.equal(await w.psql("SELECT count(*) FROM hansa.message_edit WHERE text LIKE 'zqold%'"), '0');
  assert.ok(!JSON.stringify(await exported(piotr)).includes('zqold'));
  await rule(anna, {});
});

test('a hold keeps what would be erased; when it ends, time goes on', async () => {
  await rule(anna, { retention_days: 30 });
  const holds = { room: { room_id: room }, person: { person_id: moritz.me.person.id }, company: {} };
  for (const [scope, more] of Object.entries(holds)) {
    const m = await w.post(moritz, room, `held by ${scope}`);
    await age(m.id, 40);
    const { id } = ok(await anna.post('/api/company/holds', { scope, reason: 'Dispute', ...more }, once()), 201);
    assert.ok(ok(await anna.get('/api/company/holds')).items.some((h) => h.id === id && h.scope === scope));
    await sweep();
    assert.equal((await one(piotr, m.id)).text, `held by ${scope}`);
    problem(await piotr.delete(`/api/company/holds/${id}`), 404, 'not_found');
    ok(await anna.delete(`/api/company/holds/${id}`), 204);
    await sweep();
    assert.equal((await one(piotr, m.id)).deleted, 'retention');
  }
  problem(await moritz.post('/api/company/holds', { scope: 'company', reason: 'x' }), 403, 'role_insufficient');
  problem(await w.kari.post('/api/company/holds', { scope: 'room', room_id: room, reason: 'x' }), 404, 'not_found');
  problem(await anna.post('/api/company/holds', { scope: 'person', person_id: piotr.me.person.id, reason: 'x' }), 404, 'not_found');
  problem(await anna.post('/api/company/holds', { scope: 'room', reason: 'x' }), 422);
  assert.deepEqual(ok(await piotr.get('/api/company/holds')).items, []);
  await rule(anna, {});
});

test('under a hold, what is deleted is gone from sight and in the export of who holds it', async () => {
  const { id } = ok(await anna.post('/api/company/holds', { scope: 'room', room_id: room, reason: 'Dispute' }, once()), 201);
  const m = await w.post(piotr, room, 'zqheld word');
  ok(await piotr.patch(`/api/messages/${m.id}`, { text: 'zqheld other word', rev: 1 }));
  ok(await piotr.delete(`/api/messages/${m.id}`), 204);
  assert.equal((await one(anna, m.id)).text, null);
  assert.deepEqual(ok(await anna.get(`/api/messages/${m.id}/edits`)).items, []);
  assert.deepEqual((await exported(anna)).find((l) => l.id === m.id).edits.map((e) => e.text), ['zqheld word', 'zqheld other word']);
  ok(await anna.delete(`/api/company/holds/${id}`), 204);
  assert.ok(!JSON.stringify(await exported(anna)).includes('zqheld'));
  assert.equal(await w.psql("SELECT count(*) FROM hansa.message_edit WHERE text LIKE 'zqheld%'"), '0');
});

test('anybody reports; the administrators concerned know, and only the own ones by whom', async () => {
  const m = await w.post(piotr, room, 'something rude');
  ok(await moritz.post(`/api/messages/${m.id}/report`, { reason: 'zqrude' }), 204);
  ok(await moritz.post(`/api/messages/${m.id}/report`, { reason: 'again' }), 204);
  const [ours] = ok(await anna.get('/api/reports')).items, [theirs] = ok(await piotr.get('/api/reports')).items;
  assert.deepEqual([ours.message_id, ours.text, ours.reporter, ours.reason], [m.id, 'something rude', 'Moritz', 'zqrude']);
  assert.deepEqual([theirs.id, theirs.reporter, theirs.reporter_company, theirs.own], [ours.id, null, null, false]);
  assert.deepEqual(ok(await w.kari.get('/api/reports')).items, []);
  problem(await moritz.get('/api/reports'), 403, 'role_insufficient');
  for (const who of [anna, piotr]) assert.ok(ok(await who.get('/api/notifications')).items.some((n) => n.kind === 'room.report'));
  assert.ok(!(await piotr.get('/api/notifications')).text.includes('zqrude'));
  assert.ok(!ok(await zofia.get('/api/notifications')).items.some((n) => n.kind === 'room.report'));
  problem(await w.kari.post(`/api/reports/${ours.id}/close`, { remove: true }), 404, 'not_found');
  ok(await anna.post(`/api/reports/${ours.id}/close`, { remove: true }), 204);
  assert.equal((await one(zofia, m.id)).deleted, 'moderated');
  assert.deepEqual(ok(await piotr.get('/api/reports')).items, []);
  assert.ok(ok(await piotr.get('/api/reports?open=false')).items[0].removed);
});

test("an administrator of either side removes either side's message; others do not", async () => {
  for (const [author, remover] of [[piotr, anna], [anna, piotr]]) {
    const m = await w.post(author, room, 'zqremove');
    problem(await moritz.post(`/api/messages/${m.id}/remove`, { reason: 'x' }), 403, 'role_insufficient');
    problem(await w.kari.post(`/api/messages/${m.id}/remove`, { reason: 'x' }), 404, 'not_found');
    ok(await remover.post(`/api/messages/${m.id}/remove`, { reason: 'not here' }), 204);
    assert.deepEqual([(await one(author, m.id)).text, (await one(author, m.id)).deleted], [null, 'moderated']);
    assert.ok(ok(await author.get('/api/notifications')).items.some((n) => n.kind === 'room.removed'));
    assert.ok(ok(await remover.get('/api/audit')).items.some((a) => a.action === 'message.removed' && a.detail.reason === 'not here'));
  }
});

test('an export holds what the company may see, in lines, and is written down', async () => {
  const hall = ok(await anna.post('/api/rooms', { title: 'Hall' }, once()), 201).id;
  await w.post(anna, hall, 'zqearly');
  ok(await anna.post(`/api/rooms/${hall}/companies`, { company_id: piotr.me.company.id, history: false }), 204);
  ok(await piotr.post(`/api/rooms/${hall}/accept`), 204);
  await w.post(anna, hall, 'line one\nline two');
  await w.post(piotr, hall, 'answer');
  const lines = await exported(piotr, hall);
  assert.equal(lines[0].room.title, 'Hall');
  assert.deepEqual(lines.slice(1).map((l) => [l.author, l.text]), [['Anna', 'line one\nline two'], ['Piotr', 'answer']]);
  assert.equal((await exported(anna, hall)).length, 4);
  problem(await zofia.get(`/api/rooms/${hall}/export`), 403, 'role_insufficient');
  const nothing = await w.kari.get(`/api/rooms/${randomUUID()}/export`);
  assert.equal((await w.kari.get(`/api/rooms/${hall}/export`)).text, nothing.text);
  assert.ok(ok(await piotr.get('/api/audit')).items.some((a) => a.action === 'room.exported' && a.record_id === hall));
});

test('who leaves the company leaves its rooms', async () => {
  await w.post(zofia, room, 'still here');
  ok(await piotr.delete(`/api/members/${zofia.me.person.id}`), 204);
  assert.ok(!ok(await anna.get(`/api/rooms/${room}/people`)).items.some((p) => p.name === 'Zofia'));
  assert.ok(ok(await anna.get(`/api/rooms/${room}/messages?limit=200`)).items.some((m) => m.author === 'Zofia'));
});
