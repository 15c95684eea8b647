// Real Chromium windows on a running Hansa, and what every test asks of a screen: words, faults, width, axe.
//   const b = await startBrowser();   const p = await b.window(h.url, { as: 'anna', phone: true });   await p.goto(h.url + '/leads')
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { demoLogins, root, until } from './hansa.mjs';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = process.env.HANSA_SHOTS;
if (shots) mkdirSync(shots, { recursive: true });

export const languages = ['en', 'pl', 'es', 'ru', 'af', 'zh'];
export const desk = { width: 1440, height: 900 };
export const phone = { width: 390, height: 844 };

const catalogues = {};
const catalogue = (language) => (catalogues[language] ??= JSON.parse(readFileSync(join(root, `portal/src/locales/${language}.json`), 'utf8')));

// The portal's own words: words('pl')('share.action'), words('pl')('room.replies', { count: 3 })
export const words = (language = 'en') => (key, params = {}) => {
  const texts = catalogue(language);
  const text = texts[key] ?? ('count' in params ? texts[`${key}_${new Intl.PluralRules(language).select(params.count)}`] : undefined);
  assert.ok(text, `${language}.json has no ${key}`);
  return text.replace(/\{\{(\w+)\}\}/g, (_, name) => params[name]);
};

export const demo = (who) => {
  const login = demoLogins().find((l) => l.email.startsWith(`${who}.`));
  assert.ok(login, `no demo log-in begins with ${who}.`);
  return login;
};

export async function startBrowser() {
  const browser = await chromium.launch({
    executablePath: process.env.HANSA_CHROMIUM ?? '/usr/bin/chromium', headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
      '--disable-sync', '--disable-dev-shm-usage'],
  });
  // as: a demo person who is logged in already; the rest are options of the browser context
  async function window(url, { as, size = desk, scheme = 'light', language = 'en', ...options } = {}) {
    const context = await browser.newContext({ viewport: size, colorScheme: scheme, locale: { en: 'en-GB', zh: 'zh-CN' }[language] ?? language,
      timezoneId: 'Europe/Berlin', reducedMotion: 'reduce', ...options });
    context.setDefaultTimeout(15000);
    const page = await context.newPage();
    watch(page);
    if (as) {
      await page.goto(`${url}/favicon.svg`);
      const { email, password } = demo(as);
      const status = await page.evaluate(async (body) => (await fetch('/api/session', { method: 'POST', body,
        headers: { 'content-type': 'application/json' } })).status, JSON.stringify({ email, password }));
      assert.equal(status, 200, `log-in of ${email}`);
    }
    // tab: a second page of the same person in the same browser
    const tab = async () => {
      const other = await context.newPage();
      watch(other);
      return Object.assign(other, { home: url });
    };
    return Object.assign(page, { home: url, tab, done: () => context.close() });
  }
  return { browser, window, close: () => browser.close() };
}

// Collects what a screen must not do: errors in the console, breaches of the content policy, dialogs of hostile text.
function watch(page) {
  page.faults = [];
  page.dialogs = [];
  page.expected = []; // statuses a test brings about on purpose: [/\/api\/leads\//]
  page.on('console', (m) => {
    if (m.type() !== 'error') return;
    if (/^Failed to load resource/.test(m.text()) && page.expected.some((e) => e.test(m.location().url))) return;
    page.faults.push(`${m.text()} (${m.location().url})`);
  });
  page.on('pageerror', (e) => page.faults.push(`uncaught: ${e.message}`));
  page.on('dialog', (d) => { page.dialogs.push(d.message()); void d.dismiss(); });
}

export function noFaults(page, where = page.url()) {
  assert.deepEqual(page.faults, [], `faults on ${where}`);
  assert.deepEqual(page.dialogs, [], `dialogs on ${where}`);
}

