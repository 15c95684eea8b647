// Rooms: of records and free ones, which companies and which people are in them, and what is left when one goes.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w, anna, moritz, vera, piotr, zofia, kari;
before(async () => {
  w = await startWorld({ env: { HANSA_LIMIT_ADDRESS: '0' } });
  ({ anna, moritz, vera, piotr, zofia, kari } = w);
});
after(() => w?.stop());

const rooms = async (who) => ok(await who.get('/api/rooms')).items;
const room = async (who, id) => ok(await who.get(`/api/rooms/${id}`));
const texts = async (who, id) => ok(await who.get(`/api/rooms/${id}/messages`)).items.map((m) => m.text);
const free = async (who, title, companies = [], more = {}) => ok(await who.post('/api/rooms', { title, companies: companies.map((c) => c.me.company.id), ...more }, once()), 201).id;
const join = async (who, id) => ok(await who.post(`/api/rooms/${id}/accept`), 204);
const notThere = (r) => problem(r, 404, 'not_found');

test('a lead has one room, made when it is first wanted, for whoever may comment', async () => {
  const lead = await w.lead();
  for (const [level, status] of [['teaser', 403], ['read', 403], ['comment', 200]]) {
    await w.share(anna, lead.id, piotr, level);
    assert.equal((await piotr.post(`/api/records/${lead.id}/room`, {})).status, status, level);
  }
  const id = await w.room(anna, lead.id);
  assert.equal(await w.room(piotr, lead.id), id);
  for (const [who, level, title] of [[anna, 'own', 'Harbour radar'], [piotr, 'comment', 'Harbour radar']]) {
    const r = await room(who, id);
    assert.deepEqual([r.kind, r.about_kind, r.about_id, r.level, r.title, r.status], ['record', 'lead', lead.id, level, title, 'active']);
    assert.deepEqual(r.companies.map((c) => c.name), ['Lübeck Instruments', 'Gdańsk Distribution']);
  }
  problem(await vera.post(`/api/records/${(await w.lead()).id}/room`, {}), 403, 'role_insufficient');
  problem(await anna.post(`/api/records/${ok(await anna.post('/api/accounts', { name: 'x' }, once()), 201).id}/room`, {}), 422, 'kind_has_no_room');
});

test("a record's room follows the levels of the record, and its end", async () => {
  const lead = await w.lead();
  const id = await w.room(anna, lead.id);
  await w.post(anna, id, 'before you came');
  await w.share(anna, lead.id, piotr, 'read');
  await w.post(anna, id, 'now you are here');
  assert.deepEqual(await texts(piotr, id), ['now you are here']);
  problem(await piotr.post(`/api/rooms/${id}/messages`, { cid: randomUUID(), text: 'x' }), 403, 'level_insufficient');
  await w.share(anna, lead.id, piotr, 'edit');
  await w.post(piotr, id, 'thank you');
  await w.share(anna, lead.id, piotr, 'teaser');
  notThere(await piotr.get(`/api/rooms/${id}`));
  await w.share(anna, lead.id, piotr, 'comment');
  await w.post(anna, id, 'and again');
  assert.deepEqual(await texts(piotr, id), ['and again'], 'what was said meanwhile and before was not said to it');
  assert.equal((await room(piotr, id)).unread, 1);
  ok(await anna.delete(`/api/records/${lead.id}/grants/${piotr.me.company.id}`), 204);
  notThere(await piotr.get(`/api/rooms/${id}/messages`));
  notThere(await piotr.post(`/api/rooms/${id}/messages`, { cid: randomUUID(), text: 'x' }));
  assert.ok(!(await rooms(piotr)).some((r) => r.id === id));
});

test('a partnership has a room that each side knows by the name of the other', async () => {
  const id = await w.room(piotr, w.partnership);
  assert.equal((await room(anna, id)).title, 'Gdańsk Distribution');
  assert.equal((await room(piotr, id)).title, 'Lübeck Instruments');
  notThere(await kari.get(`/api/rooms/${id}`));
});

