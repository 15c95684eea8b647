// The walk that must work, as programs see it: a lead is shared, an order comes in by EDI, goes its way before its
// customer's eyes, and a partnership ends. The tests build on each other.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { client, root, sleep } from '../support/hansa.mjs';
import { ok, once, problem, purchaseOrder, sendEdi, startWorld } from '../support/world.mjs';

let w, anna, piotr, kari, key, lead, order, sample, token;
const sockets = {};
const texts = JSON.parse(readFileSync(join(root, 'portal/track/texts.json'), 'utf8'));
const languages = ['en', 'pl', 'es', 'ru', 'af', 'zh'];

before(async () => {
  w = await startWorld();
  ({ anna, piotr, kari } = w);
  key = await w.keyOf(piotr, ['edi:write']);
  for (const [name, who] of Object.entries({ anna, piotr, kari })) {
    sockets[name] = await who.live();
    sockets[name].send({ t: 'sub', subs: [{ s: 'company' }] });
    await sockets[name].frame((f) => f.t === 'live');
  }
});
after(async () => {
  for (const s of Object.values(sockets)) s.close();
  await w?.stop();
});

const hears = (name, kind, id) => sockets[name].frame((f) => f.t === 'ev' && f.k === kind && f.id === id, 1000);
const strangerHeard = () => sockets.kari.frames.filter((f) => f.t === 'ev');

test('Anna shares a lead at level read, and Piotr sees it arrive', async () => {
  lead = (await w.lead(anna, { title: 'Pressure sensors for six ferries', company_name: 'Stena', value_minor: 480000, currency: 'EUR', notes: 'only ours' })).id;
  await hears('anna', 'lead.created', lead);
  assert.deepEqual(ok(await piotr.get('/api/leads')).items, []);
  await w.share(anna, lead, piotr, 'read');
  await hears('piotr', 'lead.shared', lead);
  const [seen] = ok(await piotr.get('/api/leads?shared=received')).items;
  assert.deepEqual([seen.id, seen.level, seen.title, seen.owner_name], [lead, 'read', 'Pressure sensors for six ferries', 'Lübeck Instruments']);
  assert.equal(ok(await anna.get('/api/leads')).items[0].shared_with, 1);
  const [notice] = ok(await piotr.get('/api/notifications')).items;
  assert.deepEqual([notice.kind, notice.record_id, notice.params.company], ['lead.shared', lead, 'Lübeck Instruments']);
});

test('an open lead follows its changes by number, without a gap', async () => {
  sockets.piotr.send({ t: 'sub', subs: [{ s: lead, from: 0 }] });
  await sockets.piotr.frame((f) => f.t === 'live' && f.s === lead);
  await w.act(anna, lead, 'qualify');
  await w.say(anna, lead, 'Called them');
  ok(await anna.patch(`/api/leads/${lead}`, { value_minor: 500000 }, { headers: { 'if-match': (await anna.get(`/api/leads/${lead}`)).headers.get('etag') } }));
  await sockets.piotr.frame((f) => f.s === lead && f.k === 'lead.updated', 1000);
  const seqs = sockets.piotr.frames.filter((f) => f.s === lead && f.t === 'ev').map((f) => f.seq);
  assert.deepEqual(seqs, seqs.map((_, i) => i + 1));
  assert.deepEqual([ok(await piotr.get(`/api/leads/${lead}`))].map((l) => [l.stage, l.commercial.value_minor, l.private])[0], ['qualified', 500000, null]);
});

test('Bergen finds nothing of it by any means', async () => {
  for (const at of ['/api/leads', '/api/search?q=Pressure', '/api/notifications', '/api/partnerships', '/api/orders']) assert.deepEqual(ok(await kari.get(at)).items, [], at);
  problem(await kari.get(`/api/leads/${lead}`), 404, 'not_found');
  sockets.kari.send({ t: 'sub', subs: [{ s: lead }] });
  assert.equal((await sockets.kari.frame((f) => f.s === lead)).why, 'not_found');
  assert.deepEqual(strangerHeard(), []);
});

