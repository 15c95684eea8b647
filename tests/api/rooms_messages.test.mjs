// Messages: said once, in one order, changed and deleted by the rule, answered, marked, named, linked and found.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { client, sleep } from '../support/hansa.mjs';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w, anna, moritz, vera, piotr, zofia, kari, room;
before(async () => {
  w = await startWorld({ env: { HANSA_LIMIT_ADDRESS: '0', HANSA_LIMIT_KEY: '0' } });
  ({ anna, moritz, vera, piotr, zofia, kari } = w);
  room = await w.room(anna, w.partnership);
});
after(() => w?.stop());

const calm = () => w.psql('DELETE FROM hansa.throttle');
const list = async (who, q = '', id = room) => ok(await who.get(`/api/rooms/${id}/messages${q}`)).items;
const one = async (who, id) => (await list(who, '?limit=200')).find((m) => m.id === id);
const say = (who, body, id = room) => who.post(`/api/rooms/${id}/messages`, { cid: randomUUID(), ...body });
const thumb = encodeURIComponent('👍');

test('a message sent twice under its cid stands there once, also when both come at one moment', async () => {
  const cid = randomUUID(), body = { cid, text: 'Once' };
  const sent = await Promise.all([1, 2, 3, 4].map(() => anna.post(`/api/rooms/${room}/messages`, body)));
  const answers = sent.map((r) => ok(r, 201));
  assert.equal(new Set(answers.map((a) => `${a.id} ${a.seq}`)).size, 1);
  assert.equal(answers.filter((a) => !a.dup).length, 1);
  assert.equal((await list(piotr)).filter((m) => m.text === 'Once').length, 1);
  const other = ok(await piotr.post(`/api/rooms/${room}/messages`, { ...body, text: 'Mine' }), 201);
  assert.equal(other.dup, false, "another company's cid is another message");
});

test('all read the same messages in the same order, however many write at once', async () => {
  const before = ok(await anna.get(`/api/rooms/${room}`)).head;
  await Promise.all([anna, moritz, piotr, zofia].flatMap((who) => Array.from({ length: 6 }, (_, i) => say(who, { text: `${i}` }).then((r) => ok(r, 201)))));
  const seen = await Promise.all([anna, vera, piotr, zofia].map((who) => list(who, `?after=${before}&limit=200`)));
  assert.equal(seen[0].length, 24);
  const order = seen.map((l) => l.map((m) => `${m.seq} ${m.id}`).join());
  assert.equal(new Set(order).size, 1);
  assert.deepEqual(seen[0].map((m) => m.seq), [...seen[0].map((m) => m.seq)].sort((a, b) => a - b));
  await calm();
});

test('messages are read from their end, before and after a place, and around one', async () => {
  const all = await list(anna, '?limit=200'), seqs = all.map((m) => m.seq), mid = seqs[10];
  assert.deepEqual((await list(anna, '?limit=5')).map((m) => m.seq), seqs.slice(-5));
  assert.deepEqual((await list(anna, `?limit=5&before=${mid}`)).map((m) => m.seq), seqs.slice(5, 10));
  assert.deepEqual((await list(anna, `?limit=5&after=${mid}`)).map((m) => m.seq), seqs.slice(11, 16));
  assert.deepEqual((await list(anna, `?limit=6&around=${mid}`)).map((m) => m.seq), seqs.slice(8, 14));
});

test('what is empty, too long, or from a viewer is not said', async () => {
  for (const text of ['', ' \n\t', undefined]) problem(await say(anna, { text }), 422);
  ok(await say(anna, { text: 'x'.repeat(20000) }), 201);
  problem(await say(anna, { text: 'x'.repeat(20001) }), 422);
  problem(await say(vera, { text: 'x' }), 403, 'role_insufficient');
  problem(await say(kari, { text: 'x' }), 404, 'not_found');
  problem(await say(anna, { text: 'x', cid: 'x' }), 422);
});

test('too much at once is refused, and others are not held up by it', async () => {
  await calm();
  const sent = await Promise.all(Array.from({ length: 40 }, () => say(moritz, { text: 'flood' })));
  assert.equal(sent.filter((r) => r.status === 201).length, 30);
  for (const r of sent.filter((x) => x.status !== 201)) problem(r, 429, 'too_many_requests');
  ok(await say(anna, { text: 'calm' }), 201);
  await calm();
});

