// What no client of ours sends: broken JSON, wrong types, too much of everything. Each gets a clear answer and changes nothing.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { client, raw, until } from '../support/hansa.mjs';
import { bodyOf, call, example, operations, pathOf } from '../support/openapi.mjs';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w, ops, anna;

before(async () => {
  w = await startWorld();
  anna = w.anna;
  ops = await operations(w.url);
});
after(async () => {
  assert.match(await (await fetch(`${w.url}/readyz`)).text(), /ready/);
  await w.stop();
});

const post = (body, headers = {}) => anna.request('POST', '/api/leads', { body, headers: { 'content-type': 'application/json', ...headers } });
const leads = () => w.psql('SELECT count(*) FROM hansa.lead');
const withBody = () => ops.filter((o) => o.body);

// Runs fn and sees that no lead was made by it.
async function nothingMade(fn) {
  const before = await leads();
  await fn();
  assert.equal(await leads(), before);
}

test('JSON that is malformed in any way is refused by every operation that takes a body', async () => {
  const broken = ['{', '}', '{"title"}', "{'title':'x'}", '{"title":"x",}', '{"title":"x"} {"title":"y"}', '{"title":"x"}garbage', '{"title":"\u0001"}', '{"title":"\\x"}',
    '{"title":"\\ud800"}', '{"title":"\\udc00\\ud800"}', '{"title":"\\u0000"}', '{"title":nul}', '{"title":01}', '{"title":+1}', '{"title":.5}', '{"title":NaN}', '{"title":Infinity}',
    '{title:"x"}', '\ufeff{"title":"x"}', '{"title":"x"}\0', '\0', '[', '"', '{"a":'.repeat(3), '//x\n{}', '{"title":"x"}{}'];
  await nothingMade(async () => {
    for (const b of broken) problem(await post(b), 400, 'json_malformed');
  });
  for (const op of withBody())
    for (const b of ['{"', '{"a":1']) {
      const r = await anna.request(op.method, pathOf(op), { body: b, headers: { 'content-type': 'application/json', 'if-match': '"1"' } });
      assert.equal(r.status, 400, `${op.id}: ${r.status} ${r.text}`);
    }
});

test('a body that is JSON but no object is refused', async () => {
  for (const b of ['[]', '1', '"x"', 'true', 'null', '[{"title":"x"}]']) problem(await post(b), 422);
  for (const op of withBody()) assert.ok([404, 422].includes((await call(anna, op, { body: [] })).status), op.id);
});

test('the words about malformed JSON are UTF-8 themselves, wherever the text is cut', async () => {
  for (let n = 40; n < 120; n++) {
    const r = await post(`{"title": "${'x'.repeat(n % 4)}", ${'ż€😀'.repeat(n)}`);
    problem(r, 400, 'json_malformed');
    assert.ok(!r.text.includes('\ufffd'), r.text);
  }
});

test('a value of the wrong type is named by its place, for every field of every operation', async () => {
  for (const op of withBody())
    for (const [field, s] of Object.entries(op.body.properties)) {
      const type = [s.type].flat().find((t) => t !== 'null');
      if (!type) continue; // any JSON
      const wrong = [{ a: 1 }, type === 'array' ? 'x' : ['x'], type === 'string' ? 1 : 'x', type === 'string' ? true : 1.5, 1e300];
      for (const value of wrong) {
        const r = await call(anna, op, { body: bodyOf(op, { [field]: value }) });
        problem(r, 422);
        assert.ok(r.json.errors.some((e) => e.pointer.startsWith(`/${field}`)), `${op.id} ${field}: ${r.text}`);
      }
    }
});

test('a field that is not known is refused by every operation, and named', async () => {
  await nothingMade(async () => {
    for (const op of withBody())
      for (const name of ['colour', 'company_id_', '__proto__', 'a/b~c', 'ż'.repeat(40), "'; DROP TABLE lead; --", '']) {
        const body = Object.defineProperty(bodyOf(op), name, { value: 1, enumerable: true });
        const r = await call(anna, op, { body });
        problem(r, 422);
        assert.match(r.text, /There is no (field|parameter)/, `${op.id} ${name}: ${r.text}`);
      }
  });
  assert.deepEqual((await anna.post('/api/leads', { title: 'x', 'a/b~c': 1 })).json.errors.map((e) => e.pointer), ['/a~1b~0c']);
});

