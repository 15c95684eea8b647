// Charts count what the company may see, each lead once, and nothing of anyone else's.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ok, once, problem, startWorld } from '../support/world.mjs';

let w;
const lead = async (who, fields) => ok(await who.post('/api/leads', { title: 'Pumps', value_minor: 1000, currency: 'EUR', country: 'DE', source: 'fair', ...fields }, once()), 201);
const items = async (who, path) => ok(await who.get(path)).items;
const charts = ['pipeline', 'leads', 'funnel', 'orders', 'answers'];

before(async () => {
  w = await startWorld();
  await w.partner?.();
});
after(() => w?.stop());

const partnered = async () => {
  const invited = await w.anna.post('/api/partnerships', { domain: 'gdansk.example', my_role: 'vendor', their_role: 'distributor' }, once());
  if (invited.status !== 201) return;
  const [p] = await items(w.piotr, '/api/partnerships');
  ok(await w.piotr.post(`/api/records/${p.id}/actions`, { action: 'accept' }, once()));
};

test('an empty company gets empty charts, not errors', async () => {
  for (const name of charts) {
    const r = await w.kari.get(`/api/charts/${name}`);
    assert.equal(r.status, 200, `${name}: ${r.text}`);
    if (name !== 'funnel') assert.deepEqual(r.json.items, [], name);
  }
  assert.ok((await items(w.kari, '/api/charts/funnel')).every((row) => row.leads === 0));
});

test('the pipeline counts a lead once as ours, and at the partner it is shared with', async () => {
  await partnered();
  const gdansk = (await items(w.piotr, '/api/partnerships'))[0] && ok(await w.piotr.get('/api/session')).company.id;
  const [a] = [await lead(w.anna), await lead(w.anna, { currency: 'USD' }), await lead(w.anna, { value_minor: 500 })];
  ok(await w.anna.put(`/api/records/${a.id}/grants/${gdansk}`, { level: 'read' }), 204);
  const mine = await items(w.anna, '/api/charts/pipeline');
  const sum = (side) => mine.filter((row) => row.side === side).reduce((n, row) => n + row.leads, 0);
  assert.deepEqual([sum('whole'), sum('own'), sum('given'), sum('received')], [3, 2, 1, 0]);
  const given = mine.find((row) => row.side === 'given');
  assert.deepEqual([given.partner_id, given.partner, given.currency, given.minor], [gdansk, 'Gdańsk Distribution', 'EUR', 1000]);
  const theirs = await items(w.piotr, '/api/charts/pipeline');
  assert.deepEqual(theirs.map((row) => [row.side, row.leads, row.partner]), [['received', 1, 'Lübeck Instruments']]);
});

test('a teaser is counted without its value', async () => {
  const gdansk = ok(await w.piotr.get('/api/session')).company.id;
  const hidden = await lead(w.anna, { value_minor: 777777 });
  ok(await w.anna.put(`/api/records/${hidden.id}/grants/${gdansk}`, { level: 'teaser' }), 204);
  const theirs = await items(w.piotr, '/api/charts/pipeline');
  assert.deepEqual(theirs.map((row) => [row.currency, row.leads, row.minor]).sort(), [['EUR', 1, 1000], [null, 1, null]].sort());
});

test('leads by month, source and country count the same leads', async () => {
  const rows = await items(w.anna, '/api/charts/leads');
  const total = (by) => rows.filter((row) => row.by === by).reduce((n, row) => n + row.leads, 0);
  assert.deepEqual([total('month'), total('source'), total('country')], [4, 4, 4]);
  assert.deepEqual(await items(w.anna, '/api/charts/leads?from=2020-01-01&to=2020-12-31'), []);
  assert.equal((await items(w.anna, '/api/charts/leads?shared=received')).length, 0);
});

test('the funnel remembers how far a lead came that was lost later', async () => {
  const one = await lead(w.anna);
  for (const [action, note] of [['qualify'], ['start'], ['lose', 'Price']]) ok(await w.anna.post(`/api/records/${one.id}/actions`, { action, ...(note ? { note } : {}) }, once()));
  const steps = Object.fromEntries((await items(w.anna, '/api/charts/funnel')).map((row) => [row.step, row.leads]));
  assert.deepEqual([steps.new, steps.qualified, steps.working, steps.converted, steps.lost], [5, 1, 1, 0, 1]);
  const answered = (await items(w.anna, '/api/charts/answers')).find((row) => row.of === 'leads');
  assert.deepEqual([answered.answered, answered.waiting], [1, 4]);
});

test('a day that is none is refused with its place', async () => {
  const e = problem(await w.anna.get('/api/charts/leads?from=yesterday'), 422, 'value_invalid');
  assert.match(e.detail, /`from`/);
});
