// Three companies to test with: Lübeck (vendor) and Gdańsk (distributor) are partners, Bergen is a stranger to both.
//   const w = await startWorld();   after(() => w.stop());   await w.anna.get('/api/leads')
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { client, program, root, run, startHansa } from './hansa.mjs';

export const password = 'correct horse battery';
export const once = (headers = {}) => ({ headers: { 'idempotency-key': randomUUID(), ...headers } });

export const companies = {
  lubeck: { name: 'Lübeck Instruments', country: 'DE', domain: 'luebeck.example', isa: 'ZZ:LUEBECKINST' },
  gdansk: { name: 'Gdańsk Distribution', country: 'PL', domain: 'gdansk.example', isa: 'ZZ:GDANSKDIST' },
  bergen: { name: 'Bergen Marine', country: 'NO', domain: 'bergen.example', isa: 'ZZ:BERGENMARINE' },
};
// The first of a company is the one who founds it.
export const people = {
  anna: ['lubeck', 'admin'], moritz: ['lubeck', 'member'], vera: ['lubeck', 'viewer'],
  piotr: ['gdansk', 'admin'], zofia: ['gdansk', 'member'],
  kari: ['bergen', 'admin'],
};
export const email = (name) => `${name}@${companies[people[name][0]].domain}`;

export const ok = (r, status = 200) => {
  assert.equal(r.status, status, `${r.status} ${r.text}`);
  return r.json;
};
// An error must be a problem document that tells what is wrong and gives nothing away.
export const problem = (r, status, type) => {
  assert.equal(r.status, status, `${r.status} ${r.text}`);
  assert.equal(r.headers.get('content-type'), 'application/problem+json');
  assert.equal(r.json.status, status);
  if (type) assert.equal(r.json.type, `/problems/${type}`);
  assert.ok(r.json.title && r.json.detail?.length > 10, r.text);
  assert.doesNotMatch(r.text, /\b(SELECT|INSERT|UPDATE|hansa\.\w|PL\/pgSQL|relation "|SQLSTATE|\.[ch]:\d|\.sql)/, 'the inside shows');
  return r.json;
};

export async function addPerson(h, name, [slug, role] = people[name], address = `${name}@${companies[slug].domain}`) {
  const c = companies[slug];
  const founder = (await h.psql(`SELECT count(*) FROM hansa.company WHERE slug = '${slug}'`)) === '0';
  const added = run(program, ['user', 'add', address, '--company', slug, '--role', role, '--name', name[0].toUpperCase() + name.slice(1), '--state', h.state,
    ...(founder ? ['--new-company', c.name, '--country', c.country, '--domain', c.domain] : [])]);
  added.child.stdin.end(`${password}\n`);
  await added;
}

export async function startWorld(options = {}) {
  const h = await startHansa(options);
  try {
    const w = { h, url: h.url, stop: (o) => h.stop(o), psql: h.psql };
    for (const name of Object.keys(people)) {
      await addPerson(h, name);
      w[name] = await client(h.url).login(email(name), password);
    }
    for (const name of ['anna', 'piotr', 'kari']) {
      const c = companies[people[name][0]];
      ok(await w[name].post('/api/company/identifiers', { scheme: 'isa', value: c.isa }, once()), 201);
    }
    w.partnership = ok(await w.anna.post('/api/partnerships', { domain: companies.gdansk.domain, my_role: 'vendor', their_role: 'distributor' }, once()), 201).id;
    ok(await w.piotr.post(`/api/records/${w.partnership}/actions`, { action: 'accept' }));
    w.keyOf = async (who, scopes, more = {}) => ok(await who.post('/api/api-keys', { name: 'erp', scopes, ...more }), 201).key;
    w.lead = async (who = w.anna, fields = {}) => ok(await who.post('/api/leads', { title: 'Harbour radar', ...fields }, once()), 201);
    w.share = async (who, id, company, level = 'read') => ok(await who.put(`/api/records/${id}/grants/${company.me.company.id}`, { level }), 204);
    // The room of a record, and something said in it; own: in the company's own notes beside it.
    w.room = async (who, record) => ok(await who.post(`/api/records/${record}/room`, {})).id;
    w.notes = async (who, record) => ok(await who.post(`/api/rooms/${await w.room(who, record)}/notes`, {})).id;
    w.post = async (who, room, text, more = {}) => ok(await who.post(`/api/rooms/${room}/messages`, { cid: randomUUID(), text, ...more }), 201);
    w.say = async (who, record, text, more) => w.post(who, await w.room(who, record), text, more);
    w.act = async (who, id, action, data, note) => ok(await who.post(`/api/records/${id}/actions`, { action, data, note }));
    return w;
  } catch (e) {
    await h.stop();
    throw e;
  }
}

const sample = readFileSync(join(root, 'tests/edi/samples/850-004010.x12'), 'latin1');
let control = 500;

// The sample order under a number of its own, from Gdańsk to Lübeck unless other ISA identifiers are given.
export function purchaseOrder({ isa = String(++control).padStart(9, '0'), number = `PO-${isa}`, from = 'GDANSKDIST', to = 'LUEBECKINST' } = {}) {
  return sample.replaceAll('000000417', isa).replace('GD-2026-0417', number)
    .replace(/^(ISA(?:\*[^*]*){5}\*)[^*]*(\*ZZ\*)[^*]*/, (_, head, mid) => head + from.padEnd(15) + mid + to.padEnd(15));
}

export const sendEdi = (url, key, body, { wait = true, type = 'application/edi-x12', headers = {} } = {}) =>
  client(url, { key }).request('POST', '/edi', { body, headers: { 'content-type': type, ...(wait ? { prefer: 'wait' } : {}), ...headers } });
