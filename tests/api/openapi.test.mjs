// The description of the API: a linter accepts it, the server keeps to it, a browser shows it.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import Ajv from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { chromium } from 'playwright-core';
import { client, root, run } from '../support/hansa.mjs';
import { call, operations, suffices } from '../support/openapi.mjs';
import { ok, once, purchaseOrder, sendEdi, startWorld } from '../support/world.mjs';

let w, ops, doc;
const ids = {};

before(async () => {
  w = await startWorld();
  doc = ok(await w.anna.get('/api/openapi.json'));
  ops = await operations(w.url);
  const lead = await w.lead(w.anna, { company_name: 'x', city: 'x', email: 'x@y.example', value_minor: 1, currency: 'EUR', notes: 'x', assigned_to: w.anna.me.person.id });
  await w.share(w.anna, lead.id, w.piotr);
  ids.leads = lead.id;
  ids.accounts = ok(await w.anna.post('/api/accounts', { name: 'x', country: 'DE' }, once()), 201).id;
  ids.contacts = ok(await w.anna.post('/api/contacts', { name: 'x', account_id: ids.accounts }, once()), 201).id;
  ids.products = ok(await w.anna.post('/api/products', { sku: 'x', name: 'x', price_minor: 1, currency: 'EUR' }, once()), 201).id;
  ids.partnerships = w.partnership;
  const sent = await sendEdi(w.url, await w.keyOf(w.piotr, ['edi:write']), purchaseOrder());
  assert.equal(sent.status, 200, sent.text);
  ids.orders = ok(await w.anna.get('/api/orders')).items[0].id;
  ids.documents = ok(await w.anna.get('/api/documents')).items[0].id;
  await w.act(w.anna, ids.orders, 'confirm');
  await w.act(w.anna, ids.orders, 'ship', { carrier: 'DHL', tracking_number: '1' });
  await w.act(w.anna, ids.orders, 'invoice');
  ids.records = lead.id;
  ids.rooms = ok(await w.anna.post('/api/rooms', { title: 'x', companies: [w.piotr.me.company.id], history: true }, once()), 201).id;
  ok(await w.piotr.post(`/api/rooms/${ids.rooms}/accept`), 204);
  const file = { body: 'x', headers: { 'content-type': 'application/octet-stream' } };
  ids.files = ok(await w.anna.request('POST', '/api/files?name=x.txt', file), 201).id;
  ids.messages = ok(await w.anna.post(`/api/rooms/${ids.rooms}/messages`, { cid: randomUUID(), text: 'x', files: [ids.files], refs: [{ kind: 'lead', id: lead.id }] }), 201).id;
  const left = ok(await w.piotr.post('/api/rooms', { title: 'x', companies: [w.anna.me.company.id] }, once()), 201).id;
  ok(await w.anna.post(`/api/rooms/${left}/accept`), 204);
  ok(await w.anna.post(`/api/rooms/${left}/leave`), 204);
  ids.archived = ok(await w.anna.get('/api/rooms/archived')).items[0].id;
  ids.tasks = ok(await w.anna.post('/api/tasks', { title: 'x', record_id: lead.id, due_on: '2030-05-01', shared: true }, once()), 201).id;
  ok(await w.anna.post('/api/views', { name: 'x', query: '' }, once()), 201);
  ids.imports = ok(await w.anna.request('POST', '/api/imports?kind=lead&name=x.csv', { body: 'title\nx\n', headers: { 'content-type': 'text/csv' } }), 201).id;
  ids.feed = ok(await w.anna.post('/api/calendar-feeds', { name: 'x' }, once()), 201).link.split('/').at(-1);
  ids.token = ok(await w.anna.get(`/api/orders/${ids.orders}`)).tracking.token;
});
after(() => w?.stop());

test('the linter finds no error', async () => {
  const file = join(w.h.state, 'openapi.json');
  writeFileSync(file, JSON.stringify(doc));
  const { stdout, stderr } = await run(process.execPath, [join(root, 'tests/node_modules/@redocly/cli/bin/cli.js'), 'lint', '--extends', 'minimal', '--format', 'json', file],
    { cwd: w.h.state, maxBuffer: 16 << 20, env: { ...process.env, REDOCLY_TELEMETRY: 'off', REDOCLY_SUPPRESS_UPDATE_NOTICE: 'true' } }).catch((e) => e);
  const found = JSON.parse(stdout || '{}');
  assert.equal(found.totals?.errors, 0, `${stdout.slice(0, 4000)} ${stderr}`);
});

