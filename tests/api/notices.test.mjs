// How people are told: by class, in the portal and by mail, at once or once a day, never in quiet hours, and never in
// another company's words.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { sleep, until } from '../support/hansa.mjs';
import { mailbox } from '../support/mail.mjs';
import { email, ok, once, problem, startWorld } from '../support/world.mjs';

let w, box;
before(async () => {
  box = await mailbox();
  w = await startWorld({ env: box.env });
});
after(async () => {
  await w?.stop();
  box?.close();
});

const settings = async (who) => ok(await who.get('/api/notification-settings'));
const set = async (who, fields) => ok(await who.put('/api/notification-settings', fields), 204);
const notices = async (who, query = '') => ok(await who.get(`/api/notifications?limit=200${query}`)).items;
// Lets time pass for what has been told so far.
const later = (minutes) => w.psql(`UPDATE hansa.notification SET at = at - interval '${minutes} minutes';
  UPDATE hansa.notification_clock SET ripe_until = ripe_until - interval '${minutes} minutes'; UPDATE hansa.membership SET notified_until = notified_until - interval '${minutes} minutes', digested_at = digested_at - interval '${minutes} minutes'`);
const digestNow = (who) => w.psql(`UPDATE hansa.membership SET digest_at = now() WHERE person_id = '${who.me.person.id}'`);
const offer = async (title) => {
  const lead = await w.lead(w.anna, { title });
  await w.share(w.anna, lead.id, w.piotr, 'read');
  return lead;
};
const clean = async () => {
  for (const who of [w.anna, w.moritz, w.vera, w.piotr, w.zofia]) ok(await who.post('/api/notifications/read', {}), 204);
  box.mails.length = 0;
};

test('settings have defaults, change in part, and refuse what is none', async () => {
  const d = await settings(w.kari);
  assert.deepEqual(d, {
    classes: { needs_you: { portal: true, browser: true, mail: 'once' }, mention: { portal: true, browser: true, mail: 'digest' }, watching: { portal: true, browser: false, mail: 'off' } },
    digest_hour: 8, quiet_from: null, quiet_to: null, time_zone: 'UTC', sound: false, quiet_now: false,
  });
  await set(w.kari, { classes: { mention: { mail: 'once' } }, quiet_from: '22:00', quiet_to: '06:30', time_zone: 'Europe/Oslo', sound: true, digest_hour: 7 });
  const s = await settings(w.kari);
  assert.deepEqual(s.classes, { ...d.classes, mention: { portal: true, browser: true, mail: 'once' } });
  assert.deepEqual([s.quiet_from, s.quiet_to, s.time_zone, s.sound, s.digest_hour], ['22:00', '06:30', 'Europe/Oslo', true, 7]);
  await set(w.kari, { quiet_from: null, quiet_to: null });
  assert.equal((await settings(w.kari)).quiet_from, null);
  for (const [body, type] of [[{ classes: { loud: {} } }, 'classes_invalid'], [{ classes: { mention: { mail: 'never' } } }, 'classes_invalid'], [{ classes: { mention: { portal: 1 } } }, 'classes_invalid'],
    [{ quiet_from: '22:00' }, 'field_required'], [{ quiet_from: '25:00', quiet_to: '06:00' }, 'time_invalid'], [{ time_zone: 'Middle/Earth' }, 'time_zone_invalid'],
    [{ time_zone: "UTC'; --" }, 'time_zone_invalid'], [{ digest_hour: 24 }, undefined]])
    problem(await w.kari.put('/api/notification-settings', body), 422, type);
  assert.deepEqual(await settings(w.vera), d, 'they are one person\'s own');
});

test('a notification has its class and the record\'s title as its reader may read it', async () => {
  const lead = await offer('Radar for the pier');
  const n = (await notices(w.piotr)).find((x) => x.record_id === lead.id);
  assert.deepEqual([n.kind, n.class, n.title, n.read], ['lead.shared', 'needs_you', 'Radar for the pier', false]);
  ok(await w.anna.delete(`/api/records/${lead.id}/grants/${w.piotr.me.company.id}`), 204);
  assert.equal((await notices(w.piotr)).find((x) => x.record_id === lead.id).title, null);
  assert.deepEqual((await notices(w.piotr, '&class=mention')), []);
});

test('a class that the portal leaves out is neither listed nor counted', async () => {
  await clean();
  await offer('A');
  assert.equal(ok(await w.zofia.get('/api/session')).unread, 1);
  await set(w.zofia, { classes: { needs_you: { portal: false } } });
  assert.deepEqual([ok(await w.zofia.get('/api/session')).unread, (await notices(w.zofia)).length], [0, 0]);
  await set(w.zofia, { classes: { needs_you: { portal: true } } });
  assert.equal((await notices(w.zofia, '&unread=true')).length, 1);
});

