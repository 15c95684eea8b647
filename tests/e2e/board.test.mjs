// The lists of leads in a browser: what others change arrives by itself, two who change one cell, a phone's swipe, widths,
// many at once, saved views and columns, the partner's and the month's filter, and a list that opens without a network.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demo, fits, isLive, noFaults, phone, settled, shot, startBrowser, words } from '../support/browser.mjs';
import { client, startHansa, until } from '../support/hansa.mjs';
import { ok, once } from '../support/world.mjs';

const t = words('en');
const q = 'zqboard';
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

const newLead = async (title, fields = {}) => ok(await anna.post('/api/leads', { title: `${q} ${title}`, country: 'DE', ...fields }, once()), 201).id;
const share = async (id, level = 'edit') => ok(await anna.put(`/api/records/${id}/grants/${piotr.me.company.id}`, { level }), 204);
const leadOf = async (id) => ok(await anna.get(`/api/leads/${id}`));
const change = async (who, id, fields) => {
  const now = await who.get(`/api/leads/${id}`);
  return ok(await who.patch(`/api/leads/${id}`, fields, { headers: { 'if-match': now.headers.get('etag') } }));
};
const open = async (path, options = {}) => {
  const page = await b.window(h.url, { as: 'anna', ...options });
  await page.goto(h.url + path);
  await settled(page);
  await isLive(page);
  return page;
};
const card = (page, stage, id) => page.locator(`[data-stage="${stage}"] [data-id="${id}"]`);
const row = (page, id) => page.locator(`[role=row][data-id="${id}"]`);
const cell = (page, id, column) => page.getByRole('columnheader').allInnerTexts().then((heads) => row(page, id).getByRole('gridcell').nth(heads.findIndex((head) => head.trim() === column)));
// A flash is over in a moment: what is looked for must have been there since it was asked.
const flashed = (page, id) => page.evaluate((of) => new Promise((done) => {
  const look = () => document.querySelector(`[data-id="${of}"][data-flash]`) && (watcher.disconnect(), done(true));
  const watcher = new MutationObserver(look);
  watcher.observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['data-flash'] });
  setTimeout(() => { watcher.disconnect(); done(false); }, 12000);
  look();
}), id);

test("a partner's change comes to the board and the table by itself and lights up", async () => {
  const id = await newLead('arrives', { value_minor: 120000, currency: 'EUR' });
  await share(id);
  ok(await anna.post(`/api/records/${id}/actions`, { action: 'qualify' }));
  const board = await open(`/leads?view=board&q=${q}`);
  const table = await open(`/leads?q=${q}`);
  await card(board, 'qualified', id).waitFor();
  await row(table, id).waitFor();
  const seen = [flashed(board, id), flashed(table, id)];
  ok(await piotr.post(`/api/records/${id}/actions`, { action: 'start' }));
  await card(board, 'working', id).waitFor();
  assert.equal(await card(board, 'qualified', id).count(), 0);
  assert.deepEqual(await Promise.all(seen), [true, true]);
  await until(async () => (await (await cell(table, id, t('field.stage'))).innerText()) === t('stage.working'), { what: 'the table says the new stage' });
  const head = board.locator('[data-stage="working"]');
  await until(async () => /\b1\b/.test(await head.getAttribute('aria-label')), { what: 'the column counts it' });
  for (const page of [board, table]) { noFaults(page); await page.done(); }
});

