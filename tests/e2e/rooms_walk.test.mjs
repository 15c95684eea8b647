// The walk through rooms: Anna at a desk in English, Piotr on a phone in Polish, Li as a guest in Chinese, each in a browser of
// their own behind a line of their own. The lines are cut while all write; in the end all hold the same list as the database.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { isDeepStrictEqual } from 'node:util';
import { choose, demo, fits, forgiveCuts, isLive, noFaults, overhear, phone, seek, settled, shot, startBrowser, startLine, words } from '../support/browser.mjs';
import { client, startHansa, until } from '../support/hansa.mjs';
import { ok, once } from '../support/world.mjs';

const en = words('en'), pl = words('pl'), zh = words('zh');
const title = 'Trawler Aurora, four flow meters', gdansk = demo('piotr').company;
const secrets = { lubeck: 'zq-lubeck-floor-price', gdansk: 'zq-gdansk-margin' };
const file = { name: 'zdjęcie tabliczki.txt', mimeType: 'text/plain', buffer: Buffer.from('DN 80, PN 16') };
let h, b, lead, room, link;
const line = {}, heard = {};
let anna, piotr, li, second;

before(async () => {
  h = await startHansa({ demo: true });
  b = await startBrowser();
  for (const who of ['anna', 'piotr', 'li']) line[who] = await startLine();
  const seller = await client(h.url).login(demo('anna').email, demo('anna').password);
  lead = ok(await seller.post('/api/leads', { title, company_name: 'Aurora Fishing', country: 'PL' }, once()), 201).id;
});
after(async () => {
  await b?.close();
  for (const one of Object.values(line)) await one.close();
  await h?.stop();
});

// Each step stands on the one before: after the first that fails the others are not tried.
let broken = false;
const step = (name, walk) => test(name, async (s) => {
  if (broken) return s.skip('an earlier step failed');
  broken = true;
  try {
    await walk();
  } catch (e) {
    for (const [who, page] of Object.entries({ anna, piotr, li, second })) if (page && !page.isClosed()) await shot(page, `rooms-walk-failed-${who}`);
    throw e;
  }
  broken = false;
});

const button = (page, name) => page.getByRole('button', { name, exact: true });
const mark = (page) => page.evaluate(() => { globalThis.notReloaded = true; });
const marked = async (page) => assert.equal(await page.evaluate(() => globalThis.notReloaded), true, 'the page was loaded again');
const inside = (page, method, path, json) => page.evaluate(async ([m, p, j, key]) => {
  const r = await fetch(p, { method: m, ...(j !== undefined && { body: JSON.stringify(j) }),
    headers: { ...(j !== undefined && { 'content-type': 'application/json' }), 'idempotency-key': key, 'if-match': '"1"' } });
  return { status: r.status, text: await r.text() };
}, [method, path, json, randomUUID()]);

const own = new Map(); // the words of each page
const writer = (page) => page.getByRole('textbox', { name: own.get(page)('room.write', { room: title }) });
const list = (page) => page.getByRole('region', { name: own.get(page)('room.messages_of', { room: title }) });
const said = (page, text) => list(page).getByRole('article').filter({ hasText: text });
const pending = (page) => list(page).locator('[data-pending]');
async function write(page, text) {
  await writer(page).fill(text);
  if (page === piotr) await button(page, own.get(page)('room.send')).tap();
  else await writer(page).press('Enter');
}

