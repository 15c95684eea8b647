// What a company may not see, through HTTP and the live socket: a stranger's answers do not differ from those about nothing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { client, sleep, until } from '../support/hansa.mjs';
import { bodyOf, call, operations } from '../support/openapi.mjs';
import { addPerson, ok, once, password, purchaseOrder, sendEdi, startWorld } from '../support/world.mjs';

let w, ops, anna, piotr, kari, stranger;
const ids = {}; // of Lübeck, Gdańsk or both; none of Bergen
const secret = (name) => `zq${name}secret`;
// Each field class of a lead with words of its own, so that a leak tells where it comes from.
const outline = { country: 'DE', region: secret('region'), industry: secret('industry'), size_band: 'S', product_interest: secret('interest'), use_case: secret('usecase'), source: secret('source'), contact_title: secret('function') };
const identity = { title: secret('title'), company_name: secret('company'), website: `https://${secret('website')}.example` };
const detail = { address: secret('address'), city: secret('city'), postcode: 'ZQ-4711', tax_id: secret('tax'), duns: '987654321', description: secret('description') };
const personal = { contact_name: secret('contact'), email: `${secret('email')}@example.com`, phone: '+49 999 123' };
const commercial = { value_minor: 76543219, currency: 'XTS', competitor: secret('competitor'), expected_close: '2031-07-13' };
const own = { notes: secret('notes'), score: 73 };
const words = (...parts) => parts.flatMap((p) => Object.values(p)).map(String).filter((v) => v.length > 2);
const all = { ...outline, ...identity, ...detail, ...personal, ...commercial, ...own };

before(async () => {
  w = await startWorld({ env: { HANSA_LIMIT_KEY: '0' } });
  ({ anna, piotr, kari } = w);
  ops = await operations(w.url);
  ids.lead = (await w.lead(anna, { ...all, assigned_to: anna.me.person.id })).id;
  await w.share(anna, ids.lead, piotr, 'edit');
  ids.account = ok(await anna.post('/api/accounts', { name: secret('account'), city: secret('city') }, once()), 201).id;
  ids.contact = ok(await anna.post('/api/contacts', { name: secret('person'), email: `${secret('x')}@example.com`, account_id: ids.account, consent_to_share: true, consent_source: 'fair' }, once()), 201).id;
  ids.product = ok(await anna.post('/api/products', { sku: secret('sku'), name: secret('product') }, once()), 201).id;
  for (const kind of ['account', 'contact', 'product']) await w.share(anna, ids[kind], piotr, 'edit');
  ids.partnership = w.partnership;
  const sent = await sendEdi(w.url, await w.keyOf(piotr, ['edi:write']), purchaseOrder({ number: secret('order') }));
  assert.equal(sent.status, 200, sent.text);
  ids.order = ok(await piotr.get('/api/orders')).items[0].id;
  ids.document = ok(await piotr.get('/api/documents')).items[0].id;
  ids.interchange = ok(await piotr.get(`/api/documents/${ids.document}`)).interchange.id;
  ids.company = anna.me.company.id;
  ids.person = anna.me.person.id;
  ids.invitation = ok(await anna.post('/api/invitations', { email: `${secret('guest')}@example.com`, role: 'viewer' }), 201).id;
  ids.key = ok(await anna.post('/api/api-keys', { name: secret('key'), scopes: ['leads:read'] }), 201).id;
  ids.identifier = ok(await anna.get('/api/company/identifiers')).items[0].id;
  ids.room = await w.room(anna, ids.lead);
  ids.message = (await w.post(anna, ids.room, secret('message'))).id;
  ids.notes = await w.notes(anna, ids.lead);
  ids.note = (await w.post(anna, ids.notes, secret('note'))).id;
  ids.free = ok(await anna.post('/api/rooms', { title: secret('room'), topic: secret('topic'), companies: [piotr.me.company.id] }, once()), 201).id;
  ok(await piotr.post(`/api/rooms/${ids.free}/accept`), 204);
  ids.guest = ok(await anna.post(`/api/rooms/${ids.free}/guests`, { name: secret('guest'), days: 3 }, once()), 201).id;
  ids.hold = ok(await anna.post('/api/company/holds', { scope: 'room', room_id: ids.room, reason: secret('hold') }, once()), 201).id;
  ok(await piotr.post(`/api/messages/${ids.message}/report`, { reason: secret('report') }), 204);
  ids.report = ok(await anna.get('/api/reports')).items[0].id;
  for (const action of ['confirm', 'ship', 'invoice']) await w.act(anna, ids.order, action, { carrier: secret('carrier') });
  const order = ok(await anna.get(`/api/orders/${ids.order}`));
  ids.shipment = order.shipments[0].id;
  ids.invoice = order.invoices[0].id;
  await addPerson(w.h, 'olav', ['bergen', 'viewer']);
  const key = await w.keyOf(kari, [...new Set(ops.map((o) => o.scope).filter(Boolean))]);
  stranger = { kari, olav: await client(w.url).login('olav@bergen.example', password), key: client(w.url, { key }) };
});
after(() => w?.stop());

