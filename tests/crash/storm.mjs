// kill -9 at random, again and again, while a test's clients work. One `hansa up` after another runs on the same state.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { alive, scratch, sleep, startHansa, until } from '../support/hansa.mjs';
import { startWorld } from '../support/world.mjs';

export const seed = Number(process.env.HANSA_CRASH_SEED ?? Date.now() % 1000000);

// A random sequence that a seed repeats (mulberry32).
export function random(from) {
  let a = from >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) >>> 0;
    let t = Math.imul(a ^ (a >>> 15), a | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  return { below: (n) => Math.floor(next() * n), pick: (list) => list[Math.floor(next() * list.length)] };
}

const kinds = ['gateway', 'serve', 'nginx', 'nginx worker', 'backend', 'backend', 'postgres', 'up', 'all'];
const env = { HANSA_LIMIT_ADDRESS: '0', HANSA_LIMIT_PERSON_SOCKETS: '100' };

const childrenOf = (pid) => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(/\s+/).filter(Boolean).map(Number).filter(alive);
  } catch {
    return [];
  }
};

export async function startStormyWorld(name) {
  const state = join(scratch(name), 'state');
  const w = await startWorld({ state, env });
  w.stop = () => w.h.stop();
  w.psql = (sql) => w.h.psql(sql);
  w.invariants = () => w.psql(readFileSync(new URL('invariants.sql', import.meta.url), 'utf8'));
  const strike = (kind, dice) => {
    const inside = { 'nginx worker': 'nginx', backend: 'postgres' }[kind];
    if (kind === 'all') return w.h.kill('all');
    const parent = inside && w.h.pid(inside);
    const pid = inside ? parent && dice.pick(childrenOf(parent)) : w.h.pid(kind);
    if (!pid) return null;
    process.kill(pid, 'SIGKILL');
    return pid;
  };
  // Kills so many times, each kind as often as it stands above, in an order of the dice; gives how often each was hit.
  // The seconds set the pace; a busy machine may take twice as long.
  w.storm = async ({ kills, seconds, from = seed }) => {
    const dice = random(from), hits = {}, starts = [], end = Date.now() + seconds * 1000;
    let bag = [];
    for (let n = 0; n < kills; ) {
      if (!bag.length) bag = [...kinds];
      const left = end - Date.now();
      if (left < -seconds * 1000) throw new Error(`only ${n} kills in ${2 * seconds} s (seed ${from}): ${JSON.stringify(hits)}`);
      // Half of the time is for what takes its own: a start after `up` was killed.
      await sleep(dice.below(Math.max(100, left / (kills - n))));
      const [kind] = bag.splice(dice.below(bag.length), 1);
      if (!strike(kind, dice)) continue; // it is down already
      hits[kind] = (hits[kind] ?? 0) + 1;
      n++;
      if (kind !== 'up' && kind !== 'all') continue;
      await w.h.ended;
      w.h = await startHansa({ state, port: w.h.port, env });
      starts.push(w.h.readyMs);
    }
    await w.h.ready(30000);
    return { ...hits, starts };
  };
  return w;
}

// Asks until there is an answer that counts: a lost connection and "not just now" leave open what has become of the request.
export async function insist(ask, { ms = 60000, seen = () => {} } = {}) {
  return until(async () => {
    const r = await ask(AbortSignal.timeout(20000)).catch((e) => {
      if (e.name === 'AssertionError') throw e;
      return null;
    });
    seen(r);
    return r?.status === 503 || !r ? (await sleep(100), null) : r;
  }, { ms, what: 'an answer' });
}
