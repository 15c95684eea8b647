// Files in rooms: brought, hung into a message, read by who may see it, and sent so that they can do nothing.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { client } from '../support/hansa.mjs';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w, anna, moritz, piotr, kari, room;
const MB = 1048576;
const png = (width, height, tail = '') => Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
  Buffer.from([width >>> 24, width >> 16, width >> 8, width, height >>> 24, height >> 16, height >> 8, height]), Buffer.from('0806000000', 'hex'), Buffer.from(tail)]);

const bring = (who, name, body, headers = {}) => who.request('POST', `/api/files?name=${encodeURIComponent(name)}`,
  { body, headers: { 'content-type': 'application/octet-stream', ...headers } });
const brought = async (who, name, body) => ok(await bring(who, name, body), 201);
const post = (who, files, text = 'See the file', to = room) => who.post(`/api/rooms/${to}/messages`, { cid: randomUUID(), text, files });
// Bytes as they are: the client makes text of every body.
const fetched = async (who, id, headers = {}) => {
  const r = await fetch(`${w.url}/api/files/${id}`, { headers: who.headers('GET', headers) });
  return { status: r.status, headers: r.headers, bytes: Buffer.from(await r.arrayBuffer()) };
};

before(async () => {
  w = await startWorld();
  ({ anna, moritz, piotr, kari } = w);
  room = ok(await anna.post('/api/rooms', { title: 'Harbour', companies: [piotr.me.company.id], history: true }, once()), 201).id;
  ok(await piotr.post(`/api/rooms/${room}/accept`), 204);
});
after(() => w.stop());

test('a file is what its bytes are, whatever it is called and whatever its sender says', async () => {
  const f = await brought(anna, 'photo.exe', png(640, 480));
  assert.deepEqual([f.name, f.type, f.size, f.width, f.height, f.preview], ['photo.exe', 'image/png', 29, 640, 480, true]);
  const r = ok(await bring(anna, 'photo.png', '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', { 'content-type': 'image/png' }), 201);
  assert.deepEqual([r.type, r.preview, r.width], ['image/svg+xml', false, null]);
});

test('a file that is in no message is seen by the one who brought it and by nobody else', async () => {
  const { id } = await brought(anna, 'plan.txt', 'the plan');
  assert.equal((await fetched(anna, id)).bytes.toString(), 'the plan');
  const absent = (await anna.get(`/api/files/${randomUUID()}`)).text;
  for (const who of [moritz, piotr, kari]) {
    assert.equal(problem(await who.get(`/api/files/${id}`), 404, 'not_found').status, 404);
    assert.equal((await who.get(`/api/files/${id}`)).text, absent);
    problem(await who.delete(`/api/files/${id}`), 404, 'not_found');
    problem(await post(who === kari ? anna : who, [who === kari ? randomUUID() : id]), 422, 'file_unknown');
  }
  ok(await anna.delete(`/api/files/${id}`), 204);
  problem(await anna.get(`/api/files/${id}`), 404);
});

test('a message hands its files to everybody who may see it, once', async () => {
  const f = await brought(anna, 'ship.png', png(32, 16));
  const g = await brought(anna, 'terms.pdf', '%PDF-1.7');
  const m = ok(await post(anna, [f.id, g.id]), 201);
  problem(await post(anna, [f.id]), 422, 'file_unknown');
  problem(await anna.delete(`/api/files/${f.id}`), 404);
  const shown = ok(await piotr.get(`/api/rooms/${room}/messages`)).items.find((x) => x.id === m.id);
  assert.deepEqual(shown.files, [{ id: f.id, name: 'ship.png', type: 'image/png', size: 29, width: 32, height: 16, preview: true },
    { id: g.id, name: 'terms.pdf', type: 'application/pdf', size: 8, width: null, height: null, preview: false }]);
  for (const who of [anna, moritz, piotr, w.zofia]) assert.deepEqual((await fetched(who, f.id)).bytes, png(32, 16));
  problem(await kari.get(`/api/files/${f.id}`), 404);
  problem(await client(w.url).get(`/api/files/${f.id}`), 401);
});