test('what is read on one screen is read on all', async () => {
  await clean();
  const s = await w.piotr.live();
  s.send({ t: 'sub', subs: [{ s: 'company' }] });
  await s.frame((f) => f.t === 'live' || f.t === 'sub.ok');
  await offer('B');
  const news = await s.frame((f) => f.k === 'notification.new');
  assert.deepEqual([news.d.class, news.d.kind], ['needs_you', 'lead.shared']);
  ok(await w.piotr.post('/api/notifications/read', { ids: (await notices(w.piotr, '&unread=true')).map((n) => n.id) }), 204);
  await s.frame((f) => f.k === 'notification.read' && f.d.person_id === w.piotr.me.person.id);
  s.close();
});

test('what needs somebody comes by mail when it stays unread for ten minutes, once, in the reader\'s language', async () => {
  await clean();
  ok(await w.piotr.patch('/api/session/person', { language: 'pl' }));
  await set(w.zofia, { classes: { needs_you: { mail: 'off' } } });
  await offer('Radar "one"\r\nBcc: x@y.example');
  await sleep(6000);
  assert.equal(box.mails.length, 0, 'not before its time');
  await later(11);
  const one = await box.to(email('piotr'));
  assert.equal(one.subject, 'Gdańsk Distribution: Udostępniono Waszej firmie leada');
  assert.doesNotMatch(one.all, /Radar|Bcc|Lübeck|Anna/, 'no word of the other company');
  assert.match(one.text, /Nowości dla Ciebie[\s\S]*\/records\/[0-9a-f-]{36}[\s\S]*\/u\/[\w-]{22}/);
  await offer('Radar two');
  await offer('Radar three');
  ok(await w.piotr.post('/api/notifications/read', { ids: [(await notices(w.piotr, '&unread=true'))[0].id] }), 204);
  await later(11);
  const two = await box.to(email('piotr'));
  assert.equal(two.subject, 'Gdańsk Distribution: Udostępniono Waszej firmie leada', 'one of two was read meanwhile');
  await sleep(6000);
  assert.deepEqual(box.mails.filter((m) => m.to === email('piotr') && !m.read), []);
  assert.deepEqual(box.mails.filter((m) => m.to === email('zofia')), [], 'who turned it off gets none');
  await set(w.zofia, { classes: { needs_you: { mail: 'once' } } });
});

test('several things come in one mail that counts them, with right plural forms', async () => {
  await clean();
  for (const t of ['a', 'b', 'c']) await offer(t);
  await later(11);
  assert.equal((await box.to(email('piotr'))).subject, 'Gdańsk Distribution: 3 powiadomienia');
  const forms = await w.psql(`SELECT string_agg(hansa.plural(l, n), ' ' ORDER BY l, n) FROM (VALUES ('pl'), ('ru'), ('en'), ('zh'), ('es'), ('af')) a (l), (VALUES (1), (2), (5), (12), (21), (22)) b (n)`);
  assert.equal(forms, 'one other other other other other one other other other other other one other other other other other '
    + 'one few many many many few one few many many one few other other other other other other');
});

test('quiet hours hold mail back until they end', async () => {
  await clean();
  await set(w.zofia, { classes: { needs_you: { mail: 'off' } } });
  const hour = (h) => `${String((new Date().getUTCHours() + 24 + h) % 24).padStart(2, '0')}:00`;
  await set(w.piotr, { quiet_from: hour(-1), quiet_to: hour(2), time_zone: 'UTC' });
  assert.equal((await settings(w.piotr)).quiet_now, true);
  await offer('Night');
  await later(11);
  await until(async () => (await w.psql('SELECT count(*) FROM hansa.notification_mail WHERE mailed_at IS NULL')) !== '0', { ms: 15000 });
  const due = new Date(await w.psql("SELECT to_char(due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') FROM hansa.notification_mail WHERE mailed_at IS NULL"));
  assert.ok(due.getMinutes() === 0 && due - Date.now() > 3600e3 && due - Date.now() <= 2 * 3600e3, String(due));
  await sleep(6000);
  assert.equal(box.mails.length, 0);
  await w.psql("UPDATE hansa.notification_mail SET due_at = now() WHERE mailed_at IS NULL");
  await box.to(email('piotr'));
  await set(w.piotr, { quiet_from: null, quiet_to: null });
});

test('a digest comes once a day, at the reader\'s hour, with what is unread', async () => {
  await clean();
  await set(w.moritz, { classes: { needs_you: { mail: 'digest' } }, digest_hour: 6, time_zone: 'Africa/Johannesburg' });
  const at = await w.psql(`SELECT to_char(digest_at AT TIME ZONE 'Africa/Johannesburg', 'HH24:MI') || ' ' || (digest_at > now()) FROM hansa.membership WHERE person_id = '${w.moritz.me.person.id}'`);
  assert.equal(at, '06:00 true');
  for (const title of ['one', 'two']) ok(await w.anna.post('/api/tasks', { title, assigned_to: w.moritz.me.person.id }), 201);
  await later(11);
  await sleep(6000);
  assert.deepEqual(box.mails.filter((m) => m.to === email('moritz')), []);
  await digestNow(w.moritz);
  const m = await box.to(email('moritz'));
  assert.equal(m.subject, 'Lübeck Instruments: your daily digest');
  assert.match(m.text, /Yours to do: one/);
  assert.match(m.text, /Yours to do: two/);
  await digestNow(w.moritz);
  await sleep(6000);
  assert.deepEqual(box.mails.filter((x) => x.to === email('moritz') && !x.read), [], 'nothing new, no mail');
});

