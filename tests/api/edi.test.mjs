// The gateway under interchanges that are cut, wrong, repeated, misdirected or no interchanges at all, and keys that may not.
import assert from 'node:assert/strict';
import { createHash, randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { client, raw, sleep, until } from '../support/hansa.mjs';
import { ok, problem, purchaseOrder, sendEdi, startWorld } from '../support/world.mjs';

let w, key, kariKey;
const count = async (table, where = 'true') => Number(await w.psql(`SELECT count(*) FROM hansa.${table} WHERE ${where}`));
const send = (body, options) => sendEdi(w.url, key, body, options);
const orders = () => count('order_');
const gateway = (bytes, o) => raw(w.h.socket('gateway'), bytes, o);
const status = (answer) => Number(answer.slice(9, 12));

before(async () => {
  w = await startWorld();
  key = await w.keyOf(w.piotr, ['edi:write', 'orders:read', 'documents:read']);
  kariKey = await w.keyOf(w.kari, ['edi:write']);
});
after(async () => {
  assert.equal((await send(purchaseOrder())).status, 200); // whatever came before, the next order is taken
  await w?.stop();
});

const whole = purchaseOrder().trimEnd();
test('cut anywhere, an interchange is refused with its reason and leaves no order', async () => {
  const before = await orders();
  const cuts = [...new Set([...Array(120).keys(), ...Array.from({ length: 150 }, (_, i) => 120 + Math.floor((i * (whole.length - 121)) / 150)), whole.length - 2])].filter((n) => n < whole.length - 1); // without its last terminator alone it is still whole
  let refused = 0, answered = 0;
  for (let i = 0; i < cuts.length; i += 4)
    await Promise.all(cuts.slice(i, i + 4).map(async (n) => {
      const r = await send(whole.slice(0, n));
      if (r.status === 200) {
        answered++; // what has an envelope to answer to is answered: rejected
        assert.match(r.text, /TA1\*[^~]*\*R\*|AK5\*R|AK9\*[RE]\*/, `at ${n}: ${r.text}`);
      } else {
        refused++;
        problem(r, 422);
        assert.match(r.json.type, /edi_unreadable|not_x12|body_empty/, `at ${n}: ${r.text}`);
      }
    }));
  assert.ok(refused > 100, `${refused} refused, ${answered} answered`);
  assert.equal(await orders(), before);
});

test('the whole of what was cut is taken after all, under the same control number, and the cuts change no more', async () => {
  const before = await orders(), cut = whole.slice(0, whole.indexOf('SE*23')), answer = await send(cut);
  assert.match((await send(whole)).text, /AK9\*A\*1\*1\*1/);
  assert.equal((await send(cut)).text, answer.text);
  problem(await send(whole.replace('PO1*1*12*', 'PO1*1*13*')), 409, 'control_number_reused');
  assert.equal(await orders(), before + 1);
});

const faults = {
  'a missing SE': (x) => x.replace(/SE\*23\*0001~\n/, ''),
  'a missing GE': (x) => x.replace(/GE\*1\*417~\n/, ''),
  'a missing IEA': (x) => x.replace(/IEA\*.*~\n?/, ''),
  'a wrong count of segments': (x) => x.replace('SE*23*', 'SE*24*'),
  'a count that is no number': (x) => x.replace('SE*23*', 'SE*XX*'),
  'another set control number': (x) => x.replace('SE*23*0001', 'SE*23*0002'),
  'a wrong count of sets': (x) => x.replace('GE*1*', 'GE*2*'),
  'another group control number': (x) => x.replace('GE*1*417', 'GE*1*418'),
  'a wrong count of groups': (x) => x.replace('IEA*1*', 'IEA*3*'),
  'another interchange control number': (x) => x.replace(/IEA\*1\*\d{9}/, 'IEA*1*999999999'),
  'a quantity that is no number': (x) => x.replace('PO1*1*12*', 'PO1*1*twelve*'),
  'a date that is none': (x) => x.replace('DTM*002*20261215', 'DTM*002*20261345'),
  'no number of the order': (x) => x.replace(/BEG\*00\*NE\*[^*]*\*/, 'BEG*00*NE**'),
  'no lines': (x) => x.replace(/(PO1|PID|DTM\*010)\*.*~\n/g, '').replace('CTT*3*414.5', 'CTT*0').replace('SE*23*', 'SE*16*'),
};
for (const [name, break_] of Object.entries(faults))
  test(`${name}: no order, the reason in the answer, the bytes kept`, async () => {
    const good = purchaseOrder(), bad = break_(good), before = await orders();
    assert.notEqual(bad, good);
    const r = await send(bad);
    if (r.status === 200) {
      assert.match(r.text, /TA1\*[^~]*\*[RE]\*|AK5\*[RE]|AK9\*[REP]/, r.text);
      const [last] = ok(await w.piotr.get('/api/documents')).items;
      const kept = await count('edi_interchange', `sha256 = '\\x${createHash('sha256').update(bad.trimEnd(), 'latin1').digest('hex')}'`);
      assert.ok(kept === 1 || last, name);
    } else problem(r, 422);
    assert.equal(await orders(), before + (/AK5\*[AE]/.test(r.text) ? 1 : 0), r.text);
    const again = await send(bad);
    assert.deepEqual([again.status, again.text], [r.status, r.text]);
  });

test('one bad set in a group does not take the good ones with it', async () => {
  const x = purchaseOrder(), st = /ST\*850[^]*SE\*23\*0001~\n/.exec(x)[0];
  const second = st.replaceAll('0001~', '0002~').replace('SE*23*0001', 'SE*23*0002').replace('PO1*1*12*', 'PO1*1*twelve*').replace(/NE\*PO-/, 'NE*POX-');
  const before = await orders();
  const r = await send(x.replace(st, st + second).replace('GE*1*', 'GE*2*'));
  assert.equal(r.status, 200, r.text);
  assert.match(r.text, /AK5\*A~[^]*AK5\*R/);
  assert.match(r.text, /AK9\*P\*2\*2\*1/);
  assert.equal(await orders(), before + 1);
  const documents = ok(await w.piotr.get('/api/documents?limit=2')).items;
  assert.deepEqual(documents.map((d) => d.validity).sort(), ['invalid', 'valid']);
});

test('an unknown trading partner is refused by name, and the bytes are kept for who looks into it', async () => {
  const before = await orders();
  for (const address of [{ to: 'NOBODY' }, { from: 'SOMEBODYELSE' }, { to: 'BERGENMARINE' }, { from: 'LUEBECKINST', to: 'GDANSKDIST' }, { to: 'GDANSKDIST' }]) {
    const x = purchaseOrder(address), r = await send(x);
    problem(r, 422, 'unknown_trading_partner');
    assert.equal(await count('edi_interchange', `refusal = 'unknown_trading_partner' AND sha256 = '\\x${createHash('sha256').update(x.trimEnd(), 'latin1').digest('hex')}'`), 1);
    assert.equal((await send(x)).text, r.text);
  }
  problem(await sendEdi(w.url, kariKey, purchaseOrder()), 422, 'unknown_trading_partner'); // Bergen sends as Gdańsk
  assert.equal(await orders(), before);
  assert.deepEqual(ok(await w.kari.get('/api/documents')).items, []);
});

test('refused for want of a partner, it is taken when there is one', async () => {
  const x = purchaseOrder({ to: 'LUEBECKNEW' });
  problem(await send(x), 422, 'unknown_trading_partner');
  ok(await w.anna.post('/api/company/identifiers', { scheme: 'isa', value: 'ZZ:LUEBECKNEW' }), 201);
  assert.match((await send(x)).text, /AK9\*A/);
});

test('the same interchange again: one order, and the same 997 to the byte', async () => {
  const x = purchaseOrder(), before = await orders();
  const first = await send(x);
  assert.equal(first.status, 200);
  await sleep(1100); // the clock in a new 997 would differ
  for (const again of [x, x.trimEnd(), `${x}\r\n\r\n`]) {
    const r = await send(again);
    assert.deepEqual([r.status, r.text], [200, first.text]);
  }
  const json = await send(x, { wait: false });
  assert.deepEqual([json.status, json.json.duplicate, json.json.orders], [202, true, 1]);
  assert.equal(await orders(), before + 1);
});

test('the same interchange twenty times at once: one order, one 997', async () => {
  for (let round = 0; round < 3; round++) {
    const x = purchaseOrder(), before = await orders();
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(x)));
    assert.deepEqual([...new Set(answers.map((r) => `${r.status} ${r.text}`))].length, 1);
    assert.equal(answers[0].status, 200);
    assert.equal(await orders(), before + 1);
  }
});

