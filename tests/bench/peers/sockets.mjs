// Opens many WebSockets, counts what arrives and how late. Arguments: JSON {url, headers, count, subscribe, stalled}.
// Prints a line "open", then, for each line on standard input, a JSON line of what it saw since the last one.
import { WebSocket } from 'ws';
import { createInterface } from 'node:readline';

const { url, headers, count, subscribe, stalled = 0 } = JSON.parse(process.argv[2]);
let late = [];
let received = 0;
let lost = 0;
const open = (index) => new Promise((done, fail) => {
  const socket = new WebSocket(url, 'hansa.v1', { headers, perMessageDeflate: false });
  const ready = () => { if (index < stalled) socket.pause(); done(); };
  socket.on('open', () => { if (subscribe) socket.send(JSON.stringify(subscribe)); else ready(); });
  socket.on('message', (data) => {
    const frame = JSON.parse(data);
    if (frame.t === 'live') ready();
    if (frame.t !== 'ev') return;
    received++;
    late.push(Date.now() - Date.parse(frame.at));
  });
  socket.on('close', () => lost++);
  socket.on('error', fail);
});
for (let i = 0; i < count; i += 100)
  await Promise.all(Array.from({ length: Math.min(100, count - i) }, (_, k) => open(i + k)));
console.log('open');
createInterface({ input: process.stdin }).on('line', () => {
  late.sort((a, b) => a - b);
  const at = (p) => late[Math.min(late.length - 1, Math.floor(late.length * p))] ?? null;
  console.log(JSON.stringify({ received, lost, p50: at(0.5), p99: at(0.99), max: late.at(-1) ?? null }));
  late = [];
  received = 0;
});
