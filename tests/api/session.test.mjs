// People: how they come in, what their role lets them do, how they leave, and who is kept out.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { client, raw, sleep, until } from '../support/hansa.mjs';
import { call, operations, suffices } from '../support/openapi.mjs';
import { addPerson, email, ok, once, password, people, problem, startWorld } from '../support/world.mjs';

let w, smtp, ops;
const mails = [];

const plain = (mail) => mail.split(/^Content-Type: text\/plain.*$/im)[1].split('\r\n\r\n').slice(1).join('\n').split(/^--/m)[0]
  .replace(/=\r?\n/g, '').replace(/(?:=[0-9A-F]{2})+/g, (b) => Buffer.from(b.replaceAll('=', ''), 'hex').toString());
const mailTo = async (address) => plain((await until(() => mails.find((m) => m.to === address && !m.read), { what: `a mail to ${address}` }).then((m) => Object.assign(m, { read: true }))).text);

before(async () => {
  smtp = new SMTPServer({ authOptional: true, disabledCommands: ['AUTH', 'STARTTLS'], onData(stream, session, done) {
    let text = '';
    stream.setEncoding('latin1').on('data', (d) => (text += d)).on('end', () => {
      mails.push({ to: session.envelope.rcptTo[0].address, text });
      done();
    });
  } });
  await new Promise((resolve) => smtp.listen(0, '127.0.0.1', resolve));
  w = await startWorld({ env: { HANSA_SMTP_URL: `smtp://127.0.0.1:${smtp.server.address().port}`, HANSA_SMTP_FROM: 'Hansa <hansa@example.com>', HANSA_LIMIT_ADDRESS: '0' } });
  ops = await operations(w.url);
});
after(async () => {
  await w?.stop();
  smtp?.close();
});

const fresh = (name) => client(w.url).login(email(name), password);
const attempt = (address, secret, from) => (from
  ? raw(w.h.socket(), `POST /api/session HTTP/1.1\r\nHost: h\r\nX-Real-IP: ${from}\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ${
    Buffer.byteLength(JSON.stringify({ email: address, password: secret }))}\r\n\r\n${JSON.stringify({ email: address, password: secret })}`, { ms: 10000 })
  : client(w.url).post('/api/session', { email: address, password: secret }));

test('log-in answers what me answers, and the cookie alone carries it', async () => {
  const anna = client(w.url);
  const r = await anna.post('/api/session', { email: ` ${email('anna').toUpperCase()} `.trim(), password });
  ok(r);
  assert.match(r.headers.get('set-cookie'), /^__Host-hansa=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=\d+$/);
  const me = ok(await anna.get('/api/session'));
  assert.deepEqual(me, r.json);
  assert.equal(me.person.email, email('anna'));
  assert.deepEqual([me.company.name, me.role], ['Lübeck Instruments', 'admin']);
  assert.doesNotMatch(r.text, /argon|password|hash/i);
});

test('two log-ins of one person are two sessions, and the database holds neither token', async () => {
  const [a, b] = [await fresh('moritz'), await fresh('moritz')];
  const tokens = [a, b].map((c) => c.cookies.get('__Host-hansa'));
  assert.notEqual(tokens[0], tokens[1]);
  for (const t of tokens) {
    const hex = Buffer.from(t, 'base64url').toString('hex');
    assert.equal(await w.psql(`SELECT count(*) FROM hansa.session s WHERE s::text LIKE '%${hex}%' OR s::text LIKE '%${t}%'`), '0');
  }
});

test('a cookie that is cut, lengthened, doubled or of other letters is no session', async () => {
  const good = (await fresh('vera')).cookies.get('__Host-hansa');
  for (const bad of ['', good.slice(1), `${good}A`, good.replace(/.$/, '!'), 'A'.repeat(43), '%00'.repeat(14), 'x'.repeat(4000)]) {
    const c = client(w.url);
    c.cookies.set('__Host-hansa', bad);
    problem(await c.get('/api/session'), 401, 'session_required');
  }
});