test('a control number used before with other content is refused, and the first order stays as it was', async () => {
  const x = purchaseOrder(), first = await send(x);
  const other = x.replace('PO1*1*12*', 'PO1*1*9999*').replace(/NE\*PO-/, 'NE*OTHER-');
  problem(await send(other), 409, 'control_number_reused');
  problem(await send(other), 409, 'control_number_reused');
  assert.equal(await count('order_', "number LIKE 'OTHER-%'"), 0);
  assert.equal(await count('edi_interchange', `refusal = 'control_number_reused' AND sha256 = '\\x${createHash('sha256').update(other.trimEnd(), 'latin1').digest('hex')}'`), 1);
  assert.equal((await send(x)).text, first.text);
});

test('an order number used before makes no second order, and its document says so', async () => {
  const before = await orders(), number = `TWICE-${randomUUID().slice(0, 8)}`;
  assert.equal((await send(purchaseOrder({ number }))).status, 200);
  assert.equal((await send(purchaseOrder({ number }))).status, 200);
  assert.equal(await orders(), before + 1);
  const [d] = ok(await w.piotr.get('/api/documents?delivery=failed&limit=1')).items;
  assert.match(JSON.stringify(ok(await w.piotr.get(`/api/documents/${d.id}`)).findings), /order_exists/);
});

