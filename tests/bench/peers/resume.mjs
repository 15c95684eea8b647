// Many clients of one room, each a person of its own. Argument: JSON {port, room, cookies: file of one a line}. Prints "ready" when
// all listen; then answers lines: "cut" hangs all up, "resume" brings all back at once and tells when the last has caught up,
// "check" tells what each holds. Bare sockets: the client shares the machine with what it measures.
import { readFileSync } from 'node:fs';
import { createConnection } from 'node:net';
import { createInterface } from 'node:readline';

const { port, room, cookies: file } = JSON.parse(process.argv[2]);
const cookies = readFileSync(file, 'utf8').trim().split('\n');
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
let wrong = 0, gaps = 0, refused = 0;

function frame(opcode, text) {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x80 | opcode, 0x80 | body.length]) : Buffer.from([0x80 | opcode, 0xfe, body.length >> 8, body.length & 255]);
  return Buffer.concat([head, Buffer.alloc(4), body]);
}

function connect(c) {
  return new Promise((done, fail) => {
    const socket = createConnection({ host: '127.0.0.1', port });
    c.socket = socket;
    let rest = Buffer.alloc(0), upgraded = false;
    socket.write(['GET /live HTTP/1.1', `Host: 127.0.0.1:${port}`, `Origin: http://127.0.0.1:${port}`, `Cookie: ${c.cookie}`, 'Connection: Upgrade', 'Upgrade: websocket',
      'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: aGFuc2EgZmlndXJlcyAhIQ==', 'Sec-WebSocket-Protocol: hansa.v1', '', ''].join('\r\n'));
    socket.on('data', (chunk) => {
      rest = rest.length ? Buffer.concat([rest, chunk]) : chunk;
      if (!upgraded) {
        const end = rest.indexOf('\r\n\r\n');
        if (end < 0) return;
        if (!rest.subarray(0, 12).toString().endsWith(' 101')) return socket.destroy();
        upgraded = true;
        rest = rest.subarray(end + 4);
        socket.write(frame(1, JSON.stringify({ t: 'sub', subs: [{ s: room, ...(c.last === null ? {} : { from: c.last, epoch: c.epoch }) }] })));
      }
      for (;;) {
        if (rest.length < 2) return;
        let n = rest[1] & 127, at = 2;
        if (n === 126) { if (rest.length < 4) return; n = rest.readUInt16BE(2); at = 4; }
        if (rest.length < at + n) return;
        const opcode = rest[0] & 15, payload = rest.subarray(at, at + n);
        rest = rest.subarray(at + n);
        if (opcode === 9) socket.write(frame(10, payload));
        if (opcode !== 1) continue;
        const text = payload.latin1Slice(0, Math.min(200, n));
        if (text.startsWith('{"t":"ev"')) {
          const seq = Number(/"seq":(\d+)/.exec(text)[1]);
          if (seq !== c.last + 1) wrong++;
          c.last = seq;
          c.got++;
        } else if (text.startsWith('{"t":"sub.ok"')) {
          const f = JSON.parse(payload);
          c.epoch = f.epoch;
          c.last ??= f.head;
        } else if (text.startsWith('{"t":"gap"')) gaps++;
        else if (text.startsWith('{"t":"live"')) { c.done = true; done(); }
      }
    });
    socket.on('error', () => {});
    socket.on('close', () => (c.done ? 0 : fail(new Error('refused'))));
  });
}

// As the portal comes back: at once, and after a refusal in a moment of its own.
async function insist(c) {
  for (c.done = false; ;) {
    try { return await connect(c); } catch { refused++; await sleep(100 + Math.random() * 900); }
  }
}

const clients = cookies.map((cookie) => ({ cookie, last: null, got: 0, done: false }));
for (let i = 0; i < clients.length; i += 50) await Promise.all(clients.slice(i, i + 50).map(insist));
console.log('ready');
createInterface({ input: process.stdin }).on('line', async (line) => {
  if (line === 'cut') for (const c of clients) { c.got = 0; c.socket.destroy(); }
  if (line === 'resume') {
    refused = wrong = gaps = 0;
    const from = Date.now(), each = [];
    await Promise.all(clients.map((c) => insist(c).then(() => each.push(Date.now() - from))));
    each.sort((a, b) => a - b);
    return console.log(JSON.stringify({ ms: each.at(-1), p50: each[Math.floor(each.length / 2)], refused }));
  }
  console.log(JSON.stringify({ least: Math.min(...clients.map((c) => c.got)), most: Math.max(...clients.map((c) => c.got)), last: [...new Set(clients.map((c) => c.last))], wrong, gaps }));
});
