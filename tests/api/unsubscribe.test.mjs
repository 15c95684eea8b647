// Out of the mails with one click (RFC 8058): by the mail program's button or by the page, never by a look.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { client } from '../support/hansa.mjs';
import { mailbox } from '../support/mail.mjs';
import { email, ok, startWorld } from '../support/world.mjs';

let w, box;
before(async () => {
  box = await mailbox();
  w = await startWorld({ env: box.env });
});
after(async () => {
  await w?.stop();
  box?.close();
});

const mailOf = async (who, title) => {
  const lead = await w.lead(w.anna, { title });
  await w.share(w.anna, lead.id, w.piotr, 'read');
  await w.psql(`UPDATE hansa.notification SET at = at - interval '11 minutes'; UPDATE hansa.notification_clock SET ripe_until = ripe_until - interval '11 minutes';
    UPDATE hansa.membership SET notified_until = notified_until - interval '11 minutes'`);
  return box.to(email(who));
};
const pathOf = (mail) => new URL(/^<(.*)>$/.exec(mail.headers['list-unsubscribe'])[1]).pathname;
const modes = async (who) => Object.fromEntries(Object.entries(ok(await who.get('/api/notification-settings')).classes).map(([k, v]) => [k, v.mail]));
const post = (path, body = 'List-Unsubscribe=One-Click', headers = {}) =>
  client(w.url).request('POST', path, { body, headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers } });

test('a notification mail carries both headers, over the address of the portal; a mail one asked for carries none', async () => {
  const m = await mailOf('piotr', 'Radar');
  assert.match(m.headers['list-unsubscribe'], /^<https?:\/\/[^<>\s]+\/u\/[\w-]{22}>$/);
  assert.equal(m.headers['list-unsubscribe-post'], 'List-Unsubscribe=One-Click');
  assert.ok(m.text.includes(pathOf(m)) && m.html.includes(pathOf(m)));
  ok(await client(w.url).post('/api/password-resets', { email: email('vera') }), 202);
  assert.equal((await box.to(email('vera'))).headers['list-unsubscribe'], undefined);
});

test('to look at the page turns nothing off, in the reader\'s language and with nothing it could load', async () => {
  ok(await w.zofia.post('/api/notifications/read', {}), 204);
  const path = pathOf(await mailOf('piotr', 'Second'));
  ok(await w.piotr.patch('/api/session/person', { language: 'pl' }));
  const page = await client(w.url).get(path);
  assert.equal(page.status, 200);
  assert.match(page.headers.get('content-type'), /^text\/html/);
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
  assert.match(page.text, /<html lang="pl">[\s\S]*Gdańsk Distribution[\s\S]*<form method="post">/);
  assert.doesNotMatch(page.text, /<script|<img|@/);
  assert.equal((await modes(w.piotr)).needs_you, 'once');
});

test('one click by the mail program turns off that class for that person in that company, and nothing else', async () => {
  const path = pathOf(await mailOf('piotr', 'Third'));
  const done = await post(path, 'List-Unsubscribe=One-Click', { origin: 'https://mail.example' });
  assert.equal(done.status, 200, done.text);
  assert.match(done.text, /Nie będziesz/);
  assert.equal(done.headers.get('set-cookie'), null);
  assert.deepEqual(await modes(w.piotr), { needs_you: 'off', mention: 'digest', watching: 'off' });
  assert.deepEqual(await modes(w.zofia), { needs_you: 'once', mention: 'digest', watching: 'off' });
  assert.equal((await post(path)).status, 200, 'again is no error');
});

test('the page\'s own button does the same, without a body', async () => {
  ok(await w.zofia.post('/api/notifications/read', {}), 204);
  const path = pathOf(await mailOf('zofia', 'Fourth'));
  assert.equal((await post(path, '')).status, 200);
  assert.equal((await modes(w.zofia)).needs_you, 'off');
});

test('an unknown link says so, in the language asked for, and a large body is refused', async () => {
  const gone = await client(w.url).get('/u/AAAAAAAAAAAAAAAAAAAAAA', { headers: { 'accept-language': 'zh-CN,zh;q=0.9' } });
  assert.equal(gone.status, 404);
  assert.match(gone.text, /lang="zh"[\s\S]*此链接已失效/);
  assert.equal((await post('/u/AAAAAAAAAAAAAAAAAAAAAA')).status, 404);
  assert.equal((await post('/u/AAAAAAAAAAAAAAAAAAAAAA', 'x'.repeat(100000))).status, 413);
  assert.equal(await w.psql("SELECT count(*) FROM hansa.unsubscribe u WHERE u::text ~ '/u/'"), '0', 'kept is a hash');
});