test('several interchanges in one body are each answered; a bad one does not take the others with it', async () => {
  const before = await orders(), parts = [purchaseOrder(), purchaseOrder({ to: 'NOBODY' }), purchaseOrder()];
  problem(await send(parts.join('')), 422, 'unknown_trading_partner');
  assert.equal(await orders(), before + 2);
  const good = await send(parts[0] + parts[2]);
  assert.equal(good.text.match(/ST\*997/g).length, 2);
  assert.equal(await orders(), before + 2);
});

test('what is no X12 is refused, and so is nothing at all', async () => {
  const before = await count('edi_interchange');
  for (const [body, type] of [['', 'body_empty'], ['hello', 'not_x12'], ['<xml/>', 'not_x12'], ['{"a":1}', 'not_x12'], ['UNB+UNOA:1', 'not_x12'], ['ISA', undefined], ['ISA*00', undefined], [`ISA${'*'.repeat(200)}`, undefined], ['\0'.repeat(500), undefined], ['GS*PO*A*B~ST*850*1~', undefined], [Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 197) & 255)), undefined]]) {
    const r = await send(body);
    problem(r, 422);
    if (type) assert.equal(r.json.type, `/problems/${type}`, r.text);
  }
  assert.equal(await count('edi_interchange'), before);
});

test('delimiters of any kind, and text beyond ASCII, go through unchanged', async () => {
  for (const [element, segment, tail] of [['|', "'", '\r\n'], ['\x1d', '\x1c', ''], ['^', '~', ''], ['+', '\n', '']]) {
    const x = purchaseOrder().replaceAll('\n', '').replaceAll('+48', '48').replaceAll('*', element).replaceAll('~', segment + tail);
    const r = await send(x);
    assert.equal(r.status, 200, JSON.stringify([element, segment, r.text]));
    assert.ok(r.text.includes(`AK9${element}A`), r.text);
  }
  for (const encoding of ['utf8', 'latin1']) {
    const x = purchaseOrder().replace('Gasket 12 mm', 'Dichtung für Rohr');
    assert.equal((await send(Buffer.from(x, encoding))).status, 200);
    const [d] = ok(await w.piotr.get('/api/documents')).items;
    assert.match((await w.piotr.get(`/api/documents/${d.id}/raw`)).text, /Dichtung f(ü|\\374)r Rohr/);
    ok(await w.anna.get(`/api/documents/${d.id}`));
  }
});