// Everything of an answer that could tell something.
const fingerprint = (r) => JSON.stringify([r.status, r.text, [...r.headers].filter(([n]) => !['x-request-id', 'date', 'connection'].includes(n))]);

// A body that gets past the checks of form, so that the record itself decides.
const bodies = { records_act: { action: 'accept' }, records_share: { level: 'read' }, members_update: { role: 'viewer' }, leads_update: { title: 'x' }, accounts_update: { name: 'x' }, contacts_update: { name: 'x' }, products_update: { name: 'x' } };

test("for every operation and every kind of record, a stranger's answer about it is byte for byte the one about nothing", async () => {
  let asked = 0;
  const random = randomUUID();
  for (const op of ops.filter((o) => o.params.some((p) => p !== 'token')))
    for (const [name, who] of Object.entries(stranger)) {
      const body = op.body && (bodies[op.id] ?? bodyOf(op));
      const send = (id) => call(who, op, { path: Object.fromEntries(op.params.map((p) => [p, op.params.length === 2 && p === 'company_id' ? kari.me.company.id : id])), body });
      const nothing = fingerprint(await send(random));
      for (const [kind, id] of Object.entries(ids)) {
        assert.equal(fingerprint(await send(id)), nothing, `${name}: ${op.id} of a ${kind}`);
        asked++;
      }
    }
  assert.ok(asked > 1000, String(asked));
});

test('naming a partner, a person or an account of others in a body is answered as naming nobody', async () => {
  const mine = await w.lead(kari);
  const account = ok(await kari.post('/api/accounts', { name: 'mine' }, once()), 201).id;
  const tag = async (at) => (await kari.get(at)).headers.get('etag');
  const asks = {
    share: (id) => kari.put(`/api/records/${mine.id}/grants/${id}`, { level: 'read' }),
    unshare: (id) => kari.delete(`/api/records/${mine.id}/grants/${id}`),
    'assign to a person': (id) => kari.post('/api/leads', { title: 'x', assigned_to: id }),
    'move to an account': (id) => kari.post('/api/contacts', { name: 'x', account_id: id }),
    'switch company': (id) => kari.put('/api/session/company', { company_id: id }),
    'mark as read': (id) => kari.post('/api/notifications/read', { ids: [id] }),
    'documents of an interchange': (id) => kari.get(`/api/documents?interchange=${id}`),
  };
  for (const [name, ask] of Object.entries(asks)) {
    const nothing = fingerprint(await ask(randomUUID()));
    for (const [kind, id] of Object.entries(ids)) assert.equal(fingerprint(await ask(id)), nothing, `${name}: ${kind}`);
  }
  assert.ok(await tag(`/api/accounts/${account}`));
});

