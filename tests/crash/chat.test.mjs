// Rooms while servers die, sockets break and somebody does not read: nothing said is lost, nothing stands there twice, and
// everybody ends with the same messages under the same numbers.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createConnection } from 'node:net';
import { after, before, test } from 'node:test';
import { sleep, until } from '../support/hansa.mjs';
import { ok, startWorld } from '../support/world.mjs';
import { random, seed } from './storm.mjs';

let w;
const env = { HANSA_LIMIT_PERSON_SOCKETS: '2000', HANSA_LIMIT_ADDRESS_SOCKETS: '0', HANSA_LIMIT_ADDRESS: '0' };
before(async () => {
  w = await startWorld({ env });
  // Writers of these tests are quicker than people.
  await w.psql(`CREATE FUNCTION hansa.unhurried() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.count := 1; RETURN NEW; END $$;
    CREATE TRIGGER unhurried BEFORE UPDATE ON hansa.throttle FOR EACH ROW WHEN (NEW.count > 5) EXECUTE FUNCTION hansa.unhurried()`);
});
after(() => w?.stop());

async function newRoom() {
  const { id } = await w.lead();
  await w.share(w.anna, id, w.piotr, 'comment');
  return ok(await w.anna.post(`/api/records/${id}/room`)).id;
}

// As the portal does it: keeps what it said until it is acknowledged, comes back where it was, applies only what is next. A few
// messages are on their way at once; what came back as too much is said again, in order.
const WINDOW = 8;
function chatter(who, room, { faults }) {
  const c = { who, room, last: 0, epoch: null, seen: new Map(), outbox: new Map(), acked: new Map(), sent: new Set(), live: false, connects: 0, stop: false };
  const pump = () => {
    if (!c.live || c.ws?.readyState !== 1) return;
    for (const [cid, text] of c.outbox) {
      if (c.sent.size >= WINDOW) return;
      if (c.sent.has(cid)) continue;
      c.sent.add(cid);
      c.ws.send(JSON.stringify({ t: 'send', s: room, cid, d: { text } }));
    }
  };
  const apply = (f) => {
    if (f.t === 'ev' && f.s === room) {
      if (f.seq <= c.last) return faults.push(`${f.seq} again after ${c.last}`);
      if (f.seq !== c.last + 1) return faults.push(`${f.seq} after ${c.last}`);
      c.last = f.seq;
      if (f.k === 'msg.new') c.seen.set(f.seq, f.d.id);
    } else if (f.t === 'sub.ok') c.epoch = f.epoch;
    else if (f.t === 'gap') faults.push(`a gap: ${JSON.stringify(f)}`);
    else if (f.t === 'ack') {
      const before = c.acked.get(f.cid);
      if (before && (before.id !== f.id || before.seq !== f.seq)) faults.push(`${f.cid} is two messages`);
      c.acked.set(f.cid, f);
      c.outbox.delete(f.cid);
      c.sent.delete(f.cid);
      pump();
    } else if (f.t === 'live') {
      c.live = true;
      pump();
    } else if (f.t === 'err' && (f.status === 503 || f.status === 429)) {
      c.live = false;
      c.sent.delete(f.re);
      setTimeout(() => { c.live = true; pump(); }, 200);
    } else if (f.t === 'err') faults.push(JSON.stringify(f));
    return undefined;
  };
  c.say = (text) => {
    const cid = randomUUID();
    c.outbox.set(cid, text);
    pump();
    return cid;
  };
  c.cut = () => c.ws?.terminate();
  c.run = (async () => {
    while (!c.stop) {
      const s = await who.live().catch(() => null);
      if (!s) { await sleep(100); continue; }
      c.connects++;
      c.live = false;
      c.sent.clear();
      c.ws = s.ws;
      s.ws.removeAllListeners('message');
      for (const f of s.frames.splice(0)) apply(f);
      s.ws.on('message', (m) => apply(JSON.parse(m)));
      s.send({ t: 'sub', subs: [{ s: room, from: c.last, ...(c.epoch ? { epoch: c.epoch } : {}) }] });
      await until(() => s.closed || c.stop, { ms: 600000, every: 10 });
      c.ws = null;
      s.close();
    }
  })();
  c.end = () => { c.stop = true; return c.run; };
  c.settled = (head) => until(() => !c.outbox.size && c.last >= head, { ms: 30000, every: 20, what: `one that has ${c.last} of ${head}, ${c.outbox.size} unsaid` });
  return c;
}

// Every message once, each acknowledged one among them, and the same list everywhere.
async function same(room, chatters, said) {
  const head = Number(await w.psql(`SELECT head FROM hansa.stream WHERE id = '${room}'`));
  const kept = (await w.psql(`SELECT seq, id, cid FROM hansa.message WHERE room_id = '${room}' ORDER BY seq`)).split('\n').map((l) => l.split('|'));
  const cids = new Map(kept.map(([seq, id, cid]) => [cid, [Number(seq), id]]));
  assert.equal(cids.size, kept.length, 'nothing stands there twice');
  assert.deepEqual([...cids.keys()].sort(), [...said].sort(), 'nothing is lost');
  for (const c of chatters) {
    await c.settled(head);
    assert.deepEqual([...c.seen].map(([seq, id]) => [seq, id]), kept.map(([seq, id]) => [Number(seq), id]));
    for (const [cid, a] of c.acked) assert.deepEqual([a.seq, a.id], cids.get(cid));
  }
  return head;
}

