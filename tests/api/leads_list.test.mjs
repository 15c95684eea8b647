// Lists of leads: filters, orders, counts and sums that agree, windows opened anywhere, many moved at once, moves taken back,
// tables to take away, and saved views.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { client } from '../support/hansa.mjs';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w;
const countries = ['DE', 'PL', 'NO'], industries = ['Shipping', 'Food, drink & more', null], sources = ['fair', 'call'];

before(async () => {
  w = await startWorld();
  const moritz = w.moritz.me.person.id;
  for (let i = 0; i < 60; i++) {
    const lead = await w.lead(w.anna, {
      title: `${'ąbcdé'[i % 5]}-lead ${i}`, company_name: i % 7 ? `Company ${i % 7}` : undefined, country: countries[i % 3], industry: industries[i % 3] ?? undefined,
      source: sources[i % 2], ...(i % 4 ? { value_minor: i * 1000, currency: i % 8 < 4 ? 'EUR' : 'JPY' } : {}), ...(i % 5 ? { expected_close: `2027-0${1 + (i % 9)}-15` } : {}),
      ...(i % 3 === 0 ? { assigned_to: moritz } : {}),
    });
    if (i % 2) ok(await w.anna.post(`/api/records/${lead.id}/actions`, { action: 'qualify' }));
    if (i % 6 === 0) await w.share(w.anna, lead.id, w.piotr, i % 12 ? 'teaser' : 'edit');
  }
  for (let i = 0; i < 5; i++) await w.share(w.piotr, (await w.lead(w.piotr, { title: `Gdańsk ${i}`, value_minor: 500, currency: 'PLN' })).id, w.anna, 'edit');
});
after(() => w?.stop());

const query = (params) => new URLSearchParams(Object.entries(params).flatMap(([k, v]) => [v].flat().map((x) => [k, x]))).toString();
const find = async (who, params = {}) => ok(await who.get(`/api/leads/find?${query({ limit: 200, ...params })}`)).items;
async function walk(who, params, limit = 7) {
  const all = [];
  for (let after; ;) {
    const page = ok(await who.get(`/api/leads/find?${query({ ...params, limit, ...(after ? { after } : {}) })}`));
    all.push(...page.items);
    if (!page.next) return all;
    after = page.next;
  }
}
const sumsOf = (lines) => Object.fromEntries(Object.entries(Object.groupBy(lines.filter((l) => l.value_minor !== null), (l) => l.currency)).map(([c, ls]) => [c, ls.reduce((s, l) => s + l.value_minor, 0)]));

const filters = () => [
  {}, { stage: 'new' }, { stage: ['new', 'qualified'] }, { shared: 'own' }, { shared: 'received' }, { country: ['DE', 'PL'] }, { industry: 'Food, drink & more' },
  { source: 'fair', stage: 'qualified' }, { assigned_to: w.moritz.me.person.id }, { assigned_to: '00000000-0000-0000-0000-000000000000' }, { owner: w.piotr.me.company.id },
  { currency: 'EUR', value_from: 10000, value_to: 40000 }, { close_from: '2027-03-01', close_to: '2027-05-31' }, { q: 'company' }, { q: 'lead', country: 'NO' },
  { updated_from: '2026-01-01' }, { updated_to: '2000-01-01' }, { created_from: '2026-01-01', created_to: '2100-01-01' }, { created_to: '2000-01-01' },
  { with: w.piotr.me.company.id }, { with: w.piotr.me.company.id, shared: 'own' }, { with: w.kari.me.company.id },
];
const holds = {
  stage: (l, v) => [v].flat().includes(l.stage), shared: (l, v) => (l.level === 'own') === (v === 'own'), country: (l, v) => [v].flat().includes(l.country),
  industry: (l, v) => l.industry === v, source: (l, v) => l.source === v, assigned_to: (l, v) => (l.assigned_to ?? '00000000-0000-0000-0000-000000000000') === v,
  owner: (l, v) => l.company_id === v, currency: (l, v) => l.currency === v, value_from: (l, v) => l.value_minor >= v, value_to: (l, v) => l.value_minor !== null && l.value_minor <= v,
  close_from: (l, v) => l.expected_close !== null && l.expected_close >= v, close_to: (l, v) => l.expected_close !== null && l.expected_close <= v,
  q: (l, v) => (v === 'company' ? l.company_name !== null : /lead/.test(l.title ?? '')), updated_from: () => true, updated_to: () => false,
  created_from: () => true, created_to: (l, v) => v > '2026', with: (l, v) => l.company_id === v || (v === w.piotr.me.company.id && l.shared_with > 0),
};