test('a message may be a file alone', async () => {
  const f = await brought(piotr, 'only.txt', 'x');
  ok(await post(piotr, [f.id], ''), 201);
});

test('the files of a room are listed with who sent them, newest first, page by page', async () => {
  const all = ok(await piotr.get(`/api/rooms/${room}/files`)).items;
  assert.deepEqual(all.map((f) => f.name), ['only.txt', 'terms.pdf', 'ship.png']);
  assert.deepEqual([all[1].author, all[1].company], ['Anna', 'Lübeck Instruments']);
  const first = ok(await piotr.get(`/api/rooms/${room}/files?limit=2`));
  const second = ok(await piotr.get(`/api/rooms/${room}/files?limit=2&after=${encodeURIComponent(first.next)}`));
  assert.deepEqual([...first.items, ...second.items].map((f) => f.id), all.map((f) => f.id));
  assert.equal(second.next, null);
  problem(await kari.get(`/api/rooms/${room}/files`), 404);
});

test('a file goes with the message it hangs on, and its bytes go from the database', async () => {
  const f = await brought(anna, 'secret.txt', `secret ${randomUUID()}`);
  const m = ok(await post(anna, [f.id]), 201);
  assert.equal((await fetched(piotr, f.id)).status, 200);
  ok(await anna.delete(`/api/messages/${m.id}`), 204);
  for (const who of [anna, piotr]) problem(await who.get(`/api/files/${f.id}`), 404, 'not_found');
  assert.ok(!ok(await piotr.get(`/api/rooms/${room}/files`)).items.some((x) => x.id === f.id));
  await w.psql(`UPDATE hansa.file_content SET at = now() - interval '2 hours'; SELECT hansa.files_sweep_()`);
  assert.equal(await w.psql(`SELECT count(*) FROM hansa.file_ f JOIN hansa.file_content c USING (company_id, sha256) WHERE f.id = '${f.id}'`), '0');
  assert.equal((await fetched(piotr, ok(await piotr.get(`/api/rooms/${room}/files`)).items[0].id)).status, 200, 'the others stay');
});

test('a company that leaves the room loses its files in the same moment', async () => {
  const other = ok(await anna.post('/api/rooms', { title: 'For a while', companies: [piotr.me.company.id] }, once()), 201).id;
  ok(await piotr.post(`/api/rooms/${other}/accept`), 204);
  const f = await brought(anna, 'x.txt', 'for a while');
  ok(await post(anna, [f.id], 'x', other), 201);
  assert.equal((await fetched(piotr, f.id)).status, 200);
  ok(await anna.delete(`/api/rooms/${other}/companies/${piotr.me.company.id}`), 204);
  problem(await piotr.get(`/api/files/${f.id}`), 404);
  assert.equal((await fetched(anna, f.id)).status, 200);
});

test('the same bytes are kept once a company, and never shared between companies', async () => {
  const bytes = `kept once ${randomUUID()}`;
  const sum = createHash('sha256').update(bytes).digest('hex');
  const a = await brought(anna, 'a.txt', bytes);
  const b = await brought(moritz, 'b.txt', bytes);
  const c = await brought(piotr, 'c.txt', bytes);
  assert.equal(await w.psql(`SELECT count(*) FROM hansa.file_content WHERE sha256 = '\\x${sum}'`), '2');
  ok(await anna.delete(`/api/files/${a.id}`), 204);
  for (const [who, f] of [[moritz, b], [piotr, c]]) assert.equal((await fetched(who, f.id)).bytes.toString(), bytes);
});

