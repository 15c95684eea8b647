// What holds for every endpoint (errors, pages, versions, replays), and the ways in: log-in, invitation, reset, API keys.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { client, program, run, startHansa } from '../support/hansa.mjs';

const password = 'correct horse battery';
let h, ada, bob;

async function person(email, slug, args) {
  const added = run(program, ['user', 'add', email, '--company', slug, '--state', h.state, ...args]);
  added.child.stdin.end(`${password}\n`);
  await added;
}

const founder = (name, country, domain) => ['--role', 'admin', '--new-company', name, '--country', country, '--domain', domain];
const problem = (r, status, type) => {
  assert.equal(r.status, status, r.text);
  assert.equal(r.headers.get('content-type'), 'application/problem+json');
  assert.equal(r.json.type, `/problems/${type}`);
  assert.ok(!('instance' in r.json) && r.json.detail.length > 10);
  return r.json;
};
const made = (r) => (assert.equal(r.status, 201, r.text), r.json);
const token = (link) => link.split('#')[1];

before(async () => {
  h = await startHansa();
  await person('ada@gdansk.example', 'gdansk', founder('Gdańsk Distribution', 'PL', 'gdansk.example'));
  await person('bob@lisbon.example', 'lisbon', founder('Lisbon Trade', 'PT', 'lisbon.example'));
  ada = await client(h.url).login('ada@gdansk.example', password);
  bob = await client(h.url).login('bob@lisbon.example', password);
});
after(() => h?.stop());

test('the cookie is strict, and who has none learns nothing', async () => {
  const r = await client(h.url).post('/api/session', { email: 'ADA@gdansk.example', password });
  assert.match(r.headers.get('set-cookie'), /^__Host-hansa=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/);
  assert.equal(r.headers.get('cache-control'), 'no-store');
  const none = problem(await client(h.url).get('/api/leads'), 401, 'session_required');
  const stale = client(h.url);
  stale.cookies.set('__Host-hansa', 'A'.repeat(43));
  assert.deepEqual(problem(await stale.get('/api/leads'), 401, 'session_required'), none);
});

test('an unknown address and a wrong password answer alike; guessing is stopped', async () => {
  const stranger = await client(h.url).post('/api/session', { email: 'nobody@gdansk.example', password: 'x' });
  const wrong = await client(h.url).post('/api/session', { email: 'bob@lisbon.example', password: 'x' });
  assert.equal(problem(stranger, 401, 'login_failed').detail, wrong.json.detail);
  assert.equal(stranger.text, wrong.text);
  for (let i = 0; i < 10; i++) await client(h.url).post('/api/session', { email: 'victim@gdansk.example', password: 'x' });
  const stopped = await client(h.url).post('/api/session', { email: 'victim@gdansk.example', password: 'x' });
  problem(stopped, 429, 'too_many_attempts');
  assert.ok(Number(stopped.headers.get('retry-after')) > 0);
});

test('a change must come from our own pages', async () => {
  const lead = { json: { title: 'A' } };
  problem(await ada.request('POST', '/api/leads', { ...lead, headers: { origin: 'https://evil.example' } }), 403, 'origin_mismatch');
  problem(await ada.request('POST', '/api/leads', { ...lead, headers: { origin: 'null' } }), 403, 'origin_mismatch');
  const login = await client(h.url).request('POST', '/api/session', { json: { email: 'ada@gdansk.example', password }, headers: { origin: 'https://evil.example' } });
  problem(login, 403, 'origin_mismatch');
});

test('every fault of a request is named at once, with its place', async () => {
  const body = problem(await ada.post('/api/leads', { country: 'Poland', value_minor: 1.5, colour: 'red' }), 422, 'request_invalid');
  assert.deepEqual(body.errors.map((e) => e.pointer).sort(), ['/colour', '/country', '/title', '/value_minor']);
  const query = problem(await ada.get('/api/leads?limit=500&limit=3&stage=nope&foo=1'), 422, 'request_invalid');
  assert.deepEqual(query.errors.map((e) => e.pointer), ['/limit', '/limit', '/stage', '/foo']);
  problem(await ada.request('POST', '/api/leads', { body: '{"title":', headers: { 'content-type': 'application/json' } }), 400, 'json_malformed');
  problem(await ada.request('POST', '/api/leads', { body: '{"title":"a","title":"b"}', headers: { 'content-type': 'application/json' } }), 400, 'json_malformed');
  problem(await ada.request('POST', '/api/leads', { body: 'title=a', headers: { 'content-type': 'text/plain' } }), 415, 'media_type');
  const method = await ada.put('/api/leads', {});
  problem(method, 405, 'method_not_allowed');
  assert.equal(method.headers.get('allow'), 'GET, HEAD, POST');
});

