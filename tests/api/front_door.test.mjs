// The bare socket of the HTTP engine under requests that no browser sends. The server has to stay up through all of them.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { createInterface } from "node:readline";
import { Raw, Ws, frame, op, sleep } from "../support/raw.mjs";
import net from "node:net";

const program = process.env.HTTP_ECHO ?? new URL("../../build/dev/tests/http_echo", import.meta.url).pathname;
const running = new Set();

async function freePort() {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address();
  server.close();
  return port;
}

async function start(socket) {
  const port = await freePort();
  const child = spawn(program, socket ? [String(port), socket] : [String(port)], { stdio: ["ignore", "pipe", "pipe"] });
  running.add(child);
  const echo = { child, at: { port, host: "127.0.0.1" }, lines: [], errors: "" };
  child.stderr.on("data", (piece) => (echo.errors += piece));
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => echo.lines.push(line));
  echo.exited = once(child, "exit").then(([code, signal]) => {
    running.delete(child);
    return { code, signal };
  });
  await Promise.race([once(lines, "line"), echo.exited]);
  assert.equal(echo.lines[0], "ready", echo.errors);
  echo.stop = async () => {
    child.kill("SIGTERM");
    const { code } = await echo.exited;
    assert.equal(code, 0, echo.errors);
    assert.match(echo.lines.at(-1), /clean/);
  };
  return echo;
}

let echo;
before(async () => (echo = await start()));
after(async () => {
  await echo.stop();
  for (const child of running) child.kill("SIGKILL");
});

const GET = (path = "/hello", headers = "") => `GET ${path} HTTP/1.1\r\nHost: h\r\n${headers}\r\n`;
const POST = (path = "/later", body = "abc", headers = `Content-Length: ${Buffer.byteLength(body)}\r\n`) =>
  `POST ${path} HTTP/1.1\r\nHost: h\r\n${headers}\r\n${body}`;
const CHUNKED = "Transfer-Encoding: chunked\r\n";

async function say(bytes, limit = 2000) {
  const raw = new Raw(echo.at);
  raw.write(bytes);
  const answer = await raw.answer(limit);
  return { raw, answer };
}

async function status(bytes) {
  const { raw, answer } = await say(bytes);
  raw.close();
  return answer?.status;
}

async function alive() {
  assert.equal(await status(GET()), 200);
}

// user and system time in hundredths of a second
const cpu = () => {
  const fields = readFileSync(`/proc/${echo.child.pid}/stat`, "latin1").split(") ")[1].split(" ");
  return Number(fields[11]) + Number(fields[12]);
};

test("answers carry what every answer carries", async () => {
  const { raw, answer } = await say(GET("/who"));
  assert.equal(answer.headers["cache-control"], "private");
  assert.equal(answer.headers["x-content-type-options"], "nosniff");
  assert.match(answer.headers["x-request-id"], /^[0-9a-f]{32}$/);
  assert.equal(answer.headers["x-extra"], "yes");
  assert.equal(answer.headers["x-evil"], undefined);
  raw.write(GET());
  assert.equal((await raw.answer()).headers["cache-control"], "no-store");
  raw.close();
});

test("a refusal of the plan is a problem, and its connection goes on", async () => {
  const { raw, answer } = await say(GET("/refuse"));
  assert.equal(answer.status, 403);
  assert.equal(answer.headers["content-type"], "application/problem+json");
  assert.deepEqual(JSON.parse(answer.text), {
    type: "/problems/refused", title: "Forbidden", status: 403, detail: 'No "entry" here.',
    errors: [{ pointer: "/x", detail: 'No "entry" here.' }],
  });
  raw.write(POST("/refuse", ""));
  assert.equal((await raw.answer()).status, 403);
  raw.write(GET());
  assert.equal((await raw.answer()).status, 200);
  raw.write(POST("/refuse", "body"));
  assert.equal((await raw.answer()).headers.connection, "close");
  assert.ok(await raw.end());
});

test("HEAD is GET without the body", async () => {
  const raw = new Raw(echo.at);
  raw.write("HEAD /hello HTTP/1.1\r\nHost: h\r\n\r\n");
  const answer = await raw.answer(2000, true);
  assert.equal(answer.headers["content-length"], "11");
  raw.write(GET());
  assert.equal((await raw.answer()).text, "hello world");
  raw.close();
});

