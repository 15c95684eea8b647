// Every screen of the portal on a desk and a phone, in light and dark, and the main ones in the other five languages:
// no fault in the console, nothing against the content policy, nothing too wide, nothing axe-core objects to.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { axe, bareKeys, desk, fits, languages, noFaults, phone, settled, shot, startBrowser, words } from '../support/browser.mjs';
import { ok, once } from '../support/world.mjs';
import { client, startHansa } from '../support/hansa.mjs';

const t = words('en');
let h, b, anna;
const at = {}; // addresses that hold an id or a token

before(async () => {
  h = await startHansa({ demo: true });
  b = await startBrowser();
  anna = await client(h.url).login('anna.brandt@luebeck-instruments.example', 'hansa-demo');
  const items = async (path) => ok(await anna.get(path)).items;
  const leads = await items('/api/leads?shared=own&limit=50');
  at.lead = `/leads/${(leads.find((l) => l.shared_with > 0) ?? leads[0]).id}`;
  at.received = `/leads/${(await items('/api/leads?shared=received&limit=1'))[0]?.id}`;
  const orders = await items('/api/orders?limit=50');
  const shipped = orders.find((o) => o.state === 'shipped') ?? orders[0];
  at.order = `/orders/${shipped.id}`;
  at.new_order = `/orders/${orders.find((o) => o.state === 'received' && o.my_side === 'seller').id}`;
  const documents = await items('/api/documents?limit=50');
  at.document = `/documents/${(documents.find((d) => d.order_id) ?? documents[0]).id}`;
  at.faulty = `/documents/${documents.find((d) => d.delivery === 'failed').id}`;
  const different = orders.find((o) => o.state === 'partly_shipped');
  at.different = `/orders/${different.id}?side=timeline`;
  const partner = (await items('/api/partnerships')).find((p) => p.state === 'active' && p.shared_out > 0);
  at.partner = `/partners/${partner.id}`;
  at.account = `/accounts/${(await items('/api/accounts?limit=1'))[0].id}`;
  at.contact = `/contacts/${(await items('/api/contacts?limit=1'))[0].id}`;
  at.product = `/products/${(await items('/api/products?limit=1'))[0].id}`;
  at.record = `/records/${shipped.id}`;
  const rooms = await items('/api/rooms');
  const busiest = (some) => some.sort((x, y) => Date.parse(y.at) - Date.parse(x.at))[0];
  const room = busiest(rooms.filter((r) => r.kind === 'free' && r.status === 'active'));
  at.room = `/rooms/${room.id}`;
  const talked = busiest(rooms.filter((r) => r.about_kind === 'lead' && r.last));
  at.talked = `/leads/${talked.about_id}`;
  at.record_room = `/rooms/${talked.id}`;
  const csv = 'Title,Company,Country,Value,Currency\nPump station,Port of Wismar,DE,12000,EUR\nNo country,Somebody,XX,ten,EUR\n';
  at.import = `/import?id=${ok(await anna.request('POST', '/api/imports?kind=lead&name=fair.csv', { body: csv, headers: { 'content-type': 'text/csv' } }), 201).id}`;
  const guest = ok(await anna.post(`/api/rooms/${room.id}/guests`, { name: 'Li Wei', days: 3, history: true }, once()), 201);
  at.guest = new URL(guest.link, h.url).pathname + new URL(guest.link, h.url).hash;
  at.tracking = ok(await anna.post(`/api/orders/${shipped.id}/tracking-link`, {}, once()), 201).path;
  at.invite = new URL(ok(await anna.post('/api/invitations', { email: 'new@luebeck-instruments.example', role: 'member' }), 201).link, h.url).pathname;
});
after(async () => {
  await b?.close();
  await h?.stop();
});

