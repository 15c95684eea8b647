// Rooms on the live socket: what is said, who hears it, what is over when it is over, and the long poll beside it.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { Client, client, freePort, program, sleep, until } from '../support/hansa.mjs';
import { email, ok, once, password, problem, startWorld } from '../support/world.mjs';

let w, lead, room;
const env = { HANSA_LIMIT_PERSON_SOCKETS: '200', HANSA_LIMIT_ADDRESS: '0' };
const sub = (...subs) => ({ t: 'sub', subs: subs.map((s) => (typeof s === 'string' ? { s } : s)) });
const say = (s, text, more = {}, cid = randomUUID()) => ({ t: 'send', s, cid, d: { text, ...more } });
const isEvent = (k, test = () => true) => (f) => f.t === 'ev' && f.k === k && test(f);

// A socket that listens to these streams and has caught up.
async function listening(who, ...subs) {
  const s = await who.live();
  if (!subs.length) return s;
  s.send(sub(...subs));
  for (const one of subs) await until(() => s.frames.find((f) => f.t === 'live' && f.s === (one.s ?? one)), { every: 10, what: `live on ${JSON.stringify(one)}` });
  return s;
}
async function newRoom(level = 'comment') {
  const { id } = await w.lead();
  await w.share(w.anna, id, w.piotr, level);
  return { lead: id, room: ok(await w.anna.post(`/api/records/${id}/room`)).id };
}
const post = async (who, id, text) => ok(await who.post(`/api/rooms/${id}/messages`, { cid: randomUUID(), text }), 201);
// As a person's rate would not let it: many messages of one room.
const fill = (id, n, who) => w.psql(`BEGIN; SELECT hansa.bind_('${who.me.company.id}', '${who.me.person.id}', 'admin', 'Anna');
  DO $$ BEGIN FOR i IN 1..${n} LOOP DELETE FROM hansa.throttle; PERFORM hansa.message_post('${id}', gen_random_uuid(), 'm' || i); END LOOP; END $$; COMMIT`);
const head = async (id) => Number(await w.psql(`SELECT head FROM hansa.stream WHERE id = '${id}'`));

before(async () => {
  w = await startWorld({ env });
  ({ lead, room } = await newRoom());
});
after(() => w?.stop());

test('what is said is acknowledged, and comes to all in the room once', async () => {
  const [a, p] = await Promise.all([listening(w.anna, room, 'company'), listening(w.piotr, room)]);
  const hello = say(room, 'Dzień dobry 👋 "all"');
  p.send(hello);
  const ack = await p.frame((f) => f.t === 'ack');
  const heard = await a.frame(isEvent('msg.new'));
  assert.deepEqual(ack, { t: 'ack', cid: hello.cid, s: room, seq: heard.seq, id: heard.d.id, dup: false });
  assert.equal(heard.d.text, hello.d.text);
  assert.equal(heard.d.cid, hello.cid);
  assert.equal(heard.d.company_id, w.piotr.me.company.id);
  assert.equal(heard.d.person_id, w.piotr.me.person.id);
  p.send(hello);
  assert.deepEqual(await p.frame((f) => f.t === 'ack'), { ...ack, dup: true });
  await post(w.anna, room, 'after');
  await a.frame(isEvent('msg.new', (f) => f.d.text === 'after'));
  for (const s of [a, p]) assert.equal(s.frames.filter(isEvent('msg.new', (f) => f.s === room && f.d.cid === hello.cid)).length, 1);
  assert.deepEqual(a.frames.filter(isEvent('msg.new', (f) => f.s === 'company')), [], 'what is said does not come on the company stream');
  for (const s of [a, p]) s.close();
});

test('what one says comes in the order it was said', async () => {
  const { room } = await newRoom();
  const s = await listening(w.moritz, room);
  const cids = Array.from({ length: 25 }, (_, i) => { const m = say(room, `${i}`); s.send(m); return m.cid; });
  await until(() => s.frames.filter((f) => f.t === 'ack').length === cids.length);
  assert.deepEqual(s.frames.filter((f) => f.t === 'ack').map((f) => f.cid), cids);
  await until(() => s.frames.filter(isEvent('msg.new')).length === cids.length);
  assert.deepEqual(s.frames.filter(isEvent('msg.new')).map((f) => f.d.text), cids.map((_, i) => `${i}`));
  s.close();
});