test('nothing that a stranger can list, count or search holds a word or an id of the others', async () => {
  const forbidden = [...words(identity, detail, personal, commercial, own), 'zq', 'Lübeck', 'Gdańsk', 'luebeck', 'gdansk', ...Object.values(ids), piotr.me.company.id];
  for (const [name, who] of Object.entries(stranger))
    for (const op of ops.filter((o) => o.method === 'GET' && !o.params.length && o.least)) {
      const queries = op.id === 'search_search' ? ['zq', 'zqtitlesecret', 'Pt100', 'Lübeck', 'L'].map((q) => `?q=${encodeURIComponent(q)}`)
        : op.query.some((q) => q.name === 'q') ? ['', '?q=zq', '?q=Pt100'] : [''];
      for (const query of queries) {
        const r = await call(who, op, { query });
        if (r.status === 403) continue; // a viewer or a key where an administrator is wanted
        ok(r);
        for (const word of forbidden) assert.ok(!r.text.includes(word), `${name} reads ${word} in ${op.id}${query}: ${r.text.slice(0, 300)}`);
      }
    }
  for (const list of ['leads', 'orders']) assert.ok(ok(await kari.get(`/api/${list}/counts`)).items.every((i) => i.stage === 'new' && i.count < 10), list);
});

test('a number that others have used is free for a stranger', async () => {
  ok(await kari.post('/api/products', { sku: secret('sku'), name: 'x' }), 201);
  ok(await kari.post('/api/company/identifiers', { scheme: 'duns', value: '111111111' }), 201);
  ok(await anna.post('/api/company/identifiers', { scheme: 'duns', value: '111111111' }), 201);
});

test('the public page of an order opens to its token only, and shows neither price nor buyer', async () => {
  const { tracking } = ok(await anna.get(`/api/orders/${ids.order}`));
  const r = await client(w.url).get(`/api/track/${tracking.token}`);
  const page = await (await fetch(w.url + tracking.path)).text();
  for (const text of [r.text, page]) {
    assert.ok(text.includes(secret('order')));
    for (const word of ['Gdańsk', 'EUR', piotr.me.company.id, anna.me.company.id, ids.order, ids.invoice]) assert.ok(!text.includes(word), word);
    // Digits are looked for in what is said: the token, the digests of page and assets and the fraction of a second may hold any.
    const said = text.replaceAll(tracking.token, '').replace(/ data-tag="[0-9a-f]+"|\?v=[0-9a-f]+/g, '').replace(/(T\d\d:\d\d:\d\d)\.\d+/g, '$1');
    for (const word of ['184', '230400', '2304']) assert.ok(!said.includes(word), `${word} in ${said}`);
  }
  const nothing = fingerprint(await client(w.url).get(`/api/track/${'A'.repeat(22)}`));
  for (const near of [tracking.token.toLowerCase(), [...tracking.token].reverse().join(''), `${tracking.token.slice(0, 21)}${tracking.token.endsWith('A') ? 'B' : 'A'}`])
    if (near !== tracking.token) assert.equal(fingerprint(await client(w.url).get(`/api/track/${near}`)), nothing);
});

