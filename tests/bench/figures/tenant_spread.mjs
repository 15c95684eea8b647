// The same list at a million leads of 500 companies: the largest against the smallest, turn about, one connection each.
import { figure, measured, median, sum, wrk } from '../lib.mjs';

export async function tenant_spread(net, { rounds = 5, seconds = 2 } = {}) {
  await net.leads(1000);
  const server = await net.server();
  const company = async (n) => ({
    ...(await net.session(n)), p50: [], p99: [], cpu: 0, requests: 0,
    leads: Number(await net.psql(`SELECT count(*) FROM hansa.grant_ WHERE company_id = md5('scale-${n}')::uuid AND kind = 'lead'`)),
  });
  const sides = { largest: await company(1), smallest: await company(500) };
  for (let i = 0; i < rounds; i++)
    for (const side of Object.values(sides)) {
      const m = await measured({ postgres: net.postgres, serve: server.pid }, () => wrk(`${server.url}/api/leads`, { connections: 1, seconds, headers: { cookie: side.cookie } }));
      side.p50.push(m.result.p50);
      side.p99.push(m.result.p99);
      side.requests += m.result.requests;
      side.cpu += sum([m.cpu.postgres, m.cpu.serve]);
    }
  const { largest, smallest } = sides;
  const p50 = [median(largest.p50), median(smallest.p50)];
  figure({
    name: 'tenant_spread', value: p50[1], unit: 'ms, median of the smallest company', baseline: { what: 'median of the largest company', value: p50[0] },
    ratio: Math.max(...p50) / Math.min(...p50), goal: 1.5, atLeast: false,
    leads_largest: largest.leads, leads_smallest: smallest.leads, p99_ms_largest: median(largest.p99), p99_ms_smallest: median(smallest.p99),
    cpu_us_largest: (largest.cpu / largest.requests) * 1e6, cpu_us_smallest: (smallest.cpu / smallest.requests) * 1e6,
  });
  await server.stop();
}