test('each filter lets through exactly the leads that it names', async () => {
  const all = await find(w.anna);
  assert.equal(all.length, 65);
  for (const filter of filters()) {
    const want = all.filter((l) => Object.entries(filter).every(([k, v]) => holds[k](l, v))).map((l) => l.id).sort();
    assert.deepEqual((await find(w.anna, filter)).map((l) => l.id).sort(), want, JSON.stringify(filter));
  }
  assert.deepEqual((await find(w.anna, { stage: 'new' })).length, (await find(w.anna)).filter((l) => l.stage === 'new').length);
});

test('counts and sums are those of the list, whatever the filter and the grouping', async () => {
  for (const filter of filters()) {
    const lines = await find(w.anna, filter);
    const counts = ok(await w.anna.get(`/api/leads/counts?${query({ ...filter, sums: true })}`)).items;
    for (const stage of new Set(lines.map((l) => l.stage))) {
      const of = lines.filter((l) => l.stage === stage), got = counts.find((c) => c.stage === stage);
      assert.equal(got.count, of.length, JSON.stringify(filter));
      assert.deepEqual(Object.fromEntries(got.sums.map((s) => [s.currency, s.minor])), sumsOf(of), JSON.stringify(filter));
    }
    assert.equal(counts.reduce((n, c) => n + c.count, 0), lines.length);
    const bare = ok(await w.anna.get(`/api/leads/counts?${query({ shared: 'all', ...filter })}`)).items;
    assert.deepEqual(bare.map((c) => [c.stage, c.count, c.sums]), counts.map((c) => [c.stage, c.count, null]));
  }
  const lines = await find(w.anna);
  for (const [by, key] of Object.entries({ stage: 'stage', owner: 'company_id', assigned_to: 'assigned_to', country: 'country', industry: 'industry', source: 'source' })) {
    const groups = ok(await w.anna.get(`/api/leads/groups?by=${by}`)).items;
    assert.equal(groups.reduce((n, g) => n + g.count, 0), lines.length, by);
    for (const g of groups) {
      const of = lines.filter((l) => l[key] === g.key);
      assert.equal(g.count, of.length, `${by} ${g.key}`);
      assert.deepEqual(Object.fromEntries(g.sums.map((s) => [s.currency, s.minor])), sumsOf(of), `${by} ${g.key}`);
    }
  }
  assert.ok(ok(await w.anna.get('/api/leads/groups?by=owner')).items.some((g) => g.name === 'Gdańsk Distribution' && g.count === 5));
});

test('every order is walked page by page without gap or repeat, and a window opens at any place of it', async () => {
  for (const sort of ['updated', 'created', 'value', 'close', 'title', 'company', 'owner', 'assigned_to', 'country', 'industry', 'source', 'stage', 'number'])
    for (const dir of ['asc', 'desc']) {
      const all = (await find(w.anna, { sort, dir })).map((l) => l.id);
      assert.equal(new Set(all).size, 65, `${sort} ${dir}`);
      assert.deepEqual((await walk(w.anna, { sort, dir })).map((l) => l.id), all, `${sort} ${dir}`);
      assert.deepEqual((await find(w.anna, { sort, dir, skip: 31, limit: 5 })).map((l) => l.id), all.slice(31, 36), `${sort} ${dir}`);
    }
  const page = ok(await w.anna.get('/api/leads/find?sort=value&limit=10'));
  assert.deepEqual(ok(await w.anna.get(`/api/leads/find?${query({ sort: 'value', after: page.next, skip: 10, limit: 10 })}`)).items.map((l) => l.id),
    (await find(w.anna, { sort: 'value' })).slice(20, 30).map((l) => l.id));
  const stage = await walk(w.anna, { stage: 'qualified' }, 4);
  assert.deepEqual(stage.map((l) => l.id), (await find(w.anna, { stage: 'qualified' })).map((l) => l.id));
});