test('a company that is invited sees the title and who invites, and nothing of what is said or who is there', async () => {
  const id = await free(anna, 'Harbour fair', [piotr], { topic: 'A stand', history: true });
  await w.post(anna, id, 'among us');
  const r = (await rooms(piotr)).find((x) => x.id === id);
  assert.deepEqual([r.status, r.title, r.topic, r.invited_by, r.companies, r.head, r.last, r.unread], ['invited', 'Harbour fair', 'A stand', 'Lübeck Instruments', [], 0, null, 0]);
  assert.deepEqual(ok(await piotr.get(`/api/rooms/${id}/messages`)).items, []);
  problem(await piotr.post(`/api/rooms/${id}/messages`, { cid: randomUUID(), text: 'x' }), 403, 'room_invited');
  problem(await piotr.get(`/api/rooms/${id}/people`), 403, 'room_invited');
  assert.deepEqual(ok(await piotr.get('/api/messages/search?q=among')).items, []);
  assert.deepEqual((await room(anna, id)).companies.map((c) => c.name), ['Lübeck Instruments']);
  problem(await zofia.post(`/api/rooms/${id}/accept`), 403, 'role_insufficient');
  await join(piotr, id);
  assert.deepEqual(await texts(zofia, id), ['among us']);
  problem(await piotr.post(`/api/rooms/${id}/accept`), 409, 'not_invited');
  await w.post(zofia, id, 'hello');
  const [notice] = ok(await piotr.get('/api/notifications')).items.filter((n) => n.kind === 'room.invited' && n.record_id === id);
  assert.equal(notice.params.company, 'Lübeck Instruments');
});

test('without the history, a company sees what is said from when it comes in', async () => {
  const id = await free(anna, 'Quiet before', [], {});
  await w.post(anna, id, 'old');
  ok(await anna.post(`/api/rooms/${id}/companies`, { company_id: piotr.me.company.id, history: false }), 204);
  await w.post(anna, id, 'still old');
  await join(piotr, id);
  await w.post(anna, id, 'new');
  assert.deepEqual(await texts(piotr, id), ['new']);
  const r = await room(piotr, id);
  assert.equal(r.unread, 1);
  const first = ok(await anna.get(`/api/rooms/${id}/messages`)).items[0];
  ok(await anna.put(`/api/messages/${first.id}/reactions/${encodeURIComponent('👍')}`), 204);
  for (const [method, at, body] of [['GET', 'edits'], ['PUT', 'pin'], ['POST', 'report', { reason: 'x' }], ['POST', 'remove', { reason: 'x' }], ['PUT', 'reactions/%F0%9F%91%8D'], ['DELETE', '']])
    notThere(await piotr.request(method, `/api/messages/${first.id}/${at}`.replace(/\/$/, ''), { json: body }));
  problem(await piotr.post(`/api/rooms/${id}/messages`, { cid: randomUUID(), text: 'x', thread_id: first.id }), 422, 'thread_unknown');
  assert.deepEqual(ok(await piotr.get('/api/messages/search?q=old')).items, []);
  assert.equal(ok(await piotr.get(`/api/rooms/${id}/messages?around=${first.seq}`)).items.length, 1);
});

test('only active partners are asked in, and only by the owner', async () => {
  const id = await free(anna, 'Ours', [piotr]);
  await join(piotr, id);
  notThere(await anna.post(`/api/rooms/${id}/companies`, { company_id: kari.me.company.id }));
  notThere(await anna.post('/api/rooms', { title: 'x', companies: [kari.me.company.id] }, once()));
  problem(await anna.post(`/api/rooms/${id}/companies`, { company_id: piotr.me.company.id }), 409, 'room_company_exists');
  problem(await anna.post(`/api/rooms/${id}/companies`, { company_id: anna.me.company.id }), 422, 'share_self');
  problem(await piotr.post(`/api/rooms/${id}/companies`, { company_id: anna.me.company.id }), 403, 'level_insufficient');
  problem(await piotr.patch(`/api/rooms/${id}`, { title: 'Mine' }, { headers: { 'if-match': '"1"' } }), 403, 'level_insufficient');
  const lead = await w.lead();
  problem(await anna.post(`/api/rooms/${await w.room(anna, lead.id)}/companies`, { company_id: piotr.me.company.id }), 422, 'room_follows_record');
  notThere(await kari.post(`/api/rooms/${id}/accept`));
  notThere(await kari.post(`/api/rooms/${id}/leave`));
});

test('title and topic change by version, for everybody', async () => {
  const id = await free(anna, 'First name', [piotr]);
  await join(piotr, id);
  ok(await moritz.patch(`/api/rooms/${id}`, { title: 'Second name', topic: 'Why' }, { headers: { 'if-match': '"1"' } }));
  problem(await anna.patch(`/api/rooms/${id}`, { title: 'Third' }, { headers: { 'if-match': '"1"' } }), 412, 'version_changed');
  assert.deepEqual([(await room(piotr, id)).title, (await room(piotr, id)).topic], ['Second name', 'Why']);
  ok(await anna.patch(`/api/rooms/${id}`, { topic: null }, { headers: { 'if-match': '"2"' } }));
  assert.equal((await room(piotr, id)).topic, null);
  for (const who of [anna, piotr]) assert.equal(ok(await who.get('/api/search?q=Second')).items[0]?.id, id);
  assert.deepEqual(ok(await kari.get('/api/search?q=Second')).items, []);
});