test('who wrote a message changes it; what it said before is there for all who see it', async () => {
  const m = await w.post(anna, room, 'Frist');
  problem(await piotr.patch(`/api/messages/${m.id}`, { text: 'x', rev: 1 }), 403, 'not_author');
  problem(await moritz.patch(`/api/messages/${m.id}`, { text: 'x', rev: 1 }), 403, 'not_author');
  problem(await kari.patch(`/api/messages/${m.id}`, { text: 'x', rev: 1 }), 404, 'not_found');
  assert.deepEqual(ok(await anna.patch(`/api/messages/${m.id}`, { text: 'First', rev: 1 })), { id: m.id, rev: 2 });
  problem(await anna.patch(`/api/messages/${m.id}`, { text: 'Lost', rev: 1 }), 412, 'version_changed');
  problem(await anna.patch(`/api/messages/${m.id}`, { text: ' ', rev: 2 }), 422);
  ok(await anna.patch(`/api/messages/${m.id}`, { text: 'First!', rev: 2 }));
  const seen = await one(piotr, m.id);
  assert.deepEqual([seen.text, seen.rev], ['First!', 3]);
  assert.ok(seen.edited_at);
  assert.deepEqual(ok(await piotr.get(`/api/messages/${m.id}/edits`)).items.map((e) => [e.rev, e.text]), [[2, 'First'], [1, 'Frist']]);
  problem(await kari.get(`/api/messages/${m.id}/edits`), 404, 'not_found');
});

test('a deleted message keeps its place and nothing of its words, wherever one looks', async () => {
  const m = await w.post(piotr, room, 'zqregret', { mentions: [] });
  ok(await piotr.patch(`/api/messages/${m.id}`, { text: 'zqregret still', rev: 1 }));
  ok(await anna.put(`/api/messages/${m.id}/reactions/${thumb}`), 204);
  problem(await anna.delete(`/api/messages/${m.id}`), 403, 'not_author');
  problem(await zofia.delete(`/api/messages/${m.id}`), 403, 'not_author');
  ok(await piotr.delete(`/api/messages/${m.id}`), 204);
  ok(await piotr.delete(`/api/messages/${m.id}`), 204);
  const seen = await one(anna, m.id);
  assert.deepEqual([seen.seq, seen.text, seen.deleted, seen.reactions, seen.author], [m.seq, null, 'author', [], 'Piotr']);
  for (const at of [`/api/rooms/${room}/messages?limit=200`, `/api/messages/${m.id}/edits`, '/api/messages/search?q=zqregret', `/api/rooms/${room}/export`, '/api/rooms'])
    assert.ok(!(await anna.get(at)).text.includes('zqregret'), at);
  const s = await anna.live();
  s.send({ t: 'sub', subs: [{ s: room, from: m.seq - 1 }] });
  await s.frame((f) => f.t === 'live');
  assert.ok(!JSON.stringify(s.frames).includes('zqregret'), 'not in what is replayed either');
  s.close();
  problem(await piotr.patch(`/api/messages/${m.id}`, { text: 'x', rev: 2 }), 409, 'message_deleted');
  problem(await anna.put(`/api/messages/${m.id}/reactions/${thumb}`), 409, 'message_deleted');
  const of = await w.post(zofia, room, 'of the company');
  ok(await piotr.delete(`/api/messages/${of.id}`), 204);
  assert.equal((await one(anna, of.id)).deleted, 'company');
});

test('answers gather under the message they answer, and an answer to an answer in the same thread', async () => {
  const root = await w.post(anna, room, 'Who comes?');
  const first = await w.post(piotr, room, 'I', { thread_id: root.id });
  const second = await w.post(zofia, room, 'We both', { thread_id: first.id });
  const thread = await list(anna, `?thread=${root.id}`);
  assert.deepEqual(thread.map((m) => m.id), [root.id, first.id, second.id]);
  assert.deepEqual(thread.map((m) => m.thread_id), [null, root.id, root.id]);
  assert.equal(thread[0].reply_count, 2);
  assert.ok(thread[0].last_reply_at);
  const elsewhere = ok(await anna.post('/api/rooms', { title: 'Other' }, once()), 201).id;
  problem(await say(anna, { text: 'x', thread_id: root.id }, elsewhere), 422, 'thread_unknown');
  problem(await say(anna, { text: 'x', thread_id: randomUUID() }), 422, 'thread_unknown');
});

