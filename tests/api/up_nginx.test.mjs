// The public face: headers, the portal's files, what is limited, what never passes; TLS.
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { client, freePort, raw, run, scratch, startHansa } from '../support/hansa.mjs';

const portal = join(scratch('portal'), 'dist');
const script = `console.log(${JSON.stringify('x'.repeat(2000))})`;
let h;
before(async () => {
  mkdirSync(join(portal, 'assets'), { recursive: true });
  writeFileSync(join(portal, 'index.html'), '<!doctype html><title>Portal</title>');
  writeFileSync(join(portal, 'assets/app-1a2b.js'), script);
  writeFileSync(join(portal, 'assets/app-1a2b.js.gz'), gzipSync(script));
  writeFileSync(join(portal, '.hidden'), 'secret');
  h = await startHansa({ env: { HANSA_PORTAL: portal } });
});
after(() => h.stop());

const get = (path, headers = {}, options = {}) => new Promise((resolve, reject) => {
  const r = http.get({ port: h.port, host: '127.0.0.1', path, headers, ...options }, (res) => {
    const parts = [];
    res.on('data', (d) => parts.push(d)).on('end', () => resolve({ status: res.statusCode, headers: res.headers, body: Buffer.concat(parts) }));
  });
  r.on('error', reject);
});

test('the portal is served, unknown paths too, but not below /api or /assets', async () => {
  for (const path of ['/', '/leads', '/leads/123', '/index.html']) {
    const r = await get(path);
    assert.equal(r.status, 200, path);
    assert.match(String(r.body), /Portal/);
    assert.equal(r.headers['cache-control'], 'no-cache');
  }
  for (const path of ['/assets/gone.js', '/.hidden', '/.git/config', '/api/nothing-here']) assert.equal((await get(path)).status, 404, path);
});

test('hashed files are kept for ever and come as they were compressed', async () => {
  const r = await get('/assets/app-1a2b.js', { 'accept-encoding': 'gzip' });
  assert.equal(r.headers['content-encoding'], 'gzip');
  assert.equal(String(gunzipSync(r.body)), script);
  assert.match(r.headers['cache-control'], /max-age=31536000, immutable/);
  assert.equal(String((await get('/assets/app-1a2b.js')).body), script);
});

test('the security headers stand on every kind of answer', async () => {
  for (const path of ['/', '/assets/app-1a2b.js', '/assets/gone.js', '/api/session', '/api/nothing-here', '/healthz']) {
    const { headers } = await get(path);
    assert.equal(headers['x-content-type-options'], 'nosniff', path);
    assert.match(headers['content-security-policy'], /default-src 'self'|default-src 'none'/, path);
    assert.match(headers['content-security-policy'], /frame-ancestors 'none'/, path);
    assert.ok(headers['referrer-policy'], path);
    assert.equal(headers['strict-transport-security'], undefined, 'plain HTTP says nothing of HSTS');
    assert.doesNotMatch(headers.server ?? '', /\d/, 'no version');
    for (const [name, value] of Object.entries(headers)) assert.ok(!/, *(nosniff|DENY)/.test(value), `${name} twice: ${value}`);
  }
});

test('a body over the limit is refused as a problem', async () => {
  const c = client(h.url);
  const r = await c.request('POST', '/api/session', { body: 'x'.repeat(2 << 20), headers: { 'content-type': 'application/json' } });
  assert.equal(r.status, 413);
  assert.match(r.headers.get('content-type'), /application\/problem\+json/);
  assert.equal(r.json.status, 413);
});

test('no upgrade but websocket passes', async () => {
  for (const upgrade of ['h2c', 'foo', 'websocket, h2c']) {
    const answer = await raw(h.port, `GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: ${upgrade}\r\n\r\n`, { ms: 500 });
    assert.match(answer, /^HTTP\/1\.1 200/, upgrade);
  }
});