test('a server killed again and again between commit and answer loses nothing and doubles nothing', { timeout: 120000 }, async (t) => {
  t.diagnostic(`seed ${seed}`);
  const room = await newRoom(), faults = [], said = [], dice = random(seed);
  const all = [w.anna, w.piotr, w.moritz, w.zofia, w.anna, w.piotr].map((who) => chatter(who, room, { faults }));
  t.after(() => Promise.all(all.map((c) => c.end())));
  let over = false;
  const writing = all.map(async (c) => {
    for (let n = 0; !over; await sleep(5 + dice.below(30)))
      if (c.outbox.size < 20) said.push(c.say(`${n++}`));
  });
  for (let n = 0; n < 8; n++) {
    await until(() => all.every((c) => c.live), { ms: 30000, every: 10, what: 'all are back' });
    await sleep(100 + dice.below(400));
    w.h.kill('serve');
    for (const c of all) c.live = false;
  }
  over = true;
  await Promise.all(writing);
  await w.h.ready();
  await until(() => all.every((c) => !c.outbox.size), { ms: 30000, every: 200, what: 'everything is said' });
  const head = await same(room, all, said);
  const again = all.reduce((n, c) => n + [...c.acked.values()].filter((a) => a.dup).length, 0);
  t.diagnostic(`${said.length} messages, ${head} events, ${again} were said again and stood there once, ${all.map((c) => c.connects)} connections`);
  assert.deepEqual(faults, []);
  assert.ok(again > 0, 'a kill between commit and answer has happened');
});

test('a thousand disconnects under ten writers: everybody ends with the same list', { timeout: 180000 }, async (t) => {
  const room = await newRoom(), faults = [], said = [], dice = random(seed + 1);
  const people = [w.anna, w.piotr, w.moritz, w.zofia, w.vera];
  const writers = Array.from({ length: 10 }, (_, i) => chatter(people[i % 4], room, { faults }));
  const readers = Array.from({ length: 20 }, (_, i) => chatter(people[i % 5], room, { faults }));
  const all = [...writers, ...readers];
  t.after(() => Promise.all(all.map((c) => c.end())));
  let over = false;
  const writing = writers.map(async (c) => {
    for (let n = 0; !over; n++) {
      said.push(c.say(`${n}`));
      await sleep(100 + dice.below(100));
    }
  });
  for (let cuts = 0; cuts < 1000;) {
    const c = dice.pick(all);
    if (c.ws) { c.cut(); cuts++; }
    await sleep(dice.below(25));
  }
  over = true;
  await Promise.all(writing);
  await until(() => writers.every((c) => !c.outbox.size), { ms: 30000, what: 'everything is said' });
  const head = await same(room, all, said);
  t.diagnostic(`${said.length} messages, ${head} events, ${all.reduce((n, c) => n + c.connects, 0)} connections`);
  assert.deepEqual(faults, []);
});

// A socket that asks for all there is, over and over, and reads nothing of it.
function stalled(who, room) {
  return new Promise((done, fail) => {
    const s = createConnection({ path: w.h.socket() });
    const mask = (text) => {
      const b = Buffer.from(text);
      const h = b.length < 126 ? Buffer.from([0x81, 0x80 | b.length]) : Buffer.from([0x81, 0xfe, b.length >> 8, b.length & 255]);
      return Buffer.concat([h, Buffer.alloc(4), b]);
    };
    s.write(`GET /live HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nCookie: ${[...who.cookies].map(([k, v]) => `${k}=${v}`).join('; ')}\r\n` +
      'Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: aGFuc2EgZmlndXJlcyAhIQ==\r\nSec-WebSocket-Protocol: hansa.v1\r\n\r\n');
    s.on('error', () => {});
    s.once('data', async (head) => {
      if (!String(head).startsWith('HTTP/1.1 101')) return fail(new Error(String(head)));
      s.pause();
      for (let i = 0; i < 20 && !s.destroyed; i++) {
        s.write(mask(JSON.stringify({ t: 'sub', subs: [{ s: room, from: 0 }] })));
        await sleep(20);
      }
      done(s);
    });
  });
}

test('one that does not read delays nobody, and costs no more than its share', { timeout: 60000 }, async (t) => {
  const room = await newRoom(), faults = [];
  const [a, p] = [w.anna, w.piotr].map((who) => chatter(who, room, { faults }));
  t.after(() => Promise.all([a.end(), p.end()]));
  const text = 'x'.repeat(2000);
  for (let i = 0; i < 100; i++) a.say(text);
  await until(() => p.seen.size === 100, { ms: 30000, what: 'a hundred long messages' });
  const times = async () => {
    const took = [];
    for (let i = 0; i < 40; i++) {
      const from = Date.now(), before = p.seen.size;
      a.say(`${i}`);
      await until(() => p.seen.size > before, { every: 1 });
      took.push(Date.now() - from);
    }
    return took.sort((x, y) => x - y)[Math.floor(took.length * 0.9)];
  };
  const backlog = async () => Number(/^hansa_live_backlog_bytes (\d+)/m.exec(await (await fetch(`${w.url}/metrics`)).text())[1]);
  const free = await times();
  const lazy = await Promise.all(Array.from({ length: 20 }, () => stalled(w.zofia, room)));
  // every one of these messages comes while the twenty stand still
  const beside = await times(), held = await backlog();
  t.diagnostic(`90th percentile ${free} ms alone, ${beside} ms beside 20 that do not read; ${(held / 1e6).toFixed(1)} MB on their way to them`);
  assert.ok(held > 0 && held < 20 * 600e3, `${held} bytes`);
  for (const s of lazy) s.destroy();
  assert.deepEqual(faults, []);
});
