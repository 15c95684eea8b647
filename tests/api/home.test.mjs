// What waits for a company, what goes to a partner, and the lists that are filtered.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { client, startHansa } from '../support/hansa.mjs';
import { ok } from '../support/world.mjs';

let h, anna, piotr, olga;
const login = (email) => client(h.url).login(email, 'hansa-demo');

before(async () => {
  h = await startHansa({ demo: true });
  anna = await login('anna.brandt@luebeck-instruments.example');
  piotr = await login('piotr.zielinski@gdansk-distribution.example');
  olga = await login('olga.kim@almaty-pribor.example');
});
after(() => h?.stop());

const items = async (who, path) => ok(await who.get(path)).items;

test('an order waits for its seller until it is confirmed, and never for its buyer', async () => {
  const needs = await items(anna, '/api/home/needs');
  const waiting = (await items(anna, '/api/orders?state=received&side=seller&limit=200')).map((o) => o.id).sort();
  assert.deepEqual(needs.filter((n) => n.what === 'order').map((n) => n.id).sort(), waiting);
  const [first] = needs.filter((n) => n.what === 'order');
  assert.ok(!(await items(piotr, '/api/home/needs')).some((n) => n.id === first.id));
  ok(await anna.post(`/api/records/${first.id}/actions`, { action: 'confirm' }));
  assert.ok(!(await items(anna, '/api/home/needs')).some((n) => n.id === first.id));
});

test('what has an end stands before what has none, the nearest first', async () => {
  const needs = await items(anna, '/api/home/needs');
  const due = needs.map((n) => n.due).filter(Boolean);
  assert.deepEqual(due, [...due].sort());
  assert.equal(needs.findIndex((n) => !n.due), due.length < needs.length ? due.length : -1);
});

test('an invitation waits for the invited company, with thirty days to answer', async () => {
  const [need] = (await items(olga, '/api/home/needs')).filter((n) => n.what === 'partnership');
  assert.equal(need.company, 'Lübeck Instruments');
  assert.equal(Math.round((Date.parse(need.due) - Date.parse(need.at)) / 86_400_000), 30);
  assert.ok(!(await items(anna, '/api/home/needs')).some((n) => n.id === need.id));
});

test('a document that was not taken in waits, and says of whom', async () => {
  const [need] = (await items(anna, '/api/home/needs')).filter((n) => n.what === 'document');
  assert.deepEqual([need.title, need.number, need.company], ['850', 'GD-2026-0461', 'Gdańsk Distribution']);
});

test('a partner’s page lists what goes each way, and each side sees the other’s list mirrored', async () => {
  const of = async (who, name) => (await items(who, '/api/partnerships')).find((p) => p.partner.name === name);
  const ours = await of(anna, 'Gdańsk Distribution');
  const all = async (who, direction) => {
    const found = [];
    for (let next = ''; next !== null; ) {
      const page = ok(await who.get(`/api/partnerships/${ours.id}/shared?direction=${direction}&limit=50${next && `&after=${encodeURIComponent(next)}`}`));
      found.push(...page.items);
      next = page.next;
    }
    return found;
  };
  const [out, received] = [await all(anna, 'out'), await all(piotr, 'in')];
  assert.equal(out.length, ours.shared_out);
  const key = (r) => `${r.id} ${r.kind} ${r.level}`;
  assert.deepEqual(out.map(key).sort(), received.map(key).sort());
  const teaser = received.find((r) => r.level === 'teaser');
  assert.ok(teaser && teaser.title !== out.find((r) => r.id === teaser.id).title, 'an outline does not tell the title');
});

test('what goes to a partner is nobody else’s: another company gets nothing, not even that there is something', async () => {
  const { id } = (await items(anna, '/api/partnerships')).find((p) => p.partner.name === 'Gdańsk Distribution');
  for (const direction of ['out', 'in']) assert.deepEqual(await items(olga, `/api/partnerships/${id}/shared?direction=${direction}`), []);
});

test('the contacts of an account are those and no others', async () => {
  const contact = (await items(anna, '/api/contacts?limit=50')).find((c) => c.account_id);
  const found = await items(anna, `/api/contacts?account_id=${contact.account_id}`);
  assert.ok(found.some((c) => c.id === contact.id));
  assert.ok(found.every((c) => c.account_id === contact.account_id && c.account_name));
  assert.deepEqual(await items(piotr, `/api/contacts?account_id=${contact.account_id}`), []);
});

test('orders are found by partner, by side and by being late, page by page', async () => {
  const partner = (await items(anna, '/api/partnerships')).find((p) => p.partner.name === 'Valencia Control').partner.id;
  const [all, some] = [await items(anna, '/api/orders?limit=200'), await items(anna, `/api/orders?partner=${partner}&limit=200`)];
  const with_ = (o) => o.buyer.id === partner || o.seller.id === partner;
  assert.deepEqual(some.map((o) => o.id), all.filter(with_).map((o) => o.id));
  const late = await items(anna, '/api/orders?late=true&side=seller&limit=200');
  assert.deepEqual(late.map((o) => o.id), all.filter((o) => o.my_side === 'seller' && o.promised_on && o.requested_on && o.promised_on > o.requested_on).map((o) => o.id));
  const first = ok(await anna.get(`/api/orders?partner=${partner}&limit=2`));
  const second = ok(await anna.get(`/api/orders?partner=${partner}&limit=2&after=${encodeURIComponent(first.next)}`));
  assert.deepEqual([...first.items, ...second.items].map((o) => o.id), some.slice(0, 4).map((o) => o.id));
});

test('documents are found by type, direction, partner and findings', async () => {
  const all = await items(anna, '/api/documents?limit=200');
  const ids = (list) => list.map((d) => d.id);
  assert.deepEqual(ids(await items(anna, '/api/documents?faulty=true&limit=200')), ids(all.filter((d) => d.findings > 0)));
  assert.deepEqual(ids(await items(anna, '/api/documents?set=850&direction=in&limit=200')), ids(all.filter((d) => d.set_id === '850' && d.direction === 'in')));
  const partner = all.find((d) => d.partner).partner.id;
  assert.deepEqual(ids(await items(anna, `/api/documents?partner=${partner}&limit=200`)), ids(all.filter((d) => d.partner?.id === partner)));
});

test('the audit names record and company, is filtered, and leaves as a table', async () => {
  const shared = await items(anna, '/api/audit?about=record&limit=50');
  assert.ok(shared.length > 0 && shared.every((e) => e.action.startsWith('record.')));
  assert.ok(shared.some((e) => e.record_title && e.companies.length === 1 && e.companies[0].name));
  const me = ok(await anna.get('/api/session')).person.id;
  assert.ok((await items(anna, `/api/audit?person=${me}`)).every((e) => e.person?.id === me));
  assert.deepEqual(await items(anna, '/api/audit?to=2020-01-01'), []);
  const sheet = await anna.get('/api/audit/export?about=session');
  assert.equal(sheet.status, 200);
  const text = typeof sheet.body === 'string' ? sheet.body : String(sheet.text ?? '');
  assert.match(text, /^\uFEFF?at,action,person/);
});