test('what may not be said is refused, with the reason and the cid', async () => {
  const { room: own } = await newRoom();
  const s = await w.kari.live(), v = await w.vera.live(), a = await w.anna.live();
  const refused = async (socket, m) => { socket.send(m); return socket.frame((f) => f.t === 'err'); };
  const [foreign, absent] = [await refused(s, say(own, 'x')), await refused(s, say(randomUUID(), 'x'))];
  assert.equal(foreign.status, 404);
  assert.deepEqual({ ...foreign, re: 0 }, { ...absent, re: 0 }, 'absent and not yours look alike');
  assert.equal((await refused(v, say(own, 'x'))).status, 403);
  const long = say(own, 'x'.repeat(20001)), empty = say(own, '  ');
  assert.deepEqual((({ re, status, type }) => ({ re, status, type }))(await refused(a, long)), { re: long.cid, status: 422, type: 'text_too_long' });
  assert.equal((await refused(a, empty)).re, empty.cid);
  assert.equal((await refused(a, { t: 'send', s: own, cid: 'x', d: { text: 'x' } })).type, 'cid_invalid');
  assert.equal((await refused(a, { t: 'send', s: 'company', cid: empty.cid, d: { text: 'x' } })).re, empty.cid);
  a.send(say(own, '界'.repeat(20000)));
  assert.equal((await a.frame((f) => f.t === 'ack')).dup, false);
  for (const socket of [s, v, a]) socket.close();
});

test('too much at once is refused until it is less', async () => {
  const { room } = await newRoom();
  const s = await listening(w.zofia, room);
  for (let i = 0; i < 45; i++) s.send(say(room, `${i}`));
  await until(() => s.frames.filter((f) => f.t === 'ack' || f.t === 'err').length === 45);
  const acks = s.frames.filter((f) => f.t === 'ack').length;
  assert.ok(acks >= 25 && acks <= 31, `${acks} of 45`);
  assert.deepEqual([...new Set(s.frames.filter((f) => f.t === 'err').map((f) => f.status))], [429]);
  assert.equal(s.closed, null);
  s.close();
});

test("a client's clock is nobody's: an hour before or behind changes nothing", async () => {
  const { room } = await newRoom();
  const [a, p] = await Promise.all([listening(w.anna, room), listening(w.piotr, room)]);
  const hour = 3600e3, at = (ms) => new Date(Date.now() + ms).toISOString();
  a.send({ ...say(room, 'from ahead', { at: at(hour), seq: 999 }), at: at(hour) });
  await a.frame((f) => f.t === 'ack');
  p.send({ ...say(room, 'from behind', { at: at(-hour) }), at: at(-hour) });
  await p.frame((f) => f.t === 'ack');
  const [first, second] = await until(() => { const got = a.frames.filter(isEvent('msg.new')); return got.length === 2 && got; });
  assert.ok(second.seq > first.seq && first.d.text === 'from ahead');
  for (const f of [first, second]) assert.ok(Math.abs(Date.parse(f.d.at) - Date.now()) < 60000 && Math.abs(Date.parse(f.at) - Date.now()) < 60000);
  assert.ok(Date.parse(first.d.at) <= Date.parse(second.d.at));
  for (const s of [a, p]) s.close();
});