test("a stranger's record, an absent one and no id at all answer byte for byte alike", async () => {
  const { id } = made(await ada.post('/api/leads', { title: 'Secret' }));
  const answers = await Promise.all([id, randomUUID(), 'nothing'].map((x) => bob.get(`/api/leads/${x}`)));
  problem(answers[0], 404, 'not_found');
  assert.ok(answers.every((r) => r.text === answers[0].text));
});

test('pages follow each other without gap or repeat; a cursor serves its company and its list only', async () => {
  for (let i = 0; i < 5; i++) made(await ada.post('/api/leads', { title: `Page ${i}` }));
  const seen = [];
  let next = '', first;
  do {
    const page = await ada.get(`/api/leads?limit=2${next && `&after=${next}`}`);
    assert.equal(page.status, 200);
    seen.push(...page.json.items.map((l) => l.id));
    next = page.json.next;
    first ??= next;
  } while (next);
  assert.equal(new Set(seen).size, seen.length);
  assert.deepEqual(seen, (await ada.get('/api/leads?limit=200')).json.items.map((l) => l.id));
  problem(await bob.get(`/api/leads?after=${first}`), 422, 'cursor_invalid');
  problem(await ada.get(`/api/orders?after=${first}`), 422, 'cursor_invalid');
  problem(await ada.get(`/api/leads?after=${first.slice(0, -1)}${first.endsWith('A') ? 'B' : 'A'}`), 422, 'cursor_invalid');
});

test('versions guard changes', async () => {
  const { id } = made(await ada.post('/api/leads', { title: 'Versioned' }));
  const tag = (await ada.get(`/api/leads/${id}`)).headers.get('etag');
  assert.equal((await ada.get(`/api/leads/${id}`, { headers: { 'if-none-match': tag } })).status, 304);
  problem(await ada.patch(`/api/leads/${id}`, { country: 'DE' }), 428, 'if_match_required');
  const changed = await ada.patch(`/api/leads/${id}`, { country: 'DE' }, { headers: { 'if-match': tag } });
  assert.equal(changed.status, 200, changed.text);
  assert.notEqual(changed.headers.get('etag'), tag);
  problem(await ada.patch(`/api/leads/${id}`, { country: 'FR' }, { headers: { 'if-match': tag } }), 412, 'version_changed');
});

test('a create sent twice happens once', async () => {
  const once = { headers: { 'idempotency-key': randomUUID() } };
  const [a, b] = await Promise.all([1, 2].map(() => ada.post('/api/leads', { title: 'Once' }, once)));
  assert.equal(made(a).id, made(b).id);
  assert.equal(a.text, b.text);
  assert.equal([a, b].filter((r) => r.headers.get('idempotency-replayed') === 'true').length, 1);
  problem(await ada.post('/api/leads', { title: 'Other' }, once), 422, 'idempotency_key_reused');
  made(await bob.post('/api/leads', { title: 'Other' }, once)); // a key belongs to its company
});

test('API keys: shown once, within their scopes, revoked at once', async () => {
  problem(await ada.post('/api/api-keys', { name: 'x', scopes: ['everything'] }), 422, 'scope_unknown');
  const { id, key } = made(await ada.post('/api/api-keys', { name: 'erp', scopes: ['leads:read'], expires_in_days: 30 }));
  const erp = client(h.url, { key });
  assert.equal((await erp.get('/api/leads')).status, 200);
  problem(await erp.post('/api/leads', { title: 'A' }), 403, 'scope_missing');
  assert.match(problem(await erp.get('/api/api-keys'), 403, 'scope_missing').detail, /person/);
  const listed = (await ada.get('/api/api-keys')).json.items.find((k) => k.id === id);
  assert.ok(key.startsWith(`hansa_${listed.prefix}_`) && listed.last_used_at && !JSON.stringify(listed).includes(key.slice(20)));
  problem(await bob.delete(`/api/api-keys/${id}`), 404, 'not_found');
  assert.equal((await ada.delete(`/api/api-keys/${id}`)).status, 204);
  problem(await erp.get('/api/leads'), 401, 'session_required');
});