test('a person of two companies switches, and sees each as it is', async () => {
  await addPerson(w.h, 'zofia', ['bergen', 'viewer'], email('zofia'));
  const zofia = await fresh('zofia');
  const [bergen, gdansk] = zofia.me.companies;
  assert.deepEqual([bergen.name, gdansk.name], ['Bergen Marine', 'Gdańsk Distribution']);
  const lead = await w.lead(w.piotr);
  ok(await zofia.put('/api/session/company', { company_id: gdansk.id }));
  ok(await zofia.get(`/api/leads/${lead.id}`));
  const there = ok(await zofia.put('/api/session/company', { company_id: bergen.id }));
  assert.deepEqual([there.company.id, there.role], [bergen.id, 'viewer']);
  problem(await zofia.get(`/api/leads/${lead.id}`), 404, 'not_found');
  problem(await zofia.post('/api/leads', { title: 'x' }), 403, 'role_insufficient');
  problem(await zofia.put('/api/session/company', { company_id: w.anna.me.company.id }), 404, 'not_found');
  assert.equal(ok(await zofia.get('/api/session')).company.id, bergen.id);
});

for (const name of ['vera', 'moritz'])
  test(`a ${people[name][1]} is refused every operation above that role, and no other`, async () => {
    const role = people[name][1];
    for (const op of ops.filter((o) => o.least && o.id !== 'session_log_out_everywhere')) {
      const r = await call(w[name], op, { query: op.id === 'search_search' ? '?q=x' : '' });
      // What a guest may bring into its room, a viewer may not: it only looks.
      if (role === 'viewer' && op.id.startsWith('files_') && op.method !== 'GET') assert.equal(r.json?.type, '/problems/role_insufficient', op.id);
      else if (suffices(role, op.least)) assert.ok(r.status !== 403, `${role} ${op.id}: ${r.status} ${r.text}`);
      else assert.equal(r.json?.type, '/problems/role_insufficient', `${role} ${op.id}: ${r.status} ${r.text}`);
    }
  });

test('without a session every operation but the public ones says so, and nothing more', async () => {
  const answers = new Set();
  for (const op of ops.filter((o) => o.least)) {
    const r = await call(client(w.url), op);
    assert.equal(r.status, 401, op.id);
    answers.add(r.text);
  }
  assert.equal(answers.size, 1);
});

test('a role that is taken away is gone at the next request', async () => {
  await addPerson(w.h, 'greta', ['lubeck', 'manager']);
  const greta = await client(w.url).login('greta@luebeck.example', password);
  ok(await greta.post('/api/leads', { title: 'x' }), 201);
  ok(await w.anna.patch(`/api/members/${greta.me.person.id}`, { role: 'viewer' }), 204);
  problem(await greta.post('/api/leads', { title: 'x' }), 403, 'role_insufficient');
  const s = await greta.live();
  await s.frame((f) => f.t === 'hello');
  ok(await w.anna.delete(`/api/members/${greta.me.person.id}`), 204);
  problem(await greta.get('/api/session'), 401, 'session_required');
  await until(() => s.closed);
  problem(await attempt('greta@luebeck.example', password), 401, 'login_failed');
});

test('the last administrator can neither leave nor step down', async () => {
  problem(await w.kari.patch(`/api/members/${w.kari.me.person.id}`, { role: 'member' }), 409, 'last_admin');
  problem(await w.kari.delete(`/api/members/${w.kari.me.person.id}`), 409, 'last_admin');
  assert.equal(ok(await w.kari.get('/api/session')).role, 'admin');
});

test('log-out ends this session and its socket, and can be said twice', async () => {
  const [one, two] = [await fresh('anna'), await fresh('anna')];
  const [s1, s2] = [await one.live(), await two.live()];
  const cookie = `__Host-hansa=${one.cookies.get('__Host-hansa')}`;
  const r = await one.delete('/api/session');
  ok(r, 204);
  assert.match(r.headers.get('set-cookie'), /^__Host-hansa=; .*Max-Age=0/);
  assert.equal((await s1.frame((f) => f.t === 'bye')).why, 'session');
  await until(() => s1.closed);
  problem(await client(w.url).get('/api/session', { headers: { cookie } }), 401, 'session_required');
  ok(await client(w.url).delete('/api/session', { headers: { cookie } }), 204);
  assert.equal(s2.closed, null);
  s2.close();
});