const levels = {
  teaser: { sees: [outline], hidden: [identity, detail, personal, commercial, own] },
  read: { sees: [outline, identity, detail, commercial], hidden: [personal, own] },
  comment: { sees: [outline, identity, detail, commercial], hidden: [personal, own] },
  edit: { sees: [outline, identity, detail, commercial], hidden: [personal, own] },
};
for (const [level, { sees, hidden }] of Object.entries(levels))
  for (const consent of [false, true])
    test(`level ${level}, ${consent ? 'with' : 'without'} the contact's consent, shows exactly its fields, wherever one looks`, async () => {
      const { id } = await w.lead(anna, { ...all, consent_to_share: consent });
      const s = await piotr.live();
      s.send({ t: 'sub', subs: [{ s: 'company' }] });
      await s.frame((f) => f.t === 'live');
      await w.share(anna, id, piotr, level);
      const shown = consent && level !== 'teaser' ? [...sees, personal] : sees, kept = consent && level !== 'teaser' ? [own] : hidden;
      const lead = await piotr.get(`/api/leads/${id}`);
      assert.equal(ok(lead).level, level);
      const flat = { ...lead.json, ...lead.json.identity, ...lead.json.detail, ...lead.json.personal, ...lead.json.commercial };
      for (const [k, v] of shown.flatMap((p) => Object.entries(p))) assert.deepEqual(flat[k], v, k);
      for (const part of ['identity', 'detail', 'commercial']) assert.equal(lead.json[part] === null, level === 'teaser', part);
      assert.equal(lead.json.personal === null, !shown.includes(personal));
      assert.equal(lead.json.private, null);
      assert.equal(lead.json.assigned_to, null);
      const tag = lead.headers.get('etag');
      ok(await anna.patch(`/api/leads/${id}`, { title: secret('title'), notes: secret('notes'), phone: personal.phone, competitor: secret('competitor') }, { headers: { 'if-match': (await anna.get(`/api/leads/${id}`)).headers.get('etag') } }));
      await s.frame((f) => f.id === id && f.k === 'lead.updated');
      assert.notEqual((await piotr.get(`/api/leads/${id}`)).headers.get('etag'), tag);
      const seen = [lead.text, JSON.stringify(s.frames)];
      for (const at of ['/api/leads?limit=200', '/api/leads?shared=received', `/api/records/${id}`, `/api/records/${id}/timeline`, `/api/records/${id}/grants`, `/api/records/${id}/actions`, '/api/notifications', '/api/audit'])
        seen.push(JSON.stringify([ok(await piotr.get(at))].flatMap((b) => b.items ?? [b]).filter((i) => !('id' in i) || !at.startsWith('/api/leads') || i.id === id)
          .filter((i) => !i.record_id || i.record_id === id)));
      for (const word of words(...kept)) for (const text of seen) assert.ok(!text.includes(word), `${word} in ${text.slice(0, 400)}`);
      for (const [word, part] of words(...kept, ...shown).filter((x) => x.startsWith('zq')).map((x) => [x, 0])) {
        const hits = ok(await piotr.get(`/api/search?q=${word.split('@')[0]}&limit=100`)).items.filter((i) => i.id === id).length;
        if (words(...kept).includes(word)) assert.equal(hits + part, 0, `search finds ${word}`);
      }
      const may = { patch: level === 'edit' ? 200 : 403, room: ['comment', 'edit'].includes(level) ? 200 : 403 };
      const now = (await piotr.get(`/api/leads/${id}`)).headers.get('etag');
      assert.equal((await piotr.post(`/api/records/${id}/room`, {})).status, may.room);
      assert.equal((await piotr.patch(`/api/leads/${id}`, { region: 'x' }, { headers: { 'if-match': now } })).status, may.patch);
      for (const field of [{ email: 'a@b.example' }, { consent_to_share: true }, { assigned_to: piotr.me.person.id }])
        assert.equal((await piotr.patch(`/api/leads/${id}`, field, { headers: { 'if-match': now } })).status, 403);
      assert.equal((await piotr.put(`/api/records/${id}/grants/${kari.me.company.id}`, { level: 'teaser' })).status, 404);
      s.close();
    });

test("each side's own words on a shared record stay on its side", async () => {
  const { id } = await w.lead(anna);
  await w.share(anna, id, piotr, 'edit');
  for (const [who, text] of [[anna, 'zqlubeckonly'], [piotr, 'zqgdanskonly']]) {
    await w.post(who, await w.notes(who, id), text);
    ok(await who.patch(`/api/leads/${id}`, { notes: text, score: 7 }, { headers: { 'if-match': (await who.get(`/api/leads/${id}`)).headers.get('etag') } }));
  }
  for (const [who, mine, theirs] of [[anna, 'zqlubeckonly', 'zqgdanskonly'], [piotr, 'zqgdanskonly', 'zqlubeckonly']]) {
    const seen = (await Promise.all([`/api/leads/${id}`, `/api/records/${id}/timeline`, `/api/records/${id}/grants`, '/api/rooms', '/api/messages/search?q=zq',
      `/api/rooms/${await w.room(who, id)}/messages`, `/api/rooms/${await w.notes(who, id)}/messages`].map((at) => who.get(at)))).map((r) => r.text).join();
    assert.ok(seen.includes(mine) && !seen.includes(theirs));
  }
});