test('an invitation is accepted once; who has an account logs in as ever', async () => {
  const eve = client(h.url);
  const { link } = made(await ada.post('/api/invitations', { email: 'eve@gdansk.example', role: 'viewer' }));
  assert.equal((await eve.post('/api/invitations/lookup', { token: token(link) })).json.company_name, 'Gdańsk Distribution');
  problem(await eve.post('/api/invitations/accept', { token: token(link), name: 'Eve', password: 'short' }), 422, 'password_length');
  assert.equal(made(await eve.post('/api/invitations/accept', { token: token(link), name: 'Eve', password })).login_required, false);
  assert.equal((await eve.get('/api/session')).json.role, 'viewer');
  problem(await eve.post('/api/leads', { title: 'A' }), 403, 'role_insufficient');
  problem(await eve.post('/api/invitations/accept', { token: token(link), name: 'Eve', password }), 404, 'not_found');
  const second = made(await bob.post('/api/invitations', { email: 'eve@gdansk.example', role: 'member' }));
  const other = client(h.url);
  assert.equal(made(await other.post('/api/invitations/accept', { token: token(second.link), name: 'X', password: 'another password' })).login_required, true);
  problem(await other.get('/api/session'), 401, 'session_required');
  await eve.login('eve@gdansk.example', password);
  const there = eve.me.companies.find((c) => c.name === 'Lisbon Trade');
  assert.equal((await eve.put('/api/session/company', { company_id: there.id })).json.role, 'member');
  problem(await eve.put('/api/session/company', { company_id: randomUUID() }), 404, 'not_found');
});

test('a reset link works once and ends every session', async () => {
  await person('rita@gdansk.example', 'gdansk', ['--role', 'member']);
  const rita = await client(h.url).login('rita@gdansk.example', password);
  const asked = await client(h.url).post('/api/password-resets', { email: 'rita@gdansk.example' });
  const nobody = await client(h.url).post('/api/password-resets', { email: 'nobody@gdansk.example' });
  assert.ok(asked.status === 202 && nobody.status === 202 && asked.text === nobody.text);
  const mail = await h.psql("SELECT text_body FROM hansa.mail_outbox WHERE to_address = 'rita@gdansk.example'");
  const [, secret] = /\/reset#([\w-]{43})/.exec(mail);
  const redeem = () => client(h.url).post('/api/password-resets/redeem', { token: secret, password: 'a brand new one' });
  assert.equal((await redeem()).status, 204);
  problem(await redeem(), 422, 'token_invalid');
  problem(await rita.get('/api/session'), 401, 'session_required');
  await rita.login('rita@gdansk.example', 'a brand new one');
});

test('log-out here and everywhere', async () => {
  const [one, two] = await Promise.all([1, 2].map(() => client(h.url).login('ada@gdansk.example', password)));
  assert.equal((await one.delete('/api/session')).status, 204);
  problem(await one.get('/api/session'), 401, 'session_required');
  assert.equal((await two.get('/api/session')).status, 200);
  assert.equal((await two.delete('/api/sessions')).status, 204);
  problem(await ada.get('/api/session'), 401, 'session_required');
  await ada.login('ada@gdansk.example', password);
});

test('the description names every endpoint, and its page needs nobody else', async () => {
  const doc = (await client(h.url).get('/api/openapi.json')).json;
  assert.equal(doc.openapi, '3.1.0');
  const ids = Object.values(doc.paths).flatMap((methods) => Object.values(methods).map((op) => op.operationId));
  assert.ok(ids.length > 50 && new Set(ids).size === ids.length && ids.includes('leads_list') && ids.includes('edi_post'));
  const page = await client(h.url).get('/api/docs');
  assert.match(page.headers.get('content-security-policy'), /default-src 'none'/);
  assert.doesNotMatch(page.text, /https?:\/\//);
});