test('who leaves or is taken out sees nothing more at once, and keeps a copy of what it saw', async () => {
  for (const [how, go] of [['leaves', (id) => piotr.post(`/api/rooms/${id}/leave`)], ['is taken out', (id) => anna.delete(`/api/rooms/${id}/companies/${piotr.me.company.id}`)]]) {
    const id = await free(anna, `Who ${how}`, []);
    await w.post(anna, id, 'not for you');
    ok(await anna.post(`/api/rooms/${id}/companies`, { company_id: piotr.me.company.id, history: false }), 204);
    await join(piotr, id);
    await w.post(piotr, id, 'we were here');
    const gone = await w.post(anna, id, 'a word too many');
    ok(await anna.delete(`/api/messages/${gone.id}`), 204);
    ok(await go(id), 204);
    notThere(await piotr.get(`/api/rooms/${id}`));
    notThere(await piotr.get(`/api/rooms/${id}/messages`));
    const kept = ok(await piotr.get('/api/rooms/archived')).items.find((r) => r.id === id);
    assert.deepEqual([kept.title, kept.messages], [`Who ${how}`, 2]);
    const copy = ok(await piotr.get(`/api/rooms/archived/${id}`));
    assert.deepEqual(copy.messages.map((m) => [m.author, m.text, m.deleted]), [['Piotr', 'we were here', undefined], ['Anna', undefined, 'author']]);
    assert.match(copy.hash, /^[0-9a-f]{64}$/);
    assert.ok(!JSON.stringify(copy).includes('not for you') && !JSON.stringify(copy).includes('a word too many'));
    await w.post(anna, id, 'after');
    assert.ok(!(await piotr.get(`/api/rooms/archived/${id}`)).text.includes('after'));
    notThere(await anna.get(`/api/rooms/archived/${id}`));
    assert.deepEqual((await room(anna, id)).companies.map((c) => c.name), ['Lübeck Instruments']);
    ok(await anna.post(`/api/rooms/${id}/companies`, { company_id: piotr.me.company.id, history: false }), 204);
    await join(piotr, id);
    assert.deepEqual(await texts(piotr, id), []);
  }
  problem(await anna.post(`/api/rooms/${await free(anna, 'Stay')}/leave`), 409, 'owner_stays');
});

test('an invitation that is declined or taken back is over', async () => {
  const id = await free(anna, 'Perhaps', [piotr]);
  ok(await piotr.post(`/api/rooms/${id}/decline`), 204);
  notThere(await piotr.get(`/api/rooms/${id}`));
  assert.deepEqual((await room(anna, id)).invited, []);
  ok(await anna.post(`/api/rooms/${id}/companies`, { company_id: piotr.me.company.id }), 204);
  assert.deepEqual((await room(anna, id)).invited, [{ id: piotr.me.company.id, name: 'Gdańsk Distribution' }], 'the owner sees who has not answered');
  assert.deepEqual((await room(piotr, id)).invited, [], 'and nobody else');
  ok(await anna.delete(`/api/rooms/${id}/companies/${piotr.me.company.id}`), 204);
  assert.deepEqual((await room(anna, id)).invited, []);
  notThere(await piotr.post(`/api/rooms/${id}/accept`));
  notThere(await anna.delete(`/api/rooms/${id}/companies/${piotr.me.company.id}`));
  assert.deepEqual(ok(await piotr.get('/api/rooms/archived')).items.filter((r) => r.id === id), []);
});

