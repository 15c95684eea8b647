// The day's work by keyboard alone: no pointer is moved here, the focus is always seen, and Tab is never caught.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { demo, desk, isLive, noFaults, settled, startBrowser, words } from '../support/browser.mjs';
import { client, startHansa, until } from '../support/hansa.mjs';
import { ok, once } from '../support/world.mjs';

const t = words('en');
let h, b, page, anna, lead, order, account;

before(async () => {
  h = await startHansa({ demo: true });
  b = await startBrowser();
  anna = await client(h.url).login(demo('anna').email, demo('anna').password);
  lead = ok(await anna.get('/api/leads?shared=own&stage=new&limit=50')).items.find((l) => l.shared_with === 0);
  account = ok(await anna.get('/api/accounts?limit=1')).items[0];
  order = ok(await anna.get('/api/orders?state=received&limit=50')).items.find((o) => o.my_side === 'seller');
});
after(async () => {
  await b?.close();
  await h?.stop();
});

const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
const type = (text) => page.keyboard.type(text);
const heading = (name) => page.getByRole('heading', { level: 1, name }).waitFor();

// What has the focus, and whether a person can see that: an outline, a ring or a border of its own.
const focus = () => page.evaluate(() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const rest = () => document.getAnimations().forEach((a) => { try { a.finish(); } catch { a.cancel(); } });
  const look = (x) => { const s = getComputedStyle(x); return [s.outlineStyle, s.outlineWidth, s.outlineColor, s.boxShadow, s.borderColor, s.backgroundColor, s.color].join('|'); };
  const near = [e, e.parentElement, e.parentElement?.parentElement, e.nextElementSibling, e.closest('label, li, tr, [role=row]')].filter(Boolean);
  rest();
  const on = near.map(look);
  let seen = e.type === 'date'; // leaving one would begin it anew; its parts show the focus by themselves
  if (!seen) {
    e.blur();
    rest();
    seen = near.map(look).some((s, i) => s !== on[i]);
    e.focus({ focusVisible: true });
    rest();
  }
  const r = e.getBoundingClientRect();
  return { name: (e.getAttribute('aria-label') ?? e.innerText ?? e.getAttribute('name') ?? '').trim().slice(0, 60), tag: e.tagName, role: e.getAttribute('role'),
    id: (e.outerHTML ?? '').slice(0, 160), seen, inView: r.bottom > 0 && r.top < innerHeight && r.right > 0 && r.left < innerWidth };
});
const focused = async (name, role) => page.waitForFunction(([n, r]) => {
  const e = document.activeElement;
  const label = e?.getAttribute('aria-label') ?? e?.labels?.[0]?.innerText ?? e?.innerText ?? '';
  return label.trim().startsWith(n) && (!r || e.getAttribute('role') === r || e.tagName.toLowerCase() === r);
}, [name, role]);
// Tab until the thing of that name has the focus; it must come within so many steps.
async function tabTo(name, { most = 60, back = false } = {}) {
  const passed = [];
  for (let i = 0; i < most; i++) {
    await press(back ? 'Shift+Tab' : 'Tab');
    const at = await focus();
    passed.push(at?.name);
    if (!at || at.tag === 'MAIN') continue;
    assert.ok(at.seen, `the focus is not seen on ${at.id}`);
    assert.ok(at.inView, `the focus is out of view on ${at.id}`);
    if (at.name === name) return;
  }
  assert.fail(`Tab does not come to ${name}: ${passed.join(', ')}`);
}

test('log in', async () => {
  page = await b.window(h.url, { size: desk });
  page.expected.push(/\/api\/session$/);
  await page.goto(h.url);
  await focused(t('field.email'), 'input');
  await type(demo('anna').email);
  await press('Tab');
  await focused(t('field.password'), 'input');
  await type(demo('anna').password);
  await press('Enter');
  await page.getByRole('navigation', { name: t('nav.main') }).waitFor();
  await settled(page);
});

test('the first Tab offers to skip to the content', async () => {
  await press('Tab');
  await focused(t('nav.skip'));
  assert.ok((await focus()).seen);
  await press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'content');
});

test('Tab goes round the whole screen and is caught nowhere', async () => {
  for (const path of ['/', '/orders', `/orders/${order.id}`, '/admin/keys']) {
    await page.goto(h.url + path);
    await settled(page);
    const seen = new Set();
    let left = false;
    for (let i = 0; i < 150 && !left; i++) {
      await press('Tab');
      const at = await page.evaluate(() => {
        const e = document.activeElement;
        if (!e || e === document.body) return null;
        e.dataset.passed = String(Number(e.dataset.passed ?? 0) + 1);
        return { times: Number(e.dataset.passed), id: e.outerHTML.slice(0, 120), visible: e.checkVisibility() };
      });
      if (!at || at.times > 1) left = true; // out at the end of the page, or round again
      else {
        assert.ok(at.visible, `focus on something unseen: ${at.id}`);
        seen.add(at.id + i);
      }
    }
    assert.ok(left, `${path}: 150 times Tab and no end`);
    assert.ok(seen.size >= 12, `${path}: only ${seen.size} stops`);
  }
});