test('orders hold what they say: values by their worth, titles by the alphabet, what is empty last', async () => {
  const values = (await find(w.anna, { sort: 'value' })).map((l) => (l.value_minor === null ? null : l.value_minor * (l.currency === 'JPY' ? 100 : 1)));
  const some = values.filter((v) => v !== null);
  assert.deepEqual(some, [...some].sort((a, b) => b - a));
  assert.deepEqual(values.slice(some.length), Array(values.length - some.length).fill(null));
  assert.equal((await find(w.anna, { sort: 'value', dir: 'asc' })).at(-1).value_minor, null);
  const titles = (await find(w.anna, { sort: 'title', dir: 'asc', shared: 'own' })).map((l) => l.title[0]);
  assert.deepEqual([...new Set(titles)], ['ą', 'b', 'c', 'd', 'é']);
});

test('a teaser is neither found nor summed by what it does not show', async () => {
  const received = await find(w.piotr, { shared: 'received' });
  const teasers = received.filter((l) => l.level === 'teaser');
  assert.ok(teasers.length > 0 && teasers.every((l) => l.title === null && l.value_minor === null && l.expected_close === null));
  for (const hidden of [{ value_from: 0 }, { currency: 'EUR' }, { close_from: '2000-01-01' }, { q: 'lead' }])
    assert.ok(!(await find(w.piotr, { shared: 'received', ...hidden })).some((l) => l.level === 'teaser'), JSON.stringify(hidden));
  const sums = ok(await w.piotr.get('/api/leads/counts?sums=true&shared=received')).items.flatMap((c) => c.sums);
  assert.deepEqual(Object.fromEntries(Object.entries(Object.groupBy(sums, (s) => s.currency)).map(([c, s]) => [c, s.reduce((n, x) => n + x.minor, 0)])), sumsOf(received));
  assert.deepEqual(await find(w.kari), []);
  assert.deepEqual(ok(await w.kari.get('/api/leads/counts?sums=true')).items, []);
});

test('of given leads those come back that fit, and of a stranger\'s none', async () => {
  const ids = (await find(w.anna, { stage: 'new', limit: 3 })).map((l) => l.id), other = (await find(w.anna, { stage: 'qualified', limit: 2 })).map((l) => l.id);
  assert.deepEqual((await find(w.anna, { stage: 'new', ids: [...ids, ...other, randomUUID()] })).map((l) => l.id).sort(), [...ids].sort());
  assert.deepEqual(await find(w.kari, { ids }), []);
});

test('what is no filter is refused before the database', async () => {
  for (const bad of ['stage=won', 'sort=luck', 'dir=up', 'owner=me', 'country=Germany', 'currency=euro', 'value_from=-1', 'close_from=soon', 'limit=201', 'skip=-1', 'colour=red', 'after=x'])
    problem(await w.anna.get(`/api/leads/find?${bad}`), 422);
  // A cursor of one order says nothing in another, but it breaks nothing.
  const { next } = ok(await w.anna.get('/api/leads/find?sort=title&limit=5'));
  ok(await w.anna.get(`/api/leads/find?${query({ sort: 'updated', after: next })}`));
});

test('many leads are moved at once; what is refused for one does not hold up the others', async () => {
  const fresh = [(await w.lead()).id, (await w.lead()).id], teaser = (await find(w.anna, { owner: w.piotr.me.company.id }))[0].id;
  const lost = (await w.lead()).id;
  ok(await w.anna.post(`/api/records/${lost}/actions`, { action: 'disqualify' }));
  const got = ok(await w.anna.post('/api/leads/bulk', { ids: [...fresh, lost, teaser, randomUUID()], action: 'qualify' })).items;
  assert.equal(got.length, 5);
  const of = new Map(got.map((o) => [o.id, o]));
  for (const id of fresh) assert.deepEqual([of.get(id).ok, of.get(id).stage, of.get(id).version], [true, 'qualified', 2]);
  assert.deepEqual([of.get(lost).ok, of.get(lost).status, of.get(lost).type], [false, 409, 'transition_refused']);
  assert.deepEqual([of.get(teaser).ok, of.get(teaser).status], [false, 409]);
  const unknown = got.find((o) => ![...fresh, lost, teaser].includes(o.id));
  assert.deepEqual([unknown.ok, unknown.status, unknown.type], [false, 404, 'not_found']);
  assert.equal(ok(await w.anna.get(`/api/leads/${fresh[0]}`)).stage, 'qualified');
  // another company's leads and nobody's are refused alike
  const [a, b] = ok(await w.kari.post('/api/leads/bulk', { ids: [fresh[0], randomUUID()], action: 'qualify' })).items.map(({ id, ...rest }) => rest);
  assert.deepEqual(a, b);
  problem(await w.vera.post('/api/leads/bulk', { ids: fresh, action: 'qualify' }), 403, 'role_insufficient');
  problem(await w.anna.post('/api/leads/bulk', { ids: fresh }), 422, 'field_required');
  problem(await w.anna.post('/api/leads/bulk', { ids: fresh, number: 'L-1' }), 422);
});

