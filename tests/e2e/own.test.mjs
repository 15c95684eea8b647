// What belongs to one person or one company on one device: notices of the browser, the company acted for, the people let in.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { demo, isLive, noFaults, settled, shot, startBrowser, words } from '../support/browser.mjs';
import { client, startHansa, until } from '../support/hansa.mjs';
import { addPerson, ok, once, password } from '../support/world.mjs';

const t = words('en');
const nils = 'nils@own.example'; // sells for two companies
let h, b, anna, piotr;

before(async () => {
  h = await startHansa({ demo: true });
  b = await startBrowser();
  anna = await client(h.url).login(demo('anna').email, demo('anna').password);
  piotr = await client(h.url).login(demo('piotr').email, demo('piotr').password);
  for (const company of ['luebeck-instruments', 'valencia-control']) await addPerson(h, 'nils', [company, 'member'], nils);
});
after(async () => {
  await b?.close();
  await h?.stop();
});

const asNils = async () => {
  const page = await b.window(h.url);
  await page.goto(`${h.url}/favicon.svg`);
  assert.equal(await page.evaluate(async (body) => (await fetch('/api/session', { method: 'POST', body, headers: { 'content-type': 'application/json' } })).status,
    JSON.stringify({ email: nils, password })), 200);
  await page.evaluate((company_id) => fetch('/api/session/company', { method: 'PUT', body: JSON.stringify({ company_id }), headers: { 'content-type': 'application/json' } }),
    anna.me.company.id);
  return page;
};
const say = async (who, room, text, more = {}) => ok(await who.post(`/api/rooms/${room}/messages`, { cid: randomUUID(), text, ...more }), 201);

test('a mention comes as a notice of the browser while one looks elsewhere, in the words of the bell and none of the sender', async () => {
  const { id } = ok(await anna.post('/api/rooms', { title: 'Harbour lights', companies: [piotr.me.company.id], history: true }, once()), 201);
  ok(await piotr.post(`/api/rooms/${id}/accept`, {}), 204);
  const page = await b.window(h.url, { as: 'anna', permissions: ['notifications'] });
  await page.addInitScript(() => {
    globalThis.elsewhere = false;
    document.hasFocus = () => !globalThis.elsewhere;
    globalThis.popups = [];
    const Real = globalThis.Notification;
    globalThis.Notification = class extends Real {
      constructor(title, options) {
        super(title, options);
        globalThis.popups.push({ title, body: options?.body ?? '' });
      }
    };
  });
  await page.goto(`${h.url}/orders`);
  await settled(page);
  await isLive(page);
  const popups = () => page.evaluate(() => globalThis.popups);
  const away = (yes) => page.evaluate((x) => { globalThis.elsewhere = x; }, yes);
  const unread = async () => ok(await anna.get('/api/notifications?unread=true&limit=50')).items.length;
  const mention = async (text) => {
    const was = await unread();
    await say(piotr, id, text, { mentions: [anna.me.person.id] });
    await until(async () => (await unread()) > was, { what: 'the mention is in the bell' });
  };

  await away(true);
  await mention('never asked for');
  await page.waitForTimeout(2500);
  assert.deepEqual(await popups(), [], 'nobody has turned them on');

  await page.keyboard.press('n');
  await page.getByRole('button', { name: t('notify.title') }).click();
  await page.getByRole('switch', { name: t('notify.here') }).click();
  await until(() => page.evaluate(() => localStorage.getItem('hansa.browser-notices') === 'on'), { what: 'the switch is on' });
  await page.keyboard.press('Escape');
  ok(await anna.post('/api/notifications/read', {}), 204);
  await mention('a word of the sender');
  await until(async () => (await popups()).length === 1, { what: 'the notice of the browser' });
  assert.deepEqual(await popups(), [{ title: t('notice.room_mention', { title: 'Harbour lights' }), body: '' }]);

  await away(false);
  ok(await anna.post('/api/notifications/read', {}), 204);
  await mention('she is looking');
  await page.waitForTimeout(2500);
  assert.equal((await popups()).length, 1, 'who looks at the portal is not told twice');
  noFaults(page);
  await page.done();
});

test('acting for another company shows nothing of the first, also not from what the browser keeps', async () => {
  const page = await asNils();
  await page.goto(`${h.url}/leads`);
  await settled(page);
  const { companies } = (await client(h.url).login(nils, password)).me;
  const first = anna.me.company, second = companies.find((c) => c.id !== first.id);
  const theirs = ok(await anna.get('/api/leads?limit=5')).items.map((l) => l.number);
  assert.ok(theirs.length, 'the first company has leads');
  const kept = () => page.evaluate(() => new Promise((done) => {
    const request = indexedDB.open('hansa-kept');
    request.onsuccess = () => {
      const db = request.result;
      if (!db.objectStoreNames.length) { db.close(); done(''); return; }
      const get = db.transaction('kept').objectStore('kept').get('last');
      get.onsuccess = () => { db.close(); done(JSON.stringify(get.result ?? '')); };
    };
  }));
  await until(async () => (await kept()).includes(theirs[0]), { ms: 20000, every: 300, what: 'the browser keeps the list of the first company' });

  await page.getByRole('button', { name: t('nav.acting_as', { company: first.name }) }).click();
  await page.getByRole('menuitem').filter({ hasText: second.name }).click();
  await page.getByRole('button', { name: t('nav.acting_as', { company: second.name }) }).waitFor();
  await page.goto(`${h.url}/leads`);
  await settled(page);
  const shown = await page.locator('body').innerText();
  assert.deepEqual(theirs.filter((number) => shown.includes(number)), []);
  await until(async () => { const text = await kept(); return !theirs.some((number) => text.includes(number)); }, { ms: 10000, every: 300, what: 'the browser has forgotten the first company' });
  await shot(page, 'own-other-company');
  noFaults(page);
  await page.done();
});

test('a room opened to some people only is gone from the others of the company, and comes back when they are let in', async () => {
  const { id } = ok(await anna.post('/api/rooms', { title: 'Pilot group', companies: [piotr.me.company.id], history: true }, once()), 201);
  ok(await piotr.post(`/api/rooms/${id}/accept`, {}), 204);
  await say(piotr, id, 'for the pilot group');
  const said = (on) => on.getByRole('article').filter({ hasText: 'for the pilot group' });
  const his = await asNils();
  await his.goto(`${h.url}/rooms/${id}`);
  await said(his).waitFor();
  await isLive(his);

  const page = await b.window(h.url, { as: 'anna' });
  await page.goto(`${h.url}/rooms/${id}`);
  await said(page).waitFor();
  await page.getByRole('button', { name: t('room.people'), exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(t('room.tab_ours'), { exact: true }).click();
  his.expected.push(/\/api\/rooms\//);
  await dialog.getByRole('switch', { name: t('room.listed') }).click();
  const line = dialog.getByRole('listitem').filter({ hasText: 'Nils' });
  await line.getByRole('button', { name: t('room.take_person_out') }).click(); // who was in it stays until then
  await line.getByRole('button', { name: t('room.let_in') }).waitFor();
  await until(async () => !(await his.locator('body').innerText()).includes('for the pilot group'), { ms: 15000, what: 'his open room closes' });

  await line.getByRole('button', { name: t('room.let_in') }).click();
  await line.getByRole('button', { name: t('room.take_person_out') }).waitFor();
  await his.getByRole('navigation', { name: t('nav.rooms') }).getByText('Pilot group', { exact: true }).waitFor();
  await his.goto(`${h.url}/rooms/${id}`);
  await said(his).waitFor();
  await shot(page, 'own-let-in');
  for (const each of [page, his]) noFaults(each);
});