test("the address arrives in one spelling", async () => {
  const { raw, answer } = await say(GET("/who/./x/../a%2Fb%20c/%41%25?a=%26%3D+x&b&c=%2B%e4", "Cookie: a=1; sid=2\r\nX-Something: v\r\n"));
  assert.match(answer.text, /path=\/who\/a\/b%20c\/A%25 query=a=%26%3D%20x&b&c=%2B%E4$/);
  assert.match(answer.text, /ip=127\.0\.0\.1 secure=0 cookie=2 something=v /);
  raw.close();
  // lws takes an encoded line feed for the end of the request line, and what follows for a header
  for (const path of ["/who?a=%0d%0aX:y", "/who%0aX-Real-IP:6.6.6.6", "/who%0a", "/who%0d"])
    assert.equal(await status(GET(path)), 400, path);
});

// P a POST with body, p an empty one, G a GET, all answered later; N, n and g the same answered at once.
const letters = {
  P: POST("/later", "abc"), p: POST("/later", ""), G: GET("/later"),
  N: POST("/now", "abc"), n: POST("/now", ""), g: GET("/now"),
};
const answers = {
  P: "POST /later 3 e71fa2190541574b", p: "POST /later 0 cbf29ce484222325", G: "GET /later 0 cbf29ce484222325",
  N: "POST /now 3 e71fa2190541574b", n: "POST /now 0 cbf29ce484222325", g: "GET /now 0 cbf29ce484222325",
};
const sequences = ["PP", "PPG", "PGP", "GP", "GGP", "PG", "GG", "GGG", "PPP", "pp", "pP", "Pp", "Gp", "gP", "gggP", "Pg", "pG",
  "NN", "NNN", "gN", "Ng", "NgN", "gg", "nn", "NG", "NP"];

for (const [how, gap] of [["in one write", 0], ["5 ms apart", 5]])
  test(`pipelined requests ${how}`, { timeout: 120000 }, async () => {
    const spent = cpu();
    for (const sequence of sequences) {
      const raw = new Raw(echo.at);
      const parts = [...sequence].map((letter) => letters[letter]);
      if (gap)
        for (const part of parts) {
          raw.write(part);
          await sleep(gap);
        }
      else raw.write(parts.join(""));
      const got = await raw.answers(parts.length, 1500);
      raw.close();
      const want = [...sequence].map((letter) => answers[letter]);
      // A body behind another request, read together with it, is refused; it is never executed wrongly.
      const refused = got.findIndex((answer) => answer.status !== 200);
      if (refused >= 0) {
        assert.ok(refused > 0 && /[PN]/.test(sequence[refused]) && got[refused].status === 400, `${sequence} ${refused}`);
        want.length = refused;
      }
      assert.deepEqual(got.slice(0, want.length).map((answer) => answer.text), want, sequence);
    }
    assert.ok(cpu() - spent < 300, "spun");
    await alive();
  });

test("chunked bodies, cut everywhere", async () => {
  const message = POST("/later", '5;x="y"\r\nhello\r\n1\r\n \r\nB\r\nwonderful w\r\n0\r\nT: x\r\n\r\n', CHUNKED);
  const whole = (await say(message)).answer;
  assert.match(whole.text, /^POST \/later 17 /);
  assert.equal(whole.headers.connection, "close");
  const head = message.indexOf("\r\n\r\n") + 4;
  await Promise.all(
    [...Array(message.length - head).keys()].map(async (i) => {
      const raw = new Raw(echo.at);
      raw.write(message.slice(0, head + i));
      await sleep(20);
      raw.write(message.slice(head + i));
      assert.equal((await raw.answer()).text, whole.text);
      raw.close();
    }),
  );
});

test("chunked bodies that are wrong", async () => {
  for (const body of ["x\r\n", "5\nhello\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n", "fffffffff\r\n", "-1\r\n"])
    assert.equal(await status(POST("/later", body, CHUNKED)), 400, JSON.stringify(body));
  assert.equal(await status(POST("/later", "200000\r\n" + "x".repeat(0x200000), CHUNKED)), 413);
  await alive();
});