test('odd requests are answered, and the next one too', async () => {
  const odd = [
    'GET / HTTP/1.1\r\n\r\n', 'GET /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
    'POST /api/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n', `GET /${'a'.repeat(20000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
    'GET /api/session HTTP/1.1\r\nHost : x\r\n\r\n', '\x16\x03\x01\x02\x00\x01', 'GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n',
  ];
  for (const bytes of odd) assert.match(await raw(h.port, bytes, { ms: 1000 }), /^(HTTP\/1\.1|<html>)[\s\S]*?(400|404|411|414|501)/, bytes.slice(0, 60));
  const answer = await raw(h.port, 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  assert.match(answer, /^HTTP\/1\.1 200/);
});

test('one address cannot flood: the other 429s come as problems with Retry-After', async () => {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const all = await Promise.all(Array.from({ length: 600 }, () => get('/api/session', {}, { localAddress: '127.0.0.9', agent })));
  agent.destroy();
  const refused = all.filter((r) => r.status === 429);
  assert.ok(refused.length > 100, `${refused.length} were refused`);
  assert.ok(all.length - refused.length >= 200, 'the burst passed');
  assert.equal(refused[0].headers['retry-after'], '1');
  assert.equal(JSON.parse(refused[0].body).status, 429);
  assert.equal((await get('/api/session')).status, 401, 'others are not touched');
});

test('the metrics are for this machine alone', async () => {
  assert.equal((await get('/metrics')).status, 200);
  assert.equal((await get('/metrics', {}, { localAddress: '127.0.0.9' })).status, 403);
});

test('while the server is away: 503 as a problem, and then it is back', async () => {
  h.kill('serve');
  let r;
  for (let i = 0; i < 50 && r?.status !== 503; i++) r = await get('/api/session');
  if (r.status === 503) {
    assert.equal(JSON.parse(r.body).status, 503);
    assert.ok(r.headers['retry-after']);
  }
  await h.ready();
});

test('TLS with a certificate of its own: 1.3, HTTP/2, plain leads there', async () => {
  const tlsPort = await freePort();
  const t = await startHansa({ env: { HANSA_PORTAL: portal }, args: ['--tls-port', String(tlsPort)] });
  try {
    assert.equal(t.url, `https://localhost:${tlsPort}`);
    const plain = await fetch(`http://127.0.0.1:${t.port}/leads?x=1`, { redirect: 'manual' });
    assert.equal(plain.status, 308);
    assert.equal(plain.headers.get('location'), `https://127.0.0.1:${tlsPort}/leads?x=1`);
    const r = await new Promise((resolve, reject) => https.get({ port: tlsPort, host: '127.0.0.1', path: '/healthz', rejectUnauthorized: false }, (res) => {
      res.resume();
      resolve({ status: res.statusCode, protocol: res.socket.getProtocol(), san: res.socket.getPeerCertificate().subjectaltname, hsts: res.headers['strict-transport-security'] });
    }).on('error', reject));
    assert.equal(r.status, 200);
    assert.equal(r.protocol, 'TLSv1.3');
    assert.match(r.san, /DNS:localhost/);
    assert.equal(r.hsts, undefined, 'a self-signed certificate must not close plain HTTP on this host');
    const session = http2.connect(`https://127.0.0.1:${tlsPort}`, { rejectUnauthorized: false });
    const status = await new Promise((resolve, reject) => session.on('error', reject).request({ ':path': '/healthz' }).on('response', (x) => resolve(x[':status'])));
    assert.equal(status, 200);
    session.destroy();
  } finally {
    assert.equal(await t.stop(), 0);
  }
});

test('TLS with a given certificate says HSTS; a wrong one is refused in plain words', async () => {
  const dir = scratch('tls');
  const [cert, key] = [join(dir, 'c.pem'), join(dir, 'k.pem')];
  await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2', '-subj', '/CN=hansa.example', '-keyout', key, '-out', cert]);
  const tlsPort = await freePort();
  const t = await startHansa({ env: { HANSA_PORTAL: portal }, args: ['--tls-port', String(tlsPort), '--cert', cert, '--key', key] });
  const r = await new Promise((resolve, reject) => https.get({ port: tlsPort, host: '127.0.0.1', path: '/', rejectUnauthorized: false }, (res) => {
    res.resume();
    resolve({ cn: res.socket.getPeerCertificate().subject.CN, hsts: res.headers['strict-transport-security'] });
  }).on('error', reject));
  assert.deepEqual(r, { cn: 'hansa.example', hsts: 'max-age=31536000' });
  assert.equal(await t.stop(), 0);
  writeFileSync(key, 'no key');
  await assert.rejects(startHansa({ args: ['--tls-port', String(tlsPort), '--cert', cert, '--key', key] }), /nginx refuses its configuration/);
});