test('go to the leads by G L, walk the rows by J and K, open one by Enter, go back by B', async () => {
  await page.goto(h.url);
  await settled(page);
  await press('g', 'l');
  await heading(t('nav.leads'));
  await page.getByRole('row').nth(5).waitFor();
  await settled(page);
  await press('j', 'j', 'j', 'k');
  const active = page.locator('[role=row][data-active]');
  await active.waitFor();
  assert.equal(await active.getAttribute('data-index'), '1');
  await page.waitForFunction(() => document.activeElement?.closest('[data-active]'));
  const title = await active.getByRole('link').innerText();
  await press('Enter');
  await heading(title);
  await press('b');
  await heading(t('nav.leads'));
});

test('find a lead by the palette, share it by S, change the level and take it back by the menu', async () => {
  await press('Control+k');
  const palette = page.getByRole('dialog');
  await palette.locator('input:focus').waitFor();
  await type(lead.title);
  await palette.getByText(lead.title).first().waitFor();
  await page.waitForFunction((title) => document.querySelector('[role=dialog] button')?.innerText.includes(title), lead.title);
  await press('ArrowDown', 'Enter');
  await page.getByRole('heading', { level: 1 }).filter({ hasText: lead.title }).waitFor();
  await palette.waitFor({ state: 'detached' });
  await page.goto(`${h.url}/leads/${lead.id}`); // titles repeat: from here on this very one
  await settled(page);
  await isLive(page);

  await press('s');
  const dialog = page.getByRole('dialog', { name: t('share.title') });
  await focused(t('share.partner'), 'select');
  await press('Escape');
  await dialog.waitFor({ state: 'detached' });
  await tabTo(t('share.action'));
  await press('Enter');
  await focused(t('share.partner'), 'select');
  await type('Valencia');
  await press('Tab');
  await page.waitForFunction(() => document.activeElement?.type === 'radio');
  await press('ArrowUp');
  assert.equal(await page.evaluate(() => document.activeElement.value), 'teaser');
  await press('ArrowDown');
  assert.equal(await page.evaluate(() => document.activeElement.value), 'read');
  // Inside the dialog Tab goes round.
  await tabTo(t('common.cancel'), { most: 4 });
  await tabTo(t('common.close'), { most: 4 });
  await tabTo(t('share.action'), { most: 8 });
  await press('Enter');
  await dialog.waitFor({ state: 'detached' });
  const group = page.getByRole('group', { name: t('share.with') });
  const chip = group.getByRole('button', { name: /Valencia/ });
  await chip.waitFor();
  await focused(t('share.action'), 'button'); // the focus is back where it was

  await chip.focus();
  await press('Enter');
  await page.waitForFunction(() => document.activeElement?.getAttribute('role') === 'menuitem');
  assert.ok((await focus()).inView);
  await press('End', 'Enter');
  await group.getByText(t('share.only_us')).waitFor();
});

test('edit the lead by E', async () => {
  await press('Escape');
  await page.evaluate(() => document.activeElement?.blur());
  await press('e');
  const dialog = page.getByRole('dialog', { name: t('lead.edit') });
  await dialog.waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'));
  await press('Escape');
  await dialog.waitFor({ state: 'detached' });
});

test('change an account in its place by E, and take the change back', async () => {
  await page.goto(`${h.url}/accounts/${account.id}`);
  await settled(page);
  await press('e');
  const city = page.getByLabel(t('field.city'));
  await city.waitFor();
  await focused(t('field.name'), 'input'); // the form begins where it opens
  await tabTo(t('common.save'), { most: 40 });
  await city.focus();
  await press('Control+a');
  await type('Wismar-Nord');
  await press('Enter');
  await page.getByText('Wismar-Nord').waitFor();
  const undo = page.getByRole('button', { name: t('common.undo') });
  await undo.waitFor();
  await undo.focus();
  await press('Enter');
  await page.getByText('Wismar-Nord').waitFor({ state: 'detached' });
  const after = ok(await anna.get(`/api/accounts/${account.id}`));
  assert.equal(after.city, account.city);
});

test('mark a favourite by F, put the side column away by ], fold the menu by [', async () => {
  await page.evaluate(() => document.activeElement?.blur());
  await press('f');
  const favourites = page.getByRole('region', { name: t('nav.favourites') });
  await favourites.getByRole('link', { name: account.name }).waitFor();
  await press(']');
  await page.locator('aside').waitFor({ state: 'hidden' });
  await press(']');
  await page.locator('aside').waitFor();
  await press('[');
  await favourites.waitFor({ state: 'detached' });
  await press('[');
  await favourites.waitFor();
  await press('f');
  await favourites.waitFor({ state: 'detached' });
});

