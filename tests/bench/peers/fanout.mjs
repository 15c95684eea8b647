// The peer of ws_fanout: Node's ws sending the same frame to every socket, 20 times a second, when told to start.
// Arguments: port, bytes of a frame. A line on standard input starts it and is answered; another stops it.
import { WebSocketServer } from 'ws';
import { createInterface } from 'node:readline';

const [port, bytes] = process.argv.slice(2).map(Number);
const server = new WebSocketServer({ port, host: '127.0.0.1', perMessageDeflate: false, handleProtocols: () => 'hansa.v1' });
let timer = null;
let seq = 0;
createInterface({ input: process.stdin }).on('line', () => {
  console.log('{}');
  if (timer) { clearInterval(timer); timer = null; return; }
  timer = setInterval(() => {
    const head = JSON.stringify({ t: 'ev', seq: ++seq, at: new Date().toISOString() });
    const text = head + ' '.repeat(Math.max(0, bytes - head.length));
    for (const client of server.clients) client.send(text);
  }, 50);
});
server.on('listening', () => console.log('ready'));