test("a request behind a chunked one is never taken for part of it", async () => {
  const { raw, answer } = await say(POST("/now", "3\r\nabc\r\n0\r\n\r\n", CHUNKED) + GET("/hello"));
  assert.match(answer.text, /^POST \/now 3 /);
  assert.equal(await raw.answer(1000), undefined);
  assert.ok(await raw.end());
});

test("headers that describe the body wrongly", async () => {
  const cases = [
    [400, POST("/now", "abc", `Content-Length: 3\r\n${CHUNKED}`)],
    [400, POST("/now", "abc", `${CHUNKED}Content-Length: 3\r\n`)],
    [400, POST("/now", "abc", "Content-Length: -5\r\n")],
    [400, POST("/now", "abc", "Content-Length: +3\r\n")],
    [400, POST("/now", "abc", "Content-Length: 3, 3\r\n")],
    [400, POST("/now", "abc", "Content-Length: 3\r\nContent-Length: 3\r\n")],
    [400, POST("/now", "abc", "Content-Length: 00000000000000000003\r\n")],
    [411, POST("/now", "", "")],
    [501, POST("/now", "abc", "Transfer-Encoding: gzip, chunked\r\n")],
    [501, POST("/now", "abc", CHUNKED + CHUNKED)],
    [400, GET("/hello", "Content-Length: 3\r\n") + "abc"],
    [400, GET("/hello", CHUNKED) + "0\r\n\r\n"],
    [400, "DELETE /now HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\nx"],
    [200, "DELETE /now HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"],
    [200, "PUT /now HTTP/1.1\r\nHost: h\r\nContent-Length: 0\r\n\r\n"],
    [400, "GET /hello HTTP/1.1\r\n\r\n"],
  ];
  for (const [want, bytes] of cases) assert.equal(await status(bytes), want, JSON.stringify(bytes));
  await alive();
});

test("a refused request takes the connection with it", async () => {
  const { raw, answer } = await say(POST("/now", "abc", `Content-Length: 3\r\n${CHUNKED}`) + GET("/hello"));
  assert.equal(answer.headers.connection, "close");
  assert.equal(await raw.answer(500), undefined);
  raw.close();
});

test("a body over the cap is refused before it has come", async () => {
  const raw = new Raw(echo.at);
  raw.write(POST("/later", "", `Content-Length: ${10 << 20}\r\n`));
  const answer = await raw.answer(1000);
  assert.equal(answer.status, 413);
  assert.equal(answer.headers.connection, "close");
  raw.close();
  // one who sends all of it before reading still gets to read the answer
  const late = new Raw(echo.at);
  late.write(POST("/later", "", `Content-Length: ${10 << 20}\r\n`));
  late.write(Buffer.alloc(10 << 20, 120));
  assert.equal((await late.answer()).status, 413);
  assert.ok(await late.end());
});

test("large bodies in memory and in a file", async () => {
  const body = "0123456789abcdef".repeat(60000);
  const small = (await say(POST("/now", body))).answer;
  const spooled = (await say(POST("/spool", body))).answer;
  const chunks = body.match(/.{1,50000}/g).map((part) => `${part.length.toString(16)}\r\n${part}\r\n`).join("") + "0\r\n\r\n";
  const chunked = (await say(POST("/spool", chunks, CHUNKED))).answer;
  const hash = (answer) => answer.text.split(" ").slice(2).join(" ");
  assert.match(small.text, / 960000 /);
  assert.equal(hash(spooled), hash(small));
  assert.equal(hash(chunked), hash(small));
});

test("Expect: 100-continue is answered before the body", async () => {
  const raw = new Raw(echo.at);
  raw.write(POST("/now", "", "Content-Length: 3\r\nExpect: 100-continue\r\n"));
  assert.equal((await raw.answer()).status, 100);
  raw.write("abc");
  assert.equal((await raw.answer()).status, 200);
  raw.close();
});

test("long answers, also to one who reads slowly and pipelines", async () => {
  const spent = cpu();
  const raw = new Raw(echo.at);
  raw.socket.pause();
  raw.write(GET("/big?n=20000000") + GET("/hello"));
  await sleep(1500);
  raw.socket.resume();
  assert.equal((await raw.answer(10000)).body.length, 20000000);
  assert.equal((await raw.answer()).text, "hello world");
  raw.close();
  assert.ok(cpu() - spent < 120, `spun: ${cpu() - spent}`);
});