test('a company lets in some of its people only, and the others have no such room', async () => {
  const id = await free(piotr, 'Board', [anna]);
  await join(anna, id);
  const notes = ok(await piotr.post(`/api/rooms/${id}/notes`, {})).id;
  await w.post(piotr, notes, 'ours');
  assert.ok((await rooms(zofia)).some((r) => r.id === id));
  problem(await zofia.put(`/api/rooms/${id}/listed`, { listed: true }), 403, 'role_insufficient');
  ok(await piotr.put(`/api/rooms/${id}/listed`, { listed: true }), 204);
  const nothing = (await zofia.get(`/api/rooms/${randomUUID()}`)).text;
  for (const at of [id, notes]) {
    for (const path of ['', '/messages', '/people', '/pins', '/guests']) assert.equal((await zofia.get(`/api/rooms/${at}${path}`)).text, nothing);
    notThere(await zofia.post(`/api/rooms/${at}/messages`, { cid: randomUUID(), text: 'x' }));
    notThere(await zofia.get(`/api/records/${at}`));
    for (const part of ['grants', 'timeline', 'actions']) notThere(await zofia.get(`/api/records/${at}/${part}`));
    notThere(await zofia.put(`/api/records/${at}/grants/${anna.me.company.id}`, { level: 'read' }));
    notThere(await zofia.delete(`/api/records/${at}/grants/${zofia.me.company.id}`));
  }
  assert.ok(!(await rooms(zofia)).some((r) => r.id === id));
  for (const q of ['search?q=Board', 'messages/search?q=ours']) assert.ok(!(await zofia.get(`/api/${q}`)).text.includes(id));
  ok(await moritz.get(`/api/rooms/${id}`));
  await w.post(anna, id, 'to you alone');
  assert.ok(!(await zofia.get('/api/messages/search?q=alone')).text.includes(id));
  assert.ok(!ok(await anna.get(`/api/rooms/${id}/people`)).items.some((p) => p.name === 'Zofia'));
  ok(await piotr.put(`/api/rooms/${id}/people/${zofia.me.person.id}`), 204);
  assert.deepEqual(await texts(zofia, notes), ['ours']);
  assert.deepEqual(await texts(zofia, id), ['to you alone']);
  ok(await piotr.delete(`/api/rooms/${id}/people/${zofia.me.person.id}`), 204);
  notThere(await zofia.get(`/api/rooms/${id}/messages`));
  notThere(await zofia.get(`/api/rooms/${notes}/messages`));
  notThere(await piotr.put(`/api/rooms/${id}/people/${anna.me.person.id}`));
  ok(await piotr.put(`/api/rooms/${id}/listed`, { listed: false }), 204);
  ok(await zofia.get(`/api/rooms/${id}`));
});

test('an administrator who was not let into a room may let people in, and learns nothing but that it is there', async () => {
  const id = await free(piotr, 'Orphan', [anna]);
  await join(anna, id);
  const notes = ok(await piotr.post(`/api/rooms/${id}/notes`, {})).id;
  await w.post(anna, id, 'said among few');
  ok(await piotr.put(`/api/rooms/${id}/listed`, { listed: true }), 204);
  ok(await piotr.put(`/api/rooms/${id}/people/${zofia.me.person.id}`), 204);
  const ours = async () => ok(await piotr.get('/api/company/rooms')).items.find((r) => r.id === id);
  assert.deepEqual([...(await ours()).inside].sort(), [piotr.me.person.id, zofia.me.person.id].sort());
  // everybody goes
  ok(await zofia.delete(`/api/rooms/${id}/people/${zofia.me.person.id}`), 204);
  ok(await piotr.delete(`/api/rooms/${id}/people/${piotr.me.person.id}`), 204);
  for (const path of ['', '/messages', '/people', '/files', '/export']) notThere(await piotr.get(`/api/rooms/${id}${path}`));
  notThere(await piotr.put(`/api/rooms/${id}/listed`, { listed: false }));
  const { since, ...left } = await ours();
  assert.deepEqual(left, { id, kind: 'free', about_kind: null, title: 'Orphan', listed: true, people: 0, inside: [] });
  assert.ok(Date.parse(since));
  assert.ok(!JSON.stringify(left).includes('said'));
  problem(await zofia.get('/api/company/rooms'), 403, 'role_insufficient');
  problem(await zofia.put(`/api/rooms/${id}/people/${zofia.me.person.id}`), 403, 'role_insufficient');
  // another company's administrator neither sees it there nor opens it
  assert.ok(!ok(await kari.get('/api/company/rooms')).items.some((r) => r.id === id));
  notThere(await kari.put(`/api/rooms/${id}/people/${kari.me.person.id}`));
  notThere(await piotr.put(`/api/rooms/${notes}/people/${piotr.me.person.id}`));
  notThere(await piotr.put(`/api/rooms/${id}/people/${anna.me.person.id}`));

  ok(await piotr.put(`/api/rooms/${id}/people/${zofia.me.person.id}`), 204);
  assert.deepEqual(await texts(zofia, id), ['said among few']);
  notThere(await piotr.get(`/api/rooms/${id}`));
  assert.deepEqual([(await ours()).people, (await ours()).inside], [1, [zofia.me.person.id]]);
  assert.ok(ok(await piotr.get('/api/audit?about=room')).items.some((e) => e.action === 'room.admitted' && e.record_id === id));
  ok(await piotr.delete(`/api/rooms/${id}/people/${zofia.me.person.id}`), 204);
  notThere(await zofia.get(`/api/rooms/${id}`));
  ok(await piotr.put(`/api/rooms/${id}/people/${piotr.me.person.id}`), 204);
  assert.deepEqual(await texts(piotr, id), ['said among few']);
});