test('the palette acts on the open record, and keeps to records, people and actions by a sign', async () => {
  await page.goto(`${h.url}/accounts/${account.id}`);
  await settled(page);
  await press('Control+k');
  const palette = page.getByRole('dialog');
  await palette.locator('input:focus').waitFor();
  await type(`>${t('common.edit')}`);
  await palette.getByRole('button', { name: t('common.edit'), exact: true }).waitFor();
  await press('Enter');
  await page.getByLabel(t('field.city')).waitFor();
  await press('Escape');
  await page.evaluate(() => document.activeElement?.blur());
  await press('Control+k');
  await palette.locator('input:focus').waitFor();
  await type('@Meike');
  await palette.getByText('Meike Petersen').first().waitFor();
  assert.equal(await palette.getByRole('button', { name: t('nav.home'), exact: true }).count(), 0);
  await press('Escape');
  await palette.waitFor({ state: 'detached' });
});

test('jump from a finding to its place in the bytes', async () => {
  const [faulty] = ok(await anna.get('/api/documents?delivery=failed&faulty=true')).items;
  await page.goto(`${h.url}/documents/${faulty.id}`);
  await settled(page);
  const findings = page.getByRole('list').filter({ has: page.locator('[data-fatal]') }).first();
  await findings.getByRole('button').first().focus();
  await press('Enter');
  await page.getByRole('region', { name: t('document.raw') }).locator('[data-lit][data-bad]').first().waitFor();
});

test('confirm an order: Tab to the button, Enter, fill, Enter', async () => {
  await page.goto(`${h.url}/orders/${order.id}`);
  await settled(page);
  await tabTo(t('action.confirm'));
  await press('Enter');
  const dialog = page.getByRole('dialog', { name: t('order.dialog.confirm', { number: order.number }) });
  await dialog.waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]')?.contains(document.activeElement));
  await tabTo(t('action.confirm'), { most: 30 });
  await press('Enter');
  await dialog.waitFor({ state: 'detached' });
  await page.locator('header').getByText(t('order_state.confirmed'), { exact: true }).first().waitFor();
});

test('walk the board by J and K, move a lead by Alt and an arrow, take it back by Z', async () => {
  const moved = ok(await anna.post('/api/leads', { title: 'Keys to the board', country: 'DE' }, once()), 201);
  await page.goto(`${h.url}/leads?view=board&shared=own`);
  await settled(page);
  await isLive(page);
  const card = (stage) => page.locator(`[data-stage="${stage}"] [data-id="${moved.id}"]`);
  const titleFocused = (id) => page.waitForFunction((of) => document.activeElement?.closest('[data-id]')?.dataset.id === of, id);
  await card('new').waitFor();
  await press('j');
  await titleFocused(moved.id); // the newest is the first of its column
  await press('j');
  await page.waitForFunction((of) => document.activeElement?.closest('[data-id]')?.dataset.id !== of, moved.id);
  await press('k');
  await titleFocused(moved.id);
  assert.ok((await focus()).seen);
  await press('Alt+ArrowRight');
  await card('qualified').waitFor();
  await titleFocused(moved.id); // the focus goes with it
  const stageOf = async () => ok(await anna.get(`/api/leads/${moved.id}`)).stage;
  await until(async () => (await stageOf()) === 'qualified', { what: 'the move is stored' });
  await page.getByText(t('lead.undo')).first().waitFor();
  await press('z');
  await card('new').waitFor();
  await until(async () => (await stageOf()) === 'new', { what: 'the move is taken back' });
});

test('walk the rooms by J and K and open one by Enter', async () => {
  await page.goto(`${h.url}/rooms`);
  await settled(page);
  const links = page.getByRole('navigation', { name: t('nav.rooms') }).getByRole('link');
  await links.nth(2).waitFor();
  const at = () => links.evaluateAll((all) => all.indexOf(document.activeElement));
  await press('j');
  assert.equal(await at(), 0);
  await press('j', 'j', 'k');
  assert.equal(await at(), 1);
  assert.ok((await focus()).seen);
  const href = await links.nth(1).getAttribute('href');
  await press('Enter');
  await page.waitForURL((url) => url.pathname === href.split('?')[0]);
  await page.getByRole('article').first().waitFor();
});

test('the room beside a lead comes and goes by ], and M goes to where one writes', async () => {
  const talked = ok(await anna.get('/api/rooms')).items.find((r) => r.about_kind === 'lead' && r.last);
  await page.goto(`${h.url}/leads/${talked.about_id}`);
  await settled(page);
  const pane = page.locator('aside').getByRole('article').first();
  await pane.waitFor();
  await press(']');
  await pane.waitFor({ state: 'hidden' });
  await press(']');
  await pane.waitFor();
  await press('m');
  await page.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA' && document.activeElement.closest('aside'));
});

test('the sheet of keys opens by ? and closes by Escape; notifications by N', async () => {
  await page.evaluate(() => document.activeElement?.blur());
  await press('?');
  await page.getByRole('dialog', { name: t('help.title') }).waitFor();
  await press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await press('n');
  await page.getByRole('dialog').waitFor();
  await press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  noFaults(page);
});