test("clients that leave in the middle", async () => {
  for (const bytes of [GET("/later"), POST("/later"), POST("/later", "ab", "Content-Length: 3\r\n"), "GET /h",
    GET("/big?n=20000000"), POST("/spool", "x".repeat(200000), "Content-Length: 300000\r\n"), Ws.request("/ws?check=later")]) {
    const raw = new Raw(echo.at);
    raw.write(bytes);
    await sleep(10);
    raw.close();
  }
  await sleep(200);
  const ws = await Ws.open(echo.at);
  await ws.frame();
  for (let i = 0; i < 100; i++) {
    ws.say("stats");
    if ((await ws.frame()).text.endsWith("in_flight=0")) break;
    await sleep(20);
  }
  ws.say("stats");
  assert.match((await ws.frame()).text, /in_flight=0$/);
  ws.close();
});

test("other protocols at the door", async () => {
  const h2c = "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r\n";
  const upgraded = await say(GET("/hello", h2c));
  assert.notEqual(upgraded.answer?.status, 101);
  assert.ok(await upgraded.raw.end());
  // the second request of a connection that is kept: lws 4.1.6 leaves a dangling pointer here
  for (const kind of ["foo", "h2c", "websocket, h2c"]) {
    const kept = await say(GET());
    kept.raw.write(GET("/hello", `Connection: Upgrade\r\nUpgrade: ${kind}\r\n`));
    assert.notEqual((await kept.raw.answer(1000))?.status, 101);
    assert.ok(await kept.raw.end(), kind);
  }
  for (const bytes of ["PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", "BREW / HTTP/1.1\r\nHost: h\r\n\r\n",
    "\x16\x03\x01\x02\x00\x01\x00", "\0\0\0\0\r\n\r\n", "GET /%zz HTTP/1.1\r\n\r\n", "GET /a/%00b HTTP/1.1\r\nHost: h\r\n\r\n"]) {
    const raw = new Raw(echo.at);
    raw.write(bytes);
    const answer = await raw.answer(300);
    assert.ok(!answer || answer.status >= 400, JSON.stringify(bytes));
    raw.close();
  }
  await alive();
});

test("headers without end", async () => {
  const wide = await say(GET("/hello", `X-Wide: ${"w".repeat(20000)}\r\n`), 1000);
  assert.ok(!wide.answer || wide.answer.status === 431);
  wide.raw.close();
  const many = await say(GET("/hello", "A: b\r\n".repeat(5000)), 1000);
  assert.ok(!many.answer || many.answer.status >= 400);
  many.raw.close();
  assert.equal(await status(GET("/hello", `X-Wide: ${"w".repeat(8000)}\r\n`)), 200);
  await alive();
});

test("a client that drips its headers is dropped, others do not wait for it", { timeout: 30000 }, async () => {
  const drips = Array.from({ length: 50 }, () => new Raw(echo.at).write("GET /hello HTTP/1.1\r\nHost: h\r\n"));
  const began = Date.now();
  while (drips.some((raw) => !raw.ended) && Date.now() - began < 15000) {
    await alive();
    for (const raw of drips) if (!raw.ended) raw.write("X: y\r\n");
    await sleep(500);
  }
  assert.ok(drips.every((raw) => raw.ended));
});

test("2,000 requests on one connection", async () => {
  const raw = new Raw(echo.at);
  for (let i = 0; i < 2000; i++) {
    raw.write(i % 3 ? GET() : POST("/now", `n${i}`));
    assert.equal((await raw.answer()).status, 200);
  }
  raw.close();
});

test("400 connections at once", async () => {
  const raws = Array.from({ length: 400 }, () => new Raw(echo.at).write(POST("/later")));
  const got = await Promise.all(raws.map((raw) => raw.answer()));
  assert.ok(got.every((answer) => answer?.status === 200));
  for (const raw of raws) raw.close();
});

