// What people do to a room and its messages besides writing: take back, report, pin, mute, leave, hand in files, show out,
// and what the screen does when the room is taken from under it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { demo, fits, isLive, noFaults, settled, shot, startBrowser, words } from '../support/browser.mjs';
import { client, startHansa, until } from '../support/hansa.mjs';
import { ok, once } from '../support/world.mjs';

const t = words('en'), pl = words('pl');
let h, b, anna, piotr, page;

before(async () => {
  h = await startHansa({ demo: true });
  b = await startBrowser();
  anna = await client(h.url).login(demo('anna').email, demo('anna').password);
  piotr = await client(h.url).login(demo('piotr').email, demo('piotr').password);
  page = await b.window(h.url, { as: 'anna' });
  page.context().setDefaultTimeout(30000);
});
after(async () => {
  await b?.close();
  await h?.stop();
});

// A room of Anna's with Piotr's company in it.
async function shared(title) {
  const { id } = ok(await anna.post('/api/rooms', { title, companies: [piotr.me.company.id], history: true }, once()), 201);
  ok(await piotr.post(`/api/rooms/${id}/accept`, {}), 204);
  return id;
}
const say = async (who, id, text, more = {}) => ok(await who.post(`/api/rooms/${id}/messages`, { cid: randomUUID(), text, ...more }), 201);
const messages = async (who, id) => ok(await who.get(`/api/rooms/${id}/messages`)).items;
const enter = async (id, on = page) => {
  await on.goto(`${h.url}/rooms/${id}`);
  await settled(on);
  await isLive(on);
};
const said = (text, on = page) => on.getByRole('article').filter({ hasText: text });
const more = async (text, item, on = page, w = t) => {
  await said(text, on).first().hover();
  await said(text, on).first().getByRole('button', { name: w('room.more') }).click();
  await on.getByRole('menuitem', { name: w(item) }).click();
};
const menu = async (item, on = page, w = t) => {
  await on.getByRole('button', { name: w('room.menu') }).click();
  await on.getByRole('menu').getByText(w(item), { exact: true }).click();
};

test('a message is deleted, and undo keeps it', async () => {
  const room = await shared('Taken back');
  await say(anna, room, 'stays after all');
  await say(anna, room, 'goes for good');
  await enter(room);
  await more('stays after all', 'room.delete');
  await said('stays after all').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: t('common.undo') }).click();
  await said('stays after all').waitFor();
  await more('goes for good', 'room.delete');
  await said('goes for good').waitFor({ state: 'detached' });
  await until(async () => (await messages(piotr, room)).filter((m) => m.text === null).length === 1, { ms: 20000, what: 'it is gone for the others' });
  assert.deepEqual((await messages(piotr, room)).map((m) => m.text).filter(Boolean), ['stays after all']);
});

test('an edit shows what was written before, a pin is found in the pins', async () => {
  const room = await shared('Written twice');
  await say(anna, room, 'DN 80');
  await enter(room);
  await more('DN 80', 'common.edit');
  const box = page.locator('textarea').first();
  await until(async () => (await box.inputValue()) === 'DN 80', { what: 'the words are in the field' });
  await box.fill('DN 100');
  await box.press('Enter');
  await said('DN 100').getByText(t('room.edited')).waitFor();
  await more('DN 100', 'room.history');
  const dialog = page.getByRole('dialog', { name: t('room.history') });
  await dialog.getByText('DN 80').waitFor();
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await more('DN 100', 'room.pin');
  await said('DN 100').getByText(t('room.pinned')).waitFor();
  await menu('room.pins');
  const pins = page.getByRole('complementary').filter({ hasText: t('room.pins') }).last();
  await pins.getByText('DN 100').waitFor();
  await more('DN 100', 'room.unpin');
  await page.getByText(t('room.no_pins')).waitFor();
});