test('a step that requires a reason is refused without one, for each lead', async () => {
  const ids = [(await w.lead()).id, (await w.lead()).id];
  for (const action of ['qualify', 'start']) ok(await w.anna.post('/api/leads/bulk', { ids, action }));
  assert.ok(ok(await w.anna.post('/api/leads/bulk', { ids, action: 'lose' })).items.every((o) => !o.ok && o.status === 422 && o.type === 'field_required'));
  assert.ok(ok(await w.anna.post('/api/leads/bulk', { ids, action: 'lose', note: 'Price' })).items.every((o) => o.ok && o.stage === 'lost'));
});

test('many leads are changed at once, within what the company may', async () => {
  const own = (await w.lead()).id, received = (await find(w.anna, { shared: 'received' }))[0].id;
  const got = ok(await w.anna.post('/api/leads/bulk', { ids: [own, received], industry: 'Timber', expected_close: '2027-08-01' })).items;
  assert.ok(got.every((o) => o.ok), JSON.stringify(got));
  const read = ok(await w.anna.get(`/api/leads/${own}`));
  assert.deepEqual([read.industry, read.commercial.expected_close], ['Timber', '2027-08-01']);
  const assigned = ok(await w.anna.post('/api/leads/bulk', { ids: [own, received], assigned_to: w.moritz.me.person.id })).items;
  assert.deepEqual(new Map(assigned.map((o) => [o.id, o.status])), new Map([[own, null], [received, 403]].sort(([a], [b]) => (a < b ? -1 : 1))));
  const stranger = ok(await w.anna.post('/api/leads/bulk', { ids: [own], assigned_to: w.piotr.me.person.id })).items[0];
  assert.deepEqual([stranger.ok, stranger.type], [false, 'person_unknown']);
  ok(await w.anna.post('/api/leads/bulk', { ids: [own], industry: null }));
  assert.equal(ok(await w.anna.get(`/api/leads/${own}`)).industry, null);
});

test('a person takes back the own last move, while nobody has touched the lead since', async () => {
  const lead = (await w.lead()).id;
  const undo = async (who, version, id = lead) => ok(await who.post('/api/leads/undo', { ids: [id], versions: [version] })).items[0];
  const moved = ok(await w.anna.post(`/api/records/${lead}/actions`, { action: 'disqualify' }));
  assert.deepEqual([(await undo(w.moritz, moved.version)).type, (await undo(w.anna, moved.version - 1)).status, (await undo(w.kari, moved.version)).status], ['undo_refused', 412, 404]);
  const back = await undo(w.anna, moved.version);
  assert.deepEqual([back.ok, back.stage], [true, 'new']);
  assert.equal(ok(await w.anna.get(`/api/leads/${lead}`)).stage, 'new');
  assert.equal((await undo(w.anna, back.version)).type, 'undo_refused', 'what was taken back is not taken back again');
  assert.equal((await find(w.anna, { ids: [lead] }))[0].stage, 'new');
  const again = ok(await w.anna.post(`/api/records/${lead}/actions`, { action: 'qualify' }));
  ok(await w.anna.patch(`/api/leads/${lead}`, { industry: 'Energy' }, { headers: { 'if-match': `"${again.version}"` } }));
  assert.equal((await undo(w.anna, again.version)).status, 412);
  await w.h.psql(`UPDATE hansa.timeline SET at = at - interval '11 minutes' WHERE root_id = '${lead}'`);
  assert.equal((await undo(w.anna, again.version + 1)).type, 'undo_refused', 'ten minutes are over');
});