test("WebSocket: upgrade, echo, both closes", async () => {
  const ws = await Ws.open(echo.at);
  assert.equal(ws.upgrade.status, 101);
  assert.equal(ws.upgrade.headers["sec-websocket-protocol"], "hansa.v1");
  assert.equal(ws.upgrade.headers["sec-websocket-extensions"], undefined);
  assert.equal((await ws.frame()).text, "open");
  ws.say("grüße");
  assert.equal((await ws.frame()).text, "grüße");
  ws.write(frame(op.PING, "x"));
  assert.equal((await ws.frame()).opcode, op.PONG);
  ws.write(frame(op.CLOSE, Buffer.from([0x03, 0xe8])));
  assert.equal((await ws.closing()).code, 1000);
  assert.ok(await ws.end());

  const other = await Ws.open(echo.at);
  await other.frame();
  other.say("close");
  assert.equal((await other.frame()).text, "bye");
  const bye = await other.closing();
  assert.deepEqual([bye.code, bye.text], [4000, "asked"]);
  other.write(frame(op.CLOSE, bye.payload));
  assert.ok(await other.end(1500));
});

test("WebSocket: who may not come in", async () => {
  const refused = await Ws.open(echo.at, "/ws?check=refuse");
  assert.equal(refused.upgrade.status, 403);
  assert.match(refused.upgrade.text, /origin_mismatch/);
  assert.ok(await refused.end());
  const cases = [
    [404, "/hello", {}], [400, "/ws", { "Sec-WebSocket-Protocol": null }], [400, "/ws", { "Sec-WebSocket-Protocol": "http" }],
    [400, "/ws", { "Sec-WebSocket-Version": "8" }], [400, "/ws", { "Sec-WebSocket-Key": null }],
    [400, "/ws", { Connection: "keep-alive" }], [400, "/ws", { Host: null }], [400, "/ws", { "Content-Length": "3" }],
  ];
  for (const [want, path, headers] of cases) {
    const ws = await Ws.open(echo.at, path, undefined, headers);
    assert.equal(ws.upgrade?.status, want, JSON.stringify(headers));
    assert.ok(await ws.end());
  }
  const mixed = await Ws.open(echo.at, "/ws", undefined, { "Sec-WebSocket-Protocol": "http, hansa.v1" });
  assert.notEqual(mixed.upgrade?.status, 101);
  const late = await Ws.open(echo.at, "/ws?check=refuse-later");
  assert.equal(late.upgrade.status, 101);
  const bye = await late.frame();
  assert.deepEqual([bye.opcode, bye.code, bye.text], [op.CLOSE, 4401, "session_required"]);
  late.close();
  await alive();
});

test("WebSocket: what is said before the decision is heard after it", async () => {
  const ws = await Ws.open(echo.at, "/ws?check=later", Buffer.concat([frame(op.TEXT, "one"), frame(op.TEXT, "two")]));
  assert.equal(ws.upgrade.status, 101);
  const texts = [];
  for (let i = 0; i < 3; i++) texts.push((await ws.frame())?.text);
  assert.deepEqual(texts, ["open", "one", "two"]);
  ws.close();
});

test("WebSocket: fragments, sizes, encodings", async () => {
  const cases = [
    [frame(op.BINARY, "abc"), 1003],
    [frame(op.TEXT, Buffer.from([0xc3, 0x28])), 1007],
    [frame(op.TEXT, "x", { announce: 65537 }), 1009],
    [frame(op.TEXT, "x", { announce: 2 ** 40 }), 1009],
    [Buffer.concat([frame(op.TEXT, "x".repeat(40000), { fin: false }), frame(op.CONTINUE, "x".repeat(40000))]), 1009],
  ];
  for (const [bytes, code] of cases) {
    const ws = await Ws.open(echo.at);
    await ws.frame();
    ws.write(bytes);
    assert.equal((await ws.closing())?.code, code);
    ws.close();
  }
  // broken framing, and a client that never answers the close
  const broken = [frame(op.CONTINUE, "x"), frame(3, "x"), frame(op.PING, "x", { fin: false }), Buffer.from([0xf1, 0x81, 0, 0, 0, 0, 1])];
  await Promise.all(
    broken.map(async (bytes) => {
      const one = await Ws.open(echo.at);
      one.write(bytes);
      assert.equal((await one.closing())?.code, 1002);
      assert.ok(await one.end(7000));
    }),
  );
  const ws = await Ws.open(echo.at);
  await ws.frame();
  ws.write(Buffer.concat([frame(op.TEXT, "gr\u00fc", { fin: false }), frame(op.PING, "in between"), frame(op.CONTINUE, "", { fin: false }), frame(op.CONTINUE, "ße")]));
  const got = [await ws.frame(), await ws.frame()];
  assert.deepEqual(got.map((one) => one.text).sort(), ["grüße", "in between"]);
  const split = Buffer.from("€");
  ws.write(Buffer.concat([frame(op.TEXT, split.subarray(0, 1), { fin: false }), frame(op.CONTINUE, split.subarray(1))]));
  assert.equal((await ws.frame()).text, "€");
  ws.say("y".repeat(65536));
  assert.equal((await ws.frame()).payload.length, 65536);
  ws.say("");
  assert.equal((await ws.frame()).text, "");
  ws.close();
});

