// Imports: a file of records, mapped, tried, run; a bad row refuses only itself, and nothing but the file's person stops it.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { client, until } from '../support/hansa.mjs';
import { email, ok, once, problem, startWorld } from '../support/world.mjs';

let w;
before(async () => { w = await startWorld(); });
after(() => w?.stop());

const give = (who, kind, csv, name = 'file.csv') =>
  who.request('POST', `/api/imports?kind=${kind}&name=${encodeURIComponent(name)}`, { body: csv, headers: { 'content-type': 'text/csv' } });
const upload = async (who, kind, csv) => ok(await give(who, kind, csv), 201);
const read = async (who, id) => ok(await who.get(`/api/imports/${id}`));
const end = (who, id, state) => until(async () => { const i = await read(who, id); return i.state === state && i; }, { ms: 60000, what: `import ${state}` });
const go = async (who, id, step) => {
  ok(await who.post(`/api/imports/${id}/${step}`, {}), 202);
  return end(who, id, step === 'check' ? 'checked' : 'done');
};
const leads = async (who) => Number(await w.psql(`SELECT count(*) FROM hansa.lead WHERE company_id = '${who.me.company.id}'`));

test('a file is read as spreadsheets write it, and its columns are guessed by their headings', async () => {
  const i = await upload(w.anna, 'lead', '\ufeffTitle;"Firma";E-mail;Wartość;Waluta;Whatever\r\n"Radar; small";"Zażółć ""A/S""";A@B.example;"12 500,50";eur;x\r\n\r\nSonar;港口;;;;\r\n');
  assert.deepEqual(i.columns, ['Title', 'Firma', 'E-mail', 'Wartość', 'Waluta', 'Whatever']);
  assert.deepEqual(i.mapping, { 0: 'title', 1: 'company_name', 2: 'email', 3: 'value', 4: 'currency' });
  assert.deepEqual(i.sample, [['Radar; small', 'Zażółć "A/S"', 'A@B.example', '12 500,50', 'eur', 'x'], ['Sonar', '港口', '', '', '', '']]);
  assert.equal(i.rows, 2);
  assert.equal(await leads(w.anna), 0, 'nothing is made before it is run');
  const done = await go(w.anna, i.id, 'run');
  assert.deepEqual([done.total, done.done, done.ok, done.failed, done.duplicates, done.problems], [2, 2, 2, 0, 0, []]);
  const [lead] = ok(await w.anna.get('/api/leads?q=Radar')).items;
  const seen = ok(await w.anna.get(`/api/leads/${lead.id}`));
  assert.deepEqual([seen.identity.title, seen.identity.company_name, seen.personal.email, seen.commercial.value_minor, seen.commercial.currency],
    ['Radar; small', 'Zażółć "A/S"', 'a@b.example', 1250050, 'EUR']);
  assert.equal(ok(await w.anna.get(`/api/records/${lead.id}/timeline`)).items[0].actor_name ?? 'Anna', 'Anna', 'made by the person who imported it');
  const told = ok(await w.anna.get('/api/notifications')).items.find((n) => n.kind === 'import.done');
  assert.equal(told.record_id, i.id);
});

test('a quote written before what a spreadsheet would compute is no part of the text, and is written again with the rows that come back', async () => {
  const i = await upload(w.anna, 'account', 'name,"\'=city",country\n"\'=1+1 GmbH",\'+Gdańsk,\n\'Tis Ltd,\'-,\n\'@home,"\'＝X",nowhere\n');
  assert.deepEqual(i.columns, ['name', '=city', 'country']);
  assert.deepEqual(i.sample, [['=1+1 GmbH', '+Gdańsk', ''], ["'Tis Ltd", '-', ''], ['@home', '＝X', 'nowhere']]);
  assert.deepEqual((await read(w.anna, i.id)).sample, i.sample);
  ok(await w.anna.put(`/api/imports/${i.id}/mapping`, { mapping: { 0: 'name', 1: 'city', 2: 'country' } }), 204);
  const done = await go(w.anna, i.id, 'run');
  assert.deepEqual([done.ok, done.failed], [2, 1], JSON.stringify(done.problems));
  assert.equal(await w.psql("SELECT string_agg(city, ';' ORDER BY city) FROM hansa.account WHERE name IN ('=1+1 GmbH', '''Tis Ltd')"), '+Gdańsk;-');
  const errors = (await w.anna.get(`/api/imports/${i.id}/errors`)).text.replace(/^\ufeff/, '').split('\r\n');
  assert.equal(errors[0], 'name,"\'=city",country,reason');
  assert.ok(errors[1].startsWith('"\'@home","\'＝X",nowhere,'), errors[1]);
});