// Another `hansa serve` on the same database, as on another machine.
async function anotherServer() {
  const port = await freePort(), socket = join(w.h.run(), `other-${port}.sock`);
  const child = spawn(program, ['serve', '--conf', join(w.h.state, 'conf/hansa.conf')],
    { env: { ...process.env, ...env, HANSA_HTTP_PORT: String(port), HANSA_HTTP_SOCKET: socket }, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await until(async () => (await fetch(`${url}/readyz`)).status === 200, { what: 'another server' });
  const as = (who) => { const c = new Client(url); c.cookies = new Map(who.cookies); c.me = who.me; return c; };
  return { as, stop: () => new Promise((done) => { child.once('close', done); child.kill('SIGTERM'); }) };
}

test('who types and who is there is told to those who listen, of every company and server, and to nobody else', async () => {
  const other = await anotherServer();
  const [a, p, m, z, k] = [await listening(w.anna, room), await listening(w.piotr, room), await listening(w.moritz, 'company'),
    await listening(other.as(w.zofia), room), await listening(w.kari, 'company')];
  k.send(sub(room));
  k.send({ t: 'typing', s: room });
  a.send({ t: 'typing', s: room });
  for (const s of [p, z])
    assert.deepEqual(await s.frame((f) => f.t === 'eph'), { t: 'eph', s: room, k: 'typing', by: w.anna.me.person.id, name: 'Anna', co: w.anna.me.company.id, ttl: 6 });
  for (let i = 0; i < 5; i++) a.send({ t: 'typing', s: room }); // more often than is told
  z.send({ t: 'here', s: room, state: 'away', ask: true });
  const here = { t: 'eph', s: room, k: 'here', by: w.zofia.me.person.id, name: 'Zofia', co: w.zofia.me.company.id, ttl: 45, state: 'away', ask: true };
  for (const s of [a, p]) assert.deepEqual(await s.frame((f) => f.t === 'eph' && f.k === 'here'), here);
  await sleep(300);
  const ephs = (s) => s.frames.filter((f) => f.t === 'eph').length;
  assert.deepEqual([a, p, m, z, k].map(ephs), [1, 2, 0, 1, 0]);
  assert.equal(await head(room), a.frames.find((f) => f.t === 'sub.ok').head, 'nothing of it is kept');
  for (const s of [a, p, m, z, k]) s.close();
  await other.stop();
});

test('what is read in one window is read in all of that person, and in nobody else\'s', async () => {
  const { room } = await newRoom();
  const { seq } = await post(w.piotr, room, 'news');
  const [one, two, moritz, piotr] = await Promise.all([w.anna, w.anna, w.moritz, w.piotr].map((who) => listening(who, room, 'company')));
  one.send({ t: 'read', s: room, to: seq });
  for (const s of [one, two]) assert.deepEqual((await s.frame(isEvent('read'))).d, { to: seq, room, person_id: w.anna.me.person.id });
  one.send({ t: 'read', s: room, to: seq - 1 }); // never back
  const r = ok(await w.anna.get(`/api/rooms/${room}`));
  assert.deepEqual([r.read_to, r.unread], [seq, 0]);
  for (let i = 0; i < 20; i++) one.send({ t: 'read', s: room, to: seq + i }); // no further than there is
  await post(w.piotr, room, 'more');
  await two.frame(isEvent('msg.new', (f) => f.d.text === 'more'));
  await sleep(200);
  assert.equal((await w.psql(`SELECT read_to FROM hansa.room_person WHERE room_id = '${room}' AND person_id = '${w.anna.me.person.id}'`)) <= await head(room), true);
  for (const s of [moritz, piotr]) assert.deepEqual(s.frames.filter(isEvent('read')), []);
  for (const s of [one, two, moritz, piotr]) s.close();
});

test("own notes never reach the other company's socket, not by a byte", async () => {
  const { room } = await newRoom();
  const { id: notes } = ok(await w.anna.post(`/api/rooms/${room}/notes`));
  const p = await listening(w.piotr, room, 'company'), bytes = [];
  p.ws.on('message', (m) => bytes.push(String(m)));
  const a = await listening(w.moritz, notes, room);
  a.send(say(notes, 'their price is soft: marigold'));
  await a.frame((f) => f.t === 'ack');
  await a.frame(isEvent('msg.new', (f) => f.s === notes && f.d.text.includes('marigold')));
  a.send({ t: 'typing', s: notes });
  a.send({ t: 'read', s: notes, to: 1 });
  p.send(sub({ s: notes, from: 0 }));
  assert.equal((await p.frame((f) => f.s === notes)).why, 'not_found');
  p.send({ t: 'typing', s: notes });
  p.send(say(notes, 'x'));
  await p.frame((f) => f.t === 'err' && f.status === 404);
  await post(w.anna, room, 'shared');
  await p.frame(isEvent('msg.new', (f) => f.d.text === 'shared'));
  const all = bytes.join('\n');
  assert.ok(!all.includes('marigold'));
  const others = all.split('\n').filter((l) => l.includes(notes) && !/"t":"bye"/.test(l));
  assert.deepEqual(others, []);
  for (const s of [a, p]) s.close();
});

test('what was said before one came is not replayed, and is no gap', async () => {
  const { room } = await newRoom();
  for (const t of ['one', 'two', 'three']) await post(w.anna, room, t);
  const from = await head(room) - 1;
  await w.psql(`UPDATE hansa.grant_ SET from_seq = ${from} WHERE record_id = '${room}' AND company_id = '${w.piotr.me.company.id}'`);
  const s = await listening(w.piotr, { s: room, from: 0 });
  assert.equal(s.frames.find((f) => f.t === 'sub.ok').first, from + 1);
  assert.deepEqual(s.frames.filter((f) => f.t === 'ev').map((f) => f.seq), [from + 1]);
  assert.deepEqual(s.frames.filter((f) => f.t === 'gap'), []);
  s.close();
});

test('another epoch is another history: a gap to its head', async () => {
  const { room } = await newRoom();
  for (let i = 0; i < 5; i++) await post(w.anna, room, `${i}`);
  await w.psql(`UPDATE hansa.stream SET epoch = 2 WHERE id = '${room}'`);
  const s = await listening(w.piotr, { s: room, epoch: '1', from: 2 });
  const at = await head(room);
  assert.deepEqual(s.frames.slice(1).map((f) => [f.t, f.epoch ?? f.from ?? f.at, f.head ?? f.at]), [['sub.ok', '2', at], ['gap', 2, at], ['live', at, at]]);
  s.send(sub({ s: room, epoch: '2', from: at - 1 }));
  await s.frame((f) => f.t === 'ev' && f.seq === at);
  s.close();
});

test('hundreds of messages are replayed in order; more than five hundred are a gap', async () => {
  const { room } = await newRoom();
  await fill(room, 480, w.anna);
  const at = await head(room);
  const s = await listening(w.piotr, { s: room, from: at - 470 });
  assert.deepEqual(s.frames.filter((f) => f.t === 'ev').map((f) => f.seq), Array.from({ length: 470 }, (_, i) => at - 469 + i));
  assert.deepEqual(s.frames.filter((f) => ['sub.ok', 'gap', 'live'].includes(f.t)).map((f) => f.t), ['sub.ok', 'live']);
  await fill(room, 100, w.anna);
  const late = await listening(w.piotr, { s: room, from: at - 470 });
  assert.deepEqual(late.frames.slice(1).map((f) => f.t), ['sub.ok', 'gap', 'live']);
  for (const one of [s, late]) one.close();
});

test('a person who is taken out in the middle of a replay hears nothing of what comes after', async () => {
  const { room } = await newRoom();
  await fill(room, 300, w.anna);
  const zofia = w.zofia.me.person.id;
  ok(await w.piotr.put(`/api/rooms/${room}/listed`, { listed: true }), 204);
  for (let round = 0; round < 12; round++) {
    ok(await w.piotr.put(`/api/rooms/${room}/people/${zofia}`), 204);
    const s = await w.zofia.live();
    const from = await head(room) - 290;
    s.send(sub({ s: room, from }));
    await sleep(round * 2);
    ok(await w.piotr.delete(`/api/rooms/${room}/people/${zofia}`), 204);
    const out = await head(room);
    await fill(room, 5, w.anna);
    const bye = await s.frame((f) => f.t === 'bye');
    assert.equal(bye.s, room);
    await sleep(50);
    assert.deepEqual(s.frames.slice(s.frames.indexOf(bye) + 1), []);
    const seqs = s.frames.filter((f) => f.t === 'ev').map((f) => f.seq);
    assert.ok(seqs.every((q, i) => q <= out && q === from + 1 + i), `${seqs.slice(-3)} after ${out}`);
    s.send(sub({ s: room, from }));
    assert.equal((await s.frame((f) => f.t === 'bye')).why, 'not_found');
    s.send(say(room, 'x'));
    assert.equal((await s.frame((f) => f.t === 'err')).status, 404);
    s.close();
  }
  const p = await listening(w.piotr, room);
  await post(w.anna, room, 'still here');
  await p.frame(isEvent('msg.new', (f) => f.d.text === 'still here'));
  p.close();
});

test('what was deleted or changed is replayed as it is now', async () => {
  const { room } = await newRoom();
  const { seq, id } = await post(w.anna, room, 'a slip of the tongue');
  await w.psql(`UPDATE hansa.message SET deleted = 'author', text = '' WHERE id = '${id}'`);
  const s = await listening(w.piotr, { s: room, from: seq - 1 });
  const f = s.frames.find((x) => x.seq === seq);
  assert.deepEqual([f.k, f.d.id, f.d.text, f.d.deleted], ['msg.new', id, null, 'author']);
  assert.ok(!JSON.stringify(s.frames).includes('tongue'));
  s.close();
});

test('the end of the share ends the room on the socket', async () => {
  const { lead, room } = await newRoom();
  const p = await listening(w.piotr, { s: room, from: 0 });
  ok(await w.anna.delete(`/api/records/${lead}/grants/${w.piotr.me.company.id}`), 204);
  assert.equal((await p.frame((f) => f.t === 'bye' && f.s === room)).why, 'unshared');
  await post(w.anna, room, 'among ourselves');
  await sleep(300);
  assert.ok(!JSON.stringify(p.frames).includes('among ourselves'));
  p.close();
});

test("a guest hears its one room, and its socket closes when its time is over or its link is taken back", async () => {
  const { room } = await newRoom();
  const { room: other } = await newRoom();
  const made = ok(await w.anna.post(`/api/rooms/${room}/guests`, { name: 'Greta', days: 1 }, once()), 201);
  const enter = async () => { const g = client(w.url); g.me = ok(await g.post('/api/guests/enter', { token: /[^/#?=]+$/.exec(made.link)[0], name: 'Greta' })); return g; };
  const greta = await enter();
  const g = await listening(greta, room, 'company'), p = await listening(w.piotr, room);
  g.send(say(room, 'hello from outside'));
  await g.frame((f) => f.t === 'ack');
  const heard = await p.frame(isEvent('msg.new'));
  assert.deepEqual([heard.d.guest, heard.d.author], [true, 'Greta']);
  g.send({ t: 'typing', s: room });
  assert.equal((await p.frame((f) => f.t === 'eph')).name, 'Greta');
  g.send(sub({ s: other, from: 0 }, lead));
  for (const s of [other, lead]) assert.equal((await until(() => g.frames.find((f) => f.s === s))).why, 'not_found');
  g.send(say(other, 'x'));
  assert.equal((await g.frame((f) => f.t === 'err')).status, 404);

  await w.psql(`UPDATE hansa.session SET expires_at = now() + interval '3 seconds' WHERE person_id = '${greta.me.person.id}'`);
  const brief = await listening(greta, room);
  const began = Date.now();
  await until(() => brief.closed, { ms: 8000, what: 'the socket of a session that is over closes' });
  assert.ok(Date.now() - began > 1500);
  assert.equal(brief.frames.at(-1).why, 'session');

  const again = await listening(await enter(), room);
  ok(await w.anna.delete(`/api/rooms/${room}/guests/${made.id}`), 204);
  await until(() => again.closed, { ms: 3000, what: 'the socket of a guest whose link was taken back closes' });
  assert.equal(again.frames.at(-1).why, 'session');
  await post(w.anna, room, 'now among ourselves');
  await p.frame(isEvent('msg.new', (f) => f.d.text === 'now among ourselves'));
  assert.ok(!JSON.stringify([g.frames, again.frames]).includes('among ourselves'));
  for (const s of [g, p]) s.close();
});

const poll = async (who, subs, wait = 5, o) => ok(await who.post('/live/poll', { subs, wait }, o)).frames;

test('the long poll gives the same frames as the socket', async () => {
  const { room } = await newRoom();
  for (let i = 0; i < 3; i++) await post(w.anna, room, `before ${i}`);
  const s = await listening(w.piotr, { s: room, epoch: '1', from: 0 });
  const caughtUp = await poll(w.piotr, [{ s: room, epoch: '1', from: 0 }]);
  assert.deepEqual(caughtUp, s.frames.slice(1));
  let last = caughtUp.filter((f) => f.t === 'ev').at(-1).seq;
  const got = [];
  const writing = (async () => { for (let i = 0; i < 20; i++) { await post(w.anna, room, `while ${i}`); await sleep(20); } })();
  while (got.length < 20)
    for (const f of await poll(w.piotr, [{ s: room, epoch: '1', from: last }])) if (f.t === 'ev') { got.push(f); last = f.seq; }
  await writing;
  assert.deepEqual(got, await until(() => { const all = s.frames.filter((f) => f.t === 'ev' && f.seq > got[0].seq - 1); return all.length === 20 && all; }));
  const [gone] = await poll(w.kari, [{ s: room, from: 0 }]);
  assert.deepEqual(gone, { t: 'bye', s: room, why: 'not_found' });
  s.close();
});

test('a poll waits for news, is told at once, and ends when its time is over', async () => {
  const { room } = await newRoom();
  const from = await head(room);
  let began = Date.now();
  const quiet = await poll(w.piotr, [{ s: room, epoch: '1', from }, { s: 'company' }], 1);
  assert.ok(Date.now() - began >= 990 && Date.now() - began < 3000);
  assert.deepEqual(quiet.map((f) => f.t).sort(), ['live', 'live', 'sub.ok', 'sub.ok']);
  began = Date.now();
  const waiting = poll(w.piotr, [{ s: room, epoch: '1', from }], 20);
  await sleep(300);
  await post(w.anna, room, 'at last');
  const frames = await waiting;
  assert.ok(Date.now() - began < 2000);
  assert.equal(frames.at(-1).d.text, 'at last');
  const typed = poll(w.piotr, [{ s: room, from: frames.at(-1).seq }], 20);
  const a = await listening(w.anna, room);
  await sleep(200);
  a.send({ t: 'typing', s: room });
  assert.equal((await typed).at(-1).t, 'eph');
  const other = await client(w.url).login(email('piotr'), password);
  const closing = poll(other, [{ s: room }], 20);
  await sleep(200);
  ok(await other.delete('/api/session'), 204);
  assert.equal((await closing).at(-1).why, 'session');
  a.close();
});

test('a poll needs a session from our own pages, and makes sense', async () => {
  problem(await client(w.url).post('/live/poll', { subs: [{ s: 'company' }] }), 401);
  problem(await w.piotr.post('/live/poll', { subs: [{ s: 'company' }] }, { headers: { origin: 'http://elsewhere.example' } }), 403);
  const key = await w.keyOf(w.anna, ['leads:read']);
  assert.ok([401, 403].includes((await client(w.url, { key }).post('/live/poll', { subs: [{ s: 'company' }] })).status));
  for (const subs of [[], [{ s: '../etc' }], 7, [{ s: room, from: -1 }], Array.from({ length: 201 }, () => ({ s: room }))])
    problem(await w.piotr.post('/live/poll', { subs, wait: 1 }), 422);
  problem(await w.piotr.post('/live/poll', { wait: 1 }), 422);
});

test('polls that nobody waits for any more do not stand in the way', async () => {
  for (let i = 0; i < 30; i++) {
    const cut = new AbortController();
    const asked = w.zofia.request('POST', '/live/poll', { json: { subs: [{ s: room }], wait: 25 }, signal: cut.signal }).catch(() => 0);
    await sleep(10);
    cut.abort();
    await asked;
  }
  await until(async () => /^hansa_live_sockets (\d+)$/m.exec(await (await fetch(`${w.url}/metrics`)).text())[1] === '0', { ms: 8000, what: 'all are gone' });
});

test('a server that stops says so first, to sockets and to polls', async () => {
  const s = await listening(w.anna, room);
  const waiting = poll(w.piotr, [{ s: room }], 25);
  await sleep(300);
  w.h.kill('serve', 'SIGTERM');
  assert.deepEqual(await s.frame((f) => f.t === 'bye'), { t: 'bye', why: 'restart', retry: [500, 5000] });
  assert.deepEqual((await waiting).at(-1), { t: 'bye', why: 'restart', retry: [500, 5000] });
  await until(() => s.closed);
  await w.h.ready();
  const back = await listening(w.anna, { s: room, from: s.frames.find((f) => f.t === 'sub.ok').head });
  assert.deepEqual(back.frames.filter((f) => f.t === 'gap'), []);
  back.close();
});