test('reactions are one a person and sign, and come and go', async () => {
  const m = await w.post(anna, room, 'Shall we?');
  const react = (who, sign, method = 'PUT') => who.request(method, `/api/messages/${m.id}/reactions/${encodeURIComponent(sign)}`);
  for (const who of [anna, piotr, piotr]) ok(await react(who, '👍'), 204);
  ok(await react(piotr, '🇵🇱'), 204);
  ok(await react(zofia, '👩‍👩‍👧‍👦'), 204);
  const shown = async () => (await one(piotr, m.id)).reactions.map((r) => `${r.emoji} ${r.people.map((p) => p.name)}`);
  assert.deepEqual(await shown(), ['👍 Anna,Piotr', '🇵🇱 Piotr', '👩‍👩‍👧‍👦 Zofia']);
  ok(await react(anna, '👍', 'DELETE'), 204);
  ok(await react(piotr, '🇵🇱', 'DELETE'), 204);
  ok(await react(piotr, '🎈', 'DELETE'), 204);
  assert.deepEqual(await shown(), ['👍 Piotr', '👩‍👩‍👧‍👦 Zofia']);
  for (const bad of ['ok', '<b>', '1', ' ', '\u202e👍', '👍'.repeat(40)]) problem(await react(anna, bad), 422);
  problem(await react(vera, '👍'), 403, 'role_insufficient');
  problem(await react(kari, '👍'), 404, 'not_found');
});

test('pins are for everybody in the room', async () => {
  const m = await w.post(anna, room, 'The rules');
  ok(await piotr.put(`/api/messages/${m.id}/pin`), 204);
  ok(await piotr.put(`/api/messages/${m.id}/pin`), 204);
  const [pin] = ok(await anna.get(`/api/rooms/${room}/pins`)).items;
  assert.deepEqual([pin.id, pin.pinned_by], [m.id, 'Piotr']);
  problem(await kari.put(`/api/messages/${m.id}/pin`), 404, 'not_found');
  ok(await anna.delete(`/api/messages/${m.id}/pin`), 204);
  assert.deepEqual(ok(await anna.get(`/api/rooms/${room}/pins`)).items, []);
});

test('who is named hears of it; naming somebody who is not in the room names nobody', async () => {
  await calm();
  const people = (await Promise.all([moritz, piotr, zofia, kari].map((p) => p.me.person.id)));
  const lone = ok(await anna.post('/api/rooms', { title: 'Zq title', companies: [piotr.me.company.id] }, once()), 201).id;
  const early = await w.post(anna, lone, 'not in yet', { mentions: people });
  assert.deepEqual((await list(anna, '', lone))[0].mentions, [moritz.me.person.id]);
  ok(await piotr.post(`/api/rooms/${lone}/accept`), 204);
  await w.post(anna, lone, 'hello Piotr', { mentions: people });
  const seen = (await list(anna, '', lone))[1];
  assert.deepEqual([...seen.mentions].sort(), [moritz.me.person.id, piotr.me.person.id].sort(), 'Zofia has not come in, Kari cannot');
  const told = async (who) => ok(await who.get('/api/notifications')).items.filter((n) => n.kind === 'room.mention' && n.record_id === lone);
  assert.equal((await told(moritz)).length, 2);
  assert.equal((await told(moritz))[0].params.title, 'Zq title');
  const [notice] = await told(piotr);
  assert.deepEqual([notice.params.author, notice.params.company, notice.params.title], ['Anna', 'Lübeck Instruments', undefined]);
  assert.deepEqual([(await told(zofia)).length, (await told(kari)).length, (await told(anna)).length], [0, 0, 0]);
  assert.ok(ok(await piotr.get(`/api/rooms/${lone}`)).mentioned);
  ok(await piotr.put(`/api/rooms/${lone}/notify`, { level: 'none' }), 204);
  await w.post(anna, lone, 'again', { mentions: people });
  assert.equal((await told(piotr)).length, 1);
  assert.ok(early.id);
});

test('a link to a record unfolds under the right of who reads it, and one cannot link what one does not see', async () => {
  const shared = await w.lead(anna, { title: 'Shared lead', value_minor: 500000, currency: 'EUR' }), secret = await w.lead(anna, { title: 'Zq secret lead' }), theirs = await w.lead(kari);
  await w.share(anna, shared.id, piotr, 'teaser');
  const m = await w.post(anna, room, 'See these', { refs: [{ kind: 'order', id: shared.id }, { id: secret.id }, { kind: 'lead', id: theirs.id }, { kind: 'lead', id: randomUUID() }] });
  const refs = (await one(piotr, m.id)).refs;
  assert.deepEqual(refs, [{ id: shared.id, kind: 'lead' }, { id: secret.id, kind: 'lead' }]);
  const query = `/api/refs?${[shared.id, secret.id, theirs.id, w.partnership, room].map((id) => `ids=${id}`).join('&')}`;
  const get = async (who) => new Map(ok(await who.get(query)).items.map((r) => [r.id, r]));
  const [a, p] = [await get(anna), await get(piotr)];
  assert.deepEqual([a.get(shared.id).title, a.get(shared.id).amount_minor, a.get(secret.id).title], ['Shared lead', 500000, 'Zq secret lead']);
  assert.deepEqual([...p.keys()].sort(), [shared.id, w.partnership, room].sort());
  assert.deepEqual([p.get(shared.id).amount_minor, p.get(shared.id).level, p.get(w.partnership).title], [null, 'teaser', 'Lübeck Instruments']);
  assert.notEqual(p.get(shared.id).title, 'Shared lead');
  assert.deepEqual([...(await get(kari)).keys()], [theirs.id]);
  for (const bad of ['x', [1], [{ id: 'x' }], Array.from({ length: 21 }, () => ({ id: randomUUID() }))]) problem(await say(anna, { text: 'x', refs: bad }), 422);
});

