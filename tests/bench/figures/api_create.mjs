// Creating leads at 64 connections, durable, against pgbench inserting the bare row of hansa.lead as a superuser: no
// binding, no row security, no grant, timeline, event or search document.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connections } from '../network.mjs';
import { figure, measured, median, pgbench, sum, wrk } from '../lib.mjs';

const bare = `INSERT INTO hansa.lead (id, company_id, number, country, region, industry, size_band, product_interest, use_case, source, contact_title)
VALUES (gen_random_uuid(), md5('scale-1')::uuid, 'B-' || gen_random_uuid(), 'DE', 'Region 3', 'Shipbuilding', '50-249', 'Deck cranes', NULL, 'fair', NULL);
`;
const script = (origin, cookie) => `
local n = 0
request = function()
  n = n + 1
  local body = string.format('{"title":"Deck cranes for Yard %d","company_name":"Yard %d","country":"DE","region":"Region 3",' ..
    '"industry":"Shipbuilding","size_band":"50-249","product_interest":"Deck cranes","source":"fair","value_minor":1250000,"currency":"EUR"}', n, n)
  return wrk.format("POST", "/api/leads", {["Content-Type"] = "application/json", ["Origin"] = "${origin}", ["Cookie"] = "${cookie}"}, body)
end
`;
const MANY = 48; // what max_connections leaves
const micros = (seconds, n) => (seconds / n) * 1e6;

export async function api_create(net, { rounds = 3, seconds = 4 } = {}) {
  await net.leads(20);
  const durable = await net.psql(`SELECT current_setting('fsync') || current_setting('synchronous_commit')`);
  if (durable !== 'onon') throw new Error('the database is not durable');
  const server = await net.server();
  const { cookie } = await net.session(1);
  const lua = join(net.dir, 'create.lua');
  writeFileSync(lua, script(server.url, cookie));
  const own = [], base = [], many = [];
  const bench = async (clients) => {
    const m = await measured({ postgres: net.postgres }, () => pgbench(net.conninfo('hansa_boot'), net.dir, bare, { clients, seconds }));
    return { ...m.result, postgres: micros(m.cpu.postgres, m.result.transactions), cpu: micros(m.cpu.postgres + m.cpu.ended, m.result.transactions) };
  };
  for (let i = 0; i < rounds; i++) {
    base.push(await bench(connections));
    const m = await measured({ postgres: net.postgres, serve: server.pid }, () => wrk(server.url, { script: lua, seconds }));
    own.push({ ...m.result, postgres: micros(m.cpu.postgres, m.result.requests), serve: micros(m.cpu.serve, m.result.requests) });
    many.push(await bench(MANY));
  }
  const mean = (rounds, of) => sum(rounds.map(of)) / rounds.length;
  const perSecond = (rounds) => median(rounds.map((r) => r.perSecond));
  const cost = mean(own, (r) => r.postgres + r.serve);
  figure({
    name: 'api_create', value: perSecond(own), unit: 'leads/s',
    baseline: { what: `pgbench -M prepared inserting the bare row, ${connections} clients, rows/s`, value: perSecond(base) },
    ratio: perSecond(own) / perSecond(base), goal: 0.4, p50_ms: median(own.map((r) => r.p50)), p99_ms: median(own.map((r) => r.p99)),
    cpu_us: { postgres: mean(own, (r) => r.postgres), serve: mean(own, (r) => r.serve) },
    cpu_us_baseline: mean(base, (r) => r.cpu), cpu_ratio: mean(base, (r) => r.cpu) / cost,
    baseline_with_many: { clients: MANY, per_second: perSecond(many), ratio: perSecond(own) / perSecond(many), cpu_us: mean(many, (r) => r.cpu) },
  });
  await net.psql(`DELETE FROM hansa.lead WHERE number LIKE 'B-%'`);
  await server.stop();
}