// What a window shows from the first message to the last, in its order, with what stands there twice.
const shownIn = (page) => list(page).evaluate(async (box) => {
  const drawn = () => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
  const seen = new Map();
  const take = () => {
    for (const row of box.querySelectorAll('[role=article][data-seq]:not([data-note])'))
      seen.set(Number(row.closest('[data-index]').dataset.index), `${row.dataset.seq} ${row.querySelector('[class*=plain], [class*=rich]')?.innerText.trim() ?? ''}`);
  };
  box.scrollTop = 0;
  for (let at = -1; at < box.scrollTop || at < 0;) {
    await drawn();
    take();
    at = box.scrollTop;
    box.scrollTop += box.clientHeight / 2;
    await drawn();
  }
  take();
  for (let at = -1; at < box.scrollTop;) { // back to the end, which moves while rows get their size
    at = box.scrollTop;
    box.scrollTop = box.scrollHeight;
    await drawn();
  }
  return [...seen].sort(([x], [y]) => x - y).map(([, text]) => text);
});
const atEnd = (page) => until(() => list(page).evaluate((box) => box.scrollHeight - box.scrollTop - box.clientHeight <= 60), { ms: 30000, what: 'the list stands at its end' });
const stored = async () => (await h.psql(`SELECT seq || ' ' || text FROM hansa.message WHERE room_id = '${room}' AND thread_id IS NULL ORDER BY seq`)).split('\n');
const storedIds = async () => (await h.psql(`SELECT id FROM hansa.message WHERE room_id = '${room}' ORDER BY seq`)).split('\n');

async function allAreEqual(pages) {
  const held = await stored();
  for (const page of pages) {
    await until(async () => (await pending(page).count()) === 0, { ms: 90000, what: 'nothing is on its way any more' });
    let shown;
    await until(async () => isDeepStrictEqual(shown = await shownIn(page), held), { ms: 60000, every: 300 }).catch(() => assert.deepEqual(shown, held));
  }
  const ids = await storedIds();
  for (const page of pages) {
    const { status, text } = await inside(page, 'GET', `/api/rooms/${room}/messages?limit=200`);
    assert.equal(status, 200, text);
    const items = JSON.parse(text).items.sort((x, y) => x.seq - y.seq);
    assert.deepEqual(items.map((m) => m.id), ids);
  }
  return held;
}

step('Anna drags her lead on the board to the next stage', async () => {
  anna = await b.window(h.url, { as: 'anna', proxy: line.anna.proxy });
  own.set(anna, en);
  heard.anna = overhear(anna);
  anna.context().setDefaultTimeout(60000);
  await anna.goto(`${h.url}/leads?view=board&shared=own`);
  await settled(anna);
  await isLive(anna);
  const card = (stage) => anna.locator(`[data-stage="${stage}"] [data-id="${lead}"]`);
  await card('new').waitFor();
  const from = await card('new').boundingBox();
  const to = await anna.locator('[data-stage="qualified"]').boundingBox();
  const over = anna.locator('[data-stage="qualified"][data-over]');
  await until(async () => { // where it may go is known a moment after the board: begun before that, the drag is begun again
    await anna.mouse.up();
    await anna.mouse.move(from.x + 40, from.y + 60);
    await anna.mouse.down();
    await anna.mouse.move(from.x + 60, from.y + 64, { steps: 4 });
    await anna.locator('[data-dragging]').first().waitFor();
    for (let n = 0; n < 6; n++) await anna.mouse.move(to.x + to.width / 2 + n, to.y + 160, { steps: 3 });
    if (await over.count()) return true;
    await anna.mouse.move(from.x + 60, from.y + 64);
    return false;
  }, { ms: 60000, what: 'the next column takes it' });
  await shot(anna, 'rooms-walk-drag');
  await anna.mouse.up();
  await card('qualified').waitFor();
  await until(async () => (await h.psql(`SELECT stage FROM hansa.lead WHERE id = '${lead}'`)) === 'qualified', { what: 'the server has it too' });
  noFaults(anna);
});