test("another company's message is reported, its own administrator takes it away, and all see that it is gone", async () => {
  const room = await shared('Not fit to stand');
  await say(piotr, room, 'zq-rude words');
  await enter(room);
  await more('zq-rude', 'room.report');
  let dialog = page.getByRole('dialog', { name: t('room.report') });
  await dialog.getByLabel(t('room.reason')).fill('Rude');
  await dialog.getByRole('button', { name: t('room.report') }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByText(t('room.reported')).waitFor();
  await page.goto(`${h.url}/admin/reported`);
  await page.getByText('zq-rude words').waitFor();
  await enter(room);
  await more('zq-rude', 'room.remove');
  dialog = page.getByRole('dialog', { name: t('room.remove') });
  await dialog.getByLabel(t('room.reason')).fill('Rude');
  await dialog.getByRole('button', { name: t('room.remove') }).click();
  await dialog.waitFor({ state: 'detached' });
  await said('zq-rude').waitFor({ state: 'detached' });
  assert.ok((await messages(piotr, room)).every((m) => !/zq-rude/.test(m.text ?? '')));
});

test('files are dropped and pasted, one is taken back while it is on its way', async () => {
  const room = await shared('Papers');
  await enter(room);
  const area = page.locator('textarea').first();
  const give = (type, name, size, target) => target.evaluate((on, [kind, called, bytes]) => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(bytes).fill(65)], called, { type: 'text/plain' }));
    if (kind === 'paste') on.dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
    else for (const step of ['dragenter', 'dragover', 'drop']) on.dispatchEvent(new DragEvent(step, { dataTransfer: data, bubbles: true, cancelable: true }));
  }, [type, name, size]);
  await give('drop', 'dropped.txt', 100, area);
  await give('paste', 'pasted.txt', 100, area);
  for (const name of ['dropped.txt', 'pasted.txt']) await page.getByRole('button', { name: t('room.take_out', { name }) }).waitFor();
  let held;
  const hold = new Promise((free) => { held = free; });
  await page.route(/\/api\/files\?name=slow/, async (route) => { await hold; await route.abort(); });
  page.expected.push(/\/api\/files\?name=slow/);
  await give('drop', 'slow.txt', 200000, area);
  await page.getByRole('button', { name: t('room.cancel_file', { name: 'slow.txt' }) }).click();
  await page.getByText('slow.txt').waitFor({ state: 'detached' });
  held();
  await area.fill('the papers');
  await area.press('Enter');
  const files = said('the papers').getByRole('link');
  await until(async () => (await files.count()) === 2, { what: 'both files hang on the message' });
  const [message] = await messages(piotr, room);
  assert.deepEqual(message.files.map((f) => f.name).sort(), ['dropped.txt', 'pasted.txt']);
  await page.unroute(/\/api\/files\?name=slow/);
});

test('a room is muted, and its unread number stays quiet', async () => {
  const room = await shared('Loud machine');
  const other = await shared('Quiet corner');
  await enter(room);
  await menu('room.notify_none');
  await until(async () => ok(await anna.get(`/api/rooms/${room}`)).notify === 'none', { what: 'it is stored' });
  await enter(other);
  await say(piotr, room, 'clatter');
  const line = page.getByRole('navigation', { name: t('nav.rooms') }).getByRole('link').filter({ hasText: 'Loud machine' });
  await line.locator('[data-quiet]').waitFor();
  assert.equal(await line.getAttribute('data-unread'), null);
});

test('a card of a record that one may not see tells nothing of it', async () => {
  const room = await shared('Links to records');
  const lead = ok(await anna.post('/api/leads', { title: 'zq-secret pump', country: 'DE' }, once()), 201).id;
  await say(anna, room, 'see this one', { refs: [{ kind: 'lead', id: lead }] });
  await enter(room);
  await said('see this one').getByText('zq-secret pump').waitFor();
  const his = await b.window(h.url, { as: 'piotr', language: 'pl' });
  await his.goto(`${h.url}/rooms/${room}`);
  await settled(his);
  await said('see this one', his).getByText(pl('room.ref_closed')).waitFor();
  assert.ok(!(await his.content()).includes('zq-secret'));
  noFaults(his);
  await his.done();
});

