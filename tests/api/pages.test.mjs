// What is no API: the tracking page, health, figures, and the mails that go out.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { after, before, test } from 'node:test';
import { client, program, raw, run, startHansa, until } from '../support/hansa.mjs';

let h, anna, order, path, sink;
const password = 'correct horse battery', mails = [];

// Takes mails; refuses the first one as a busy server does.
function mailServer() {
  let refused = false;
  return createServer((s) => {
    let text = '', data = false;
    s.on('error', () => {});
    s.write('220 sink\r\n');
    s.on('data', (d) => {
      text += d;
      for (let at; (at = text.indexOf(data ? '\r\n.\r\n' : '\r\n')) >= 0; ) {
        const line = text.slice(0, at);
        text = text.slice(at + (data ? 5 : 2));
        if (data) { mails.push(line); data = false; s.write('250 ok\r\n'); }
        else if (/^DATA/i.test(line) && !refused) { refused = true; s.write('451 later\r\n'); }
        else if (/^DATA/i.test(line)) { data = true; s.write('354 go\r\n'); }
        else s.write(/^EHLO/i.test(line) ? '250-sink\r\n250 8BITMIME\r\n' : /^QUIT/i.test(line) ? '221 bye\r\n' : '250 ok\r\n');
      }
    });
  });
}

before(async () => {
  sink = mailServer();
  await new Promise((resolve) => sink.listen(0, '127.0.0.1', resolve));
  h = await startHansa({ env: { HANSA_SMTP_URL: `smtp://127.0.0.1:${sink.address().port}`, HANSA_SMTP_FROM: 'Hansa <hansa@example.com>' } });
  for (const [email, slug, name] of [['anna@luebeck.example', 'lubeck', 'Lübeck <Instruments>'], ['piotr@gdansk.example', 'gdansk', 'Gdańsk']]) {
    const added = run(program, ['user', 'add', email, '--company', slug, '--role', 'admin', '--name', 'Zażółć', '--new-company', name,
      '--country', 'PL', '--domain', email.split('@')[1], '--state', h.state]);
    added.child.stdin.end(`${password}\n`);
    await added;
  }
  anna = await client(h.url).login('anna@luebeck.example', password);
  const piotr = await client(h.url).login('piotr@gdansk.example', password);
  const asked = await anna.post('/api/partnerships', { domain: 'gdansk.example', my_role: 'vendor', their_role: 'distributor' },
    { headers: { 'idempotency-key': randomUUID() } });
  assert.equal((await piotr.post(`/api/records/${asked.json.id}/actions`, { action: 'accept' })).status, 200);
  order = randomUUID();
  await h.psql(`BEGIN; SELECT set_config('hansa.company', '${piotr.me.company.id}', true), set_config('hansa.role', 'system', true);
    INSERT INTO hansa.order_ (id, company_id, buyer_company_id, seller_company_id, number, currency, lines, source, requested_on)
      VALUES ('${order}', '${piotr.me.company.id}', '${piotr.me.company.id}', '${anna.me.company.id}', '4500<1>', 'EUR', 1, 'portal', '2030-05-01');
    INSERT INTO hansa.order_line (order_id, company_id, position, line_no, description, quantity, unit)
      VALUES ('${order}', '${piotr.me.company.id}', 1, '1', '<script>alert(1)</script>', 2.500, 'KG');
    SELECT hansa.edi_publish('{}', '{${order}}'); COMMIT`);
  const link = await anna.post(`/api/orders/${order}/tracking-link`, {}, { headers: { 'idempotency-key': randomUUID() } });
  assert.equal(link.status, 201, link.text);
  path = link.json.path;
});
after(async () => {
  await h?.stop();
  sink?.close();
});

const page = (language, headers = {}) => fetch(h.url + path, { headers: { 'accept-language': language, ...headers } });
const act = async (json) => assert.equal((await anna.post(`/api/records/${order}/actions`, json)).status, 200);