step('Anna shares it so that Gdańsk may comment; on Piotr’s phone it comes by itself, in Polish', async () => {
  piotr = await b.window(h.url, { as: 'piotr', size: phone, language: 'pl', isMobile: true, hasTouch: true, proxy: line.piotr.proxy });
  own.set(piotr, pl);
  heard.piotr = overhear(piotr);
  piotr.context().setDefaultTimeout(60000);
  await piotr.goto(`${h.url}/leads?shared=received`);
  await piotr.getByRole('heading', { level: 1, name: pl('nav.leads') }).waitFor();
  await settled(piotr);
  await until(() => heard.piotr.frames.some((f) => f.includes('"live"')), { ms: 30000, what: 'his socket is live' });
  await mark(piotr);
  assert.equal(await piotr.getByRole('link', { name: title }).count(), 0);

  await anna.locator(`[data-id="${lead}"]`).getByRole('link').click();
  await anna.getByRole('heading', { level: 1, name: title }).waitFor();
  await button(anna, en('share.action')).click();
  const dialog = anna.getByRole('dialog', { name: en('share.title') });
  await dialog.getByLabel(en('share.partner')).selectOption({ label: gdansk });
  await dialog.getByRole('radio', { name: new RegExp(`^${en('level.comment')}`) }).check();
  await button(dialog, en('share.action')).click();
  await dialog.waitFor({ state: 'detached' });
  await anna.getByRole('group', { name: en('share.with') }).getByText(gdansk).waitFor();

  await piotr.getByRole('link', { name: title }).waitFor();
  await marked(piotr);
  await fits(piotr);
  await shot(piotr, 'rooms-walk-shared');
});

step('Anna starts the room beside the lead; Piotr opens it with a tap and writes with a file, and names her', async () => {
  await button(anna, en('room.start')).click();
  await writer(anna).waitFor();
  await write(anna, 'Who of you could go aboard?');
  await said(anna, 'Who of you could go aboard?').waitFor();

  await piotr.getByRole('link', { name: title }).tap();
  await piotr.getByRole('heading', { level: 1, name: title }).waitFor();
  await piotr.getByRole('link', { name: pl('room.open') }).tap();
  await piotr.waitForURL(/\/rooms\/[0-9a-f-]{36}/);
  room = /rooms\/([0-9a-f-]{36})/.exec(piotr.url())[1];
  await said(piotr, 'Who of you could go aboard?').waitFor();

  const chooser = piotr.waitForEvent('filechooser');
  await button(piotr, pl('room.attach')).tap();
  await (await chooser).setFiles(file);
  await button(piotr, pl('room.take_out', { name: file.name })).waitFor();
  await button(piotr, pl('room.mention')).tap();
  await piotr.getByRole('option').filter({ hasText: demo('anna').company }).first().tap();
  await until(async () => /^@Anna /.test(await writer(piotr).inputValue()), { what: 'her name stands in the text' });
  await writer(piotr).pressSequentially('jutro w południe, tabliczka w załączniku');
  await fits(piotr);
  await shot(piotr, 'rooms-walk-write');
  await button(piotr, pl('room.send')).tap();
  await said(piotr, 'tabliczka w załączniku').waitFor();

  const came = said(anna, 'tabliczka w załączniku');
  await came.waitFor();
  await came.getByRole('link', { name: file.name }).waitFor();
  assert.equal(await came.getAttribute('data-me'), 'true', 'she is meant');
  await marked(piotr);
  await until(async () => (await h.psql(`SELECT count(*) FROM hansa.notification n JOIN hansa.person p ON p.id = n.person_id WHERE n.kind = 'room.mention' AND p.email = '${demo('anna').email}'`
    + ` AND n.at > now() - interval '5 minutes'`)) !== '0', { ms: 20000, what: 'she is told that she is named' });
  for (const page of [anna, piotr]) noFaults(page);
});

step('Anna’s palette finds the message and the lead, and she opens the room at the message', async () => {
  await anna.goto(h.url);
  await settled(anna);
  await anna.keyboard.press('Control+k');
  const palette = anna.getByRole('dialog');
  await palette.getByRole('textbox').fill('Aurora');
  await palette.getByRole('button').filter({ hasText: title }).first().waitFor();
  await palette.getByRole('textbox').fill('tabliczka');
  await palette.getByText('tabliczka w załączniku').waitFor();
  await shot(anna, 'rooms-walk-palette');
  await palette.getByText('tabliczka w załączniku').click();
  await anna.getByRole('heading', { level: 1, name: title }).waitFor();
  await said(anna, 'tabliczka w załączniku').and(anna.locator('[data-marked]')).waitFor();
  await isLive(anna);
});

