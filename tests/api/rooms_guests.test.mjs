// Guests: by link into one room, as one person, until an end; everything else is closed to them.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { client, sleep, until } from '../support/hansa.mjs';
import { call, operations } from '../support/openapi.mjs';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w, anna, piotr, room, lead, li, link;
before(async () => {
  w = await startWorld({ env: { HANSA_LIMIT_ADDRESS: '0' } });
  ({ anna, piotr } = w);
  lead = await w.lead(anna, { title: 'Zqlead' });
  await w.share(anna, lead.id, piotr, 'comment');
  room = await w.room(anna, lead.id);
  await w.post(anna, room, 'zqbefore');
});
after(() => w?.stop());

const invite = async (who = anna, body = {}, id = room) => ok(await who.post(`/api/rooms/${id}/guests`, { name: 'Li Wei', language: 'zh', ...body }, once()), 201);
const token = (url) => url.split('#')[1];
const enter = (url, body = {}) => { const c = client(w.url); return c.post('/api/guests/enter', { token: token(url), ...body }).then((r) => Object.assign(c, { entered: r, me: r.json })); };

test('a manager makes a link; whoever holds it sees where it leads', async () => {
  problem(await w.moritz.post(`/api/rooms/${room}/guests`, { name: 'x' }), 403, 'role_insufficient');
  problem(await w.kari.post(`/api/rooms/${room}/guests`, { name: 'x' }), 404, 'not_found');
  for (const days of [0, 91]) problem(await anna.post(`/api/rooms/${room}/guests`, { name: 'x', days }), 422);
  ({ link } = await invite());
  assert.match(link, /\/guest#[\w-]{43}$/);
  const seen = ok(await client(w.url).post('/api/guests/lookup', { token: token(link) }));
  assert.deepEqual([seen.room, seen.company, seen.name, seen.language, seen.entered], ['Zqlead', 'Lübeck Instruments', 'Li Wei', 'zh', false]);
  for (const bad of ['A'.repeat(43), 'x', `${token(link)}A`]) problem(await client(w.url).post('/api/guests/lookup', { token: bad }), 404);
});

test('a guest comes in without an account, and is the same guest each time', async () => {
  li = await enter(link, { name: '李伟', organisation: '深圳光学' });
  ok(li.entered);
  assert.deepEqual([li.me.role, li.me.person.name, li.me.person.email, li.me.company.name, li.me.guest.room_id, li.me.unread], ['guest', '李伟', null, '深圳光学', room, 0]);
  const again = await enter(link, { name: 'Somebody else' });
  assert.deepEqual([again.me.person.id, again.me.person.name], [li.me.person.id, '李伟']);
  assert.deepEqual(ok(await li.get('/api/session')), li.me);
});

test('a guest reads what is said from then on, writes, and is known as a guest', async () => {
  const [r] = ok(await li.get('/api/rooms')).items;
  assert.deepEqual([r.id, r.status, r.title], [room, 'guest', 'Zqlead']);
  assert.ok(!(await li.get(`/api/rooms/${room}/messages`)).text.includes('zqbefore'));
  const m = await w.post(li, room, '你好');
  const seen = ok(await piotr.get(`/api/rooms/${room}/messages`)).items.find((x) => x.id === m.id);
  assert.deepEqual([seen.author, seen.company, seen.guest], ['李伟', '深圳光学', true]);
  ok(await li.patch(`/api/messages/${m.id}`, { text: '大家好', rev: 1 }));
  ok(await li.put(`/api/messages/${m.id}/reactions/${encodeURIComponent('👋')}`), 204);
  ok(await li.put(`/api/rooms/${room}/read`, { to: m.seq }), 204);
  assert.ok(ok(await li.get(`/api/rooms/${room}/people`)).items.some((p) => p.name === 'Anna' && !p.guest));
  assert.ok(ok(await anna.get(`/api/rooms/${room}/people`)).items.some((p) => p.name === '李伟' && p.guest));
  assert.equal(ok(await anna.get(`/api/rooms/${room}`)).companies.filter((c) => c.guest).length, 1);
  const named = await w.post(anna, room, 'Hello Li', { mentions: [li.me.person.id] });
  assert.deepEqual(ok(await li.get(`/api/rooms/${room}/messages`)).items.find((x) => x.id === named.id).mentions, [li.me.person.id]);
  problem(await li.put(`/api/messages/${named.id}/pin`), 403);
  problem(await li.post(`/api/rooms/${room}/notes`, {}), 403);
  problem(await li.delete(`/api/messages/${named.id}`), 403, 'not_author');
});

test('everything else is closed to a guest', async () => {
  const theirs = ok(await anna.post('/api/rooms', { title: 'Zqother' }, once()), 201).id;
  const said = await w.post(anna, theirs, 'zqsecret');
  const ops = await operations(w.url);
  let closed = 0;
  for (const op of ops.filter((o) => o.least)) {
    if (op.least !== 'guest') {
      assert.equal((await call(li, op)).status, 403, op.id);
      closed++;
    } else if (op.params.includes('id')) {
      for (const id of [theirs, said.id, lead.id, w.partnership, anna.me.company.id, piotr.me.person.id]) {
        const [a, b] = [await call(li, op, { path: { id } }), await call(li, op, { path: { id: randomUUID() } })];
        assert.deepEqual([a.status, a.text], [b.status, b.text], `${op.id} of ${id}`);
      }
    } else if (op.method === 'GET') {
      const r = await li.get(`${op.path}?${op.query.filter((q) => q.required).map((q) => (q.name === 'ids' ? `ids=${lead.id}&ids=${theirs}&ids=${w.partnership}` : 'q=zq')).join('&')}`);
      for (const word of ['zqsecret', 'Zqother', 'zqbefore', theirs, w.partnership]) assert.ok(!r.text.includes(word), `${word} in ${op.id}`);
    }
  }
  assert.ok(closed > 50);
  const s = await li.live();
  const company = (c) => c.me.company.id;
  s.send({ t: 'sub', subs: [{ s: room }, ...[theirs, lead.id, w.partnership, company(anna), company(piotr)].map((id) => ({ s: id }))] });
  for (const id of [theirs, lead.id, w.partnership, company(anna), company(piotr)]) assert.equal((await until(() => s.frames.find((f) => f.s === id))).why, 'not_found');
  await until(() => s.frames.some((f) => f.t === 'live' && f.s === room));
  s.frames.length = 0;
  await w.act(anna, lead.id, 'qualify');
  await w.post(anna, theirs, 'zqsecret');
  await w.post(anna, room, 'for you, too');
  await until(() => s.frames.some((f) => f.d?.text === 'for you, too'));
  assert.deepEqual(s.frames.filter((f) => f.t === 'ev' && f.s !== room), []);
  s.close();
});

test('nobody who is not in the room learns of a guest, and nobody who is sees its address', async () => {
  const { id } = await invite(anna, { name: 'Zqguest', email: 'zqguest@example.com' });
  assert.equal(ok(await anna.get(`/api/rooms/${room}/guests`)).items.find((g) => g.id === id).email, 'zqguest@example.com');
  const theirs = (await piotr.get(`/api/rooms/${room}/guests`)).text;
  assert.ok(!theirs.includes('zqguest') && theirs.includes('李伟'));
  const nothing = await w.kari.get(`/api/rooms/${randomUUID()}/guests`);
  assert.equal((await w.kari.get(`/api/rooms/${room}/guests`)).text, nothing.text);
  problem(await piotr.delete(`/api/rooms/${room}/guests/${id}`), 404, 'not_found');
  assert.equal(await w.psql("SELECT subject FROM hansa.mail_outbox WHERE to_address = 'zqguest@example.com'"), '邀请您参加 Hansa 上的对话');
  ok(await anna.delete(`/api/rooms/${room}/guests/${id}`), 204);
});

test('with the history a guest sees what its host sees, and no more', async () => {
  const { link: theirs } = await invite(piotr, { name: 'Witek', history: true });
  const witek = await enter(theirs);
  assert.ok((await witek.get(`/api/rooms/${room}/messages`)).text.includes('zqbefore'));
  const hall = ok(await anna.post('/api/rooms', { title: 'Hall' }, once()), 201).id;
  await w.post(anna, hall, 'zqearly');
  ok(await anna.post(`/api/rooms/${hall}/companies`, { company_id: piotr.me.company.id, history: false }), 204);
  ok(await piotr.post(`/api/rooms/${hall}/accept`), 204);
  await w.post(anna, hall, 'zqlate');
  const ewa = await enter((await invite(piotr, { name: 'Ewa', history: true }, hall)).link);
  const text = (await ewa.get(`/api/rooms/${hall}/messages`)).text;
  assert.ok(text.includes('zqlate') && !text.includes('zqearly'));
});

test('a guest whose invitation is taken back is out at once, sockets and all', async () => {
  const s = await li.live();
  s.send({ t: 'sub', subs: [{ s: room }] });
  await s.frame((f) => f.t === 'live');
  const { id } = ok(await anna.get(`/api/rooms/${room}/guests`)).items.find((g) => g.name === '李伟');
  ok(await anna.delete(`/api/rooms/${room}/guests/${id}`), 204);
  await until(() => s.closed, { ms: 3000 });
  problem(await li.get('/api/rooms'), 401);
  problem((await enter(link)).entered, 404);
  assert.ok(ok(await anna.get(`/api/rooms/${room}/messages`)).items.some((m) => m.text === '大家好'), 'what it said stays');
  problem(await anna.delete(`/api/rooms/${room}/guests/${id}`), 404, 'not_found');
});

test('an invitation ends by itself', async () => {
  const { id, link: short } = await invite(anna, { name: 'Brief' });
  const brief = await enter(short);
  ok(await brief.get('/api/rooms'));
  await w.psql(`UPDATE hansa.room_guest SET expires_at = now() - interval '1 second' WHERE id = '${id}'; UPDATE hansa.session SET expires_at = now() - interval '1 second' WHERE person_id = '${brief.me.person.id}'`);
  problem(await brief.get('/api/rooms'), 401);
  problem((await enter(short)).entered, 404);
  await w.psql('SELECT hansa.rooms_sweep_()');
  assert.equal(await w.psql(`SELECT count(*) FROM hansa.grant_ WHERE company_id = '${brief.me.company.id}'`), '0');
});

test("a guest's session is not made longer by being used", async () => {
  const { id, link: url } = await invite(anna, { name: 'Slow', days: 1 });
  const slow = await enter(url);
  await w.psql(`UPDATE hansa.session SET seen_at = now() - interval '1 hour' WHERE person_id = '${slow.me.person.id}'`);
  ok(await slow.get('/api/session'));
  assert.equal(await w.psql(`SELECT s.expires_at = g.expires_at FROM hansa.session s JOIN hansa.room_guest g ON g.person_id = s.person_id WHERE g.id = '${id}'`), 't');
});

test('with the place of the host go its guests', async () => {
  const witek = await enter((await invite(piotr, { name: 'Witek' })).link);
  ok(await witek.get(`/api/rooms/${room}`));
  ok(await anna.delete(`/api/records/${lead.id}/grants/${piotr.me.company.id}`), 204);
  problem(await witek.get(`/api/rooms/${room}`), 401);
  await sleep(100);
  assert.deepEqual(ok(await anna.get(`/api/rooms/${room}`)).companies.filter((c) => c.name === 'Witek'), []);
});

test("a company's rule may allow no guests", async () => {
  ok(await anna.put('/api/company/chat-rule', { guests_allowed: false }), 204);
  problem(await anna.post(`/api/rooms/${room}/guests`, { name: 'x' }), 403, 'guests_not_allowed');
  ok(await anna.put('/api/company/chat-rule', {}), 204);
});