test('a bad row refuses only itself, says why and where, and comes back in the errors file', async () => {
  const csv = ['sku,name,price,currency,gtin', 'A-1,Pump,"1,250.00",EUR,4012345000009', 'A-2,,10,EUR,', 'A-3,Valve,ten,EUR,', 'A-4,Flange,10,,', 'A-5,"Seal, ""big""",10,EUR,12',
    `A-6,${'x'.repeat(201)},10,EUR,`, 'A-7,Ring,9.5,PLN,'].join('\n');
  const i = await upload(w.anna, 'product', csv);
  const checked = await go(w.anna, i.id, 'check');
  assert.deepEqual([checked.ok, checked.failed], [2, 5]);
  assert.equal(await w.psql("SELECT count(*) FROM hansa.product WHERE sku LIKE 'A-%'"), '0', 'a trial makes nothing');
  assert.deepEqual(checked.problems.map((p) => [p.row, p.column, p.field, p.type]), [[3, 'name', 'name', 'field_required'], [4, 'price', 'price', 'amount_invalid'],
    [5, 'currency', 'currency', 'field_required'], [6, 'gtin', 'gtin', 'gtin_invalid'], [7, 'name', 'name', 'too_long']]);
  const done = await go(w.anna, i.id, 'run');
  assert.deepEqual([done.ok, done.failed, done.problems.length], [2, 5, 5]);
  assert.equal(await w.psql("SELECT string_agg(sku || price_minor, ' ' ORDER BY sku) FROM hansa.product WHERE sku LIKE 'A-%'"), 'A-1125000 A-7950');
  const errors = await w.anna.get(`/api/imports/${i.id}/errors`);
  assert.match(errors.headers.get('content-type'), /^text\/csv/);
  const lines = errors.text.replace(/^\ufeff/, '').trimEnd().split('\r\n');
  assert.equal(lines[0], 'sku,name,price,currency,gtin,reason');
  assert.equal(lines.length, 6);
  assert.ok(lines[4].startsWith('A-5,"Seal, ""big""",10,EUR,12,'), lines[4]);
  // mended and given again, reason and all
  const again = await upload(w.anna, 'product', errors.text.replace('A-2,,', 'A-2,Hose,').replace(',ten,', ',10,').replace('A-4,Flange,10,,', 'A-4,Flange,10,EUR,').replace(',EUR,12,', ',EUR,,').replace('x'.repeat(201), 'x'));
  assert.equal(again.mapping['5'], undefined);
  assert.deepEqual((({ ok: o, failed }) => [o, failed])(await go(w.anna, again.id, 'run')), [5, 0]);
  problem(await w.anna.post(`/api/imports/${i.id}/run`, {}), 409, 'import_state');
});

test('what the company has already is passed over or made all the same, as asked; another company\'s is no twin', async () => {
  ok(await w.piotr.post('/api/accounts', { name: 'Port of Gdynia', website: 'https://www.port.example/x' }, once()), 201);
  const csv = 'name,website\nport of gdynia,\nOther,http://port.example\nNew one,new.example\nNEW ONE,\n';
  const i = await upload(w.piotr, 'account', csv);
  const checked = await go(w.piotr, i.id, 'check');
  assert.deepEqual([checked.ok, checked.failed, checked.duplicates], [1, 0, 3]);
  assert.deepEqual(checked.problems.map((p) => [p.row, p.type, p.column]), [[2, 'duplicate', 'name'], [3, 'duplicate', 'website'], [5, 'duplicate', 'name']]);
  ok(await w.piotr.put(`/api/imports/${i.id}/mapping`, { mapping: checked.mapping, duplicates: 'create' }), 204);
  const done = await go(w.piotr, i.id, 'run');
  assert.deepEqual([done.ok, done.duplicates], [4, 3]);
  const there = await upload(w.anna, 'account', csv);
  assert.deepEqual((({ ok: o, duplicates }) => [o, duplicates])(await go(w.anna, there.id, 'run')), [3, 1], 'only the row of this file');
});

test('a contact finds its account by name and needs what a contact needs by hand', async () => {
  ok(await w.anna.post('/api/accounts', { name: 'Wismar Yard' }, once()), 201);
  const i = await upload(w.anna, 'contact', 'Name,Company,E-mail,Consent,Consent source\nHeike,wismar yard,heike@yard.example,ja,fair\nJan,Nowhere,,,\nEwa,,ewa@,,\nLars,,lars@x.example,yes,\n');
  const done = await go(w.anna, i.id, 'run');
  assert.deepEqual(done.problems.map((p) => [p.row, p.type]), [[3, 'account_unknown'], [4, 'email_invalid'], [5, 'field_required']]);
  assert.equal(await w.psql("SELECT a.name || c.consent_to_share FROM hansa.contact c JOIN hansa.account a ON a.id = c.account_id WHERE c.name = 'Heike'"), 'Wismar Yardtrue');
});