test('the life cycle is told as its rows', async () => {
  const rows = ok(await w.vera.get('/api/leads/transitions')).items;
  assert.ok(rows.length > 10);
  assert.deepEqual(rows.find((r) => r.from_state === 'working' && r.action === 'lose'), { from_state: 'working', action: 'lose', to_state: 'lost', side: 'either', role: 'member', requires: ['note'] });
});

test('the table to take away has the rows and the order of the list, and only what the company may read', async () => {
  const csv = async (who, params) => {
    const r = await who.get(`/api/leads/export?${query({ format: 'csv', ...params })}`);
    assert.equal(r.status, 200, r.text);
    return r.text.replace(/^\uFEFF/, '').trimEnd().split('\r\n');
  };
  for (const params of [{}, { country: 'DE', sort: 'value' }, { stage: 'qualified', sort: 'title', dir: 'asc' }, { q: 'company' }]) {
    const [head, ...rows] = await csv(w.anna, params);
    assert.match(head, /^number,title,company_name,stage,value,currency,/);
    assert.deepEqual(rows.map((row) => row.split(',')[0]), (await find(w.anna, { sort: 'updated', dir: 'desc', ...params })).map((l) => l.number), JSON.stringify(params));
  }
  const teaser = (await csv(w.piotr, { shared: 'received' })).find((row) => row.includes(',teaser,'));
  assert.match(teaser, /^L-\w+,,,\w+,,,,/);
  assert.equal((await csv(w.kari, {})).length, 1);
  const sheet = await fetch(`${w.url}/api/leads/export?format=xlsx`, { headers: w.anna.headers('GET') });
  assert.equal(Buffer.from(await sheet.arrayBuffer()).subarray(0, 2).toString(), 'PK');
  const key = client(w.url, { key: await w.keyOf(w.anna, ['orders:read']) });
  problem(await key.get('/api/leads/export'), 403, 'scope_missing');
});

test('a view is the person\'s own until it is shared, and never leaves the company', async () => {
  const mine = ok(await w.moritz.post('/api/views', { name: 'Mine', query: 'stage=new&sort=value' }, once()), 201);
  const all = ok(await w.moritz.post('/api/views', { name: 'For all', shared: true, query: '' }, once()), 201);
  const names = async (who) => ok(await who.get('/api/views')).items.map((v) => v.name);
  assert.deepEqual(await names(w.moritz), ['Mine', 'For all']);
  assert.deepEqual(await names(w.anna), ['For all']);
  assert.deepEqual(await names(w.piotr), []);
  const change = (who, id, version, body) => who.patch(`/api/views/${id}`, body, { headers: { 'if-match': `"${version}"` } });
  for (const who of [w.anna, w.piotr]) {
    problem(await change(who, mine.id, 1, { name: 'Theirs' }), 404, 'not_found');
    problem(await who.delete(`/api/views/${mine.id}`), 404, 'not_found');
  }
  assert.equal((await change(w.piotr, all.id, 1, { name: 'x' })).text, (await change(w.piotr, randomUUID(), 1, { name: 'x' })).text);
  problem(await change(w.vera, all.id, 1, { name: 'Mine now' }), 403, 'role_insufficient');
  problem(await w.vera.delete(`/api/views/${all.id}`), 403, 'role_insufficient');
  problem(await change(w.moritz, mine.id, 7, { name: 'Old' }), 412, 'version_changed');
  assert.equal(ok(await change(w.moritz, mine.id, 1, { query: 'by=owner' })).version, 2);
  assert.equal(ok(await w.moritz.get('/api/views')).items[0].query, 'by=owner');
  ok(await change(w.anna, all.id, 1, { name: 'For everybody' }), 200);
  ok(await w.anna.delete(`/api/views/${all.id}`), 204);
  assert.deepEqual(await names(w.moritz), ['Mine']);
  problem(await w.moritz.post('/api/views', { name: '  ', query: '' }, once()), 422);
  problem(await w.vera.post('/api/views', { name: 'Shared', shared: true, query: '' }, once()), 403);
  ok(await w.vera.post('/api/views', { name: 'A viewer has views, too', query: 'q=1' }, once()), 201);
  problem(await client(w.url, { key: await w.keyOf(w.anna, ['leads:read']) }).post('/api/views', { name: 'x', query: '' }, once()), 403);
});