test('an image that is safe to draw is shown, everything else is a download that a browser does nothing with', async () => {
  const safe = [png(32, 16), Buffer.from('GIF89a\x20\0\x10\0\0\0\0', 'latin1'), Buffer.from('ffd8ffe000047878ffffc0001108002000400300', 'hex'),
    Buffer.from('RIFF\x1a\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x1f\0\0\x0f\0\0', 'latin1')];
  for (const bytes of safe) {
    const f = await brought(anna, 'i', bytes);
    const r = await fetched(anna, f.id);
    assert.equal(r.headers.get('content-type'), f.type);
    assert.match(r.headers.get('content-disposition'), /^inline; /);
    assert.deepEqual(r.bytes, bytes);
  }
  const hostile = ['<svg onload="alert(1)">', '<!doctype html><script>alert(1)</script>', '%PDF-1.7 /JavaScript', 'MZ\x90\0', '#!/bin/sh\nrm -rf /', 'alert(1)', '\0\x01\x02',
    '<?xml version="1.0"?><?xml-stylesheet href="javascript:alert(1)"?><x/>', png(60000, 60000), png(0, 5), 'PK\x03\x04\x14\0\0\0\x08\0', 'BEGIN:VCALENDAR\r\n', 'GIF89a\xff\xff\xff\xff\0\0\0'];
  for (const bytes of hostile) {
    const f = await brought(anna, 'a.html', typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : bytes);
    const r = await fetched(anna, f.id);
    assert.equal(r.headers.get('content-type'), 'application/octet-stream', String(bytes));
    assert.match(r.headers.get('content-disposition'), /^attachment; /);
    assert.equal(f.preview, false);
    await anna.delete(`/api/files/${f.id}`);
  }
});

test('every file comes with headers that forbid it to run, to be framed, guessed at or used by another site', async () => {
  for (const bytes of [png(32, 16), '<html>']) {
    const { id } = await brought(anna, 'x', bytes);
    const r = await fetched(anna, id);
    const again = await fetched(anna, id, { 'if-none-match': r.headers.get('etag') });
    assert.deepEqual([again.status, again.bytes.length], [304, 0]);
    for (const h of [r.headers, again.headers]) {
      assert.equal(h.get('content-security-policy'), "default-src 'none'; sandbox; frame-ancestors 'none'");
      assert.equal(h.get('x-content-type-options'), 'nosniff');
      assert.equal(h.get('cross-origin-resource-policy'), 'same-origin');
      assert.equal(h.get('cache-control'), 'private, no-cache');
      assert.equal(h.get('x-frame-options'), 'DENY');
      assert.equal(h.get('set-cookie'), null);
    }
    assert.equal((await fetched(anna, id, { 'if-none-match': '"other"' })).status, 200);
  }
});

test('what is cached is not given again to one who may no longer see it', async () => {
  const f = await brought(anna, 'x.txt', 'once seen');
  const m = ok(await post(anna, [f.id]), 201);
  const tag = (await fetched(piotr, f.id)).headers.get('etag');
  ok(await anna.delete(`/api/messages/${m.id}`), 204);
  assert.equal((await fetched(piotr, f.id, { 'if-none-match': tag })).status, 404);
  assert.equal((await fetched(kari, f.id, { 'if-none-match': tag })).status, 404);
});

test('a name cannot make a header, a path or another name', async () => {
  const names = {
    '../../etc/passwd': ['.._.._etc_passwd', `attachment; filename=".._.._etc_passwd"; filename*=UTF-8''.._.._etc_passwd`],
    'C:\\temp\\x.bat': ['C:_temp_x.bat', `attachment; filename="C:_temp_x.bat"; filename*=UTF-8''C%3A_temp_x.bat`],
    'exe.\u202egpj.txt': ['exe.gpj.txt', `attachment; filename="exe.gpj.txt"; filename*=UTF-8''exe.gpj.txt`],
    'a"; filename="b.html': ['a"; filename="b.html', `attachment; filename="a__ filename=_b.html"; filename*=UTF-8''a%22%3B%20filename%3D%22b.html`],
    'Zażółć 漢字.pdf': ['Zażółć 漢字.pdf', `attachment; filename="Za____ __.pdf"; filename*=UTF-8''Za%C5%BC%C3%B3%C5%82%C4%87%20%E6%BC%A2%E5%AD%97.pdf`],
    '<img src=x onerror=alert(1)>': ['<img src=x onerror=alert(1)>', `attachment; filename="<img src=x onerror=alert(1)>"; filename*=UTF-8''%3Cimg%20src%3Dx%20onerror%3Dalert%281%29%3E`],
    '\u200b\u202e\u2066': ['file', `attachment; filename="file"; filename*=UTF-8''file`],
  };
  for (const [name, [kept, header]] of Object.entries(names)) {
    const f = await brought(piotr, name, 'x');
    assert.equal(f.name, kept);
    const r = await fetched(piotr, f.id);
    assert.equal(r.headers.get('content-disposition'), header);
    assert.equal(r.headers.get('set-cookie'), null);
    ok(await piotr.delete(`/api/files/${f.id}`), 204);
  }
  problem(await bring(piotr, 'a\r\nSet-Cookie: x=1', 'x'), 400, 'request_line_malformed');
  const f = await brought(piotr, 'x', 'x');
  await w.psql(`UPDATE hansa.file_ SET name = E'a\\r\\nSet-Cookie: x=1.txt' WHERE id = '${f.id}'`); // had it come in by another way
  const r = await fetched(piotr, f.id);
  assert.equal(r.headers.get('content-disposition'), `attachment; filename="aSet-Cookie: x=1.txt"; filename*=UTF-8''aSet-Cookie%3A%20x%3D1.txt`);
  assert.equal(r.headers.get('set-cookie'), null);
  problem(await bring(anna, '', 'x'), 422);
  problem(await bring(anna, 'x'.repeat(256), 'x'), 422, 'out_of_range');
  problem(await anna.request('POST', '/api/files', { body: 'x', headers: { 'content-type': 'application/octet-stream' } }), 422, 'field_required');
});