test('a company that joins is told to who writes; when it is taken out, its open window closes the room', async () => {
  const { id } = ok(await anna.post('/api/rooms', { title: 'Joined and left', companies: [piotr.me.company.id], history: true }, once()), 201);
  await say(anna, id, 'before anyone came');
  await enter(id);
  const his = await b.window(h.url, { as: 'piotr', language: 'pl' });
  his.expected.push(/\/api\/rooms\//);
  await his.goto(`${h.url}/rooms/${id}`);
  await settled(his);
  await isLive(his);
  await his.getByRole('button', { name: pl('room.accept') }).click();
  await said('before anyone came', his).waitFor();
  await page.getByRole('button', { name: t('room.understood') }).waitFor();
  await shot(page, 'rooms-joined');
  await page.getByRole('button', { name: t('room.understood') }).click();
  await page.getByRole('button', { name: t('room.understood') }).waitFor({ state: 'detached' });

  ok(await anna.delete(`/api/rooms/${id}/companies/${piotr.me.company.id}`), 204);
  await said('before anyone came', his).waitFor({ state: 'detached' });
  await his.locator('textarea:not([aria-hidden])').waitFor({ state: 'detached' });
  await shot(his, 'rooms-taken-out');
  his.faults = his.faults.filter((f) => !/Failed to load/.test(f));
  noFaults(his);
  await his.done();
});

test('a guest comes in by a link and is shown out while reading', async () => {
  const room = await shared('With a guest');
  await say(anna, room, 'for the chosen');
  await enter(room);
  const openPeople = async (tab) => {
    await page.getByRole('button', { name: t('room.people'), exact: true }).click();
    await page.getByRole('dialog').getByText(t(`room.tab_${tab}`), { exact: true }).click();
  };
  await openPeople('guests');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel(t('room.guest_name')).fill('Li Wei');
  await dialog.getByText(t('room.with_history')).click();
  await dialog.getByRole('button', { name: t('room.make_link') }).click();
  const link = await dialog.getByLabel(t('room.guest_link'), { exact: true }).inputValue();
  const guest = await b.window(h.url, {});
  guest.expected.push(/\/api\//);
  await guest.goto(link);
  await guest.getByRole('button', { name: t('guest.enter') }).click();
  await said('for the chosen', guest).waitFor();
  await dialog.getByRole('button', { name: t('room.revoke_guest', { name: 'Li Wei' }) }).click();
  await said('for the chosen', guest).waitFor({ state: 'detached' });
  await guest.done();
  await page.keyboard.press('Escape');
});

test('one leaves, and what the company keeps stands among the archived rooms', async () => {
  const { id } = ok(await piotr.post('/api/rooms', { title: 'Left behind', companies: [anna.me.company.id], history: true }, once()), 201);
  ok(await anna.post(`/api/rooms/${id}/accept`, {}), 204);
  await say(piotr, id, 'kept as it was');
  await enter(id);
  await page.getByRole('button', { name: t('room.people'), exact: true }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText(t('room.tab_companies'), { exact: true }).click();
  await dialog.getByRole('button', { name: t('room.leave') }).click();
  await dialog.getByText(t('room.leave_ask')).waitFor();
  await dialog.getByRole('button', { name: t('room.leave_now') }).click();
  const kept = page.getByRole('navigation', { name: t('nav.rooms') }).locator('a[href*="archived="]').filter({ hasText: 'Left behind' });
  await kept.click();
  await page.getByText('kept as it was').waitFor();
  await page.getByText(t('room.archived_text')).waitFor();
  await settled(page);
  await fits(page);
  await shot(page, 'rooms-archived');
});

test('nothing of all this was a fault on the screen', () => noFaults(page));
