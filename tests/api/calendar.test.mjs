// The calendar, and the same as a feed for the calendar people already have (RFC 5545).
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { client } from '../support/hansa.mjs';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w;
before(async () => { w = await startWorld(); });
after(() => w?.stop());

const day = (days) => new Date(Date.now() + days * 86400e3).toISOString().slice(0, 10);
const task = async (who, fields) => ok(await who.post('/api/tasks', { title: 'Call the harbour', ...fields }, once()), 201);
const feed = async (who, scope = 'mine') => {
  const made = ok(await who.post('/api/calendar-feeds', { name: 'Phone', scope }, once()), 201);
  return { ...made, path: new URL(made.link).pathname };
};
const fetched = async (path) => client(w.url).get(path);
// Lines put together again, and the events among them as maps; what an alarm says again does not count.
const unfold = (text) => text.replace(/\r\n /g, '').split('\r\n').filter(Boolean);
const events = (text) => unfold(text).join('\n').split('BEGIN:VEVENT\n').slice(1).map((e) => Object.fromEntries(
  e.split('END:VEVENT')[0].split('\n').filter(Boolean).reverse().map((l) => [l.slice(0, l.indexOf(':')), l.slice(l.indexOf(':') + 1)])));
const event = (text, kind, id) => events(text).find((e) => e.UID === `${kind}-${id}@hansa`);

test('the calendar holds tasks, closings of leads, dates of orders and ends of partnerships, as far as one sees them', async () => {
  const lead = ok(await w.anna.post('/api/leads', { title: 'Radar', expected_close: day(10) }, once()), 201);
  const t = await task(w.anna, { due_on: day(3) });
  await task(w.anna, { due_on: day(300) });
  const items = ok(await w.anna.get(`/api/calendar?from=${day(0)}&to=${day(30)}`)).items;
  assert.deepEqual(items.filter((i) => [lead.id, t.id].includes(i.id)).map((i) => [i.kind, i.on, i.title, i.done, i.record_kind]),
    [['task', day(3), 'Call the harbour', false, null], ['lead_close', day(10), 'Radar', false, 'lead']]);
  assert.equal(ok(await w.piotr.get(`/api/calendar?from=${day(0)}&to=${day(30)}`)).items.length, 0);
  await w.share(w.anna, lead.id, w.piotr, 'teaser');
  assert.equal(ok(await w.piotr.get(`/api/calendar?from=${day(0)}&to=${day(30)}`)).items.length, 0, 'a teaser tells no date');
  await w.share(w.anna, lead.id, w.piotr, 'read');
  assert.deepEqual(ok(await w.piotr.get(`/api/calendar?from=${day(0)}&to=${day(30)}`)).items.map((i) => i.id), [lead.id]);
  assert.deepEqual(ok(await w.piotr.get(`/api/calendar?from=${day(0)}&to=${day(30)}&scope=mine`)).items, []);
  await w.act(w.anna, w.partnership, 'notice');
  assert.ok(ok(await w.piotr.get(`/api/calendar?from=${day(0)}&to=${day(60)}`)).items.some((i) => i.kind === 'partnership_ends' && i.title === 'Lübeck Instruments'));
  problem(await w.anna.get('/api/calendar?from=2026-01-01'), 422);
});

test('a moment falls on the day it has where its reader lives', async () => {
  ok(await w.zofia.put('/api/notification-settings', { time_zone: 'Asia/Shanghai' }), 204);
  const t = await task(w.zofia, { due_at: `${day(5)}T20:00:00Z` });
  const of = async (who) => ok(await who.get(`/api/calendar?from=${day(0)}&to=${day(30)}`)).items.find((i) => i.id === t.id).on;
  assert.deepEqual([await of(w.zofia), await of(w.piotr)], [day(6), day(5)]);
});

