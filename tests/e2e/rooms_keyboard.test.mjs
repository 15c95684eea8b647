// What the walk through rooms does with a hand on the mouse, done by keyboard alone: every step, and the focus where it belongs.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { choose, demo, isLive, noFaults, settled, shot, startBrowser, words } from '../support/browser.mjs';
import { client, startHansa, until } from '../support/hansa.mjs';
import { ok, once } from '../support/world.mjs';

const t = words('en');
const title = 'Drydock Borealis', gdansk = demo('piotr').company;
let h, b, page, piotr, lead, room;

before(async () => {
  h = await startHansa({ demo: true });
  b = await startBrowser();
  const anna = await client(h.url).login(demo('anna').email, demo('anna').password);
  piotr = await client(h.url).login(demo('piotr').email, demo('piotr').password);
  lead = ok(await anna.post('/api/leads', { title, company_name: 'Borealis AS' }, once()), 201).id;
});
after(async () => {
  await b?.close();
  await h?.stop();
});

// Each step stands on the one before: after the first that fails the others are not tried.
let broken = false;
const step = (name, walk) => test(name, async (s) => {
  if (broken) return s.skip('an earlier step failed');
  broken = true;
  await walk();
  broken = false;
});

const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
const type = (text) => page.keyboard.type(text);
const label = t('room.write', { room: title });
const list = () => page.getByRole('region', { name: t('room.messages_of', { room: title }) });
const said = (text) => list().getByRole('article').filter({ hasText: text });
// The focus is on what is called so (its label, its words), and a person can see it there.
const focusOn = (name) => page.waitForFunction((n) => {
  const e = document.activeElement;
  return e && [e.getAttribute('aria-label'), e.labels?.[0]?.innerText, e.innerText].some((text) => (text ?? '').trim().startsWith(n))
    && e.getBoundingClientRect().height > 0;
}, name);
const focusOnMessage = (text) => page.waitForFunction((x) => {
  const e = document.activeElement;
  if (e?.getAttribute('role') !== 'article' || !e.innerText.includes(x)) return false;
  const s = getComputedStyle(e);
  return s.outlineStyle !== 'none' || s.boxShadow !== 'none';
}, text);
const inField = (name) => page.waitForFunction((n) => document.activeElement?.matches('textarea, input') && document.activeElement.getAttribute('aria-label') === n, name);
async function tabTo(name, { back = false, most = 40 } = {}) {
  const passed = [];
  for (let i = 0; i < most; i++) {
    await press(back ? 'Shift+Tab' : 'Tab');
    const at = await page.evaluate(() => {
      const e = document.activeElement;
      const r = e.getBoundingClientRect();
      return { name: (e.getAttribute('aria-label') ?? e.labels?.[0]?.innerText ?? e.innerText ?? '').trim().slice(0, 80), seen: r.bottom > 0 && r.top < innerHeight };
    });
    passed.push(at.name);
    if (at.name.startsWith(name)) {
      assert.ok(at.seen, `${name} is out of view`);
      return;
    }
  }
  assert.fail(`Tab does not come to ${name}: ${passed.join(' · ')}`);
}
const message = async (text) => {
  const found = await h.psql(`SELECT json_build_object('id', id, 'seq', seq, 'thread', thread_id, 'mentions', mentions, 'rev', rev, 'deleted', deleted, 'pinned', pinned_at IS NOT NULL)
    FROM hansa.message WHERE room_id = '${room}' AND text LIKE '%${text}%'`);
  return found === '' ? null : JSON.parse(found);
};

step('a lead moves on the board by Alt and arrow, the focus goes with it, Z takes the move back', async () => {
  page = await b.window(h.url, { as: 'anna' });
  page.context().setDefaultTimeout(60000);
  await page.addInitScript(() => {
    globalThis.pointed = 0;
    for (const kind of ['pointerdown', 'mousedown', 'mousemove', 'touchstart']) addEventListener(kind, () => { globalThis.pointed++; }, true);
  });
  await page.goto(`${h.url}/leads?shared=own`);
  await settled(page);
  await isLive(page);
  await press('v');
  const card = (stage) => page.locator(`[data-stage="${stage}"] [data-id="${lead}"]`);
  const focusInCard = (stage) => page.waitForFunction(([s, id]) => document.activeElement?.closest(`[data-stage="${s}"] [data-id="${id}"]`), [stage, lead]);
  await card('new').waitFor();
  await press('j');
  await focusInCard('new');
  await press('Alt+ArrowRight');
  await card('qualified').waitFor();
  await focusInCard('qualified');
  await until(async () => (await h.psql(`SELECT stage FROM hansa.lead WHERE id = '${lead}'`)) === 'qualified', { what: 'the lead has moved' });
  await page.locator('[data-pending]').waitFor({ state: 'detached' });
  await press('z');
  await card('new').waitFor();
  await until(async () => (await h.psql(`SELECT stage FROM hansa.lead WHERE id = '${lead}'`)) === 'new', { what: 'the move is taken back' });
  await page.locator('[data-pending]').waitFor({ state: 'detached' });
  await card('new').getByRole('link').focus();
  await press('Alt+ArrowRight');
  await focusInCard('qualified');
  await until(async () => (await h.psql(`SELECT stage FROM hansa.lead WHERE id = '${lead}'`)) === 'qualified', { what: 'the lead has moved again' });
  await press('Enter');
  await page.getByRole('heading', { level: 1, name: title }).waitFor();
});

