// Tables out and in: CSV and XLSX that spreadsheets open without running anything, CSV that is read strictly, texts of a type of their own.
// The endpoints stand in files of their own, laid beside those of the program.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { root, scratch } from '../support/hansa.mjs';
import { ok, problem, startWorld } from '../support/world.mjs';

let w, anna;

const endpoints = {
  export: `-- GET /api/samples/export
-- A table of samples.
-- auth: viewer    returns: sheet
-- :format  text  one of csv|xlsx
-- :rows    int = 3   0..100000
-- > title text
-- > n int
-- > value_minor money
-- > currency text
-- > price decimal
-- > won bool
-- > at timestamptz
-- > on_day date
-- > tags json
SELECT CASE i WHEN 1 THEN '=1+1' WHEN 2 THEN 'Zażółć, "gęślą" jaźń' ELSE '漢字 ' || i END AS title, i AS n, (i * 100 - 150)::bigint AS value_minor,
  CASE i WHEN 3 THEN 'JPY' ELSE 'EUR' END AS currency, CASE i WHEN 2 THEN 12345678901234567890.123 ELSE i + 0.5 END AS price, i = 1 AS won,
  timestamptz '2026-11-22 01:02:03.4+00' AS at, date '2026-11-22' AS on_day, CASE i WHEN 1 THEN '["a"]'::jsonb END AS tags
FROM generate_series(1, :rows) i ORDER BY i
`,
  text: `-- GET /api/samples/calendar
-- A calendar.
-- auth: public    returns: text    content-type: text/calendar
SELECT 'BEGIN:VCALENDAR'
`,
  read: `-- POST /api/samples/read
-- A table comes in.
-- auth: member    returns: one    body_cap: 4194304
-- :name   text    1..20
-- :rows   csv     2..50000
-- > name text
-- > n int
-- > first json
-- > last json
SELECT :name AS name, jsonb_array_length(:rows) AS n, :rows -> 0 AS first, :rows -> -1 AS last
`,
};

before(async () => {
  const sql = join(scratch('sql'), 'sql');
  cpSync(join(root, 'sql'), sql, { recursive: true });
  mkdirSync(join(sql, 'api/samples'));
  for (const [name, text] of Object.entries(endpoints)) writeFileSync(join(sql, 'api/samples', `${name}.sql`), text);
  w = await startWorld({ args: ['--sql', sql] });
  anna = w.anna;
});
after(() => w?.stop());

const sheet = async (format, rows = 3) => {
  const r = await fetch(`${w.url}/api/samples/export?format=${format}&rows=${rows}`, { headers: anna.headers('GET') });
  return { status: r.status, headers: r.headers, bytes: Buffer.from(await r.arrayBuffer()) };
};
// The parts of a zip, by its central directory.
function unzip(b) {
  const parts = {};
  for (let at = b.indexOf(Buffer.from('PK\x01\x02', 'latin1')); at >= 0 && b.readUInt32LE(at) === 0x02014b50;) {
    const [packed, names, extra, comment, local] = [b.readUInt32LE(at + 20), b.readUInt16LE(at + 28), b.readUInt16LE(at + 30), b.readUInt16LE(at + 32), b.readUInt32LE(at + 42)];
    const from = local + 30 + b.readUInt16LE(local + 26) + b.readUInt16LE(local + 28);
    const raw = b.subarray(from, from + packed);
    parts[b.toString('utf8', at + 46, at + 46 + names)] = (b.readUInt16LE(at + 10) ? inflateRawSync(raw) : raw).toString('utf8');
    at += 46 + names + extra + comment;
  }
  return parts;
}