test('a feed is read without a log-in, as a calendar wants it', async () => {
  const long = `Zażółć gęślą jaźń; czytaj, „pisz\\licz" ${'港口雷达'.repeat(20)}`;
  const t = await task(w.moritz, { title: long, note: 'first\nsecond\r\nthird\u0007', due_on: day(4), remind_at: `${day(3)}T07:00:00Z` });
  const at = await task(w.moritz, { title: 'At an hour', due_at: `${day(4)}T09:30:00+02:00` });
  const f = await feed(w.moritz);
  assert.match(f.link, /^https?:\/\/.+\/feeds\/[\w-]{22}\.ics$/);
  const r = await fetched(f.path);
  assert.equal(r.status, 200, r.text);
  assert.match(r.headers.get('content-type'), /^text\/calendar(;|$)/);
  assert.ok(r.text.startsWith('BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:') && r.text.endsWith('END:VCALENDAR\r\n'));
  assert.ok(r.text.split('\r\n').every((l) => Buffer.byteLength(l) <= 75), 'lines are folded at 75 octets');
  assert.doesNotMatch(r.text, /[^\r]\n|\r[^\n]|\ufffd|[\0-\x09\x0b\x0c\x0e-\x1f]/, 'and end in CRLF, whole characters, no control characters');
  const e = event(r.text, 'task', t.id);
  assert.equal(e.SUMMARY, long.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,'));
  assert.equal(e.DESCRIPTION, 'first\\nsecond\\nthird ');
  assert.deepEqual([e['DTSTART;VALUE=DATE'], e['DTEND;VALUE=DATE'], e.SEQUENCE, e.TRANSP], [day(4).replaceAll('-', ''), day(5).replaceAll('-', ''), '0', 'TRANSPARENT']);
  assert.equal(e['TRIGGER;VALUE=DATE-TIME'], `${day(3).replaceAll('-', '')}T070000Z`);
  assert.equal(event(r.text, 'task', at.id).DTSTART, `${day(4).replaceAll('-', '')}T073000Z`);
  assert.equal((r.text.match(/BEGIN:VALARM/g) ?? []).length, 1);

  // changed: the same UID, a higher SEQUENCE; done: said so, and no alarm any more
  ok(await w.moritz.patch(`/api/tasks/${t.id}`, { title: 'Short', state: 'done' }, { headers: { 'if-match': '"1"' } }));
  const again = event((await fetched(f.path)).text, 'task', t.id);
  assert.deepEqual([again.SUMMARY, again.SEQUENCE, again['TRIGGER;VALUE=DATE-TIME']], ['✓ Short', '1', undefined]);
});

test('a feed says in its reader\'s language what is not a task', async () => {
  ok(await w.piotr.patch('/api/session/person', { language: 'pl' }));
  const lead = ok(await w.piotr.post('/api/leads', { title: 'Radar', expected_close: day(12) }, once()), 201);
  const e = event((await fetched((await feed(w.piotr, 'company')).path)).text, 'lead_close', lead.id);
  assert.deepEqual([e.SUMMARY, e.CATEGORIES], ['Przewidywane zamknięcie: Radar', 'Leady']);
  assert.ok(e.URL.endsWith(`/records/${lead.id}`));
});

test('a feed shows what its person may see today: not more, and nothing once the person is gone', async () => {
  const f = await feed(w.zofia, 'company');
  const t = await task(w.anna, { title: 'Secret of Lübeck', due_on: day(2) });
  assert.ok(!(await fetched(f.path)).text.includes('Secret'));
  assert.equal(event((await fetched(f.path)).text, 'task', t.id), undefined);
  assert.equal((await w.zofia.get('/api/calendar-feeds')).text.includes(new URL(f.link).pathname.slice(7, 29)), false, 'the address is told once');
  assert.ok(!(await w.psql(`SELECT f::text FROM hansa.calendar_feed f WHERE id = '${f.id}'`)).includes(f.path.slice(7, 29)));
  problem(await w.piotr.delete(`/api/calendar-feeds/${f.id}`), 404, 'not_found');
  ok(await w.piotr.delete(`/api/members/${w.zofia.me.person.id}`), 204);
  const gone = await fetched(f.path);
  problem(gone, 404, 'not_found');
  assert.equal(gone.text, (await fetched(`/feeds/${'A'.repeat(22)}.ics`)).text);
});

test('a feed taken away stops working, and an API key has none', async () => {
  const f = await feed(w.anna);
  assert.equal((await fetched(f.path)).status, 200);
  assert.ok(ok(await w.anna.get('/api/calendar-feeds')).items.find((x) => x.id === f.id).read_at);
  ok(await w.anna.delete(`/api/calendar-feeds/${f.id}`), 204);
  problem(await fetched(f.path), 404, 'not_found');
  problem(await client(w.url, { key: await w.keyOf(w.anna, ['tasks:read']) }).post('/api/calendar-feeds', { name: 'x' }), 403, 'scope_missing');
});