test("WebSocket: a flood is cut with 1008", async () => {
  const ws = await Ws.open(echo.at);
  await ws.frame();
  ws.write(Buffer.concat(Array.from({ length: 5000 }, () => frame(op.TEXT, "x"))));
  assert.equal((await ws.closing())?.code, 1008);
  ws.close();
});

test("WebSocket: one who never reads is cut with 1013 and delays nobody", { timeout: 30000 }, async () => {
  const other = await Ws.open(echo.at);
  await other.frame();
  const slow = await Ws.open(echo.at);
  await slow.frame();
  slow.socket.pause();
  slow.say("flood 4000 4096");
  await sleep(300);
  const began = Date.now();
  other.say("hello");
  assert.equal((await other.frame()).text, "hello");
  assert.ok(Date.now() - began < 200);
  other.say("stats");
  assert.match((await other.frame()).text, /slow=1 /);
  slow.socket.resume();
  assert.equal((await slow.closing())?.code, 1013);
  slow.close();

  const stuck = await Ws.open(echo.at);
  await stuck.frame();
  stuck.socket.pause();
  stuck.say("flood 4000 4096");
  for (let i = 0; i < 40; i++) {
    await sleep(250);
    other.say("stats");
    if ((await other.frame()).text.startsWith("open=1 ")) break;
  }
  other.say("stats");
  assert.match((await other.frame()).text, /^open=1 slow=2 /);
  stuck.close();
  other.close();
});

test("SIGTERM: what is in flight is answered, sockets hear 1001, the process ends clean", { timeout: 20000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), "front-door-"));
  const path = join(dir, "s.sock");
  const own = await start(path);
  assert.equal(statSync(path).mode & 0o777, 0o660);
  const idle = new Raw({ path }).write(GET());
  assert.equal((await idle.answer()).status, 200);
  const ws = await Ws.open({ path });
  await ws.frame();
  const slow = new Raw({ path }).write(GET("/slow"));
  const posting = new Raw(own.at).write(POST("/slow"));
  await sleep(50);
  own.child.kill("SIGTERM");
  assert.equal((await ws.closing()).code, 1001);
  ws.close();
  await sleep(50);
  assert.ok(!existsSync(path));
  const refused = new Raw(own.at);
  assert.ok(await refused.end(500));
  for (const raw of [slow, posting]) {
    const answer = await raw.answer();
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.connection, "close");
  }
  const { code } = await own.exited;
  assert.equal(code, 0, own.errors);
  assert.equal(own.lines.at(-1), "stopped clean");
  rmSync(dir, { recursive: true });
});

test("a successor takes the socket over and the predecessor leaves it alone", { timeout: 20000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), "front-door-"));
  const path = join(dir, "s.sock");
  const first = await start(path);
  const held = new Raw({ path }).write(GET("/slow"));
  await sleep(30);
  const second = await start(path);
  await first.stop();
  assert.equal((await held.answer()).status, 200);
  const fresh = new Raw({ path }).write(GET("/who", "X-Real-IP: 203.0.113.9\r\nX-Forwarded-Proto: https\r\n"));
  assert.match((await fresh.answer()).text, /^ip=203\.0\.113\.9 secure=1 /);
  fresh.close();
  await second.stop();
  assert.ok(!existsSync(path));
  rmSync(dir, { recursive: true });
});