test('a reminder of an own task names it, of another company\'s does not', async () => {
  await clean();
  const lead = await w.lead();
  await w.share(w.anna, lead.id, w.piotr, 'comment');
  await clean();
  ok(await w.piotr.post('/api/tasks', { title: 'Eigenes <b>', remind_at: '2026-01-01T00:00:00Z' }), 201);
  await until(async () => (await notices(w.piotr)).some((n) => n.kind === 'task.due'), { ms: 15000 });
  await later(11);
  const own = await box.to(email('piotr'));
  assert.equal(own.subject, 'Gdańsk Distribution: Przypomnienie: Eigenes <b>');
  assert.match(own.all, /Eigenes &lt;b&gt;/);
  await clean();
  ok(await w.anna.post('/api/tasks', { title: 'Lübecks Wort', record_id: lead.id, shared: true, assigned_company: w.piotr.me.company.id }), 201);
  await later(11);
  const theirs = await box.to(email('piotr'));
  assert.equal(theirs.subject, 'Gdańsk Distribution: Masz zadanie do wykonania');
  assert.doesNotMatch(theirs.all, /Wort/);
});

test('every text is there in six languages with every plural form, and no mail text has a place for another\'s words', async () => {
  const missing = await w.psql(`SELECT string_agg(k || ':' || l, ' ') FROM (SELECT DISTINCT key AS k FROM hansa.message_text WHERE key NOT LIKE 'notice.subject.%') a,
    unnest('{en,pl,es,ru,af,zh}'::text[]) l WHERE NOT EXISTS (SELECT FROM hansa.message_text m WHERE m.key = k AND m.language = l)`);
  assert.equal(missing, '');
  const forms = await w.psql(`SELECT string_agg(DISTINCT l || hansa.plural(l, n), ' ') FROM unnest('{en,pl,es,ru,af,zh}'::text[]) l, unnest('{1,2,5,11,1000000}'::bigint[]) n
    WHERE NOT EXISTS (SELECT FROM hansa.message_text m WHERE m.key = 'notice.subject.' || hansa.plural(l, n) AND m.language = l)`);
  assert.equal(forms, '');
  assert.equal(await w.psql("SELECT string_agg(key || language, ' ') FROM hansa.message_text WHERE key ~ '^(notice|unsubscribe)' AND text ~ '\\{(?!company\\}|n\\}|title\\})'"), '');
  assert.equal(await w.psql("SELECT string_agg(key || language, ' ') FROM hansa.message_text WHERE key ~ 'subject' AND key !~ '^notice' AND text ~ '\\{'"), '');
});

test('a room that one follows has one unread notification, which counts; reading the room reads it', async () => {
  await clean();
  const room = ok(await w.anna.post('/api/rooms', { title: 'Harbour works', companies: [w.piotr.me.company.id] }, once()), 201);
  ok(await w.piotr.post(`/api/rooms/${room.id}/accept`, {}), 204);
  ok(await w.piotr.put(`/api/rooms/${room.id}/notify`, { level: 'all' }), 204);
  await clean();
  let last;
  for (const text of ['one', 'two', 'three']) last = ok(await w.anna.post(`/api/rooms/${room.id}/messages`, { cid: crypto.randomUUID(), text }), 201);
  const mine = async () => (await notices(w.piotr)).filter((n) => n.kind === 'room.message' && n.record_id === room.id);
  assert.deepEqual((await mine()).map((n) => [n.params.count, n.read, n.class]), [[3, false, 'watching']]);
  assert.deepEqual((await notices(w.zofia)).filter((n) => n.kind === 'room.message'), [], 'who has not asked for it is not told');
  ok(await w.piotr.put(`/api/rooms/${room.id}/read`, { to: last.seq }), 204);
  assert.deepEqual((await mine()).map((n) => n.read), [true]);
  ok(await w.anna.post(`/api/rooms/${room.id}/messages`, { cid: crypto.randomUUID(), text: 'four' }), 201);
  assert.deepEqual((await mine()).map((n) => [n.params.count, n.read]), [[1, false], [3, true]]);
  await set(w.piotr, { classes: { watching: { mail: 'once' } } });
  await later(11);
  const m = await box.to(email('piotr'));
  assert.doesNotMatch(m.all, /Harbour|four|Anna/);
});
