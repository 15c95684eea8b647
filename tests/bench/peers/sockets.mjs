// Opens many WebSockets, counts the events that arrive and how late. Argument: JSON {host, port, path, headers, count,
// subscribe}. Prints "ready" when all are open and subscribed; then answers each line with what it saw since the last one; the
// word "count" only with how many so far.
// Bare sockets and a cache of the last frame: the client shares the machine with what it measures.
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

const { host, port, path = '/', headers = {}, count, subscribe } = JSON.parse(process.argv[2]);
let late = [], received = 0, bytes = 0, lost = 0;
let last = Buffer.alloc(0), sentAt = 0;

function frame(opcode, text) {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x80 | opcode, 0x80 | body.length]) : Buffer.from([0x80 | opcode, 0xfe, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), body]); // a mask of zeros
}

function event(payload) {
  if (payload.length !== last.length || payload.compare(last) !== 0) {
    last = Buffer.from(payload);
    sentAt = Date.parse(JSON.parse(payload).at);
  }
  received++;
  bytes += payload.length;
  late.push(Date.now() - sentAt);
}

function one(opened, failed) {
  const socket = createConnection({ host, port });
  const lines = [`GET ${path} HTTP/1.1`, `Host: ${host}:${port}`, 'Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13',
    'Sec-WebSocket-Key: aGFuc2EgZmlndXJlcyAhIQ==', 'Sec-WebSocket-Protocol: hansa.v1', ...Object.entries(headers).map(([k, v]) => `${k}: ${v}`), '', ''];
  socket.write(lines.join('\r\n'));
  let rest = Buffer.alloc(0), upgraded = false;
  socket.on('data', (chunk) => {
    rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
    if (!upgraded) {
      const end = rest.indexOf('\r\n\r\n');
      if (end < 0) return;
      if (!rest.subarray(0, 12).toString().endsWith(' 101')) return failed(new Error(rest.subarray(0, end).toString()));
      upgraded = true;
      rest = rest.subarray(end + 4);
      if (subscribe) socket.write(frame(1, subscribe));
      else opened();
    }
    for (;;) {
      if (rest.length < 2) return;
      let n = rest[1] & 127, at = 2;
      if (n === 126) {
        if (rest.length < 4) return;
        n = rest.readUInt16BE(2);
        at = 4;
      }
      if (rest.length < at + n) return;
      const opcode = rest[0] & 15, payload = rest.subarray(at, at + n);
      rest = rest.subarray(at + n);
      if (opcode === 9) socket.write(frame(10, payload));
      if (opcode !== 1) continue;
      if (payload.indexOf('{"t":"ev"') === 0) event(payload);
      else if (payload.indexOf('{"t":"live"') === 0) opened();
    }
  });
  socket.on('close', () => lost++);
  socket.on('error', failed);
}

for (let i = 0; i < count; i += 50)
  await Promise.all(Array.from({ length: Math.min(50, count - i) }, () => new Promise(one)));
console.log('ready');
createInterface({ input: process.stdin }).on('line', (line) => {
  if (line === 'count') return console.log(JSON.stringify({ received }));
  late.sort((a, b) => a - b);
  const at = (p) => late[Math.min(late.length - 1, Math.floor(late.length * p))] ?? null;
  console.log(JSON.stringify({ received, bytes, lost, p50: at(0.5), p99: at(0.99), max: late.at(-1) ?? null }));
  late = [];
  received = bytes = 0;
});
