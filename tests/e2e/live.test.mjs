// What a person sees when the connection goes and comes back, and when partners write hostile things.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { demo, desk, fits, isLive, noFaults, phone, settled, shot, startBrowser, words } from '../support/browser.mjs';
import { client, startHansa } from '../support/hansa.mjs';
import { ok, once } from '../support/world.mjs';

const t = words('en');
let h, b, anna, piotr;

before(async () => {
  h = await startHansa({ demo: true });
  b = await startBrowser();
  anna = await client(h.url).login(demo('anna').email, demo('anna').password);
  piotr = await client(h.url).login(demo('piotr').email, demo('piotr').password);
});
after(async () => {
  await b?.close();
  await h?.stop();
});

const newLead = async (fields) => ok(await anna.post('/api/leads', fields, once()), 201).id;
const share = async (id, level = 'comment') => ok(await anna.put(`/api/records/${id}/grants/${piotr.me.company.id}`, { level }), 204);
const room = async (who, id) => ok(await who.post(`/api/records/${id}/room`, {}), 200).id;
const post = async (who, id, text) => who.post(`/api/rooms/${await room(who, id)}/messages`, { cid: randomUUID(), text });
const say = async (who, id, text) => ok(await post(who, id, text), 201);
const dot = (page, state) => page.locator(`header [role=status][data-state=${state}]`).waitFor();
const entry = (page, text) => page.locator('[role=article]').filter({ hasText: text });

test('the server is killed and comes back: the sign changes, then all is current and nothing is there twice', async () => {
  const id = await newLead({ title: 'Cut and mended' });
  await share(id);
  const page = await b.window(h.url, { as: 'anna' });
  page.expected.push(/\/(api|live)\b/);
  await page.goto(`${h.url}/leads/${id}`);
  await settled(page);
  await isLive(page);
  await page.evaluate(() => { globalThis.notReloaded = true; });
  await say(piotr, id, 'before the cut');
  await entry(page, 'before the cut').waitFor();

  // Nobody can connect until the browser is let through again, so that the cut lasts as long as the test wants.
  await page.context().setOffline(true);
  h.kill('serve');
  await dot(page, 'offline');
  assert.equal(await page.locator('header [role=status]').getAttribute('aria-label'), t('live.offline'));
  await page.getByRole('heading', { level: 1, name: 'Cut and mended' }).waitFor(); // what was there stays readable
  await shot(page, 'live-offline');
  await h.ready();
  await say(piotr, id, 'while it was cut');
  ok(await piotr.get(`/api/leads/${id}`));
  assert.equal(await entry(page, 'while it was cut').count(), 0);
  await page.context().setOffline(false);
  await isLive(page);
  await entry(page, 'while it was cut').waitFor();
  await say(piotr, id, 'after the cut');
  await entry(page, 'after the cut').waitFor();
  for (const text of ['before the cut', 'while it was cut', 'after the cut']) assert.equal(await entry(page, text).count(), 1, text);
  assert.equal(await page.evaluate(() => globalThis.notReloaded), true);
  page.faults = page.faults.filter((f) => !/WebSocket connection to|ERR_INTERNET_DISCONNECTED|Failed to load resource/.test(f));
  noFaults(page);
  await page.done();
});

test('a list that was open while the server was away shows what came meanwhile, once', async () => {
  const page = await b.window(h.url, { as: 'piotr', language: 'pl' });
  page.expected.push(/\/(api|live)\b/);
  await page.goto(`${h.url}/leads?shared=received`);
  await settled(page);
  await isLive(page);
  await page.context().setOffline(true);
  h.kill('serve');
  await dot(page, 'offline');
  await h.ready();
  const id = await newLead({ title: 'Came while away' });
  await share(id, 'read');
  await page.context().setOffline(false);
  await isLive(page);
  const rows = page.getByRole('row').filter({ hasText: 'Came while away' });
  await rows.first().waitFor();
  ok(await anna.put(`/api/records/${id}/grants/${piotr.me.company.id}`, { level: 'edit' }), 204);
  await rows.getByText(words('pl')('level.edit')).waitFor();
  assert.equal(await rows.count(), 1);
  await page.done();
});