step('S shares it, ] puts the room beside it away and brings it back, M starts the room and goes to where one writes', async () => {
  await settled(page);
  await press('s');
  const dialog = page.getByRole('dialog', { name: t('share.title') });
  await focusOn(t('share.partner'));
  await type(gdansk.slice(0, 5));
  await press('Tab');
  await page.waitForFunction(() => document.activeElement?.type === 'radio');
  for (let i = 0; i < 4 && (await page.evaluate(() => document.activeElement.value)) !== 'comment'; i++) await press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.value), 'comment');
  await tabTo(t('share.action'), { most: 8 });
  await press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('group', { name: t('share.with') }).getByRole('button', { name: new RegExp(gdansk) }).waitFor();

  const start = page.getByRole('button', { name: t('room.start'), exact: true });
  await start.waitFor();
  await press(']');
  await start.waitFor({ state: 'hidden' });
  await press(']');
  await start.waitFor();
  await press('m');
  await page.getByRole('textbox', { name: label }).waitFor();
  await page.evaluate(() => document.activeElement?.blur());
  await press('m');
  await inField(label);
  await type('Who knows the yard?');
  await press('Enter');
  await said('Who knows the yard?').waitFor();
  room = await h.psql(`SELECT id FROM hansa.room WHERE about_id = '${lead}' AND kind = 'record'`);
  ok(await piotr.post(`/api/rooms/${room}/messages`, { cid: randomUUID(), text: 'We do, since ninety-eight' }), 201);
  await said('We do, since ninety-eight').waitFor();
  await inField(label); // what comes does not take the focus
});

step('@ offers the people of the room, arrows choose, Enter takes the name and Enter again sends', async () => {
  await type('Good, @Pio');
  const option = page.getByRole('option', { name: /Piotr/ });
  await option.waitFor();
  assert.equal(await option.getAttribute('aria-selected'), 'true');
  assert.ok(await page.evaluate(() => document.getElementById(document.activeElement.getAttribute('aria-activedescendant'))?.innerText.includes('Piotr')));
  await press('Enter');
  await option.waitFor({ state: 'detached' });
  await inField(label);
  await type('then please call them');
  await press('Enter');
  await said('then please call them').waitFor();
  const m = await until(() => message('then please call them'), { what: 'it is in the database' });
  assert.deepEqual(m.mentions, [piotr.me.person.id]);
  // Escape closes what is offered and leaves the words.
  await type('@Pio');
  await option.waitFor();
  await press('Escape');
  await option.waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement.value), '@Pio');
  await press('Control+a', 'Delete');
});

step('a file is attached by keyboard, and taken out again', async () => {
  const chooser = page.waitForEvent('filechooser'); // well before the key: the browser must have been told that we catch it
  await tabTo(t('room.attach'), { most: 5 });
  await press('Enter');
  await (await chooser).setFiles({ name: 'plan.txt', mimeType: 'text/plain', buffer: Buffer.from('a plan') });
  await page.getByRole('button', { name: t('room.take_out', { name: 'plan.txt' }) }).waitFor();
  await tabTo(t('room.take_out', { name: 'plan.txt' }), { back: true, most: 8 });
  await press('Enter');
  await page.getByRole('button', { name: t('room.take_out', { name: 'plan.txt' }) }).waitFor({ state: 'detached' });
});

step('the palette opens the room; from the words one goes to the messages and walks them by arrows', async () => {
  await press('Control+k');
  await page.getByRole('dialog').locator('input:focus').waitFor();
  await type('ninety-eight');
  await choose(page, 'We do, since ninety-eight');
  await page.waitForURL(new RegExp(`/rooms/${room}\\?m=`));
  await focusOnMessage('since ninety-eight');
  await press('ArrowUp');
  await focusOnMessage('Who knows the yard?');
  await press('ArrowDown');
  await focusOnMessage('since ninety-eight');
  await press('End');
  await focusOnMessage('then please call them');
  await press('Escape');
  await inField(label);
  await tabTo('', { back: true, most: 1 });
  await page.waitForFunction(() => document.activeElement?.closest('[role=article]'));
  await page.evaluate(() => document.activeElement.closest('[role=article]').focus());
  await press('ArrowUp');
  await focusOnMessage('since ninety-eight');
});