test('dates, amounts and people are understood as they are usually written, and refused when they could mean two things', async () => {
  const value = (type, text, most = 100) => w.psql(`SELECT hansa.import_value('${type}', '${text}', ${most}, 'f')`);
  for (const [text, want] of [['1250', '1250'], ['1,250.00', '1250.00'], ['1.250,00', '1250.00'], ['1 250,5', '1250.5'], ['12,50', '12.50'], ['12.500', '12500'], ["1'250.75", '1250.75'], ['0', '0']])
    assert.equal(await value('amount', text.replaceAll("'", "''")), `"${want}"`, text);
  for (const [text, want] of [['2026-11-30', '2026-11-30'], ['30.11.2026', '2026-11-30'], ['2026/1/5', '2026-01-05']]) assert.equal(await value('date', text), `"${want}"`);
  for (const [type, text] of [['date', '01/02/2026'], ['date', '31.02.2026'], ['amount', '-5'], ['amount', '1e9'], ['country', 'Poland'], ['score', '101'], ['bool', 'perhaps'], ['email', 'a@b']])
    await assert.rejects(value(type, text, { country: 2 }[type]), `${type} ${text}`);
  const i = await upload(w.anna, 'lead', `title,assigned to,close date\nOne,${email('moritz')},30.11.2026\nTwo,${email('piotr')},\n`);
  assert.deepEqual((await go(w.anna, i.id, 'run')).problems.map((p) => [p.row, p.type, p.column]), [[3, 'person_unknown', 'assigned to']]);
});

test('a mapping names columns and fields there are, each once, and all that is needed', async () => {
  const i = await upload(w.anna, 'lead', 'a,b\n1,2\n');
  problem(await w.anna.post(`/api/imports/${i.id}/run`, {}), 422, 'mapping_incomplete');
  for (const mapping of [{ 2: 'title' }, { x: 'title' }, { 0: 'stage' }, { 0: 'title', 1: 'title' }, { 0: 5 }, []])
    problem(await w.anna.put(`/api/imports/${i.id}/mapping`, { mapping }), 422);
  ok(await w.anna.put(`/api/imports/${i.id}/mapping`, { mapping: { 1: 'title' } }), 204);
  assert.equal((await go(w.anna, i.id, 'run')).ok, 1);
  assert.ok(ok(await w.anna.get('/api/imports/fields?kind=lead')).items.some((f) => f.field === 'title' && f.needed));
});

test('an import is its person\'s alone, and viewers import nothing', async () => {
  const i = await upload(w.anna, 'lead', 'title\nPrivate\n');
  for (const who of [w.moritz, w.piotr, w.kari]) {
    problem(await who.get(`/api/imports/${i.id}`), 404, 'not_found');
    problem(await who.post(`/api/imports/${i.id}/run`, {}), 404, 'not_found');
    problem(await who.delete(`/api/imports/${i.id}`), 404, 'not_found');
    problem(await who.get(`/api/imports/${i.id}/errors`), 404, 'not_found');
    assert.ok(!ok(await who.get('/api/imports')).items.some((x) => x.id === i.id));
  }
  problem(await give(w.vera, 'lead', 'title\nx\n'), 403, 'role_insufficient');
});

test('the same by API key: taken, run and read within its scopes', async () => {
  const erp = client(w.url, { key: await w.keyOf(w.anna, ['imports:read', 'imports:write']) });
  const i = await upload(erp, 'lead', 'title\nFrom the ERP\n');
  assert.equal((await go(erp, i.id, 'run')).ok, 1);
  problem(await w.anna.get(`/api/imports/${i.id}`), 404, 'not_found');
});

test('files that are none, too long or too wide are refused', async () => {
  problem(await give(w.anna, 'lead', ''), 422);
  problem(await give(w.anna, 'lead', 'title\n'), 422);
  problem(await give(w.anna, 'lead', Buffer.from([0x74, 0xff, 0xfe, 0x0a, 0x61])), 422);
  problem(await give(w.anna, 'lead', 'title\n' + 'x\n'.repeat(20001)), 422);
  problem(await give(w.anna, 'nothing', 'title\nx\n'), 422);
  problem(await give(w.anna, 'lead', `${'a,'.repeat(250)}title\n${','.repeat(250)}x\n`), 422, 'too_many_columns');
});

