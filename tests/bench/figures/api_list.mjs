// GET of 50 leads at 64 connections against pgbench with the same binding and statement in one pipelined transaction, and
// against Fastify and pg doing the same work. CPU time is compared, for the programs that ask share the machine with the
// programs that answer; requests a second stand beside it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { connections, endpoint } from '../network.mjs';
import { figure, measured, median, peer, pgbench, sum, wrk } from '../lib.mjs';
import { freePort } from '../../support/hansa.mjs';

const values = { stage: ['text', null], shared: ['text', 'all'], q: ['text', null], after: ['text', null], limit: ['integer', 50] };
const micros = (seconds, n) => (seconds / n) * 1e6;

function script(hash) {
  return `\\startpipeline
SELECT * FROM hansa.bind_session('\\x${hash}'::bytea, 'viewer');
${endpoint('leads/list.sql', values, true).trim()};
\\endpipeline
`;
}

async function asked(net, url, pids, cookie, seconds) {
  const m = await measured({ postgres: net.postgres, ...pids }, () => wrk(`${url}/api/leads`, { headers: { cookie }, seconds }));
  return { ...m.result, postgres: micros(m.cpu.postgres, m.result.requests), cpu: Object.fromEntries(Object.keys(pids).map((k) => [k, micros(m.cpu[k], m.result.requests)])) };
}

const mean = (rounds, of) => sum(rounds.map(of)) / rounds.length;

export async function api_list(net, { rounds = 3, seconds = 4 } = {}) {
  await net.leads(1000);
  const server = await net.server();
  const { hash, cookie } = await net.session(1);
  const size = (await (await fetch(`${server.url}/api/leads`, { headers: { cookie } })).arrayBuffer()).byteLength;
  const base = [], own = [];
  for (let i = 0; i < rounds; i++) {
    const b = await measured({ postgres: net.postgres }, () => pgbench(net.conninfo('hansa_app'), net.dir, script(hash), { clients: connections, seconds }));
    base.push({ ...b.result, cpu: micros(b.cpu.postgres + b.cpu.ended, b.result.transactions), postgres: micros(b.cpu.postgres, b.result.transactions) });
    own.push(await asked(net, server.url, { serve: server.pid }, cookie, seconds));
  }
  const public_ = await asked(net, net.hansa.url, { serve: net.hansa.pid('serve'), nginx: net.hansa.pid('nginx') }, cookie, seconds);
  const value = mean(own, (r) => r.postgres + r.cpu.serve), baseline = mean(base, (r) => r.cpu);
  figure({
    name: 'api_list', value, unit: 'CPU us/request (postgres + serve)',
    baseline: { what: `pgbench -M prepared, ${connections} clients, CPU us/transaction (postgres + pgbench)`, value: baseline },
    ratio: baseline / value, goal: 0.6, bytes: size,
    per_second: median(own.map((r) => r.perSecond)), per_second_baseline: median(base.map((r) => r.perSecond)),
    per_second_ratio: median(own.map((r) => r.perSecond)) / median(base.map((r) => r.perSecond)),
    p50_ms: median(own.map((r) => r.p50)), p99_ms: median(own.map((r) => r.p99)),
    cpu_us: { postgres: mean(own, (r) => r.postgres), serve: mean(own, (r) => r.cpu.serve) }, baseline_postgres_us: mean(base, (r) => r.postgres),
    through_nginx: { per_second: public_.perSecond, p50_ms: public_.p50, p99_ms: public_.p99, postgres_us: public_.postgres,
      serve_us: public_.cpu.serve, nginx_us: public_.cpu.nginx },
  });
  await server.stop();
}

export async function api_list_peer(net, { rounds = 2, seconds = 4 } = {}) {
  await net.leads(1000);
  const server = await net.server();
  const { cookie } = await net.session(1);
  const port = await freePort(), file = join(net.dir, 'peer.json');
  writeFileSync(file, JSON.stringify({ text: endpoint('leads/list.sql', values), values: Object.values(values).map(([, v]) => v) }));
  const other = await peer(join(import.meta.dirname, '../peers/list.mjs'), [net.hansa.run(), file, String(port), String(connections)]);
  const same = async (url) => JSON.parse(await (await fetch(`${url}/api/leads`, { headers: { cookie } })).text()).items;
  const [a, b] = [await same(server.url), await same(`http://127.0.0.1:${port}`)];
  if (JSON.stringify(a) !== JSON.stringify(b)) throw new Error(`the peer answers something else: ${JSON.stringify(b?.[0])} for ${JSON.stringify(a[0])}`);
  const own = [], theirs = [];
  for (let i = 0; i < rounds; i++) {
    theirs.push(await asked(net, `http://127.0.0.1:${port}`, { serve: other.pid }, cookie, seconds));
    own.push(await asked(net, server.url, { serve: server.pid }, cookie, seconds));
  }
  const value = mean(own, (r) => r.cpu.serve), baseline = mean(theirs, (r) => r.cpu.serve);
  const whole = (r) => r.postgres + r.cpu.serve;
  figure({
    name: 'api_list_peer', value, unit: 'CPU us/request (server process)',
    baseline: { what: 'Fastify + pg, the same binding and statement, pool of the same size', value: baseline }, ratio: baseline / value, goal: 4,
    per_second: median(own.map((r) => r.perSecond)), per_second_baseline: median(theirs.map((r) => r.perSecond)),
    per_second_ratio: median(own.map((r) => r.perSecond)) / median(theirs.map((r) => r.perSecond)),
    p50_ms: median(own.map((r) => r.p50)), p99_ms: median(own.map((r) => r.p99)), p99_ms_baseline: median(theirs.map((r) => r.p99)),
    with_postgres: { value: mean(own, whole), baseline: mean(theirs, whole), ratio: mean(theirs, whole) / mean(own, whole) },
  });
  await other.stop();
  await server.stop();
}