test('an 850 by API key is answered with the 997, and the order is on both lists at once', async () => {
  sample = purchaseOrder({ number: 'GD-2026-0500' });
  const r = await sendEdi(w.url, key, sample);
  assert.equal(r.status, 200, r.text);
  assert.equal(r.headers.get('content-type'), 'application/edi-x12');
  assert.equal(r.headers.get('preference-applied'), 'wait');
  assert.match(r.text, /^ISA[^]*~\s*ST\*997\*[^]*AK5\*A~[^]*AK9\*A\*1\*1\*1~[^]*IEA\*1\*\d{9}~\s*$/);
  order = ok(await piotr.get('/api/orders')).items[0];
  await Promise.all([hears('anna', 'order.created', order.id), hears('piotr', 'order.created', order.id)]);
  const theirs = ok(await anna.get('/api/orders')).items[0];
  assert.deepEqual([theirs.id, theirs.number, theirs.state, theirs.my_side, theirs.buyer.name, theirs.requested_on, theirs.lines], [order.id, 'GD-2026-0500', 'received', 'seller', 'Gdańsk Distribution', '2026-12-15', 3]);
  assert.deepEqual([order.my_side, order.seller.name, order.currency, order.total_minor], ['buyer', 'Lübeck Instruments', 'EUR', 230400]);
  assert.equal(ok(await anna.get('/api/notifications')).items[0].kind, 'order.received');
});

test('the order has its lines, parties and dates', async () => {
  const o = ok(await anna.get(`/api/orders/${order.id}`));
  assert.deepEqual(o.lines.map((l) => [l.line_no, l.quantity, l.unit, l.unit_price, l.amount_minor, l.seller_part]),
    [['1', '12', 'EA', '184.5', 221400, 'LI-PT100-3W'], ['2', '2.5', 'MR', '7.2', 1800, 'LI-CAB-SIL'], ['3', '400', 'EA', '0.18', 7200, 'LI-GSK-12']]);
  assert.deepEqual(o.parties.map((p) => p.role).sort(), ['BY', 'SE', 'ST']);
  assert.deepEqual([o.source, o.ordered_on, o.requested_on, o.documents.length], ['edi', '2026-11-21', '2026-12-15', 1]);
  assert.equal(o.total_minor, o.lines.reduce((n, l) => n + l.amount_minor, 0));
});

test('the document can be seen raw, to the byte, and readable, by both and nobody else', async () => {
  for (const [who, direction] of [[piotr, 'out'], [anna, 'in']]) {
    const [d] = ok(await who.get('/api/documents')).items;
    assert.deepEqual([d.set_id, d.number, d.direction, d.validity, d.delivery, d.acknowledgment, d.order_id], ['850', 'GD-2026-0500', direction, 'valid', 'applied', 'accepted', order.id]);
    const raw = await who.get(`/api/documents/${d.id}/raw`);
    assert.equal(raw.text, sample.trimEnd());
    assert.match(raw.headers.get('content-type'), /^text\/plain/);
    const full = ok(await who.get(`/api/documents/${d.id}`));
    assert.ok(JSON.stringify(full.readable).includes('Resistance thermometer Pt100'));
    assert.match(full.ack, /ST\*997/);
    problem(await kari.get(`/api/documents/${d.id}/raw`), 404, 'not_found');
  }
});

test('without Prefer: wait the answer is 202, and where it points the document is', async () => {
  const r = await sendEdi(w.url, key, purchaseOrder(), { wait: false });
  assert.equal(r.status, 202, r.text);
  assert.deepEqual([r.json.state, r.json.duplicate, r.json.orders], ['accepted', false, 1]);
  const { items } = ok(await piotr.get(r.json.status_url));
  assert.deepEqual(items.map((d) => [d.set_id, d.control_number]), [['850', r.json.control_number]]);
  assert.deepEqual(ok(await kari.get(r.json.status_url)).items, []);
});

const steps = async () => ok(await client(w.url).get(`/api/track/${token}`)).steps.filter((s) => s.at).map((s) => s.step);
const page = async (language) => {
  const r = await fetch(`${w.url}/t/${token}`, { headers: { 'accept-language': language } });
  assert.equal(r.status, 200);
  return r.text();
};

test('Anna confirms, ships and invoices; each step is on both screens and on the public page', async () => {
  token = ok(await anna.get(`/api/orders/${order.id}`)).tracking.token;
  assert.deepEqual(await steps(), ['received']);
  const tags = new Set();
  for (const [action, data, state] of [['confirm', { promised_on: '2026-12-14' }, 'confirmed'], ['ship', { carrier: 'DB Schenker', tracking_number: 'SCH-77' }, 'shipped'], ['invoice', { number: 'R-2026-9' }, 'invoiced']]) {
    tags.add((await fetch(`${w.url}/t/${token}`)).headers.get('etag'));
    const done = await w.act(anna, order.id, action, data);
    assert.equal(done.state, state);
    await Promise.all([hears('anna', 'order.state', order.id), hears('piotr', 'order.state', order.id)]);
    assert.equal(ok(await piotr.get(`/api/orders/${order.id}`)).state, state);
    assert.equal((await steps()).at(-1), state);
  }
  tags.add((await fetch(`${w.url}/t/${token}`)).headers.get('etag'));
  assert.equal(tags.size, 4);
  const o = ok(await piotr.get(`/api/orders/${order.id}`));
  assert.deepEqual([o.promised_on, o.shipments[0].carrier, o.shipments[0].lines.length, o.invoices[0].number, o.invoices[0].total_minor], ['2026-12-14', 'DB Schenker', 3, 'R-2026-9', o.total_minor]);
  assert.deepEqual(ok(await piotr.get(`/api/records/${order.id}/timeline`)).items.map((t) => t.action), ['invoice', 'ship', 'confirm', 'created']);
});