test('a query parameter that is not known, repeated or out of range is refused by every list', async () => {
  for (const op of ops.filter((o) => o.method === 'GET' && !o.params.length && o.least)) {
    const must = op.query.filter((q) => q.required).map((q) => `${q.name}=${example(q.schema)}&`).join('');
    problem(await anna.get(`${op.path}?${must}foo=1`), 422, 'field_unknown');
    if (!op.query.some((q) => q.name === 'limit')) continue;
    for (const bad of ['0', '-1', '201', '1.5', 'x', '1e2', '99999999999999999999', '0x10', '+5', ' 5', '٣'])
      problem(await anna.get(`${op.path}?${must}limit=${bad}`), 422);
    problem(await anna.get(`${op.path}?${must}limit=1&limit=2`), 422, 'parameter_repeated');
    ok(await anna.get(`${op.path}?${must}limit=1`));
  }
});

test('a body with nothing in it is a body with nothing given', async () => {
  problem(await anna.request('POST', '/api/leads'), 422);
  problem(await anna.request('POST', '/api/leads', { body: '   ', headers: { 'content-type': 'application/json' } }), 422);
});

test('10 MB where 64 KB is allowed is refused, and 64 KB is taken', async () => {
  const big = JSON.stringify({ title: 'x', description: 'y'.repeat(10 << 20) });
  const refused = async (r) => { const got = await r; assert.equal(got.status, 413, got.text); assert.equal(got.json?.type ?? '/problems/body_too_large', '/problems/body_too_large'); };
  await nothingMade(async () => {
    await refused(post(big));
    await refused(post(big.slice(0, (64 << 10) + 1)));
    const chunked = new ReadableStream({ start(c) { for (let i = 0; i < big.length; i += 65536) c.enqueue(new TextEncoder().encode(big.slice(i, i + 65536))); c.close(); } });
    const r = await fetch(`${w.url}/api/leads`, { method: 'POST', duplex: 'half', body: chunked, headers: { ...anna.headers('POST'), 'content-type': 'application/json' } });
    assert.equal(r.status, 413);
    for (const op of withBody()) assert.equal((await anna.request(op.method, pathOf(op), { body: 'x'.repeat(op.least ? 300000 : 100000), headers: { 'content-type': 'application/json' } })).status, 413, op.id);
  });
  const lead = ok(await post(`{"title":"x"${' '.repeat((64 << 10) - 13)}}`), 201);
  ok(await anna.get(`/api/leads/${lead.id}`));
});

test('a body that is promised large is refused before it comes', async () => {
  const cookie = `__Host-hansa=${anna.cookies.get('__Host-hansa')}`;
  const head = `POST /api/leads HTTP/1.1\r\nHost: h\r\nOrigin: http://h\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: ${10 << 20}\r\n\r\n`;
  assert.match(await raw(w.h.socket(), head), /^HTTP\/1\.1 413 /);
  assert.match(await raw(w.h.port, head.replaceAll('Host: h', `Host: localhost:${w.h.port}`)), /^HTTP\/1\.1 413 /);
});

test('nesting without end is refused before it is read', async () => {
  for (const [open, close] of [['[', ']'], ['{"a":', '}']])
    for (const depth of [100, 5000])
      problem(await post(`{"title":"x","data":${open.repeat(depth)}1${close.repeat(depth)}}`), 400, 'json_malformed');
  problem(await post(`${'['.repeat(60000)}`), 400, 'json_malformed');
  const lead = await w.lead();
  problem(await anna.request('POST', `/api/records/${lead.id}/actions`, { body: `{"action":"qualify","data":${'['.repeat(200)}${']'.repeat(200)}}`, headers: { 'content-type': 'application/json' } }), 400);
});

test('text that is no UTF-8 is refused in the body, the query and the path', async () => {
  const bad = [[0xff], [0xc3], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf5, 0x80, 0x80, 0x80], [0xe2, 0x82], [0x80]];
  await nothingMade(async () => {
    for (const b of bad) {
      problem(await post(Buffer.concat([Buffer.from('{"title":"'), Buffer.from(b), Buffer.from('"}')])), 400, 'json_malformed');
      const escaped = b.map((x) => `%${x.toString(16)}`).join('');
      problem(await anna.get(`/api/search?q=${escaped}`), 422, 'text_invalid');
      problem(await anna.get(`/api/leads?${escaped}=1`), 422, 'field_unknown');
      problem(await anna.get(`/api/leads/${escaped}`), 404);
      assert.equal((await client(w.url).get(`/api/track/${escaped}`)).status, 404);
    }
  });
  for (const escape of ['%', '%4', '%zz', '%u0041', '%%34'])
    for (const path of [`/api/search?q=${escape}`, `/api/leads/${escape}`, `/t/${escape}`, `/edi?${escape}`, `/${escape}`])
      problem(await anna.get(path), 400, 'request_malformed');
});