test('the page tells each step without script, in the language of the reader, and text stays text', async () => {
  const first = await page('pl-PL,pl;q=0.9,en;q=0.5');
  assert.equal(first.status, 200);
  assert.match(first.headers.get('content-security-policy'), /default-src 'none'/);
  assert.equal(first.headers.get('referrer-policy'), 'no-referrer');
  const html = await first.text();
  assert.match(html, /<html lang="pl">/);
  assert.match(html, /Mamy Twoje zamówienie/);
  assert.match(html, /4500&lt;1&gt;/);
  assert.match(html, /&lt;script&gt;alert/);
  assert.doesNotMatch(html, /<script>/);
  assert.match(html, /2\.5 KG/);
  const tag = first.headers.get('etag');
  assert.equal((await page('pl', { 'if-none-match': tag })).status, 304);
  await act({ action: 'confirm', data: { promised_on: '2030-05-02' } });
  const second = await page('pl', { 'if-none-match': tag });
  assert.equal(second.status, 200);
  assert.match(await second.text(), /Przewidywana dostawa: czwartek, 2 maja/);
  await act({ action: 'ship', data: { carrier: 'InPost', tracking_number: '68' } });
  assert.match(await (await page('en')).text(), /Shipped with InPost/);
  await act({ action: 'invoice' });
  assert.match(await (await page('en')).text(), /class="done" aria-current="step"><b>Invoiced/);
  assert.match(await (await fetch(`${h.url}${path}?lang=zh`)).text(), /运送中/);
});

test('style and script are small and stay in the cache', async () => {
  const html = await (await page('en')).text();
  let size = html.length;
  for (const [, address] of html.matchAll(/"(\/t\/track\.(?:css|js)\?v=\w+)"/g)) {
    const r = await fetch(h.url + address);
    assert.equal(r.status, 200);
    assert.match(r.headers.get('cache-control'), /immutable/);
    size += (await r.text()).length;
  }
  assert.ok(size < 20000);
});

test('a link that is none, or no longer one, gets a friendly page', async () => {
  const bodies = [];
  for (const token of ['A'.repeat(22), 'short', `${'A'.repeat(21)}'`]) {
    const r = await fetch(`${h.url}/t/${encodeURIComponent(token)}`, { headers: { 'accept-language': 'es' } });
    assert.equal(r.status, 404);
    bodies.push(await r.text());
  }
  assert.match(bodies[0], /Este enlace ya no funciona/);
  assert.equal(new Set(bodies).size, 1);
  assert.equal((await anna.delete(`/api/orders/${order}/tracking-link`)).status, 204);
  assert.equal((await page('en')).status, 404);
});

test('health says how it is, figures count', async () => {
  for (const at of ['/healthz', '/readyz']) {
    const r = await fetch(h.url + at);
    assert.equal(r.status, 200);
    assert.match(r.headers.get('cache-control'), /no-store/);
  }
  const text = await (await fetch(`${h.url}/metrics`)).text();
  assert.match(text, /^hansa_http_requests_total\{route="GET \/t\/\{token\}",status="2xx"\} \d+$/m);
  assert.match(text, /^hansa_db_connected [1-9]/m);
  for (const line of text.trimEnd().split('\n')) assert.match(line, /^(#|[a-z_]+(\{[^\n]*\})? [0-9.]+$)/);
  const bare = await raw(h.socket(), 'GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n');
  assert.match(bare, /^HTTP\/1\.1 200/);
});

test('a mail that the mail server refuses at first goes out later, once', async () => {
  assert.equal((await client(h.url).post('/api/password-resets', { email: 'anna@luebeck.example' })).status, 202);
  await until(async () => (await h.psql("SELECT count(*) FROM hansa.mail_outbox WHERE state = 'queued' AND attempts = 1 AND last_error <> ''")) === '1');
  await h.psql('UPDATE hansa.mail_outbox SET next_at = now()');
  await until(() => mails.length === 1);
  await until(async () => (await h.psql("SELECT state || text_body FROM hansa.mail_outbox")) === 'sent');
  assert.match(mails[0], /^To: <anna@luebeck\.example>\r\nSubject: /m);
  assert.match(mails[0], /^Message-ID: <[0-9a-f-]{36}@example\.com>\r$/m);
  assert.ok([...mails[0]].every((c) => c.charCodeAt(0) < 128));
});