test('what the state does not allow is refused and changes nothing', async () => {
  problem(await anna.post(`/api/records/${order.id}/actions`, { action: 'confirm' }), 409, 'transition_refused');
  problem(await piotr.post(`/api/records/${order.id}/actions`, { action: 'ship', data: { carrier: 'x' } }), 409, 'transition_refused');
  problem(await anna.post(`/api/records/${order.id}/actions`, { action: 'pay' }, { headers: { 'if-match': '"1"' } }), 412, 'version_changed');
  assert.equal(ok(await anna.get(`/api/orders/${order.id}`)).state, 'invoiced');
});

test('the tracking page tells the state in six languages without a line of script', async () => {
  const pages = await Promise.all(languages.map(page));
  for (const [i, html] of pages.entries()) {
    const language = languages[i];
    assert.match(html, new RegExp(`<html lang="${language}"`));
    const body = html.replace(/<script[^]*?<\/script>/g, '');
    for (const word of ['GD-2026-0500', 'DB Schenker', 'SCH-77', 'Lübeck Instruments', 'Resistance thermometer Pt100']) assert.ok(body.includes(word), `${language}: ${word}`);
    assert.ok((body.match(/class="done"/g) ?? []).length >= 3, language);
    assert.ok(!/undefined|null|\{[a-z_]+\}|NaN/.test(body.replace(/<style[^]*?<\/style>| data-[a-z-]+="[^"]*"/g, '')), `${language}: a hole in the text`);
  }
  for (const [i, html] of pages.entries()) assert.ok(html.includes(texts[languages[i]].step_invoiced) && html.includes(texts[languages[i]].history), languages[i]);
  assert.deepEqual(Object.keys(texts).filter((l) => languages.includes(l)).sort(), [...languages].sort());
  assert.match(await page('de-DE,xx;q=0.5'), /<html lang="en"/);
  assert.match(await page('de, ru;q=0.8, pl;q=0.9'), /<html lang="pl"/);
  assert.match(await (await fetch(`${w.url}/t/${token}?lang=af`, { headers: { 'accept-language': 'zh' } })).text(), /<html lang="af"/);
});

test('Piotr ends the partnership: at once his lead is gone, and his socket hears nothing more of it', async () => {
  const began = Date.now();
  ok(await piotr.post(`/api/records/${w.partnership}/actions`, { action: 'end', note: 'We part as friends' }));
  const bye = await sockets.piotr.frame((f) => f.t === 'bye' && f.s === lead, 1000);
  assert.equal(bye.why, 'unshared');
  assert.ok(Date.now() - began < 1000);
  problem(await piotr.get(`/api/leads/${lead}`), 404, 'not_found');
  assert.deepEqual(ok(await piotr.get('/api/leads')).items, []);
  assert.deepEqual(ok(await piotr.get('/api/search?q=Pressure')).items, []);
  await sockets.piotr.frame((f) => f.k === 'grant.revoked' && f.id === lead, 1000).catch(() => {}); // may have come before the bye
  await sleep(200);
  const heard = sockets.piotr.frames.length;
  await w.say(anna, lead, 'Between us');
  await w.act(anna, lead, 'start');
  await hears('anna', 'lead.state', lead);
  await sleep(500);
  assert.deepEqual(sockets.piotr.frames.slice(heard).filter((f) => f.id === lead || f.s === lead), []);
  sockets.piotr.send({ t: 'sub', subs: [{ s: lead, from: 0 }] });
  assert.equal((await sockets.piotr.frame((f) => f.t === 'bye' && f.s === lead)).why, 'not_found');
});

test('what both did stays with both: the order, its papers, its public page', async () => {
  for (const who of [anna, piotr]) assert.equal(ok(await who.get(`/api/orders/${order.id}`)).state, 'invoiced');
  assert.equal((await steps()).length >= 4, true);
});

test('after the end nothing more is shared or sent', async () => {
  problem(await anna.put(`/api/records/${lead}/grants/${piotr.me.company.id}`, { level: 'read' }), 422, 'no_partnership');
  const r = await sendEdi(w.url, key, purchaseOrder());
  problem(r, 422, 'unknown_trading_partner');
});

test('Bergen has heard nothing of all this', () => assert.deepEqual(strangerHeard(), []));