test('of other companies one sees who has come in, of one\'s own everybody', async () => {
  const id = await free(anna, 'Faces', [piotr]);
  await join(piotr, id);
  const names = async (who) => ok(await who.get(`/api/rooms/${id}/people`)).items.map((p) => p.name);
  assert.deepEqual(await names(anna), ['Anna', 'Moritz', 'Vera', 'Piotr']);
  assert.deepEqual(await names(piotr), ['Piotr', 'Zofia', 'Anna']);
  ok(await zofia.put(`/api/rooms/${id}/read`, { to: 0 }), 204);
  assert.deepEqual(await names(anna), ['Anna', 'Moritz', 'Vera', 'Piotr', 'Zofia']);
});

test('what was read counts back from the last read, on every device, and never goes back', async () => {
  const id = await free(anna, 'Unread', [piotr]);
  await join(piotr, id);
  const seqs = [];
  for (const text of ['one', 'two', 'three']) seqs.push((await w.post(anna, id, text)).seq);
  const unread = async (who) => (await room(who, id)).unread;
  assert.deepEqual([await unread(piotr), await unread(anna)], [3, 0]);
  ok(await piotr.put(`/api/rooms/${id}/read`, { to: seqs[1] }), 204);
  assert.equal(await unread(piotr), 1);
  ok(await piotr.put(`/api/rooms/${id}/read`, { to: seqs[0] }), 204);
  assert.equal(await unread(piotr), 1);
  ok(await piotr.put(`/api/rooms/${id}/read`, { to: 1e9 }), 204);
  assert.equal(await unread(piotr), 0);
  await w.post(anna, id, 'four');
  assert.equal(await unread(piotr), 1, 'a place beyond the end is the end');
  const before = (await room(zofia, id)).unread;
  assert.equal(before, 4);
});

test('the end of a partnership ends its room and the places in free rooms; both keep copies', async () => {
  const talk = await w.room(anna, w.partnership), mine = await free(anna, 'Last words', [piotr]), theirs = await free(piotr, 'Their words', [anna]);
  await join(piotr, mine);
  await join(anna, theirs);
  const lead = await w.lead();
  await w.share(anna, lead.id, piotr, 'comment');
  const about = await w.room(piotr, lead.id);
  for (const id of [talk, mine, theirs, about]) await w.post(piotr, id, 'farewell');
  const noted = ok(await piotr.post(`/api/rooms/${about}/notes`, {})).id;
  await w.post(piotr, noted, 'they were good partners');
  ok(await piotr.post(`/api/records/${w.partnership}/actions`, { action: 'end', note: 'We part' }));
  for (const id of [talk, mine, about]) notThere(await piotr.get(`/api/rooms/${id}/messages`));
  for (const id of [talk, theirs]) notThere(await anna.get(`/api/rooms/${id}/messages`));
  const kept = async (who) => ok(await who.get('/api/rooms/archived')).items.map((r) => r.id);
  for (const [who, ids] of [[piotr, [talk, mine, about]], [anna, [talk, theirs]]]) {
    const have = await kept(who);
    for (const id of ids) {
      assert.ok(have.includes(id));
      assert.ok(ok(await who.get(`/api/rooms/archived/${id}`)).messages.some((m) => m.text === 'farewell'));
    }
  }
  assert.deepEqual(await texts(anna, about), ['farewell']);
  assert.deepEqual(await texts(piotr, noted), ['they were good partners']);
  const orphan = (await rooms(piotr)).find((r) => r.id === noted);
  assert.deepEqual([orphan.kind, orphan.title], ['notes', 'Harbour radar']);
  problem(await anna.post(`/api/rooms/${mine}/companies`, { company_id: piotr.me.company.id }), 422, 'no_partnership');
  problem(await anna.post(`/api/records/${w.partnership}/room`, {}), 403, 'level_insufficient');
});
