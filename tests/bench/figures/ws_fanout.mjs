// One record's stream to 2,000 sockets, 20 events a second made by changing it: from the time in the event to its
// arrival, all of it: commit, doorbell, reading the feed, sending. Once without and once with a reader that has stalled
// with full buffers. Beside it Node's ws sending frames of the same size to as many sockets of the same client.
import { createConnection } from 'node:net';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { figure, measured, peer, resident } from '../lib.mjs';
import { freePort, sleep, until } from '../../support/hansa.mjs';

const SOCKETS = 2000, EVERY_MS = 50, KERNEL_TAKES = 180e3; // bytes, of a unix socket
const peers = join(import.meta.dirname, '../peers');
const sockets = (options) => peer(join(peers, 'sockets.mjs'), [JSON.stringify({ host: '127.0.0.1', count: SOCKETS, ...options })]);

async function changes(url, record, cookie, seconds) {
  const headers = { 'content-type': 'application/json', origin: url, cookie };
  const until = Date.now() + seconds * 1000;
  let tag = (await fetch(`${url}/api/leads/${record}`, { headers })).headers.get('etag'), made = 0;
  for (let at = Date.now(); at < until; at += EVERY_MS) {
    const r = await fetch(`${url}/api/leads/${record}`, { method: 'PATCH', body: JSON.stringify({ region: `Region ${at}` }), headers: { ...headers, 'if-match': tag } });
    if (r.status !== 200) throw new Error(await r.text());
    tag = r.headers.get('etag');
    await r.text();
    made++;
    await sleep(Math.max(0, at + EVERY_MS - Date.now()));
  }
  return made;
}

/** A socket that asks for the whole stream until more is on its way than the kernel takes, and reads nothing of it. */
function stalled(path, record, cookie, streamBytes) {
  return new Promise((done, fail) => {
    const socket = createConnection({ path });
    const say = (message) => {
      const text = Buffer.from(JSON.stringify(message).padEnd(126)); // the longer form of a frame, whatever the message
      socket.write(Buffer.concat([Buffer.from([0x81, 0xfe, text.length >> 8, text.length & 255, 0, 0, 0, 0]), text]));
    };
    socket.write('GET /live HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\n' + `Cookie: ${cookie}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: aGFuc2EgZmlndXJlcyAhIQ==\r\nSec-WebSocket-Protocol: hansa.v1\r\n\r\n');
    socket.on('error', fail);
    socket.once('data', async (head) => {
      if (!String(head).startsWith('HTTP/1.1 101')) return fail(new Error(String(head)));
      socket.pause();
      for (let sent = 0; sent < KERNEL_TAKES + 60e3; sent += streamBytes) {
        say({ t: 'unsub', s: record });
        say({ t: 'sub', subs: [{ s: record, from: 0 }] });
        await sleep(50);
      }
      done(socket);
    });
  });
}

async function peerRun(bytes, seconds) {
  const port = await freePort();
  const server = await peer(join(peers, 'fanout.mjs'), [String(port), String(bytes)]);
  const before = resident(server.pid);
  const seen = await sockets({ port });
  const kib = resident(server.pid) - before;
  await server.ask(''); // warm
  await sleep(1000);
  await server.ask('');
  await sleep(300);
  await seen.ask('');
  const m = await measured({ server: server.pid }, async () => {
    await server.ask('');
    await sleep(seconds * 1000);
    await server.ask('');
    await sleep(200);
  });
  const got = await seen.ask('');
  await seen.stop();
  await server.stop();
  return { ...got, cpu: (m.cpu.server / got.received) * 1e6, kib: kib / SOCKETS };
}

async function ownRun(net, seconds) {
  await net.leads(20);
  const server = await net.server();
  const { cookie } = await net.session(1);
  const record = await net.psql(`SELECT id FROM hansa.lead WHERE company_id = md5('scale-1')::uuid AND number LIKE 'S-%' LIMIT 1`);
  await changes(server.url, record, cookie, 0.5);
  const before = resident(server.pid);
  const seen = await sockets({ port: Number(new URL(server.url).port), path: '/live', headers: { Origin: server.url, Cookie: cookie },
    subscribe: JSON.stringify({ t: 'sub', subs: [{ s: record }] }) });
  const kib = (resident(server.pid) - before) / SOCKETS;
  const phase = async () => {
    await changes(server.url, record, cookie, 1); // warm
    await sleep(300);
    await seen.ask('');
    const m = await measured({ server: server.pid, client: seen.pid }, async () => {
      const expected = await changes(server.url, record, cookie, seconds) * SOCKETS;
      await until(async () => (await seen.ask('count')).received >= expected, { ms: 5000, what: `${expected} events have arrived` });
    });
    const got = await seen.ask('');
    return { ...got, cpu: (m.cpu.server / got.received) * 1e6, client: (m.cpu.client / got.received) * 1e6, load: loadavg()[0] };
  };
  const free = await phase();
  const events = Number(await net.psql(`SELECT least(count(*), 500) FROM hansa.event WHERE stream_id = '${record}' AND seq IS NOT NULL`));
  const lazy = await stalled(server.socket, record, cookie, events * frameOf(free));
  const blocked = await phase();
  const peak = (resident(server.pid) - before) / SOCKETS;
  lazy.destroy();
  await seen.stop();
  await server.stop();
  return { free, blocked, kib, peak };
}

const frameOf = (run) => Math.round(run.bytes / run.received);

export async function ws_fanout(net, { seconds = 5 } = {}) {
  const { free, blocked, kib, peak } = await ownRun(net, seconds);
  figure({
    name: 'ws_fanout', value: free.p99, unit: 'ms, 99th percentile from event to arrival', baseline: { what: 'the limit', value: 50 },
    ratio: free.p99 / 50, goal: 1, atLeast: false, p50_ms: free.p50, max_ms: free.max, deliveries: free.received, frame_bytes: frameOf(free),
    kib_per_connection: kib, kib_per_connection_peak: peak, kib_goal: 8, cpu_us_per_delivery: free.cpu, client_cpu_us_per_delivery: free.client, load_average: free.load,
    with_stalled_reader: { p50_ms: blocked.p50, p99_ms: blocked.p99, max_ms: blocked.max, cpu_us_per_delivery: blocked.cpu, closed: blocked.lost },
  });
}

export async function ws_fanout_peer(net, { seconds = 5 } = {}) {
  const { free, kib } = await ownRun(net, seconds);
  const other = await peerRun(frameOf(free), seconds);
  figure({
    name: 'ws_fanout_peer', value: free.cpu, unit: 'CPU us/delivery (server process, making the events included)',
    baseline: { what: "Node's ws, frames of the same size made in memory", value: other.cpu }, ratio: free.cpu / other.cpu, goal: 1, atLeast: false,
    p99_ms: free.p99, p99_ms_baseline: other.p99, kib_per_connection: kib, kib_per_connection_baseline: other.kib,
  });
}