test('SQL and HTML in an order are text in the order', async () => {
  const nasty = "<script>alert(1)</script>'; DROP TABLE x; --";
  assert.equal((await send(purchaseOrder().replace('Gasket 12 mm', nasty).replace('Katarzyna Nowak', nasty.slice(0, 40)))).status, 200);
  const [o] = ok(await w.piotr.get('/api/orders')).items;
  const full = ok(await w.anna.get(`/api/orders/${o.id}`));
  assert.equal(full.lines[2].description, nasty);
  const page = await (await fetch(w.url + full.tracking.path)).text();
  assert.ok(!page.includes('<script>alert') && page.includes('&lt;script&gt;alert'));
});

test('an order of a thousand lines is taken whole', async () => {
  const x = purchaseOrder(), line = /PO1\*1[^]*?PID[^~]*~\n/.exec(x)[0];
  const many = Array.from({ length: 1000 }, (_, i) => line.replace('PO1*1*', `PO1*${i + 1}*`)).join('');
  const r = await send(x.replace(/PO1\*1[^]*PID\*F\*\*\*\*Gasket 12 mm~\n/, many).replace('CTT*3*414.5', 'CTT*1000').replace('SE*23*', `SE*${23 - 7 + 2000}*`));
  assert.match(r.text, /AK5\*A/, r.text);
  assert.equal(ok(await w.anna.get('/api/orders')).items[0].lines, 1000);
});

test('who has no key, a wrong one, an expired one or one without the scope sends nothing', async () => {
  const before = await count('edi_interchange'), body = purchaseOrder();
  const expired = await w.keyOf(w.piotr, ['edi:write'], { expires_in_days: 1 }), revoked = await w.keyOf(w.piotr, ['edi:write']), reader = await w.keyOf(w.piotr, ['orders:read']);
  await w.psql(`UPDATE hansa.api_key SET expires_at = now() - interval '1 second' WHERE prefix = '${expired.slice(6, 14)}'`);
  const { id } = ok(await w.piotr.get('/api/api-keys')).items.find((k) => k.prefix === revoked.slice(6, 14));
  ok(await w.piotr.delete(`/api/api-keys/${id}`), 204);
  for (const k of [undefined, 'x', `${key}x`, key.slice(0, -1), expired, revoked]) {
    const r = await sendEdi(w.url, k, body);
    problem(r, 401);
    assert.ok(r.headers.get('www-authenticate'), 'no WWW-Authenticate');
  }
  problem(await sendEdi(w.url, reader, body), 403, 'scope_missing');
  const cookie = `__Host-hansa=${w.piotr.cookies.get('__Host-hansa')}`;
  problem(await client(w.url).request('POST', '/edi', { body, headers: { cookie, 'content-type': 'application/edi-x12' } }), 401);
  problem(await sendEdi(w.url, reader, 'x'.repeat(200000)), 403, 'scope_missing'); // asked before it is read
  assert.equal(await count('edi_interchange'), before);
});