test('a level that is lowered hides at once what it no longer shows, and an unshared record is nothing', async () => {
  const { id } = await w.lead(anna, all);
  const nothing = fingerprint(await piotr.get(`/api/leads/${randomUUID()}`));
  await w.share(anna, id, piotr, 'edit');
  assert.ok((await piotr.get(`/api/leads/${id}`)).text.includes(secret('title')));
  await w.share(anna, id, piotr, 'teaser');
  const teaser = await piotr.get(`/api/leads/${id}`);
  for (const word of words(identity, detail, personal, commercial, own)) assert.ok(!teaser.text.includes(word), word);
  assert.deepEqual(ok(await piotr.get(`/api/search?q=${secret('title')}&limit=100`)).items.filter((i) => i.id === id), []);
  ok(await anna.delete(`/api/records/${id}/grants/${piotr.me.company.id}`), 204);
  assert.equal(fingerprint(await piotr.get(`/api/leads/${id}`)), nothing);
  assert.ok(!(await piotr.get('/api/leads?limit=200')).text.includes(id));
  assert.deepEqual(ok(await piotr.get(`/api/search?q=${secret('interest')}&limit=100`)).items.filter((i) => i.id === id), []);
});

test('a cursor from before an unshare shows nothing after it', async () => {
  const made = [];
  for (let i = 0; i < 4; i++) {
    made.push((await w.lead(anna, { title: `Walk ${i}` })).id);
    await w.share(anna, made[i], piotr, 'read');
  }
  const page = ok(await piotr.get('/api/leads?limit=2&q=Walk'));
  for (const id of made) ok(await anna.delete(`/api/records/${id}/grants/${piotr.me.company.id}`), 204);
  assert.deepEqual(ok(await piotr.get(`/api/leads?limit=2&q=Walk&after=${page.next}`)), { items: [], next: null });
});

test("a stranger's socket hears nothing, and asking for a stream of others is asking for nothing", async () => {
  const sockets = await Promise.all([kari, stranger.olav].map((c) => c.live()));
  const absent = randomUUID();
  for (const s of sockets) {
    s.send({ t: 'sub', subs: [{ s: 'company' }, { s: absent, from: 0 }] });
    const bye = await s.frame((f) => f.s === absent);
    for (const id of Object.values(ids)) {
      s.send({ t: 'sub', subs: [{ s: id, from: 0, epoch: '1' }] });
      assert.deepEqual(await until(() => s.frames.find((f) => f.s === id)), { ...bye, s: id });
    }
    s.frames.length = 0;
  }
  const { id } = await w.lead(anna, all);
  await w.share(anna, id, piotr, 'edit');
  await w.say(piotr, id, 'x');
  await w.act(anna, id, 'qualify');
  ok(await sendEdi(w.url, await w.keyOf(piotr, ['edi:write']), purchaseOrder()).then((r) => r), 200);
  ok(await anna.delete(`/api/records/${id}/grants/${piotr.me.company.id}`), 204);
  await sleep(500);
  for (const s of sockets) {
    assert.deepEqual(s.frames.filter((f) => f.t !== 'ping'), []);
    s.close();
  }
});

test("an idempotency key of others says nothing about them", async () => {
  const key = { headers: { 'idempotency-key': randomUUID() } };
  const theirs = ok(await anna.post('/api/leads', { title: secret('idem') }, key), 201);
  const mine = await kari.post('/api/leads', { title: secret('idem') }, key);
  assert.equal(mine.headers.get('idempotency-replayed'), null);
  assert.notEqual(ok(mine, 201).id, theirs.id);
});

test('nothing that the stranger tried has changed anything', async () => {
  const lead = ok(await anna.get(`/api/leads/${ids.lead}`));
  assert.equal(lead.identity.title, secret('title'));
  assert.equal(ok(await anna.get(`/api/records/${ids.lead}/grants`)).items.length, 2);
  assert.equal(ok(await anna.get(`/api/partnerships/${w.partnership}`)).state, 'active');
  assert.ok(ok(await anna.get('/api/members')).items.length >= 3);
  assert.ok(ok(await anna.get('/api/api-keys')).items.find((k) => k.id === ids.key).revoked_at === null);
  assert.ok(!ok(await anna.get('/api/audit?limit=200')).items.some((e) => JSON.stringify(e).includes(kari.me.person.id)));
});