test('two change one cell: both values are put before the second, who decides', async () => {
  const id = await newLead('one cell', { industry: 'Shipping' });
  await share(id);
  const page = await open(`/leads?q=${q}+one+cell&columns=title,stage,industry`);
  page.expected.push(/\/api\/leads\//);
  const industry = await cell(page, id, t('field.industry'));
  for (const [choice, wanted] of [['merge.theirs', 'Dredging'], ['merge.mine', 'Harbours']]) {
    await industry.dblclick();
    const field = industry.locator('input');
    await field.fill('Harbours');
    await change(piotr, id, { industry: 'Dredging' });
    await page.waitForTimeout(700); // it arrives while the field is open, and must not be written over unseen
    await field.press('Enter');
    const dialog = page.getByRole('dialog', { name: t('merge.title') });
    await dialog.getByText('Dredging').waitFor();
    await dialog.getByText('Harbours').waitFor();
    await shot(page, 'board-merge');
    await dialog.getByRole('radio', { name: new RegExp(`^${t(choice)}`) }).check();
    await dialog.getByRole('button', { name: t('common.save') }).click();
    await dialog.waitFor({ state: 'detached' });
    await until(async () => (await leadOf(id)).industry === wanted, { what: `the lead says ${wanted}` });
    await until(async () => (await industry.innerText()) === wanted, { what: `the cell says ${wanted}` });
    if (wanted === 'Dredging') await change(anna, id, { industry: 'Shipping' });
    await until(async () => (await industry.innerText()) !== 'Dredging', { what: 'the next round begins' });
  }
  noFaults(page);
  await page.done();
});

test('on a phone the board is swiped from stage to stage, a lead is moved by its menu and opened by a touch', async () => {
  const id = await newLead('on the phone', { value_minor: 4500000, currency: 'EUR' });
  const page = await open(`/leads?view=board&q=${q}`, { size: phone, hasTouch: true, isMobile: true });
  await card(page, 'new', id).waitFor();
  const tabs = page.getByRole('group', { name: t('field.stage') });
  const current = () => tabs.locator('[aria-current]').innerText();
  const first = await current();
  const touch = await page.context().newCDPSession(page);
  const finger = (type, x) => touch.send('Input.dispatchTouchEvent', { type, touchPoints: x === null ? [] : [{ x, y: 500 }] });
  await finger('touchStart', 340);
  for (let x = 320; x >= 40; x -= 20) await finger('touchMove', x);
  await finger('touchEnd', null);
  await until(async () => (await current()) !== first, { what: 'the swipe comes to another stage' });
  const lefts = () => page.locator('[data-stage]').evaluateAll((all) => all.map((e) => Math.round(e.getBoundingClientRect().left)));
  await until(async () => (await lefts()).some((x) => x >= 0 && x < 60), { what: 'a column comes to stand at the edge' });
  await tabs.getByRole('button').first().tap();
  await card(page, 'new', id).getByRole('button').tap();
  await page.getByRole('menuitem', { name: t('stage.qualified'), exact: true }).tap();
  await until(async () => (await leadOf(id)).stage === 'qualified', { what: 'it has moved' });
  await fits(page);
  await tabs.getByRole('button').nth(1).tap();
  await card(page, 'qualified', id).getByRole('link').tap();
  await page.getByRole('heading', { level: 1, name: `${q} on the phone` }).waitFor();
  await settled(page);
  await fits(page);
  await shot(page, 'board-phone-record');
  noFaults(page);
  await page.done();
});

test('a column is dragged wider, shown, hidden and put in another order, and the address says so', async () => {
  const page = await open('/leads');
  const heads = page.getByRole('columnheader');
  const before = await heads.allInnerTexts();
  const second = await heads.nth(2).boundingBox();
  await page.mouse.move(second.x + second.width - 3, second.y + 15);
  await page.mouse.down();
  await page.mouse.move(second.x + second.width + 77, second.y + 15, { steps: 5 });
  await page.mouse.up();
  await until(async () => Math.abs((await heads.nth(2).boundingBox()).width - second.width - 80) <= 4, { what: 'the column is wider' });
  assert.match(page.url(), /columns=/);
  await page.reload();
  await settled(page);
  assert.ok(Math.abs((await heads.nth(2).boundingBox()).width - second.width - 80) <= 4, 'the width is in the address');

  await page.getByRole('button', { name: t('lead.columns') }).click();
  const panel = page.getByRole('dialog', { name: t('lead.columns') });
  await panel.getByRole('checkbox', { name: before[2].trim(), exact: true }).uncheck();
  await panel.getByRole('checkbox', { name: t('field.source'), exact: true }).check();
  await panel.getByRole('button', { name: t('lead.column_up', { name: before[4].trim() }) }).click();
  await panel.getByRole('button', { name: t('common.done') }).click();
  await panel.waitFor({ state: 'detached' });
  const after = (await heads.allInnerTexts()).map((head) => head.trim());
  assert.ok(!after.includes(before[2].trim()) && after.includes(t('field.source')), after.join());
  assert.deepEqual(after.slice(2, 4), [before[4].trim(), before[3].trim()]);
  noFaults(page);
  await page.done();
});

test('many leads are changed at once, and what is refused for one stands where it stood', async () => {
  const ids = [];
  for (const n of ['one', 'two', 'three']) ids.push(await newLead(`bulk ${n}`));
  const page = await open(`/leads?q=${q}+bulk&columns=title,stage,industry,assigned_to`);
  await row(page, ids[0]).waitFor();
  for (const id of ids) await row(page, id).locator('[data-select]').click();
  const bar = page.getByRole('toolbar', { name: t('lead.bulk') });
  await bar.getByRole('button', { name: t('common.edit') }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(t('lead.bulk_value')).fill('Fisheries');
  await dialog.getByRole('button', { name: t('common.save') }).click();
  await dialog.waitFor({ state: 'detached' });
  for (const id of ids) await until(async () => (await leadOf(id)).industry === 'Fisheries', { what: 'the field is changed' });
  for (const id of ids) assert.equal(await (await cell(page, id, t('field.industry'))).innerText(), 'Fisheries');

  await bar.getByRole('button', { name: t('lead.move.menu') }).click();
  await page.getByRole('menuitem', { name: t('stage.qualified'), exact: true }).click();
  for (const id of ids) await until(async () => (await leadOf(id)).stage === 'qualified', { what: 'all are moved' });
  await page.keyboard.press('z');
  for (const id of ids) await until(async () => (await leadOf(id)).stage === 'new', { what: 'all are taken back' });
  noFaults(page);
  await page.done();
});

test('a view is saved, opened from another list, shared and removed', async () => {
  const page = await open('/leads?stage=new&sort=value&view=board');
  await page.getByRole('button', { name: t('lead.views') }).click();
  const panel = page.getByRole('dialog', { name: t('lead.views') });
  await panel.getByLabel(t('lead.view_name')).fill('Fresh and large');
  await panel.getByRole('button', { name: t('lead.view_save') }).click();
  const link = panel.getByRole('link', { name: 'Fresh and large' });
  await link.waitFor();
  await page.goto(`${h.url}/leads?q=pump`);
  await settled(page);
  await page.getByRole('button', { name: t('lead.views') }).click();
  await link.click();
  await page.waitForURL((url) => url.searchParams.get('sort') === 'value' && url.searchParams.get('view') === 'board' && !url.searchParams.has('q'));
  await panel.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: t('lead.views') }).click();
  await panel.getByRole('button', { name: t('lead.view_more', { name: 'Fresh and large' }) }).click();
  await page.getByRole('menuitem', { name: t('lead.view_share') }).click();
  await panel.getByLabel(t('lead.view_shared')).first().waitFor();
  await panel.getByRole('button', { name: t('lead.view_more', { name: 'Fresh and large' }) }).click();
  await page.getByRole('menuitem', { name: t('lead.view_remove') }).click();
  await link.waitFor({ state: 'detached' });
  noFaults(page);
  await page.done();
});