const button = (key) => (page) => page.getByRole('button', { name: t(key), exact: true }).first().click();
// name, address, and what is opened there by hand; `phone` and `desk` keep a screen to that width
const inside = [
  ['home', '/'],
  ['leads', '/leads'],
  ['leads-none', '/leads?q=zzqqzz'],
  ['leads-board', '/leads?view=board', (page) => page.locator('[data-stage] [data-id]').first().waitFor()],
  ['leads-grouped', '/leads?by=owner&sort=value'],
  ['leads-narrow', '/leads?stage=new&stage=qualified&created=2020-01-01..2099-12-31&shared=own'],
  ['leads-filter', '/leads?stage=new', button('lead.filter')],
  ['leads-views', '/leads', button('lead.views')],
  ['leads-columns', '/leads', button('lead.columns'), 'desk'],
  ['lead-new', '/leads?new=1'],
  ['lead', () => at.lead],
  ['lead-edit', () => at.lead, button('common.edit')],
  ['lead-share', () => at.lead, button('share.action')],
  ['lead-room', () => at.talked],
  ['lead-timeline', () => `${at.lead}?side=timeline`],
  ['rooms', '/rooms'],
  ['room', () => at.room],
  ['room-record', () => at.record_room],
  ['room-files', () => `${at.room}?beside=files`],
  ['room-new', '/rooms?new=1'],
  ['tasks', '/tasks'],
  ['calendar', '/calendar'],
  ['import', '/import'],
  ['import-mapping', () => at.import],
  ['reports', '/reports'],
  ['orders', '/orders'],
  ['orders-late', '/orders?side=seller&late=1'],
  ['order', () => at.order],
  ['order-different', () => at.different],
  ['order-confirm', () => at.new_order, button('action.confirm')],
  ['documents', '/documents'],
  ['documents-faulty', '/documents?state=failed&faulty=1'],
  ['document', () => at.document],
  ['document-tree', () => `${at.document}?view=tree`],
  ['document-raw', () => `${at.document}?view=raw`],
  ['document-faulty', () => at.faulty],
  ['partners', '/partners'],
  ['partner-invite', '/partners?new=1'],
  ['partner', () => at.partner],
  ['partner-in', () => `${at.partner}?way=in&kind=lead&side=timeline`],
  ['partner-preview', () => at.partner, (page) => page.locator('main button[title]').first().click()],
  ['accounts', '/accounts'],
  ['account', () => at.account],
  ['account-edit', () => `${at.account}?edit=1`],
  ['account-tasks', () => `${at.account}?side=tasks`],
  ['contacts', '/contacts'],
  ['contact', () => at.contact],
  ['contact-new', '/contacts?new=1'],
  ['products', '/products'],
  ['product', () => at.product],
  ['product-new', '/products?new=1'],
  ['record', () => at.record],
  ['admin', '/admin'],
  ['admin-members', '/admin/members'],
  ['admin-keys', '/admin/keys'],
  ['admin-key-new', '/admin/keys', button('admin.new_key')],
  ['admin-talk', '/admin/talk'],
  ['admin-reported', '/admin/reported'],
  ['admin-audit', '/admin/audit'],
  ['admin-audit-rooms', '/admin/audit?about=room'],
  ['nowhere', '/nowhere'],
  ['palette', '/orders', button('nav.search')],
  ['palette-act', () => at.order, async (page) => { await page.keyboard.press('Control+k'); await page.getByRole('dialog').getByRole('textbox').fill('>'); }],
  ['help', '/orders', (page) => page.keyboard.press('?')],
  ['notices', '/orders', (page) => page.keyboard.press('n')],
  ['notice-settings', '/orders', async (page) => { await page.keyboard.press('n'); await button('notify.title')(page); }],
  ['more', '/orders', button('nav.more'), 'phone'],
  ['account-menu', '/orders', (page) => page.getByRole('button', { name: t('nav.account_of', { name: 'Anna Brandt' }) }).click(), 'desk'],
];
const outside = [
  ['login', '/'],
  ['reset', '/reset'],
  ['reset-token', '/reset/abcdefghijklmnopqrstuv'],
  ['invite', () => at.invite],
  ['guest-door', () => at.guest],
  ['guest-door-shut', `/guest/${'A'.repeat(43)}`],
  ['tracking', () => at.tracking],
  ['tracking-none', `/t/${'A'.repeat(22)}`],
];

async function look(page, name, address, open, size) {
  const path = typeof address === 'function' ? address() : address;
  await page.emulateMedia({ colorScheme: 'light' });
  await page.goto(h.url + path);
  await settled(page);
  if (open) {
    await open(page);
    await page.locator('[role=dialog], [role=menu], [data-stage] [data-id]').first().waitFor();
    await settled(page);
  }
  const wrong = [];
  const check = async (what) => {
    try {
      await what();
    } catch (e) {
      wrong.push(e.message);
    }
  };
  // The scheme changes nothing but colours.
  for (const [scheme, rules] of [['light'], ['dark', ['color-contrast']]]) {
    await page.emulateMedia({ colorScheme: scheme });
    await settled(page);
    await shot(page, `${name}-${size}-${scheme}`);
    await check(async () => assert.deepEqual(await axe(page, rules), [], `axe, ${scheme}`));
  }
  await check(() => fits(page, path));
  await check(async () => assert.deepEqual(await bareKeys(page), [], 'keys without words'));
  await check(() => noFaults(page));
  page.faults.length = 0;
  assert.deepEqual(wrong, [], `${name} at ${size}`);
}

for (const [size, viewport] of Object.entries({ desk, phone })) {
  test(`the public screens on a ${size}`, async (s) => {
    const page = await b.window(h.url, { size: viewport });
    page.expected.push(/\/api\/session$/, /\/t\/A+$/, /\/api\/(?:invitations|guests)\/lookup$/);
    for (const [name, address, open] of outside) await s.test(name, () => look(page, name, address, open, size));
    await page.goto(h.url + at.guest);
    await page.getByRole('button', { name: t('guest.enter') }).click();
    await page.getByRole('article').first().waitFor();
    await s.test('guest-room', () => look(page, 'guest-room', () => new URL(page.url()).pathname, null, size));
    await page.done();
  });

  test(`the portal on a ${size}`, async (s) => {
    const page = await b.window(h.url, { as: 'anna', size: viewport });
    for (const [name, address, open, only] of inside)
      if (!only || only === size) await s.test(name, () => look(page, name, address, open, size));
    await page.done();
  });
}

const main = new Set(['home', 'leads', 'leads-board', 'lead', 'room', 'tasks', 'calendar', 'import-mapping', 'reports', 'order', 'document', 'partner', 'admin-members', 'admin-talk']);
for (const language of languages.filter((l) => l !== 'en')) {
  test(`the main screens in ${language}`, async (s) => {
    ok(await anna.patch('/api/session/person', { language }));
    const page = await b.window(h.url, { as: 'anna', size: desk, language });
    for (const [name, address] of inside.filter(([name]) => main.has(name))) {
      await s.test(name, async () => {
        const path = typeof address === 'function' ? address() : address;
        page.faults.length = 0; // of a screen before, that failed
        await page.goto(h.url + path);
        await settled(page);
        assert.equal((await page.getAttribute('html', 'lang')).slice(0, 2), language);
        assert.deepEqual(await bareKeys(page), []);
        await fits(page, path);
        await page.setViewportSize(phone);
        await settled(page);
        await fits(page, `${path} on a phone`);
        await shot(page, `${name}-phone-${language}`);
        await page.setViewportSize(desk);
        noFaults(page);
        page.faults.length = 0;
      });
    }
    await page.done();
  });
}