test('NUL is no letter, wherever it stands', async () => {
  problem(await post('{"title":"a\\u0000b"}'), 400, 'json_malformed');
  problem(await post('{"title":"a\0b"}'), 400, 'json_malformed');
  for (const path of ['/api/search?q=a%00b', '/api/leads/%00', `/api/leads/${randomUUID()}%00`, '/api/leads?%00=1', '/t/%00']) problem(await anna.get(path), 400, 'request_malformed');
});

test('a key given twice is refused, however it is spelt', async () => {
  for (const b of ['{"title":"a","title":"b"}', '{"title":"a","\\u0074itle":"b"}', '{"title":"a","country":"DE","country":"DE"}']) problem(await post(b), 400, 'json_malformed');
});

test('numbers that no column holds are refused; the greatest that one holds comes back', async () => {
  for (const n of ['9223372036854775808', '-1', '1e400', '1e30', '123456789012345678901234567890', '1.0', '-0.5', '1e3'])
    assert.ok([400, 422].includes((await post(`{"title":"x","currency":"EUR","value_minor":${n}}`)).status), n);
  for (const n of ['2147483648', '101', '-1']) problem(await post(`{"title":"x","score":${n}}`), 422);
  const { id } = ok(await post('{"title":"x","currency":"EUR","value_minor":9223372036854775807,"score":100}'), 201);
  assert.match((await anna.get(`/api/leads/${id}`)).text, /"value_minor": ?9223372036854775807/);
});

test('forms are checked to the letter: ids, dates, currencies, countries, addresses', async () => {
  const bad = {
    expected_close: ['2026-02-29', '2026-13-01', '0000-01-01', '26-01-01', '2026-1-1', 'infinity', 'now', '2026-01-01T00:00:00Z', ''],
    currency: ['eur', 'EU', 'EURO', '€', 'E R'], country: ['de', 'DEU', '', 'Ü'],
    email: ['x', '@', 'a@', '@b', 'a@b@c', 'a b@c.d', 'a@b\r\nBcc: c@d.e', '<a@b.c>', `${'a'.repeat(65)}@b.c`],
    assigned_to: ['x', '1', `{${randomUUID()}}`, randomUUID().replaceAll('-', ''), `${randomUUID()} `, "' OR 1=1 --"],
  };
  for (const [field, values] of Object.entries(bad))
    for (const v of values) problem(await anna.post('/api/leads', { title: 'x', currency: 'EUR', [field]: v }), 422);
  problem(await anna.post('/api/leads', { title: 'x', assigned_to: randomUUID() }), 422, 'person_unknown');
  problem(await anna.post('/api/leads', { title: 'x', assigned_to: w.kari.me.person.id }), 422, 'person_unknown');
});

test('lengths count letters, not bytes, to the last one', async () => {
  const { id } = ok(await anna.post('/api/leads', { title: '😀'.repeat(200) }), 201);
  assert.equal((await anna.get(`/api/leads/${id}`)).json.identity.title, '😀'.repeat(200));
  problem(await anna.post('/api/leads', { title: 'ż'.repeat(201) }), 422, 'out_of_range');
  for (const op of withBody())
    for (const [field, s] of Object.entries(op.body.properties).filter(([, p]) => p.maxLength && !p.enum))
      problem(await call(anna, op, { body: bodyOf(op, { [field]: 'x'.repeat(s.maxLength + 1) }) }), 422);
});

test('only JSON is taken for JSON', async () => {
  await nothingMade(async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x', 'application/xml', 'application/jsonx', 'json', ''])
      problem(await post('{"title":"x"}', { 'content-type': type }), 415, 'media_type');
  });
  for (const type of ['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.x+json']) ok(await post('{"title":"x"}', { 'content-type': type }), 201);
});