test('a session closed elsewhere brings the log-in, and leaves nothing on the screen', async () => {
  const page = await b.window(h.url, { as: 'anna' });
  page.expected.push(/\/api\//);
  await page.goto(`${h.url}/leads`);
  await settled(page);
  await isLive(page);
  const other = await client(h.url).login(demo('anna').email, demo('anna').password);
  ok(await other.delete('/api/sessions'), 204);
  await page.getByRole('button', { name: t('login.submit') }).waitFor();
  assert.equal(await page.getByRole('row').count(), 0);
  anna = await client(h.url).login(demo('anna').email, demo('anna').password);
  await page.done();
});

const long = 'Überlandleitungsbau'.repeat(200); // one word of 3,800 letters
const hostile = {
  script: `<script>alert('script')</script><img src=x onerror=alert('img')>`,
  markup: `"><svg onload=alert(1)><a href="javascript:alert(2)">click</a><style>*{display:none}</style>`,
  template: '{{constructor.constructor("alert(3)")()}} ${alert(4)} %s %d $t(nav.leads)',
  bidi: 'abc \u202Egnp.exe\u202C \u2066\u202E) \u0627\u0644\u0639\u0631\u0628\u064A\u0629',
  odd: 'Zal\u0336g\u0335o\u0334\u0300\u0301\u0302\u0303 \u{1F3F4}\u200D\u2620\uFE0F \u00A0\u200B\uFEFF end',
  long: long.slice(0, 180),
};

// what turns the reading direction is taken away
const shown = (text) => text.replace(/[\u202A-\u202E\u2066-\u2069]/g, '');

test('hostile titles and comments are text, on every screen that shows them', async () => {
  const ids = {};
  for (const [name, text] of Object.entries(hostile)) {
    ids[name] = await newLead({ title: `${name} ${text}`, company_name: text, use_case: text, city: text.slice(0, 60), notes: text });
    await share(ids[name]);
    await say(piotr, ids[name], text);
  }
  await say(piotr, ids.long, long);
  for (const size of [desk, phone]) {
    const page = await b.window(h.url, { as: 'anna', size });
    const where = size === phone ? 'phone' : 'desk';
    await page.goto(`${h.url}/leads`);
    await settled(page);
    for (const name of Object.keys(hostile)) await page.getByRole(size === phone ? 'listitem' : 'row').filter({ hasText: `${name} ` }).first().waitFor();
    await page.getByText(hostile.script).first().waitFor();
    await fits(page);
    await shot(page, `hostile-leads-${where}`);
    for (const [name, text] of Object.entries(hostile)) {
      await page.goto(`${h.url}/leads/${ids[name]}`);
      await settled(page);
      assert.equal(await page.locator('h1').evaluate((e) => e.textContent), shown(`${name} ${text}`));
      assert.equal(await page.locator('#content img[src=x], #content svg[onload], #content a[href^="javascript:"], #content script, #content style').count(), 0);
      // On a phone the room has a screen of its own.
      if (size === phone) {
        await page.goto(`${h.url}/rooms/${await room(anna, ids[name])}`);
        await settled(page);
      }
      await entry(page, shown(text.slice(0, 12))).first().waitFor();
      await fits(page, `${name} on a ${where}`);
      await shot(page, `hostile-${name}-${where}`);
    }
    await page.goto(h.url);
    await settled(page);
    await fits(page);
    noFaults(page);
    await page.done();
  }
});

test('the partner sees hostile names as text in notifications and the palette', async () => {
  const page = await b.window(h.url, { as: 'piotr', language: 'pl' });
  const pl = words('pl');
  await page.goto(`${h.url}/leads`);
  await settled(page);
  await page.keyboard.press('n');
  await page.getByRole('dialog').getByText(hostile.script).first().waitFor();
  await fits(page);
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.keyboard.press('Control+k');
  await page.getByRole('dialog').getByRole('textbox', { name: pl('nav.search') }).fill('alert onerror');
  await page.getByRole('dialog').getByText(hostile.script).first().waitFor();
  noFaults(page);
  await page.done();
});

test('a text of a hundred thousand letters without a space is refused in words or shown in its place', async () => {
  const huge = 'x'.repeat(100000);
  const id = await newLead({ title: 'Long words' });
  await room(anna, id);
  const page = await b.window(h.url, { as: 'anna' });
  page.expected.push(/\/messages$/);
  await page.goto(`${h.url}/leads/${id}`);
  await settled(page);
  const box = page.getByRole('textbox', { name: t('room.write', { room: 'Long words' }) });
  await box.fill(huge);
  await page.getByText(t('room.too_long', { most: '20' }).slice(0, 24)).first().waitFor();
  await box.press('Enter');
  assert.equal(await box.inputValue(), huge, 'what was written stays, to be shortened');
  await fits(page);
  assert.ok((await post(anna, id, huge)).status < 500);
  noFaults(page);
  await page.done();
});