test('its person is told live how far it is', async () => {
  const [mine, other] = await Promise.all([w.anna.live(), w.moritz.live()]);
  for (const s of [mine, other]) {
    s.send({ t: 'sub', subs: [{ s: 'company' }] });
    await s.frame((f) => f.t === 'live' || f.t === 'sub.ok');
  }
  const i = await upload(w.anna, 'lead', `title\n${Array.from({ length: 150 }, (_, n) => `Live ${n}`).join('\n')}\n`);
  await go(w.anna, i.id, 'run');
  const last = await mine.frame((f) => f.k === 'import.progress' && f.d.state === 'done');
  assert.deepEqual([last.id, last.d.total, last.d.done, last.d.ok], [i.id, 150, 150, 150]);
  assert.ok(mine.frames.filter((f) => f.k === 'import.progress').length >= 3, 'in portions');
  for (const s of [mine, other]) s.close();
});

const many = (prefix, n) => `title,company\n${Array.from({ length: n }, (_, k) => `${prefix} ${k},Customer ${k}`).join('\n')}\n`;
const made = (prefix) => w.psql(`SELECT count(*) || ' ' || count(DISTINCT title) FROM hansa.lead_identity WHERE title LIKE '${prefix} %'`);

test('an import that is stopped ends at once, keeps what it made and gives back the rest', async () => {
  const i = await upload(w.anna, 'lead', many('Stop', 3000));
  ok(await w.anna.post(`/api/imports/${i.id}/run`, {}), 202);
  await until(async () => (await read(w.anna, i.id)).done > 0);
  ok(await w.anna.delete(`/api/imports/${i.id}`), 204);
  const stopped = await read(w.anna, i.id);
  assert.deepEqual([stopped.state, stopped.why], ['stopped', 'asked']);
  assert.ok(stopped.done < 3000);
  assert.equal(await made('Stop'), `${stopped.ok} ${stopped.ok}`);
  const rest = (await w.anna.get(`/api/imports/${i.id}/errors`)).text.trimEnd().split('\r\n').length - 1;
  assert.equal(rest, 3000 - stopped.ok);
  ok(await w.anna.delete(`/api/imports/${i.id}`), 204);
  problem(await w.anna.get(`/api/imports/${i.id}`), 404, 'not_found');
});

test('whoever may no longer write imports no further', async () => {
  const i = await upload(w.moritz, 'lead', many('Demoted', 3000));
  ok(await w.moritz.post(`/api/imports/${i.id}/run`, {}), 202);
  await until(async () => (await read(w.moritz, i.id)).done > 0);
  ok(await w.anna.patch(`/api/members/${w.moritz.me.person.id}`, { role: 'viewer' }), 204);
  await until(async () => (await w.psql(`SELECT state || why FROM hansa.import_ WHERE id = '${i.id}'`)) === 'stoppedrole');
  assert.ok(Number((await made('Demoted')).split(' ')[0]) < 3000);
});

test('a portion that fails through no fault of its rows is tried again, and holds up no other import', async () => {
  await w.psql(`CREATE FUNCTION public.poison() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION USING errcode = 'XX000', message = 'poison'; END $$;
    GRANT USAGE ON SCHEMA public TO hansa_sys; CREATE TRIGGER poison BEFORE INSERT ON hansa.lead_identity FOR EACH ROW WHEN (new.title = 'Poison') EXECUTE FUNCTION public.poison()`);
  const bad = await upload(w.anna, 'lead', 'title\nFirst\nPoison\n');
  const good = await upload(w.anna, 'lead', 'title\nFine\n');
  ok(await w.anna.post(`/api/imports/${bad.id}/run`, {}), 202);
  await until(() => w.h.log('serve').includes('imports.failed'));
  assert.equal((await go(w.anna, good.id, 'run')).ok, 1);
  assert.deepEqual((({ state, done }) => [state, done])(await read(w.anna, bad.id)), ['running', 0]);
  await w.psql('DROP TRIGGER poison ON hansa.lead_identity; DROP FUNCTION public.poison()');
  assert.equal((await end(w.anna, bad.id, 'done')).ok, 2);
});

test('kill -9 of the server in the middle: every row is made once', async () => {
  const i = await upload(w.anna, 'lead', many('Killed', 1500));
  ok(await w.anna.post(`/api/imports/${i.id}/run`, {}), 202);
  for (const at of [100, 700]) {
    await until(async () => Number(await w.psql(`SELECT done FROM hansa.import_ WHERE id = '${i.id}'`)) > at, { ms: 30000, every: 10 });
    w.h.kill('serve');
    await w.h.ready(30000);
  }
  const done = await until(async () => { const x = await w.anna.get(`/api/imports/${i.id}`); return x.status === 200 && x.json.state === 'done' && x.json; }, { ms: 60000 });
  assert.deepEqual([done.ok, done.failed, done.duplicates], [1500, 0, 0]);
  assert.equal(await made('Killed'), '1500 1500');
});