step('Anna makes a link for a guest; Li comes in by it, in Chinese, and has that room alone', async () => {
  await button(anna, en('room.people')).click();
  const dialog = anna.getByRole('dialog');
  await dialog.getByText(en('room.tab_guests'), { exact: true }).click();
  await dialog.getByLabel(en('room.guest_name')).fill('李伟');
  await dialog.getByLabel(en('nav.language')).selectOption('zh');
  await dialog.getByRole('checkbox', { name: en('room.with_history') }).check();
  await button(dialog, en('room.make_link')).click();
  link = await dialog.getByRole('textbox', { name: en('room.guest_link') }).inputValue();
  await shot(anna, 'rooms-walk-link');
  await anna.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });

  li = await b.window(h.url, { language: 'zh', size: { width: 1180, height: 820 }, proxy: line.li.proxy });
  own.set(li, zh);
  heard.li = overhear(li);
  li.context().setDefaultTimeout(60000);
  await li.goto(link);
  await li.getByLabel(zh('field.your_name')).waitFor();
  assert.match(await li.getAttribute('html', 'lang'), /^zh/);
  assert.equal(await li.getByLabel(zh('field.your_name')).inputValue(), '李伟');
  await shot(li, 'rooms-walk-door');
  await button(li, zh('guest.enter')).click();
  await said(li, 'Who of you could go aboard?').waitFor();
  await said(li, 'tabliczka w załączniku').getByRole('link', { name: file.name }).waitFor();
  await li.getByText(zh('guest.note')).waitFor();
  assert.equal(new URL(li.url()).pathname, `/rooms/${room}`);
  await write(li, '大家好，我是船东代表。');
  for (const page of [li, anna, piotr]) await said(page, '大家好').waitFor();
  await fits(li);
  await shot(li, 'rooms-walk-guest');
  noFaults(li);
});