test('a CSV has a mark for Excel, the declared columns, exact amounts, and no formula', async () => {
  const r = await sheet('csv');
  assert.equal(r.status, 200);
  assert.equal(r.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.match(r.headers.get('content-disposition'), /^attachment; filename="samples\.csv"/);
  assert.equal(r.bytes.toString('utf8'), '\ufefftitle,n,value,currency,price,won,at,on_day,tags\r\n'
    + '"\'=1+1",1,-0.50,EUR,1.5,true,2026-11-22T01:02:03Z,2026-11-22,"[""a""]"\r\n'
    + '"Zażółć, ""gęślą"" jaźń",2,0.50,EUR,12345678901234567890.123,false,2026-11-22T01:02:03Z,2026-11-22,\r\n'
    + '漢字 3,3,150,JPY,3.5,false,2026-11-22T01:02:03Z,2026-11-22,\r\n');
});

test('an XLSX has text as text, numbers only where they are exact, days as days, and no formula', async () => {
  const r = await sheet('xlsx');
  assert.equal(r.headers.get('content-type'), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet');
  assert.match(r.headers.get('content-disposition'), /^attachment; filename="samples\.xlsx"/);
  const parts = unzip(r.bytes);
  const xml = parts['xl/worksheets/sheet1.xml'];
  assert.ok(xml, Object.keys(parts).join());
  assert.doesNotMatch(xml, /<f>/);
  const cell = (at) => new RegExp(`<c r="${at}"([^>]*)>(.*?)</c>`).exec(xml)?.slice(1) ?? [];
  assert.match(cell('A2')[0], /t="inlineStr"/);
  assert.match(cell('A2')[1], /=1\+1/);
  assert.match(cell('A3')[1], /Zażółć, "gęślą" jaźń/);
  assert.match(cell('C2')[1], /<v>-0\.5<\/v>/);
  assert.match(cell('C4')[1], /<v>150<\/v>/);
  assert.match(cell('E3')[0], /t="inlineStr"/);
  assert.match(cell('E3')[1], /12345678901234567890\.123/);
  assert.match(cell('F2')[0], /t="b"/);
  assert.match(cell('H2')[1], /<v>46348<\/v>/);
  assert.match(cell('G2')[1], /<v>46348\.04309/);
});

test('an empty table has its head', async () => {
  assert.equal((await sheet('csv', 0)).bytes.toString(), '\ufefftitle,n,value,currency,price,won,at,on_day,tags\r\n');
  assert.match(unzip((await sheet('xlsx', 0)).bytes)['xl/worksheets/sheet1.xml'], /value/);
});

test('50,000 rows come, while others are served; one more is refused with words', async () => {
  for (const format of ['csv', 'xlsx']) {
    let worst = 0, done = false;
    const all = sheet(format, 50000).finally(() => (done = true));
    while (!done) {
      const from = performance.now();
      ok(await anna.get('/api/session'));
      worst = Math.max(worst, performance.now() - from);
    }
    const r = await all;
    assert.equal(r.status, 200);
    if (format === 'csv') assert.equal(r.bytes.toString().split('\r\n').length, 50002);
    else assert.match(unzip(r.bytes)['xl/worksheets/sheet1.xml'], /<row r="50001"/);
    assert.ok(worst < 2000, `${format}: somebody else waited ${worst} ms`);
  }
  problem(await anna.get('/api/samples/export?format=csv&rows=50001'), 422, 'too_many_rows');
  const spool = readdirSync(join(w.h.state, 'spool'));
  assert.deepEqual(spool.filter((f) => f.startsWith('sheet')), [], 'nothing is left on disk');
});

test('many tables at once are made one after the other', async () => {
  const all = await Promise.all(Array.from({ length: 8 }, (_, i) => sheet(i % 2 ? 'csv' : 'xlsx', 2000)));
  assert.deepEqual(all.map((r) => r.status), Array(8).fill(200));
  const csv = all.filter((r) => r.headers.get('content-type').startsWith('text/csv'));
  for (const r of csv) assert.ok(r.bytes.equals(csv[0].bytes));
});

test('tables that nobody waits for any more hold up no one', async () => {
  for (let i = 0; i < 6; i++) {
    const gone = new AbortController();
    const left = fetch(`${w.url}/api/samples/export?format=xlsx&rows=20000`, { headers: anna.headers('GET'), signal: gone.signal }).catch((e) => e.name);
    setTimeout(() => gone.abort(), 30 + 40 * i);
    assert.equal(await left, 'AbortError');
  }
  assert.equal((await sheet('csv', 10)).status, 200);
});

test('the format is asked for by name', async () => {
  problem(await anna.get('/api/samples/export'), 422, 'field_required');
  problem(await anna.get('/api/samples/export?format=pdf'), 422, 'value_invalid');
});

const read = (body, headers = {}, query = '?name=x') => anna.request('POST', `/api/samples/read${query}`, { body, headers: { 'content-type': 'text/csv', ...headers } });

test('a CSV is read as it stands: quotes, line ends, the mark of Excel, semicolons and tabs', async () => {
  const cases = [['a,b\r\n1,2\r\n', ['a', 'b'], ['1', '2']], ['\ufeffa,b\n1,2', ['a', 'b'], ['1', '2']], ['a;b\n1,5;"x;y"\n', ['a', 'b'], ['1,5', 'x;y']],
    ['a\tb\n\n\n1\t\n', ['a', 'b'], ['1', '']], ['name\n"two\r\nlines ""x"""', ['name'], ['two\r\nlines "x"']], ['名,ż\n漢 , 😀\n', ['名', 'ż'], ['漢 ', ' 😀']]];
  for (const [text, first, last] of cases) {
    const r = ok(await read(text));
    assert.deepEqual([r.name, r.n, r.first, r.last], ['x', 2, first, last]);
  }
});

test('a CSV that cannot be read is refused with its row', async () => {
  assert.match(problem(await read('a,b\n"x"y,2\n'), 422, 'csv_malformed').detail, /Row 2/);
  problem(await read('a,b\n1,"open\n'), 422, 'csv_malformed');
  assert.match(problem(await read(Buffer.from('a\nb\nZa\xbf', 'latin1')), 422, 'csv_not_utf8').detail, /Line 3/);
  problem(await read(Buffer.from('\ufeffa,b\n', 'utf16le')), 422, 'csv_not_utf8');
  problem(await read('a\0b\n1\n'), 422, 'csv_not_utf8');
  problem(await read('a,b\n'), 422, 'too_few_rows');
  problem(await read('x\n'.repeat(50001)), 422, 'too_many_rows');
  problem(await read(`a\n${',' .repeat(300)}\n`), 422, 'too_many_columns');
  problem(await read(`a\n${'x'.repeat(10001)}\n`), 422, 'value_too_long');
  problem(await read(''), 422, 'field_required');
});

test('a large CSV is taken apart whole', async () => {
  const r = ok(await read(Array.from({ length: 25000 }, (_, i) => `${i},"row ""${i}""",zażółć`).join('\n')));
  assert.deepEqual([r.n, r.first, r.last], [25000, ['0', 'row "0"', 'zażółć'], ['24999', 'row "24999"', 'zażółć']]);
});

test('a CSV larger than its endpoint takes, or that is none, is refused', async () => {
  problem(await w.anna.request('POST', '/api/samples/read?name=x', { body: Buffer.alloc(4194305, 'x'), headers: { 'content-type': 'text/csv' } }), 413, 'body_too_large');
  problem(await read('{"a":1}', { 'content-type': 'application/json' }), 415, 'media_type');
  problem(await read('a\nb\n', {}, ''), 422, 'field_required');
  problem(await read('a\nb\n', {}, '?name=x&rows=y'), 422, 'field_unknown');
});

test('a text may have a type of its own', async () => {
  const r = await anna.get('/api/samples/calendar');
  assert.equal(r.headers.get('content-type'), 'text/calendar; charset=utf-8');
  assert.equal(r.text, 'BEGIN:VCALENDAR');
});

test('the API description tells of bodies and answers that are no JSON', async () => {
  const { paths } = (await anna.get('/api/openapi.json')).json;
  assert.deepEqual(Object.keys(paths['/api/samples/export'].get.responses[200].content),
    ['text/csv', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet']);
  assert.deepEqual(Object.keys(paths['/api/samples/read'].post.requestBody.content), ['text/csv']);
  assert.deepEqual(paths['/api/samples/read'].post.parameters.map((p) => [p.name, p.in]), [['name', 'query']]);
  assert.deepEqual(Object.keys(paths['/api/files'].post.requestBody.content), ['application/octet-stream']);
  assert.deepEqual(Object.keys(paths['/api/files/{id}'].get.responses[200].content), ['application/octet-stream']);
  assert.deepEqual(Object.keys(paths['/api/samples/calendar'].get.responses[200].content), ['text/calendar']);
});