test('an address that is none of ours says so; a method that an address does not take is told which it takes', async () => {
  for (const path of ['/api/', '/api/nothing', '/api/leads/', '/api/leads/x/y', '/api/Leads', '/api/leads%2f', '/api/leads;x=1'])
    problem(await anna.get(path), 404);
  for (const path of new Set(ops.filter((o) => o.id !== 'edi_post').map((o) => o.path))) {
    // /api/leads/counts is also /api/leads/{id}
    const taken = ops.filter((o) => new RegExp(`^${o.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path)).map((o) => o.method), at = path.replace(/\{token\}/, 'A'.repeat(22)).replace(/\{\w+\}/g, randomUUID());
    for (const m of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'].filter((x) => !taken.includes(x))) {
      const r = await anna.request(m, at);
      problem(r, 405, 'method_not_allowed');
      const allow = r.headers.get('allow').split(', ');
      assert.ok(taken.every((t) => allow.includes(t)) && !allow.includes(m) && allow.includes('GET') === allow.includes('HEAD'), `${m} ${path}: ${allow}`);
    }
  }
});

test('HEAD answers what GET answers, without the body', async () => {
  const lead = await w.lead();
  for (const path of [`/api/leads/${lead.id}`, '/api/leads', `/api/leads/${randomUUID()}`, '/api/session', '/api/openapi.json']) {
    const [get, head] = [await anna.get(path), await anna.request('HEAD', path)];
    assert.equal(head.text, '');
    const of = (r) => [r.status, ...['content-type', 'content-length', 'etag', 'cache-control'].map((n) => r.headers.get(n))];
    assert.deepEqual(of(head), of(get), path);
  }
});

test("a cursor serves the list, the company and the words it was made for, and nothing else's", async () => {
  for (let i = 0; i < 3; i++) await w.lead();
  const next = ok(await anna.get('/api/leads?limit=1')).next;
  assert.ok(next);
  ok(await anna.get(`/api/leads?limit=1&after=${next}`));
  for (const who of [w.piotr, w.kari]) problem(await who.get(`/api/leads?after=${next}`), 422, 'cursor_invalid');
  const lists = ops.filter((o) => o.query.some((q) => q.name === 'after' && [q.schema.type].flat().includes('string')) && o.id !== 'leads_list');
  assert.ok(lists.length > 4);
  const lead = await w.lead();
  for (const op of lists) problem(await anna.get(`${pathOf(op, { id: lead.id })}?${op.query.filter((q) => q.required).map((q) => `${q.name}=${example(q.schema)}&`).join('')}after=${next}`), 422, 'cursor_invalid');
  const bytes = Buffer.from(next, 'base64url');
  const flipped = Array.from(bytes, (_, i) => Buffer.from(bytes.map((b, n) => (n === i ? b ^ 1 : b))).toString('base64url'));
  const forged = Buffer.from(`${anna.me.company.id}\0infinity|${randomUUID()}`).toString('base64url');
  for (const bad of [...flipped, next.slice(1), `${next}A`, next.toLowerCase(), 'A', 'AAAA', forged, 'x'.repeat(3000), "'", '%F0%9F%98%80', '2026-01-01|x', '..%2F..', "' OR 1=1"])
    problem(await anna.get(`/api/leads?after=${bad}`), 422);
});

const nasty = [
  "'; DROP TABLE hansa.lead; --", "' OR '1'='1", '$1::text', ':title', '\\', '\\x41', "E'\\''", '%s%n', '${jndi:ldap://x}', '{{7*7}}', '"', "''", '\u2028\u2029', '\t\r\n\u001f\u007f\u0085',
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', '</title><svg/onload=alert(1)>', '&lt;&amp;&#0;', 'javascript:alert(1)', '\u202egnp.exe', '\ufeff\ufffe\uffff', 'Z̸̡̢a͞l̷g̴o', '漢字 Ελ', '👩‍👩‍👧‍👦', '(null)', 'NULL', 'NaN', '../../etc/passwd', '{"a":1}', '{a,b}', '=cmd|x',
];

test('SQL, HTML and odd letters in every text field of every create come back as they went in', async () => {
  const made = { accounts: (r) => `/api/accounts/${r.id}`, contacts: (r) => `/api/contacts/${r.id}`, products: (r) => `/api/products/${r.id}`, leads: (r) => `/api/leads/${r.id}` };
  const free = (s) => [s.type].flat().includes('string') && !s.format && !s.pattern && !s.enum;
  let seen = 0;
  for (const [room, at] of Object.entries(made)) {
    const op = ops.find((o) => o.id === `${room}_create`);
    for (const [n, text] of nasty.entries()) {
      const fields = Object.entries(op.body.properties).filter(([, s]) => free(s));
      const fill = (s) => [...text.repeat(Math.ceil((s.minLength ?? 1) / [...text].length))].slice(0, s.maxLength).join('');
      const body = { ...Object.fromEntries(fields.map(([k, s]) => [k, fill(s)])), ...(room === 'products' ? { gtin: '4012345678901', sku: `${n}-${text}`.slice(0, 80) } : {}) };
      const r = ok(await call(anna, op, { body }), 201);
      const back = ok(await anna.get(at(r)));
      const flat = { ...back, ...back.identity, ...back.detail, ...back.personal, ...back.commercial, ...back.private };
      for (const [k, v] of Object.entries(body)) assert.equal(flat[k], v, `${op.id} ${k}`);
      assert.equal((await anna.get(at(r))).headers.get('content-type'), 'application/json');
      seen++;
    }
  }
  assert.equal(seen, nasty.length * 4);
  const notes = await w.notes(anna, (await w.lead()).id);
  for (const text of nasty) {
    // Thirty messages in ten seconds are many for one person.
    await until(async () => (await anna.post(`/api/rooms/${notes}/messages`, { cid: randomUUID(), text })).status === 201, { ms: 15000, every: 500 });
    assert.equal(ok(await anna.get(`/api/rooms/${notes}/messages?limit=1`)).items[0].text, text);
    for (const list of ['search', 'leads', 'orders', 'accounts']) {
      const r = await anna.get(`/api/${list}?q=${encodeURIComponent(text)}`);
      if (/[\0-\x1f\x7f]/.test(text)) problem(r, 400); // an address takes no control characters
      else ok(r);
    }
  }
  for (const text of nasty.filter((t) => [...t].length <= 100)) {
    const key = ok(await anna.post('/api/api-keys', { name: text, scopes: ['leads:read'] }), 201);
    assert.equal(ok(await anna.get('/api/api-keys')).items.find((k) => k.id === key.id).name, text);
    assert.equal(ok(await client(w.url, { key: key.key }).get('/api/leads?limit=1')).items.length, 1);
  }
  for (const text of nasty) assert.ok((await anna.patch('/api/session/person', { name: text })).json.name === text);
  ok(await anna.patch('/api/session/person', { name: 'Anna' }));
  const tag = (await anna.get('/api/company')).headers.get('etag');
  ok(await anna.patch('/api/company', { about: nasty.join('') }, { headers: { 'if-match': tag } }));
  assert.equal(ok(await anna.get('/api/company')).about, nasty.join(''));
});

test('a change names the version it was made from: 428 without, 412 with another, 304 when nothing changed', async () => {
  const of = { leads: { title: 'x' }, accounts: { name: 'x' }, contacts: { name: 'x' }, products: { sku: 'V-1', name: 'x' } };
  for (const [room, body] of Object.entries(of)) {
    const at = `/api/${room}/${ok(await anna.post(`/api/${room}`, body, once()), 201).id}`;
    const tag = (await anna.get(at)).headers.get('etag');
    assert.match(tag, /^"\d+"$/);
    const change = (headers) => anna.patch(at, room === 'leads' ? { title: 'y' } : { name: 'y' }, { headers });
    problem(await change({}), 428, 'if_match_required');
    problem(await change({ 'if-match': '*' }), 428);
    for (const bad of ['"999"', '"-1"', '"x"', '""', '1 OR 1=1', '"99999999999999999999"', '"1", "2"']) problem(await change({ 'if-match': bad }), 412, 'version_changed');
    for (const same of [tag, `W/${tag}`, `"0", ${tag}`, '*', tag.padStart(tag.length + 1)]) {
      const r = await anna.get(at, { headers: { 'if-none-match': same } });
      assert.deepEqual([r.status, r.text, r.headers.get('etag')], [304, '', tag], same);
    }
    for (const other of ['"0"', tag.replaceAll('"', ''), 'x', '']) assert.equal((await anna.get(at, { headers: { 'if-none-match': other } })).status, 200, other);
    const both = await Promise.all([1, 2].map(() => change({ 'if-match': tag })));
    assert.deepEqual(both.map((r) => r.status).sort(), [200, 412]);
    const now = both.find((r) => r.status === 200).headers.get('etag');
    assert.equal((await anna.get(at)).headers.get('etag'), now);
    assert.equal((await anna.get(at, { headers: { 'if-none-match': tag } })).status, 200);
    ok(await change({ 'if-match': `W/${now}` }));
  }
});

test('a create that is sent again under its key is the same answer to the byte, and one record', async () => {
  const creates = ops.filter((o) => o.replayed);
  assert.ok(creates.length >= 8);
  const lead = await w.lead(), room = await w.room(anna, lead.id);
  const special = {
    products_create: () => ({ sku: randomUUID(), name: 'x' }), company_identifier_add: () => ({ scheme: 'duns', value: String(Math.random()).slice(2, 11) }),
    partnerships_invite: () => ({ domain: 'bergen.example', my_role: 'vendor', their_role: 'reseller' }), company_hold_add: () => ({ scope: 'company', reason: 'x' }), guests_create: () => ({ name: 'x' }),
  };
  for (const op of creates.filter((o) => !o.id.startsWith('orders_'))) {
    const body = special[op.id]?.() ?? bodyOf(op), key = randomUUID();
    const send = (b, headers = {}) => call(anna, op, { path: { id: op.path.startsWith('/api/rooms/') ? room : lead.id }, body: b, headers: { 'idempotency-key': key, ...headers } });
    const first = await send(body);
    ok(first, 201);
    for (let i = 0; i < 2; i++) {
      const again = await send(body);
      assert.equal(again.status, 201);
      assert.deepEqual([again.text, again.headers.get('idempotency-replayed')], [first.text, 'true'], op.id);
    }
    ok(await send(body, { 'idempotency-key': `"${key}"` }), 201);
    const [field] = Object.keys(body);
    problem(await send({ ...body, [field]: 'other' }), 422);
    problem(await anna.request('POST', pathOf(op, { id: lead.id }), { body: ` ${JSON.stringify(body)}`, headers: { 'content-type': 'application/json', 'idempotency-key': key } }), 422, 'idempotency_key_reused');
  }
  for (const bad of ['x'.repeat(201), 'a b', 'ż']) problem(await anna.post('/api/leads', { title: 'x' }, { headers: { 'idempotency-key': Buffer.from(bad).toString('latin1') } }), 400, 'idempotency_key_invalid');
});

test('many copies of one create at once make one record and get one answer', async () => {
  for (let round = 0; round < 5; round++) {
    const title = `At once ${round} ${randomUUID()}`, key = once();
    const all = await Promise.all(Array.from({ length: 12 }, () => anna.post('/api/leads', { title }, key)));
    assert.deepEqual([...new Set(all.map((r) => `${r.status} ${r.text}`))].length, 1, all.map((r) => r.text).join());
    assert.equal(all.filter((r) => r.headers.get('idempotency-replayed') === null).length, 1);
    assert.equal(await w.psql(`SELECT count(*) FROM hansa.lead_identity WHERE title = '${title}'`), '1');
  }
});

test('a create that failed keeps no answer: mended, it goes through under the same key', async () => {
  const key = once();
  problem(await anna.post('/api/leads', { title: 'x', value_minor: 5 }, key), 422, 'field_required');
  ok(await anna.post('/api/leads', { title: 'x', value_minor: 5, currency: 'EUR' }, key), 201);
});

test('a key of one route is no key of another', async () => {
  const key = once();
  ok(await anna.post('/api/leads', { title: 'x' }, key), 201);
  problem(await anna.post('/api/accounts', { title: 'x', name: 'x' }, key), 422);
  problem(await anna.post('/api/accounts', { name: 'x' }, key), 422, 'idempotency_key_reused');
});

test('an array of ids takes ids only, and a thousand of them at most', async () => {
  ok(await anna.post('/api/notifications/read', { ids: [randomUUID()] }), 204);
  for (const ids of [['x'], [null], [[]], [1], 'x', {}, Array.from({ length: 1001 }, () => randomUUID()), ['{}'], ['","']]) problem(await anna.post('/api/notifications/read', { ids }), 422);
});

test('values inside the free JSON of an action are checked as well', async () => {
  const lead = await w.lead();
  for (const data of [[], 1, 'x', null, { lines: 'x' }, { promised_on: '2026-99-99' }]) assert.ok([200, 409, 422].includes((await anna.post(`/api/records/${lead.id}/actions`, { action: 'nonsense', data })).status));
  for (const action of nasty.filter((t) => [...t].length <= 40)) problem(await anna.post(`/api/records/${lead.id}/actions`, { action }), 409, 'transition_refused');
});