test('an API key with the scope reads and writes as its company', async () => {
  const key = client(w.url, { key: await w.keyOf(anna, ['rooms:read', 'rooms:write']) });
  const m = ok(await say(key, { text: 'from the ERP' }), 201);
  const seen = await one(piotr, m.id);
  assert.deepEqual([seen.person_id, seen.author, seen.company], [null, 'Lübeck Instruments (erp)', 'Lübeck Instruments']);
  assert.ok(ok(await key.get('/api/rooms')).items.some((r) => r.id === room));
  problem(await client(w.url, { key: await w.keyOf(anna, ['leads:read']) }).get('/api/rooms'), 403, 'scope_missing');
});

test('search finds by the beginnings of words, in Chinese by the letter, only in rooms one is in, and leads to the place', async () => {
  await calm();
  const other = ok(await anna.post('/api/rooms', { title: 'Ours alone' }, once()), 201).id;
  const said = {};
  for (const [at, text] of [[room, 'Kalibracja czujników w Gdyni'], [room, '请确认交货日期'], [other, 'Calibration only we know'], [room, 'Пожалуйста, подтвердите срок'], [room, "it's 100% \\ 'quoted' & | ! <b>"]])
    said[text] = await w.post(anna, at, text);
  const find = async (who, q, more = '') => ok(await who.get(`/api/messages/search?q=${encodeURIComponent(q)}${more}`)).items.map((m) => m.text);
  assert.deepEqual(await find(piotr, 'kalib czuj'), ['Kalibracja czujników w Gdyni']);
  assert.deepEqual(await find(piotr, 'czujnikow'), ['Kalibracja czujników w Gdyni']);
  assert.deepEqual(await find(piotr, '交货'), ['请确认交货日期']);
  assert.deepEqual(await find(piotr, 'подтвер'), ['Пожалуйста, подтвердите срок']);
  assert.deepEqual(await find(piotr, 'calibration'), []);
  assert.deepEqual(await find(anna, 'calibration'), ['Calibration only we know']);
  assert.deepEqual(await find(anna, 'calibration', `&room_id=${room}`), []);
  assert.deepEqual(await find(kari, 'kalib'), []);
  assert.deepEqual(await find(kari, 'kalib', `&room_id=${room}`), []);
  for (const q of ["'", '&', '|', '!', ':*', '\\', '()', '%', '<->', 'a & !b']) assert.ok(Array.isArray(await find(anna, q)), q);
  const [hit] = ok(await piotr.get('/api/messages/search?q=Gdyni')).items;
  assert.equal(hit.room_title, 'Lübeck Instruments');
  assert.ok((await list(piotr, `?around=${hit.seq}&limit=3`)).some((m) => m.id === hit.id));
  for (let i = 0; i < 5; i++) await w.post(moritz, room, `page ${i}`);
  const first = ok(await piotr.get('/api/messages/search?q=page&limit=2')), second = ok(await piotr.get(`/api/messages/search?q=page&limit=2&after=${first.next}`));
  assert.deepEqual([...first.items, ...second.items].map((m) => m.text), ['page 4', 'page 3', 'page 2', 'page 1']);
});

test('what is said arrives on the sockets of the room as it reads now, and nowhere else', async () => {
  await calm();
  const [p, k] = await Promise.all([piotr.live(), kari.live()]);
  const head = ok(await piotr.get(`/api/rooms/${room}`)).head;
  for (const s of [p, k]) s.send({ t: 'sub', subs: [{ s: 'company' }, { s: room, from: head }] });
  await p.frame((f) => f.t === 'live' && f.s === room);
  const m = await w.post(anna, room, 'live');
  const ev = await p.frame((f) => f.t === 'ev' && f.s === room && f.k === 'msg.new');
  assert.equal(ev.seq, m.seq);
  assert.deepEqual([ev.d.id, ev.d.text, ev.d.author], [m.id, 'live', 'Anna']);
  ok(await anna.put(`/api/messages/${m.id}/reactions/${thumb}`), 204);
  assert.equal((await p.frame((f) => f.t === 'ev' && f.k === 'react.add')).d.reactions[0].emoji, '👍');
  await sleep(300);
  assert.deepEqual(k.frames.filter((f) => f.t === 'ev'), []);
  for (const s of [p, k]) s.close();
});