test('20 MiB come and go whole; a byte more is refused with words', async () => {
  const bytes = Buffer.alloc(20 * MB);
  for (let i = 0; i < bytes.length; i += 97) bytes[i] = i;
  const f = await brought(moritz, 'large.bin', bytes);
  assert.equal(f.size, bytes.length);
  assert.ok((await fetched(moritz, f.id)).bytes.equals(bytes));
  ok(await moritz.delete(`/api/files/${f.id}`), 204);
  const r = problem(await bring(moritz, 'larger.bin', Buffer.alloc(20 * MB + 1)), 413, 'body_too_large');
  assert.match(r.detail, /20 MiB/);
});

test('several large files at once all come through, and others are served meanwhile', async () => {
  const started = Date.now();
  const large = [anna, piotr, kari].map((who, i) => bring(who, 'l.bin', Buffer.alloc(12 * MB, i)));
  let served = 0;
  const all = Promise.all(large).then((r) => { served = -served; return r; });
  while (served >= 0 && Date.now() - started < 30000) {
    ok(await moritz.get('/api/session'));
    if (served >= 0) served++;
  }
  for (const r of await all) ok(r, 201);
  assert.ok(served < -3, `${-served} answers meanwhile`);
});

test('files that are broken off in the middle, coming or going, hold up no one', async () => {
  const { id } = await brought(moritz, 'l.bin', Buffer.alloc(8 * MB, 1));
  for (let i = 0; i < 6; i++) {
    const gone = new AbortController();
    const r = await fetch(`${w.url}/api/files/${id}`, { headers: moritz.headers('GET'), signal: gone.signal });
    assert.equal(r.status, 200);
    gone.abort();
    const stop = new AbortController();
    const half = new ReadableStream({ start(c) { c.enqueue(new Uint8Array(MB)); setTimeout(() => stop.abort(), 50); } });
    const broken = await fetch(`${w.url}/api/files?name=half`, { method: 'POST', body: half, duplex: 'half', signal: stop.signal,
      headers: moritz.headers('POST', { 'content-type': 'application/octet-stream' }) }).catch((e) => e.name);
    assert.equal(broken, 'AbortError');
  }
  assert.equal((await fetched(moritz, id)).bytes.length, 8 * MB);
  assert.equal(await w.psql(`SELECT count(*) FROM hansa.file_ WHERE name = 'half'`), '0');
  ok(await moritz.delete(`/api/files/${id}`), 204);
});

test('nothing, a form and an empty file are no file', async () => {
  problem(await bring(anna, 'x', ''), 422, 'field_required');
  problem(await bring(anna, 'x', 'a=b', { 'content-type': 'application/x-www-form-urlencoded' }), 415, 'media_type');
  problem(await bring(anna, 'x', '--x\r\n\r\n--x--', { 'content-type': 'multipart/form-data; boundary=x' }), 415, 'media_type');
  problem(await anna.request('POST', '/api/files?name=x&colour=red', { body: 'x', headers: { 'content-type': 'text/plain' } }), 422, 'field_unknown');
});