// The line between one window and the server, which can be cut in the middle of anything: `b.window(url, { proxy: line.proxy })`.
// What would go past it to other computers is written down and goes nowhere.
export async function startLine() {
  const ends = new Set(), tunnels = new Set(), strangers = [];
  const local = /^(127\.0\.0\.1|localhost|\[::1\])$/, errands = /\.googleapis\.com:443$/; // the browser's own
  let down = false, sockets = true;
  const server = createServer((req, res) => {
    const to = new URL(req.url);
    if (!local.test(to.hostname)) {
      strangers.push(req.url);
      return req.socket.destroy();
    }
    const { 'proxy-connection': _, ...headers } = req.headers;
    const up = request({ host: to.hostname, port: to.port, method: req.method, path: to.pathname + to.search, headers, agent: false }, (answer) => {
      res.writeHead(answer.statusCode, answer.rawHeaders);
      answer.pipe(res);
    });
    up.on('error', () => req.socket.destroy());
    res.on('close', () => up.destroy());
    req.pipe(up);
  });
  server.on('connection', (end) => {
    if (down) return end.destroy();
    ends.add(end);
    end.on('error', () => {});
    end.once('close', () => ends.delete(end));
  });
  server.on('connect', (req, end, head) => { // the live socket
    const { hostname, port } = new URL(`http://${req.url}`);
    if (!local.test(hostname) && !errands.test(req.url)) strangers.push(req.url);
    if (!sockets || !local.test(hostname)) return end.end('HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n');
    const up = connect(Number(port), hostname, () => {
      end.write('HTTP/1.1 200 OK\r\n\r\n');
      up.write(head);
      up.pipe(end).pipe(up);
    });
    tunnels.add(end);
    for (const [one, other] of [[up, end], [end, up]]) {
      one.on('error', () => other.destroy());
      one.once('close', () => { tunnels.delete(end); other.destroy(); });
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    proxy: { server: `http://127.0.0.1:${server.address().port}` }, strangers,
    cut() { down = true; for (const end of ends) end.destroy(); },
    mend() { down = false; },
    // Some offices let no sockets through.
    sockets(allowed) { sockets = allowed; if (!allowed) for (const end of tunnels) end.destroy(); },
    async close() { for (const end of ends) end.destroy(); await new Promise((resolve) => server.close(resolve)); },
  };
}

// Everything that the server sends to a page from here on, as text: frames of its sockets and bodies of its answers.
export function overhear(page) {
  // the body of an answer whose line was cut may never come to its end
  const come = (body) => Promise.race([body, new Promise((resolve) => setTimeout(resolve, 5000, ''))]);
  const heard = { frames: [], bodies: [], asked: [], sockets: 0, all: async () => [...heard.frames, ...(await Promise.all(heard.bodies.map(come)))].join('\n') };
  page.on('websocket', (ws) => {
    heard.sockets++;
    ws.on('framereceived', (f) => heard.frames.push(String(f.payload)));
  });
  page.context().on('request', (r) => heard.asked.push(r.url()));
  page.context().on('response', (r) => {
    if (/json|text|ndjson/.test(r.headers()['content-type'] ?? '') && !/\/assets\//.test(r.url())) heard.bodies.push(r.text().catch(() => ''));
  });
  return heard;
}

// Only what is near the eye is in the page: goes to the end of a room's messages and up from there until one that says so is drawn.
export async function seek(list, text) {
  const row = list.getByRole('article').filter({ hasText: text });
  await list.getByRole('article').first().waitFor();
  await list.evaluate((box) => { box.scrollTop = box.scrollHeight; });
  await until(async () => {
    if (await row.count()) return true;
    await list.evaluate(async (box) => {
      const drawn = () => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); });
      await drawn();
      box.scrollTop = box.scrollTop > 0 ? box.scrollTop - box.clientHeight / 2 : box.scrollHeight;
      await drawn();
    });
    return (await row.count()) > 0;
  }, { ms: 60000, every: 10, what: `${text} is shown` });
  await row.first().scrollIntoViewIfNeeded();
  return row.first();
}

// In the open palette: goes by arrows to the entry that says so, wherever it stands by then, and takes it by Enter.
export async function choose(page, text) {
  const palette = page.getByRole('dialog');
  await palette.getByRole('button').filter({ hasText: text }).first().waitFor();
  for (let i = 0; i < 60; i++) {
    if (await palette.locator('button[data-selected]').filter({ hasText: text }).count()) {
      await page.keyboard.press('Enter');
      return palette.waitFor({ state: 'detached' });
    }
    await page.keyboard.press('ArrowDown');
  }
  throw new Error(`the arrows do not come to ${text}`);
}