test('log-out everywhere ends every session and socket of the person and of nobody else', async () => {
  const mine = [await fresh('moritz'), await fresh('moritz'), await fresh('moritz')];
  const sockets = await Promise.all(mine.map((c) => c.live())), other = await w.anna.live();
  await Promise.all([...sockets, other].map((s) => s.frame((f) => f.t === 'hello')));
  ok(await mine[0].delete('/api/sessions'), 204);
  for (const s of sockets) {
    assert.equal((await s.frame((f) => f.t === 'bye')).why, 'session');
    await until(() => s.closed);
  }
  for (const c of mine) problem(await c.get('/api/session'), 401, 'session_required');
  await sleep(200);
  assert.equal(other.closed, null);
  other.close();
  w.moritz = await fresh('moritz');
});

test('a change that comes from elsewhere is refused, whoever sends the cookie', async () => {
  const send = (headers) => w.anna.request('POST', '/api/leads', { json: { title: 'x' }, headers });
  const host = new URL(w.url).host;
  for (const origin of ['https://evil.example', 'null', `http://${host}.evil.example`, `http://evil.example/${host}`, `http://x@${host}`, 'http://', '//', `ftp://${host}`, `http://${host}/`])
    problem(await send({ origin }), 403, 'origin_mismatch');
  const bare = client(w.url);
  const cookie = `__Host-hansa=${w.anna.cookies.get('__Host-hansa')}`;
  const without = (headers) => fetch(`${w.url}/api/leads`, { method: 'POST', headers: { cookie, 'content-type': 'application/json', ...headers }, body: '{"title":"x"}' });
  assert.equal((await without({})).status, 403);
  assert.equal((await without({ 'sec-fetch-site': 'cross-site' })).status, 403);
  assert.equal((await without({ 'sec-fetch-site': 'same-site' })).status, 403);
  assert.equal((await without({ 'sec-fetch-site': 'same-origin' })).status, 201);
  assert.equal((await without({ origin: 'https://evil.example', 'sec-fetch-site': 'same-origin' })).status, 403);
  ok(await send({ origin: w.url }), 201);
  ok(await w.anna.get('/api/leads', { headers: { origin: 'https://evil.example' } }));
  assert.equal((await w.anna.get('/api/leads', { headers: { origin: 'https://evil.example' } })).headers.get('access-control-allow-origin'), null);
  assert.equal(bare.cookies.size, 0);
});

test('an API key needs no origin, and never stands for a person', async () => {
  const key = await w.keyOf(w.anna, ['leads:read', 'leads:write', 'records:read']);
  const erp = client(w.url, { key });
  ok(await erp.post('/api/leads', { title: 'from the ERP' }, { headers: { origin: 'https://erp.example' } }), 201);
  for (const op of ops.filter((o) => o.person)) assert.equal((await call(erp, op)).status, 403, op.id);
  for (const op of ops.filter((o) => o.scope && !['leads:read', 'leads:write', 'records:read', 'edi:write'].includes(o.scope)))
    assert.equal((await call(erp, op, { query: op.id === 'search_search' ? '?q=x' : '' })).json?.type, '/problems/scope_missing', op.id);
  for (const bad of [`${key}x`, key.slice(0, -1), key.replace(/.$/, key.endsWith('A') ? 'B' : 'A'), 'hansa_', 'x'.repeat(5000)])
    problem(await client(w.url, { key: bad }).get('/api/leads'), 401, 'session_required');
  problem(await w.anna.get('/api/leads', { headers: { authorization: 'Basic YTpi' } }), 401, 'session_required');
});

test('an API key asked for twice under one Idempotency-Key is made once, and its secret is kept nowhere', async () => {
  const anna = await fresh('anna');
  const made = () => anna.get('/api/api-keys').then((r) => r.json.items.length);
  const before = await made();
  const under = once();
  const body = { name: 'once', scopes: ['leads:read'] };
  const { key } = ok(await anna.post('/api/api-keys', body, under), 201);
  problem(await anna.post('/api/api-keys', body, under), 409, 'idempotent_replay');
  problem(await anna.post('/api/api-keys', { ...body, name: 'other' }, under), 422, 'idempotency_key_reused');
  assert.equal(await made(), before + 1);
  assert.equal(await w.psql(`SELECT count(*) FROM hansa.idempotency WHERE response::text LIKE '%${key.slice(-20)}%'`), '0');
});

