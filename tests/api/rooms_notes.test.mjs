// A company's own notes beside a room: the other side never gets a byte of them, by any way there is.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sleep } from '../support/hansa.mjs';
import { operations, call } from '../support/openapi.mjs';
import { ok, problem, startWorld } from '../support/world.mjs';

let w, anna, piotr, room, notes;
before(async () => {
  w = await startWorld();
  ({ anna, piotr } = w);
  const lead = await w.lead();
  await w.share(anna, lead.id, piotr, 'edit');
  room = await w.room(anna, lead.id);
  await w.post(piotr, room, 'hello');
});
after(() => w?.stop());

test('each side has notes of its own on the same room', async () => {
  notes = ok(await anna.post(`/api/rooms/${room}/notes`, {})).id;
  const theirs = ok(await piotr.post(`/api/rooms/${room}/notes`, {})).id;
  assert.notEqual(notes, theirs);
  assert.equal(ok(await w.moritz.post(`/api/rooms/${room}/notes`, {})).id, notes);
  assert.equal(ok(await anna.get(`/api/rooms/${room}`)).notes_id, notes);
  assert.equal(ok(await piotr.get(`/api/rooms/${room}`)).notes_id, theirs);
  problem(await anna.post(`/api/rooms/${notes}/notes`, {}), 422, 'kind_has_no_room');
  problem(await anna.post(`/api/rooms/${notes}/guests`, { name: 'x' }), 422, 'notes_have_no_guests');
});

test('a note knows how far the talk had come', async () => {
  const { head } = ok(await anna.get(`/api/rooms/${room}`));
  await w.post(anna, notes, 'zqnote one');
  assert.equal(ok(await anna.get(`/api/rooms/${notes}/messages`)).items[0].after_seq, head);
});

test('the other side hears nothing of them, and nothing it asks of them differs from nothing', async () => {
  const s = await piotr.live();
  s.send({ t: 'sub', subs: [{ s: 'company' }, { s: room, from: 0 }, { s: notes, from: 0 }] });
  // One answer for each of the streams, in whichever order.
  const ends = [];
  while (ends.length < 3) ends.push(await s.frame((f) => f.t === 'live' || f.t === 'bye' || f.s === notes));
  assert.deepEqual(ends.filter((f) => f.s === notes).map((f) => [f.t, f.why]), [['bye', 'not_found']]);
  assert.ok(ends.some((f) => f.t === 'live' && f.s === room));
  const heard = s.frames.length, before = (await piotr.get(`/api/rooms/${room}`)).text;
  const m = await w.post(anna, notes, 'zqnote two', { mentions: [w.moritz.me.person.id, piotr.me.person.id] });
  ok(await w.moritz.put(`/api/messages/${m.id}/reactions/${encodeURIComponent('👍')}`), 204);
  ok(await w.moritz.put(`/api/rooms/${notes}/read`, { to: m.seq }), 204);
  ok(await anna.patch(`/api/messages/${m.id}`, { text: 'zqnote three', rev: 1 }));
  assert.deepEqual(ok(await anna.get(`/api/rooms/${notes}/messages`)).items[1].mentions, [w.moritz.me.person.id]);
  await sleep(500);
  assert.deepEqual(s.frames.slice(heard).filter((f) => f.t === 'ev'), []);
  assert.equal((await piotr.get(`/api/rooms/${room}`)).text, before, 'not even that something was noted');
  s.close();
  for (const op of (await operations(w.url)).filter((o) => o.params.includes('id') && /rooms|messages/.test(o.path)))
    for (const id of [notes, m.id]) {
      const ask = (given) => call(piotr, op, { path: { id: given } });
      const [a, b] = [await ask(id), await ask(randomUUID())];
      assert.deepEqual([a.status, a.text], [b.status, b.text], op.id);
    }
  for (const at of ['/api/rooms', '/api/messages/search?q=zqnote', '/api/search?q=zqnote', '/api/notifications', `/api/rooms/${room}/export`, '/api/reports', '/api/audit', `/api/refs?ids=${notes}`]) {
    const r = await piotr.get(at);
    assert.equal(r.status, 200, at);
    for (const word of ['zqnote', notes, m.id]) assert.ok(!r.text.includes(word), `${word} in ${at}`);
  }
});

test('a lead that is no longer shared leaves the notes with their company', async () => {
  const lead = await w.lead();
  await w.share(anna, lead.id, piotr, 'comment');
  const own = await w.notes(piotr, lead.id);
  await w.post(piotr, own, 'kept');
  ok(await anna.delete(`/api/records/${lead.id}/grants/${piotr.me.company.id}`), 204);
  assert.deepEqual(ok(await piotr.get(`/api/rooms/${own}/messages`)).items.map((m) => m.text), ['kept']);
  await w.share(anna, lead.id, piotr, 'comment');
  assert.equal(await w.notes(piotr, lead.id), own);
});