// Faults of a line that was cut on purpose are none of the screen's.
export function forgiveCuts(page) {
  page.faults = page.faults.filter((f) => !/net::ERR_|WebSocket connection to/.test(f));
}

// The log-in form, filled and sent as a person does.
export async function logIn(page, who, language = 'en') {
  const t = words(language);
  const { email, password } = demo(who);
  page.expected.push(/\/api\/session$/);
  await page.goto(page.home);
  await page.getByLabel(t('field.email')).fill(email);
  await page.locator('input[type=password]').fill(password);
  await page.getByRole('button', { name: t('login.submit') }).click();
  await page.getByRole('navigation').first().waitFor();
}

// A screen has settled when nothing is on its way any more: no bones, no request, no running movement, type set.
export async function settled(page) {
  await page.waitForFunction(() => {
    const root = document.getElementById('root');
    if (root && !root.querySelector('h1')) return false;
    const scheme = document.documentElement.dataset.mantineColorScheme;
    if (scheme && (scheme === 'dark') !== matchMedia('(prefers-color-scheme: dark)').matches) return false;
    if (document.querySelector('[class*="bones"], [data-loading="true"], [data-stale="true"], [class*="splash"]')) return false;
    return document.fonts.status === 'loaded' && document.getAnimations().every((a) => a.playState !== 'running');
  });
}

// The live socket is open: from here on changes arrive by themselves.
export const isLive = (page) => page.locator('header [role=status][data-state=open]').waitFor();

// Nothing stands outside the width of the window, and no part that does not scroll is wider than its place; what is
// still sliding in is measured where it comes to stand.
export async function fits(page, where = page.url()) {
  const wide = await page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
    const ends = (a) => Number.isFinite(a.effect?.getComputedTiming().endTime);
    await Promise.allSettled(document.getAnimations().filter(ends).map((a) => a.finished));
    const found = [];
    const doc = document.documentElement;
    if (doc.scrollWidth > doc.clientWidth) found.push(`page is ${doc.scrollWidth} wide in ${doc.clientWidth}`);
    const held = (e) => {
      for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
        if (getComputedStyle(p).overflowX !== 'visible') return true;
      return false;
    };
    const content = document.getElementById('content');
    if (content && content.scrollWidth > content.clientWidth + 1) found.push(`content is ${content.scrollWidth} wide in ${content.clientWidth}`);
    for (const e of document.body.querySelectorAll('*')) {
      const r = e.getBoundingClientRect();
      if (r.width > 1 && r.height > 1 && r.right > doc.clientWidth + 1 && r.left < doc.clientWidth && !held(e) && getComputedStyle(e).visibility !== 'hidden')
        found.push(`${e.tagName.toLowerCase()}.${e.className} reaches to ${Math.round(r.right)}`);
    }
    return found.slice(0, 5);
  });
  assert.deepEqual(wide, [], `too wide: ${where}`);
}

// axe-core by the rules of WCAG 2.0 to 2.2, levels A and AA, or by named rules; gives the violations in a readable form.
export async function axe(page, rules) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] };
  return page.evaluate(async (only) => {
    const { violations } = await globalThis.axe.run(document, { resultTypes: ['violations'], runOnly: only });
    return violations.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => `${n.target.join(' ')} — ${n.failureSummary.replaceAll('\n', ' ')}`).join(' | ')}`);
  }, runOnly);
}

// A key of the catalogue that is shown instead of its words.
export async function bareKeys(page) {
  const groups = [...new Set(Object.keys(catalogue('en')).map((k) => k.split('.')[0]))];
  return page.evaluate((names) => {
    const texts = [document.title, document.body.innerText];
    for (const e of document.querySelectorAll('[aria-label],[title],[placeholder],[alt]'))
      for (const a of ['aria-label', 'title', 'placeholder', 'alt']) texts.push(e.getAttribute(a) ?? '');
    const known = new RegExp(`(?<![\\w.@/-])(?:${names.join('|')})\\.[a-z_][\\w.]*|\\{\\{\\w*\\}\\}`, 'g');
    return [...new Set(texts.flatMap((text) => text.match(known) ?? []))];
  }, groups);
}

export async function shot(page, name, options = {}) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`), animations: 'disabled', ...options });
}