test("a chart's link shows the leads of its days and of its partner, as chips that can be taken away", async () => {
  const mine = await newLead('between us');
  await share(mine, 'read');
  const other = await newLead('of nobody else');
  const today = new Date().toISOString().slice(0, 10);
  const page = await open(`/leads?q=${q}&shared=own&with=${piotr.me.company.id}&created=${today}..${today}`);
  await row(page, mine).waitFor();
  assert.equal(await row(page, other).count(), 0);
  const chips = page.getByRole('group', { name: t('lead.filter') });
  await chips.getByText(piotr.me.company.name).waitFor();
  await chips.getByText(t('lead.range.created')).waitFor();
  await chips.getByRole('button', { name: t('lead.filter_remove', { name: t('lead.between') }) }).click();
  await row(page, other).waitFor();
  await page.goto(`${h.url}/leads?q=${q}&created=2001-01-01..2001-01-31`);
  await page.getByText(t('lead.none_found')).waitFor();
  await page.getByRole('button', { name: t('lead.filter'), exact: true }).click();
  const panel = page.getByRole('dialog', { name: t('lead.filter') });
  await panel.getByLabel(t('lead.between')).selectOption({ label: piotr.me.company.name });
  await panel.getByRole('button', { name: t('lead.filter_apply') }).click();
  await page.waitForURL((url) => url.searchParams.get('with') === piotr.me.company.id);
  noFaults(page);
  await page.done();
});

test('the list opens without a network with what it last had, and is current again with it', async () => {
  const id = await newLead('without a network');
  const page = await open(`/leads?q=${q}`);
  await row(page, id).waitFor();
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
  await until(() => page.evaluate((text) => new Promise((done) => {
    const request = indexedDB.open('hansa-kept');
    request.onsuccess = () => {
      const get = request.result.transaction('kept').objectStore('kept').get('last');
      get.onsuccess = () => { request.result.close(); done(JSON.stringify(get.result?.entries.filter((e) => e.key[1] === 'kept') ?? '').includes(text)); };
    };
  }), `${q} without a network`), { ms: 20000, every: 300, what: 'the list is kept' });
  page.expected.push(/./);
  await page.context().setOffline(true);
  await page.reload();
  await row(page, id).waitFor();
  await page.getByText(t('offline.note', { when: '' }).slice(0, 20)).waitFor();
  const later = await newLead('come back');
  await page.context().setOffline(false);
  await row(page, later).waitFor({ timeout: 40000 });
  page.faults = page.faults.filter((f) => !/net::ERR_|WebSocket connection to/.test(f));
  noFaults(page);
  await page.done();
});