test('every operation that is described is there, and says what it is for', async () => {
  for (const op of ops.filter((o) => !o.id.startsWith('session_log_out'))) {
    const r = await call(w.anna, { ...op, query: [] }, { body: op.body ? {} : undefined });
    assert.notEqual(r.json?.type, '/problems/address_unknown', op.id);
    assert.ok(![405, 500, 501, 502, 503].includes(r.status), `${op.id} ${r.status}`);
    assert.ok(op.op.summary.length > 5 && op.op.operationId && op.op.tags.length === 1, op.id);
    assert.ok(Object.keys(op.op.responses).some((s) => s.startsWith('2')), op.id);
  }
});

test('what is answered is what is described, for every operation that reads', async () => {
  const ajv = addFormats(new Ajv({ strict: false, allErrors: true }));
  ajv.addFormat('int32', true).addFormat('int64', true).addFormat('decimal', true);
  let seen = 0;
  for (const op of ops.filter((o) => o.method === 'GET')) {
    const room = op.path.split('/')[2];
    for (const who of op.least === undefined ? [client(w.url)] : op.least === 'admin' ? [w.anna] : [w.anna, w.piotr, w.kari, ...(suffices('viewer', op.least) ? [w.vera] : [])]) {
      const r = await call(who, op, { path: { id: op.id === 'rooms_archived_get' ? ids.archived : ids[room], token: ids.token, file: ids.feed }, query: op.id === 'search_search' ? '?q=x' : '' });
      if (r.status === 404 && who !== w.anna) continue;
      assert.equal(r.status, 200, `${op.id}: ${r.text}`);
      const described = op.op.responses['200'].content, schema = described['application/json']?.schema;
      assert.ok(r.headers.get('content-type').split(';')[0] in described, `${op.id}: ${r.headers.get('content-type')}`);
      if (!schema) continue;
      const valid = ajv.compile({ ...schema, components: doc.components });
      assert.ok(valid(r.json), `${op.id}: ${ajv.errorsText(valid.errors)}\n${r.text.slice(0, 2000)}`);
      const undeclared = Object.keys(schema.properties?.items ? r.json.items[0] ?? {} : r.json)
        .filter((k) => !(k in (schema.properties?.items?.items.properties ?? schema.properties)));
      assert.deepEqual(undeclared, [], op.id);
      seen++;
    }
  }
  assert.ok(seen > 50);
});

test('errors are what is described as an error', async () => {
  const valid = new Ajv({ strict: false }).compile(doc.components.schemas.Problem);
  for (const op of ops.filter((o) => o.id !== 'edi_post')) {
    const faults = [{ body: op.body ? { nothing: 1 } : undefined }, {}, { headers: { origin: 'https://evil.example' } }, { headers: { 'content-type': 'text/plain' } }];
    for (const who of [client(w.url), w.vera, w.kari])
      for (const fault of faults.slice(0, op.id.startsWith('session_log_out') ? 0 : op.body ? 4 : 3)) {
        const r = await call(who, op, fault);
        if (r.status < 400) continue;
        assert.ok(valid(r.json), `${op.id} ${r.text}`);
        assert.ok(String(r.status) in op.op.responses, `${op.id} answers ${r.status}, which is not described`);
      }
  }
});

test('the tag of the description lets it stay in the cache', async () => {
  const tag = (await w.anna.get('/api/openapi.json')).headers.get('etag');
  assert.equal((await w.anna.get('/api/openapi.json', { headers: { 'if-none-match': tag } })).status, 304);
});

test('the page shows every operation, without a word in the console or a breach of its policy', async () => {
  const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage(), said = [];
    page.on('console', (m) => said.push(m.text()));
    page.on('pageerror', (e) => said.push(String(e)));
    page.on('requestfailed', (r) => said.push(r.url()));
    page.on('response', (r) => r.status() >= 400 && said.push(`${r.status()} ${r.url()}`));
    await page.addInitScript("addEventListener('securitypolicyviolation', (e) => console.error('policy: ' + e.violatedDirective + ' ' + e.blockedURI))");
    await page.goto(`${w.url}/api/docs`, { waitUntil: 'networkidle' });
    const text = await page.textContent('body');
    for (const op of ops) assert.ok(text.includes(op.path), `${op.path} is not on the page`);
    assert.deepEqual(said, []);
    assert.deepEqual(new Set(await page.evaluate(() => performance.getEntriesByType('resource').map((e) => new URL(e.name).origin))), new Set([w.url]));
  } finally {
    await browser.close();
  }
});