test('only what may be an interchange by its type is read, and only by POST', async () => {
  for (const type of ['application/json', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded']) problem(await send(purchaseOrder(), { type }), 415, 'media_type');
  for (const type of ['text/plain; charset=utf-8', 'application/octet-stream', 'APPLICATION/EDI-X12']) assert.equal((await send(purchaseOrder(), { type })).status, 200);
  for (const method of ['GET', 'PUT', 'DELETE']) {
    const r = await client(w.url, { key }).request(method, '/edi');
    problem(r, 405, 'method_not_allowed');
    assert.match(r.headers.get('allow') ?? '', /POST/);
  }
});

test('a body over the cap is refused, and the gateway goes on', async () => {
  const r = await fetch(`${w.url}/edi`, { method: 'POST', headers: { authorization: `Bearer ${key}`, 'content-type': 'application/edi-x12' }, body: Buffer.alloc(55_000_000, 'x') }).catch((e) => e);
  assert.equal(r.status, 413);
  const promised = await gateway(`POST /edi HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/edi-x12\r\nContent-Length: 60000000\r\n\r\nISA`);
  assert.equal(status(promised), 413);
});

const chunks = (body, size) => body.match(new RegExp(`[^]{1,${size}}`, 'g')).map((c) => `${c.length.toString(16)}\r\n${c}\r\n`).join('') + '0\r\n\r\n';
const head = (more) => `POST /edi HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer ${key}\r\nContent-Type: application/edi-x12\r\nPrefer: wait\r\n${more}\r\n`;

test('a chunked upload is taken through nginx and at the bare socket, however it is cut', async () => {
  for (const [at, size] of [[w.h.port, 1000], [w.h.port, 7], [w.h.socket('gateway'), 1], [w.h.socket('gateway'), 33], [w.h.socket('gateway'), 100000]]) {
    const before = await orders();
    const answer = await raw(at, head('Transfer-Encoding: chunked\r\nConnection: close\r\n') + chunks(purchaseOrder(), size), { ms: 8000 });
    assert.equal(status(answer), 200, answer);
    assert.match(answer, /AK9\*A\*1\*1\*1/);
    assert.equal(await orders(), before + 1);
  }
});

test('a body with two lengths, or a chunk that lies, is refused and takes nothing behind it for a request', async () => {
  const before = await count('edi_interchange'), x = purchaseOrder();
  for (const at of [w.h.port, w.h.socket('gateway')]) {
    for (const more of [`Transfer-Encoding: chunked\r\nContent-Length: 5\r\n`, `Content-Length: 5\r\nContent-Length: 6\r\n`, 'Transfer-Encoding: gzip, chunked\r\n', 'Content-Length: -1\r\n', 'Transfer-Encoding: xchunked\r\n'])
      assert.match(await raw(at, head(more) + chunks(x, 100), { ms: 2000 }), /^HTTP\/1\.1 (400|501) /, more);
    for (const lie of ['zz\r\nabc\r\n0\r\n\r\n', '-5\r\nabc', 'ffffffffffffffff\r\nabc', '5\r\nabcdefgh\r\n0\r\n\r\n'])
      assert.match(await raw(at, head('Transfer-Encoding: chunked\r\n') + lie, { ms: 2000 }), /^HTTP\/1\.1 4\d\d /, lie);
  }
  assert.equal(await count('edi_interchange'), before);
});

test('a client that leaves in the middle leaves nothing', async () => {
  const x = purchaseOrder(), before = await count('edi_interchange');
  for (const at of [w.h.port, w.h.socket('gateway')]) {
    await raw(at, head(`Content-Length: ${x.length}\r\n`) + x.slice(0, 300), { ms: 200 });
    await raw(at, head('Transfer-Encoding: chunked\r\n') + chunks(x, 50).slice(0, 400), { ms: 200 });
  }
  await sleep(200);
  assert.equal(await count('edi_interchange'), before);
});

test('the gateway that is killed comes back, and the repeated interchange is one order', async () => {
  const x = purchaseOrder(), before = await orders(), first = await send(x);
  w.h.kill('gateway');
  const again = await until(async () => { const r = await send(x); return r.status === 200 && r; }, { ms: 15000 });
  assert.equal(again.text, first.text);
  assert.equal(await orders(), before + 1);
});