test('a page of another site cannot bring a file in a person\'s name', async () => {
  problem(await bring(anna, 'x', 'x', { origin: 'https://evil.example' }), 403, 'origin_mismatch');
});

test('a viewer reads files and brings none; a key brings and reads with the scope for rooms', async () => {
  problem(await bring(w.vera, 'x', 'x'), 403, 'role_insufficient');
  const some = ok(await w.vera.get(`/api/rooms/${room}/files`)).items[0];
  assert.equal((await fetched(w.vera, some.id)).status, 200);
  const key = client(w.url, { key: await w.keyOf(anna, ['rooms:write', 'rooms:read']) });
  const f = await brought(key, 'by-key.txt', 'x');
  problem(await anna.get(`/api/files/${f.id}`), 404);
  ok(await post(key, [f.id]), 201);
  assert.equal((await fetched(piotr, f.id)).bytes.toString(), 'x');
  problem(await bring(client(w.url, { key: await w.keyOf(anna, ['leads:read']) }), 'x', 'x'), 403, 'scope_missing');
});

test('the company\'s rule narrows size and types, for its own people alone', async () => {
  const rule = { retention_days: null, edit_minutes: null, delete_allowed: true, file_max_mb: 1, file_types: ['image/*', 'application/pdf'], guests_allowed: true };
  ok(await piotr.put('/api/company/chat-rule', rule), 204);
  assert.match(problem(await bring(w.zofia, 'x.png', Buffer.concat([png(9, 9), Buffer.alloc(MB)])), 413, 'file_too_large').detail, /1 MB/);
  problem(await bring(w.zofia, 'x.png', 'text, whatever it is called'), 422, 'file_type_refused');
  ok(await bring(w.zofia, 'x', png(9, 9)), 201);
  ok(await bring(w.zofia, 'x', '%PDF-1.7'), 201);
  ok(await bring(anna, 'x.txt', 'text'), 201);
  ok(await piotr.put('/api/company/chat-rule', { ...rule, file_max_mb: 0 }), 204);
  problem(await bring(w.zofia, 'x', png(9, 9)), 403, 'files_not_allowed');
  ok(await piotr.put('/api/company/chat-rule', { ...rule, file_max_mb: 20, file_types: null }), 204);
});

test('a guest brings files into its one room by its host\'s rule, and reads those of no other', async () => {
  const made = ok(await anna.post(`/api/rooms/${room}/guests`, { name: 'Li', days: 7, history: false }, once()), 201);
  const li = client(w.url);
  ok(await li.post('/api/guests/enter', { token: made.link.split('/').at(-1).split('#').at(-1), name: 'Li' }));
  const f = await brought(li, 'from-li.png', png(3, 3));
  ok(await post(li, [f.id]), 201);
  assert.equal((await fetched(anna, f.id)).status, 200);
  const other = ok(await anna.post('/api/rooms', { title: 'Not for Li', companies: [piotr.me.company.id] }, once()), 201).id;
  const g = await brought(anna, 'hidden.txt', 'x');
  ok(await post(anna, [g.id], 'x', other), 201);
  problem(await li.get(`/api/files/${g.id}`), 404, 'not_found');
  problem(await li.get(`/api/rooms/${other}/files`), 404, 'not_found');
});

test('who brings file after file and sends none is told to wait', async () => {
  let last;
  for (let i = 0; i < 60 && last?.status !== 429; i++) last = await bring(kari, `${i}.txt`, `file ${i}`);
  problem(last, 429, 'too_many_files');
  assert.ok(Number(last.headers.get('retry-after')) > 0);
});

test('files that never came into a message go after a day', async () => {
  const f = await brought(w.zofia, 'x.txt', 'forgotten');
  await w.psql(`UPDATE hansa.file_ SET at = now() - interval '25 hours' WHERE id = '${f.id}'; SELECT hansa.files_sweep_()`);
  problem(await w.zofia.get(`/api/files/${f.id}`), 404);
});