test('a forgotten password is set anew by a mailed link, once', async () => {
  const asked = await client(w.url).post('/api/password-resets', { email: email('vera') });
  const nobody = await client(w.url).post('/api/password-resets', { email: 'nobody@luebeck.example' });
  assert.deepEqual([asked.status, asked.text, nobody.status, nobody.text], [202, '', 202, '']);
  const [, secret] = /\/reset#([\w-]{43})/.exec(await mailTo(email('vera')));
  const old = w.vera, s = await old.live();
  const redeem = (token, secretWord) => client(w.url).post('/api/password-resets/redeem', { token, password: secretWord });
  problem(await redeem(secret, 'short'), 422, 'password_length');
  problem(await redeem('A'.repeat(43), 'a long enough one'), 422, 'token_invalid');
  ok(await redeem(secret, 'quite another password'), 204);
  problem(await redeem(secret, 'quite another password'), 422, 'token_invalid');
  problem(await old.get('/api/session'), 401, 'session_required');
  await until(() => s.closed);
  problem(await attempt(email('vera'), password), 401, 'login_failed');
  w.vera = await client(w.url).login(email('vera'), 'quite another password');
  await sleep(300);
  assert.equal(mails.filter((m) => m.to.startsWith('nobody')).length, 0);
});

test('a mailbox is not flooded: three links an hour, and a newer one does not undo an older', async () => {
  for (let i = 0; i < 8; i++) ok(await client(w.url).post('/api/password-resets', { email: email('kari') }), 202);
  await until(() => mails.filter((m) => m.to === email('kari')).length === 3);
  await sleep(300);
  assert.equal(mails.filter((m) => m.to === email('kari')).length, 3);
});

test('a reset link runs out after an hour', async () => {
  ok(await client(w.url).post('/api/password-resets', { email: email('moritz') }), 202);
  const [, secret] = /\/reset#([\w-]{43})/.exec(await mailTo(email('moritz')));
  await w.psql("UPDATE hansa.password_reset SET expires_at = now() - interval '1 second' WHERE used_at IS NULL");
  problem(await client(w.url).post('/api/password-resets/redeem', { token: secret, password: 'a long enough one' }), 422, 'token_invalid');
});

test('an invitation comes by mail, is accepted once, and ends with its time or its withdrawal', async () => {
  const invite = async (address, role) => {
    const made = ok(await w.anna.post('/api/invitations', { email: address, role }), 201);
    const [, secret] = /\/invite#([\w-]{43})/.exec(await mailTo(address));
    assert.ok(made.link.endsWith(`/invite#${secret}`));
    return { ...made, secret };
  };
  const hugo = client(w.url), i = await invite('hugo@luebeck.example', 'member');
  const seen = ok(await hugo.post('/api/invitations/lookup', { token: i.secret }));
  assert.deepEqual([seen.company_name, seen.email, seen.role, seen.has_account], ['Lübeck Instruments', 'hugo@luebeck.example', 'member', false]);
  ok(await hugo.post('/api/invitations/accept', { token: i.secret, name: 'Hugo', password }), 201);
  assert.equal(ok(await hugo.get('/api/session')).person.name, 'Hugo');
  problem(await client(w.url).post('/api/invitations/accept', { token: i.secret, name: 'Eve', password }), 404, 'not_found');
  const late = await invite('late@luebeck.example', 'admin');
  await w.psql(`UPDATE hansa.invitation SET expires_at = now() - interval '1 second' WHERE id = '${late.id}'`);
  const gone = await invite('gone@luebeck.example', 'admin');
  ok(await w.anna.delete(`/api/invitations/${gone.id}`), 204);
  for (const secret of [late.secret, gone.secret, 'A'.repeat(43), 'short']) {
    problem(await client(w.url).post('/api/invitations/lookup', { token: secret }), 404, 'not_found');
    problem(await client(w.url).post('/api/invitations/accept', { token: secret, name: 'Eve', password }), 404, 'not_found');
  }
  problem(await w.anna.post('/api/invitations', { email: 'HUGO@luebeck.example', role: 'admin' }), 409, 'member_exists');
  problem(await w.kari.delete(`/api/invitations/${i.id}`), 404, 'not_found');
});