step('Li reaches nothing else: no screen, no call, no stream', async () => {
  for (const path of ['/', '/leads', `/leads/${lead}`, '/rooms', '/orders', '/partners', '/admin', '/tasks', `/rooms/${randomUUID()}`, `/records/${lead}`]) {
    await li.goto(h.url + path);
    await li.waitForURL(`${h.url}/rooms/${room}`);
    await said(li, '大家好').waitFor();
    assert.equal(await li.getByRole('navigation').count(), 0, path);
  }
  noFaults(li);

  li.expected.push(/\/api\//);
  const other = (await h.psql(`SELECT id FROM hansa.room WHERE kind = 'free' LIMIT 1`)).trim();
  const order = (await h.psql('SELECT id FROM hansa.order_ LIMIT 1')).trim();
  const notes = await h.psql(`SELECT coalesce(max(id::text), '') FROM hansa.room WHERE kind = 'notes'`);
  const calls = [['GET', '/api/leads'], ['GET', `/api/leads/${lead}`], ['GET', `/api/records/${lead}`], ['GET', `/api/records/${lead}/timeline`],
    ['GET', `/api/records/${lead}/grants`], ['POST', `/api/records/${lead}/room`, {}], ['POST', `/api/records/${lead}/actions`, { action: 'lose' }],
    ['GET', '/api/orders'], ['GET', `/api/orders/${order}`], ['GET', '/api/documents'], ['GET', '/api/partnerships'], ['GET', '/api/accounts'],
    ['GET', '/api/contacts'], ['GET', '/api/products'], ['GET', '/api/members'], ['GET', '/api/company'], ['GET', '/api/api-keys'], ['GET', '/api/search?q=Aurora'],
    ['GET', '/api/tasks'], ['GET', '/api/notifications'], ['GET', '/api/leads/export?format=csv'], ['GET', '/api/rooms/archived'],
    ['GET', `/api/rooms/${room}/guests`], ['POST', `/api/rooms/${room}/guests`, { name: 'x', days: 3, history: true }], ['POST', `/api/rooms/${room}/notes`, {}],
    ['GET', `/api/rooms/${room}/export`], ['GET', `/api/rooms/${other}`], ['GET', `/api/rooms/${other}/messages`], ['GET', `/api/rooms/${notes}/messages`],
    ['POST', `/api/rooms/${other}/messages`, { cid: randomUUID(), text: 'x' }], ['POST', '/api/rooms', { title: 'x', companies: [] }]];
  for (const [method, path, json] of calls) {
    const r = await inside(li, method, path, json);
    assert.ok([401, 403, 404].includes(r.status), `${method} ${path}: ${r.status} ${r.text}`);
    assert.ok(!r.text.includes(title), path);
  }
  // Asking by name for what one may not hear is answered as for what is not there.
  const asked = [lead, order, other, notes, randomUUID()];
  const frames = await li.evaluate(([streams, mine]) => new Promise((done, fail) => {
    const got = [], ws = new WebSocket(`${location.origin.replace(/^http/, 'ws')}/live`, 'hansa.v1');
    ws.onmessage = (m) => {
      const f = JSON.parse(m.data);
      got.push(f);
      if (f.t === 'hello') ws.send(JSON.stringify({ t: 'sub', subs: [...streams, mine].map((s) => ({ s })) }));
      if ([...streams, mine].every((s) => got.some((g) => g.s === s && ['bye', 'sub.ok'].includes(g.t)))) { ws.close(); done(got); }
    };
    ws.onerror = () => fail(new Error('no socket'));
  }), [asked, room]);
  for (const s of asked) assert.deepEqual(frames.filter((f) => f.s === s), [{ t: 'bye', s, why: 'not_found' }]);
  assert.equal(frames.find((f) => f.s === room).t, 'sub.ok');
});

step('notes of one company never reach another’s window: not a frame, not a byte', async () => {
  const note = async (page, text) => {
    const t = own.get(page);
    await page.getByText(t('room.to_us'), { exact: true }).click();
    const box = page.getByRole('textbox', { name: t('room.note_placeholder', { company: page === anna ? demo('anna').company : gdansk }) });
    await box.fill(text);
    await button(page, t('room.keep_note')).click();
    await list(page).locator('[data-note]').filter({ hasText: text }).and(list(page).getByRole('article')).waitFor();
    await page.getByText(t('room.to_all'), { exact: true }).click();
  };
  await note(anna, `${secrets.lubeck} is 18 percent`);
  await note(piotr, `${secrets.gdansk} 7 procent`);
  // What is said afterwards has come, so anything said before would have come too.
  await write(anna, 'After the notes');
  for (const page of [anna, piotr, li]) await said(page, 'After the notes').waitFor();
  const hears = { anna: secrets.gdansk, piotr: secrets.lubeck, li: 'zq-' };
  for (const [who, page] of [['anna', anna], ['piotr', piotr], ['li', li]]) {
    assert.ok(!(await page.content()).includes(hears[who]), `${who} sees a note of another company`);
    assert.ok(!(await heard[who].all()).includes(hears[who]), `${who} was sent a note of another company`);
  }
});

step('each line is cut and mended while all three write: nothing is lost, nothing is there twice, all lists are equal', async () => {
  const before = (await stored()).length;
  const wrote = [];
  let n = 0;
  const each = async (...pages) => {
    await Promise.all(pages.map(async (page) => {
      const text = `${page === anna ? 'storm' : page === piotr ? 'sztorm' : '风暴'} ${++n}`;
      wrote.push(text);
      await write(page, text);
    }));
  };
  const all = [anna, piotr, li];
  for (const page of all) await mark(page);
  await each(...all);
  await each(...all).then(() => line.anna.cut()); // maybe between the message and its answer
  await each(...all);
  await piotr.context().setOffline(true);
  line.piotr.cut();
  await each(...all);
  await Promise.all([each(...all), line.anna.mend()]);
  line.li.cut();
  await each(...all);
  line.piotr.mend();
  await piotr.context().setOffline(false);
  await each(...all);
  line.li.mend();
  await each(...all);

  await until(async () => (await stored()).length >= before + wrote.length, { ms: 120000, every: 300, what: 'everything written is in the database' });
  for (const page of all) {
    await until(async () => (await pending(page).count()) === 0, { ms: 90000, what: 'nothing is on its way any more' });
    await atEnd(page);
  }
  const held = await allAreEqual(all);
  assert.equal(held.length, before + wrote.length);
  for (const text of wrote) assert.equal(held.filter((one) => one.endsWith(` ${text}`)).length, 1, text);
  // Everyone’s own messages keep the order in which they were written.
  for (const word of ['storm', 'sztorm', '风暴']) {
    const numbers = held.filter((one) => new RegExp(` ${word} \\d+$`).test(one)).map((one) => Number(/\d+$/.exec(one)));
    assert.deepEqual(numbers, numbers.toSorted((x, y) => x - y), word);
  }
  await shot(piotr, 'rooms-walk-storm-phone');
  await shot(anna, 'rooms-walk-storm');
  for (const page of all) {
    await marked(page);
    forgiveCuts(page);
    noFaults(page);
  }
});

step('Anna answers by keyboard alone', async () => {
  await anna.goto(h.url);
  await settled(anna);
  await anna.evaluate(() => {
    globalThis.pointed = 0;
    for (const kind of ['pointerdown', 'mousedown', 'mousemove', 'touchstart']) addEventListener(kind, () => { globalThis.pointed++; }, true);
  });
  await anna.keyboard.press('Control+k');
  await anna.getByRole('dialog').locator('input:focus').waitFor();
  await anna.keyboard.type('tabliczka');
  await choose(anna, 'tabliczka w załączniku');
  await anna.waitForFunction(() => document.activeElement?.getAttribute('role') === 'article' && document.activeElement.innerText.includes('tabliczka'));
  await anna.keyboard.press('r');
  await anna.waitForFunction((name) => document.activeElement?.getAttribute('aria-label') === name, en('room.reply_write'));
  await anna.keyboard.type('Then tell the plant engineer, please');
  await anna.keyboard.press('Enter');
  await anna.getByRole('complementary', { name: en('room.side_thread') }).getByRole('article').filter({ hasText: 'plant engineer' }).waitFor();
  await anna.keyboard.press('Escape');
  await anna.waitForFunction(() => document.activeElement?.getAttribute('role') === 'article');
  await anna.keyboard.press('Escape');
  await anna.waitForFunction(() => document.activeElement?.tagName === 'TEXTAREA');
  await anna.keyboard.type('Agreed: tomorrow at noon.');
  await anna.keyboard.press('Enter');
  for (const page of [anna, piotr, li]) {
    await said(page, 'Agreed: tomorrow at noon.').waitFor();
    await (await seek(list(page), 'tabliczka w załączniku')).getByRole('button', { name: own.get(page)('room.replies', { count: 1 }) }).waitFor();
  }
  assert.equal(await anna.evaluate(() => globalThis.pointed), 0);
  await allAreEqual([anna, piotr, li]);
});

step('two tabs of one person keep step: what is read in one is read in the other', async () => {
  await anna.goto(`${h.url}/leads`);
  await settled(anna);
  second = await anna.tab();
  own.set(second, en);
  await second.goto(`${h.url}/rooms`);
  await settled(second);
  await isLive(anna);
  await isLive(second);
  await mark(second);
  const entry = second.getByRole('navigation', { name: en('nav.rooms') }).getByRole('link').filter({ hasText: title });
  await write(piotr, 'Is anybody there?');
  await entry.getByText(en('room.unread', { count: 1 })).waitFor({ state: 'attached' });
  await anna.goto(`${h.url}/rooms/${room}`);
  await said(anna, 'Is anybody there?').waitFor();
  await entry.getByText(/unread message/).waitFor({ state: 'detached' });
  await marked(second);
  // Both in the room: what one tab writes stands once in the other.
  await entry.click();
  await said(second, 'Is anybody there?').waitFor();
  await write(anna, 'from the first tab');
  await write(second, 'from the second tab');
  for (const page of [anna, second]) for (const text of ['from the first tab', 'from the second tab']) {
    await said(page, text).waitFor();
    assert.equal(await said(page, text).count(), 1);
  }
  await allAreEqual([anna, second, piotr, li]);
  noFaults(second);
  await second.close();
});

step('what was written without a connection is still there after a reload, and is sent once', async () => {
  await anna.waitForFunction(() => navigator.serviceWorker.controller);
  await anna.reload(); // through the worker, which keeps what it serves
  await said(anna, 'from the second tab').waitFor();
  await isLive(anna);
  line.anna.cut();
  await anna.locator('header [role=status][data-state=offline]').waitFor();
  await write(anna, 'written in the tunnel');
  await pending(anna).filter({ hasText: 'written in the tunnel' }).waitFor();
  await anna.reload();
  await pending(anna).filter({ hasText: 'written in the tunnel' }).waitFor();
  await shot(anna, 'rooms-walk-offline');
  assert.equal((await stored()).filter((one) => one.includes('tunnel')).length, 0);
  line.anna.mend();
  for (const page of [piotr, li, anna]) await said(page, 'written in the tunnel').waitFor({ timeout: 90000 });
  await allAreEqual([anna, piotr, li]);
  forgiveCuts(anna);
});

step('where sockets are blocked, the room goes on by long poll', async () => {
  const before = heard.piotr.asked.filter((url) => url.endsWith('/live/poll')).length;
  line.piotr.sockets(false);
  await until(() => heard.piotr.asked.filter((url) => url.endsWith('/live/poll')).length > before + 1, { ms: 60000, what: 'he polls' });
  await write(anna, 'through the poll');
  await said(piotr, 'through the poll').waitFor();
  await write(piotr, 'i z powrotem');
  for (const page of [piotr, anna, li]) await said(page, 'i z powrotem').waitFor();
  await allAreEqual([anna, piotr, li]);
  forgiveCuts(piotr);
  noFaults(piotr);
  line.piotr.sockets(true);
});

step('Anna ends Li’s access: the room closes before Li’s eyes, and the link opens nothing', async () => {
  await button(anna, en('room.people')).click();
  const dialog = anna.getByRole('dialog');
  await dialog.getByText(en('room.tab_guests'), { exact: true }).click();
  li.expected.push(/\/(api|live)\b/);
  await button(dialog, en('room.revoke_guest', { name: '李伟' })).click();
  await li.getByText(zh('guest.over')).waitFor();
  assert.ok(!(await li.locator('body').innerText()).includes('Agreed: tomorrow'));
  assert.ok([401, 403, 404].includes((await inside(li, 'GET', `/api/rooms/${room}/messages`)).status));
  await li.goto('about:blank');
  await li.goto(link);
  await li.getByText(zh('guest.invalid')).waitFor();
  // Up to the end nothing of the other side’s notes came, and nothing was asked of other computers.
  for (const [who, secret] of [['anna', secrets.gdansk], ['piotr', secrets.lubeck], ['li', 'zq-']]) {
    assert.ok(!(await heard[who].all()).includes(secret), `${who} was sent a note of another company`);
    assert.deepEqual(line[who].strangers, []);
  }
});