step('R opens the thread and writes the answer, Escape closes it and gives the focus back', async () => {
  await press('r');
  await inField(t('room.reply_write'));
  const thread = page.getByRole('complementary', { name: t('room.side_thread') });
  await type('That is long ago');
  await press('Enter');
  await thread.getByRole('article').filter({ hasText: 'That is long ago' }).waitFor();
  const root = await message('since ninety-eight');
  assert.equal((await until(() => message('That is long ago'), { what: 'it is in the database' })).thread, root.id);
  await said('since ninety-eight').getByRole('button', { name: t('room.replies', { count: 1 }) }).waitFor();
  await press('Escape');
  await thread.waitFor({ state: 'detached' });
  await focusOnMessage('since ninety-eight');
});

step('+ reacts, P pins, and the focus stays on the message', async () => {
  await press('+');
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitem');
  await press('ArrowDown');
  const emoji = await page.evaluate(() => document.activeElement.getAttribute('aria-label'));
  await press('Enter');
  await said('since ninety-eight').getByRole('button', { pressed: true }).filter({ hasText: emoji }).waitFor();
  await focusOnMessage('since ninety-eight');
  await until(async () => (await h.psql(`SELECT reactions #>> '{0,emoji}' FROM hansa.message WHERE room_id = '${room}' AND reactions <> '[]'`)) === emoji, { what: 'the reaction is kept' });
  await press('p');
  await said('since ninety-eight').getByText(t('room.pinned')).waitFor();
  await until(async () => (await message('since ninety-eight')).pinned, { what: 'it is pinned' });
  await focusOnMessage('since ninety-eight');
});

step('arrow up in the empty field changes one’s last message; Escape leaves it as it was', async () => {
  await press('Escape');
  await inField(label);
  await press('ArrowUp');
  await page.waitForFunction(() => document.activeElement?.value?.includes('then please call them'));
  await type(' today');
  await press('Enter');
  await said('then please call them today').getByText(t('room.edited')).waitFor();
  await inField(label);
  assert.equal(await page.evaluate(() => document.activeElement.value), '');
  assert.equal((await until(() => message('call them today'), { what: 'the change is kept' })).rev, 2);
  await press('ArrowUp');
  await page.waitForFunction(() => document.activeElement?.value?.includes('call them today'));
  await type(' or never');
  await press('Escape');
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA' && document.activeElement.value === '');
  assert.equal(await said('or never').count(), 0);
  await shot(page, 'rooms-keyboard');
});

step('Delete takes one’s own message away', async () => {
  await type('a slip of the pen');
  await press('Enter');
  await said('a slip of the pen').waitFor();
  await until(() => message('a slip of the pen'), { what: 'it is in the database' });
  await press('Shift+Tab');
  await page.waitForFunction(() => document.activeElement?.closest('[role=article]'));
  await page.evaluate(() => document.activeElement.closest('[role=article]').focus());
  await press('End');
  await focusOnMessage('a slip of the pen');
  await press('Delete');
  await said('a slip of the pen').waitFor({ state: 'detached' });
  await until(async () => (await message('a slip of the pen')) === null, { ms: 30000, what: 'its words are gone' });
});

step('a guest is invited by keyboard; Escape closes the dialog and gives the focus back', async () => {
  await page.goto(`${h.url}/rooms/${room}`);
  await settled(page);
  await inField(label);
  await tabTo(t('room.people'), { back: true });
  await press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.waitFor();
  for (let i = 0; i < 6 && !(await page.evaluate(() => document.activeElement?.type === 'radio')); i++) await press('Tab');
  for (let i = 0; i < 4 && !(await dialog.getByLabel(t('room.guest_name')).count()); i++) await press('ArrowRight');
  await tabTo(t('room.guest_name'), { most: 4 });
  await type('Li Wei');
  await press('Enter');
  await inField(t('room.guest_link'));
  assert.match(await page.evaluate(() => document.activeElement.value), /\/guest#[\w-]{43}$/);
  await press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await focusOn(t('room.people'));
});

step('Escape leaves the room, J and K walk the rooms, Enter opens one; no pointer was moved', async () => {
  await press('Escape');
  await page.waitForURL(`${h.url}/rooms`);
  await press('j');
  await page.waitForFunction((name) => document.activeElement?.closest('nav')?.getAttribute('aria-label') === name && document.activeElement.tagName === 'A', t('nav.rooms'));
  const first = await page.evaluate(() => document.activeElement.getAttribute('href'));
  await press('j', 'k');
  await page.waitForFunction((href) => document.activeElement?.getAttribute('href') === href, first);
  await press('Enter');
  await page.waitForURL(h.url + first);
  assert.equal(await page.evaluate(() => globalThis.pointed), 0);
  noFaults(page);
});