test('an invitation accepted twice at once makes one member', async () => {
  const made = ok(await w.anna.post('/api/invitations', { email: 'twice@luebeck.example', role: 'viewer' }), 201);
  const token = made.link.split('#')[1];
  const both = await Promise.all([1, 2].map(() => client(w.url).post('/api/invitations/accept', { token, name: 'Twice', password })));
  assert.deepEqual(both.map((r) => r.status).sort(), [201, 404]);
});

test('a session that ran out is none', async () => {
  const c = await fresh('anna');
  await w.psql(`UPDATE hansa.session SET expires_at = now() - interval '1 second' WHERE token_hash = sha256(decode('${Buffer.from(c.cookies.get('__Host-hansa'), 'base64url').toString('hex')}', 'hex'))`);
  problem(await c.get('/api/session'), 401, 'session_required');
  const s = await c.live();
  await until(() => s.closed);
  assert.deepEqual([s.closed.code, s.frames], [4401, []]);
});

test('a log-in guessed a thousand times is closed after ten, even to the right password, and to nobody else', async () => {
  const guesses = [];
  for (let i = 0; i < 100; i++)
    guesses.push(...await Promise.all(Array.from({ length: 10 }, (_, n) => attempt(email('piotr'), `guess ${i} ${n}`))));
  const count = (s) => guesses.filter((r) => r.status === s).length;
  assert.deepEqual([count(401), count(429), guesses.length], [10, 990, 1000]);
  const right = await attempt(email('piotr'), password);
  problem(right, 429, 'too_many_attempts');
  const wait = Number(right.headers.get('retry-after'));
  assert.ok(wait > 0 && wait <= 900);
  assert.equal(right.headers.get('set-cookie'), null);
  ok(await w.piotr.get('/api/session')); // whoever is in stays in
  await fresh('anna');
});

test('the way back in for the guessed one is a mailed link', async () => {
  ok(await client(w.url).post('/api/password-resets', { email: email('piotr') }), 202);
  const [, secret] = /\/reset#([\w-]{43})/.exec(await mailTo(email('piotr')));
  ok(await client(w.url).post('/api/password-resets/redeem', { token: secret, password }), 204);
  w.piotr = await fresh('piotr');
});

test('an account nobody has is counted and refused like any other', async () => {
  const wrong = await attempt(email('kari'), 'wrong'), unknown = await attempt('nobody@nowhere.example', 'wrong');
  assert.deepEqual([unknown.status, unknown.text], [wrong.status, wrong.text]);
  const names = (r) => [...r.headers.keys()].sort().join();
  assert.equal(names(unknown), names(wrong));
  for (let i = 0; i < 9; i++) await attempt('nobody@nowhere.example', 'wrong');
  problem(await attempt('nobody@nowhere.example', 'wrong'), 429, 'too_many_attempts');
});

test('one address that guesses at many accounts is closed, other addresses are not', async () => {
  const answers = [];
  for (let i = 0; i < 26; i++) answers.push(...await Promise.all(Array.from({ length: 4 }, (_, n) => attempt(`${i}-${n}@many.example`, 'x', '203.0.113.7'))));
  const status = (a) => Number(a.slice(9, 12));
  assert.deepEqual([answers.filter((a) => status(a) === 401).length, answers.filter((a) => status(a) === 429).length], [100, 4]);
  assert.match(await attempt(email('kari'), password, '203.0.113.7'), /^HTTP\/1\.1 429 [^]*\r\nRetry-After: \d+/i);
  assert.match(await attempt(email('kari'), password, '203.0.113.8'), /^HTTP\/1\.1 200 /);
});

test('what a client says of its address at the front door is not believed', async () => {
  for (let i = 0; i < 11; i++)
    await client(w.url).post('/api/session', { email: 'spoof@many.example', password: 'x' }, { headers: { 'x-forwarded-for': `198.51.100.${i}`, 'x-real-ip': `198.51.100.${i}` } });
  assert.equal(await w.psql("SELECT count(*) FROM hansa.throttle WHERE key IN (SELECT sha256(convert_to('address:198.51.100.' || n, 'UTF8')) FROM generate_series(0, 10) n)"), '0');
  assert.equal(await w.psql("SELECT count(*) FROM hansa.throttle WHERE key = sha256('address:127.0.0.1')"), '1');
});
