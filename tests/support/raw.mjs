// Raw sockets for tests: HTTP and WebSocket bytes written by hand, so that wrong ones can be written too.
import { randomBytes } from "node:crypto";
import net from "node:net";

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));

// A connection that keeps everything it receives.
export class Raw {
  constructor(at) {
    this.socket = net.connect(at);
    this.socket.setNoDelay?.(true);
    this.bytes = Buffer.alloc(0);
    this.ended = false;
    this.waiting = [];
    this.socket.on("data", (piece) => {
      this.bytes = Buffer.concat([this.bytes, piece]);
      this.wake();
    });
    for (const event of ["end", "close", "error"])
      this.socket.on(event, () => {
        this.ended = true;
        this.wake();
      });
  }
  wake() {
    for (const look of this.waiting.splice(0)) look();
  }
  write(bytes) {
    this.socket.write(bytes);
    return this;
  }
  // Waits until `ready()` gives something, or the end, or the limit.
  async until(ready, limit = 5000) {
    const late = Date.now() + limit;
    for (;;) {
      const value = ready();
      if (value !== undefined || this.ended || Date.now() >= late) return value;
      await new Promise((done) => {
        const timer = setTimeout(done, Math.max(1, late - Date.now()));
        this.waiting.push(() => {
          clearTimeout(timer);
          done();
        });
      });
    }
  }
  // One HTTP answer from the front of what came, or undefined.
  take(head = false) {
    const at = this.bytes.indexOf("\r\n\r\n");
    if (at < 0) return undefined;
    const lines = this.bytes.subarray(0, at).toString("latin1").split("\r\n");
    const headers = {};
    for (const line of lines.slice(1)) {
      const colon = line.indexOf(":");
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const status = Number(lines[0].split(" ")[1]);
    const length = head || status === 101 || status === 100 ? 0 : Number(headers["content-length"] ?? 0);
    if (this.bytes.length < at + 4 + length) return undefined;
    const body = this.bytes.subarray(at + 4, at + 4 + length);
    this.bytes = this.bytes.subarray(at + 4 + length);
    return { status, headers, body, text: body.toString() };
  }
  answer(limit, head) {
    return this.until(() => this.take(head), limit);
  }
  async answers(most, limit) {
    const got = [];
    while (got.length < most) {
      const one = await this.answer(limit);
      if (!one) break;
      got.push(one);
    }
    return got;
  }
  async end(limit = 5000) {
    await this.until(() => undefined, limit);
    return this.ended;
  }
  close() {
    this.socket.destroy();
  }
}

const TEXT = 1, BINARY = 2, CLOSE = 8, PING = 9, PONG = 10;
export const op = { CONTINUE: 0, TEXT, BINARY, CLOSE, PING, PONG };

export function frame(opcode, payload, { fin = true, announce } = {}) {
  const body = Buffer.from(payload);
  const n = announce ?? body.length;
  const head = [(fin ? 0x80 : 0) | opcode];
  const length = n < 126 ? Buffer.from([0x80 | n]) : Buffer.alloc(n < 65536 ? 3 : 9);
  if (n >= 126 && n < 65536) {
    length[0] = 0x80 | 126;
    length.writeUInt16BE(n, 1);
  } else if (n >= 65536) {
    length[0] = 0x80 | 127;
    length.writeBigUInt64BE(BigInt(n), 1);
  }
  const mask = randomBytes(4);
  const masked = Buffer.from(body);
  for (let i = 0; i < masked.length; i++) masked[i] ^= mask[i & 3];
  return Buffer.concat([Buffer.from(head), length, mask, masked]);
}

export class Ws extends Raw {
  static request(path, extra = {}) {
    const headers = {
      Host: "localhost", Upgrade: "websocket", Connection: "Upgrade", "Sec-WebSocket-Version": "13",
      "Sec-WebSocket-Key": randomBytes(16).toString("base64"), "Sec-WebSocket-Protocol": "hansa.v1", ...extra,
    };
    const lines = Object.entries(headers).filter(([, value]) => value !== null).map(([name, value]) => `${name}: ${value}`);
    return `GET ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
  }
  static async open(at, path = "/ws", behind = Buffer.alloc(0), extra = {}) {
    const ws = new Ws(at);
    ws.write(Buffer.concat([Buffer.from(Ws.request(path, extra)), behind]));
    ws.upgrade = await ws.answer();
    return ws;
  }
  takeFrame() {
    const b = this.bytes;
    if (b.length < 2) return undefined;
    let n = b[1] & 127, at = 2;
    if (n === 126) {
      if (b.length < 4) return undefined;
      n = b.readUInt16BE(2);
      at = 4;
    } else if (n === 127) {
      if (b.length < 10) return undefined;
      n = Number(b.readBigUInt64BE(2));
      at = 10;
    }
    if (b.length < at + n) return undefined;
    const payload = b.subarray(at, at + n);
    this.bytes = b.subarray(at + n);
    const opcode = b[0] & 15;
    const code = opcode === CLOSE && n >= 2 ? payload.readUInt16BE(0) : undefined;
    return { opcode, text: payload.subarray(opcode === CLOSE ? 2 : 0).toString(), code, payload };
  }
  frame(limit) {
    return this.until(() => this.takeFrame(), limit);
  }
  // The next close frame; others are passed over.
  async closing(limit = 5000) {
    for (;;) {
      const one = await this.frame(limit);
      if (!one || one.opcode === CLOSE) return one;
    }
  }
  say(text) {
    return this.write(frame(TEXT, text));
  }
}
