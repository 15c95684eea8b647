// What every figure needs: processes and their CPU time, wrk and pgbench, and the line a figure prints.
import { execFile, spawn } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { promisify } from 'node:util';

const exec = promisify(execFile);
const TICK = 100; // USER_HZ, fixed by Linux for what /proc shows

function stat(pid) {
  const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const after = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { ppid: Number(after[1]), ticks: Number(after[11]) + Number(after[12]), reaped: Number(after[13]) + Number(after[14]) };
}

/** Pids of a process and all its descendants. */
export function family(root) {
  const parents = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try { parents.set(Number(name), stat(name).ppid); } catch { /* it ended meanwhile */ }
  }
  const found = [root];
  for (let i = 0; i < found.length; i++) for (const [pid, ppid] of parents) if (ppid === found[i]) found.push(pid);
  return found;
}

/** CPU seconds used so far by a process and its living and reaped descendants. */
export function cpu(root) {
  let ticks = 0;
  for (const pid of family(root)) {
    try {
      const s = stat(pid);
      ticks += s.ticks + s.reaped;
    } catch { /* it ended meanwhile */ }
  }
  return ticks / TICK;
}

/** Resident kibibytes of one process. */
export function resident(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

/** Runs work and tells how much CPU each of the named processes used meanwhile, in seconds. */
export async function measured(pids, work) {
  const before = Object.fromEntries(Object.entries(pids).map(([k, pid]) => [k, cpu(pid)]));
  const started = process.hrtime.bigint();
  const result = await work();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const used = Object.fromEntries(Object.entries(pids).map(([k, pid]) => [k, cpu(pid) - before[k]]));
  return { result, seconds, cpu: used };
}

/** wrk at `url`: requests answered, requests a second, 50th and 99th percentile in ms, answers that were no 2xx. */
export async function wrk(url, { connections = 64, seconds = 5, headers = {}, script, threads = 1 } = {}) {
  const args = ['-t', String(threads), '-c', String(connections), '-d', `${seconds}s`, '--latency'];
  for (const [k, v] of Object.entries(headers)) args.push('-H', `${k}: ${v}`);
  if (script) args.push('-s', script);
  const { stdout } = await exec('wrk', [...args, url]);
  const ms = (text) => {
    const m = new RegExp(`${text}\\s+([\\d.]+)(us|ms|s)`).exec(stdout);
    return m ? Number(m[1]) * { us: 1e-3, ms: 1, s: 1e3 }[m[2]] : NaN;
  };
  return {
    requests: Number(/(\d+) requests in/.exec(stdout)[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]),
    p50: ms('50%'),
    p99: ms('99%'),
    refused: Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0),
    text: stdout,
  };
}

/** pgbench -M prepared with a script file: transactions and transactions a second. */
export async function pgbench(conninfo, file, { clients = 4, seconds = 5, bin = '/usr/lib/postgresql/15/bin/pgbench' } = {}) {
  const child = spawn(bin, ['-n', '-M', 'prepared', '-f', file, '-c', String(clients), '-j', '1', '-T', String(seconds), conninfo], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '', err = '', own = 0;
  child.stdout.on('data', (d) => (out += d));
  child.stderr.on('data', (d) => (err += d));
  const watch = setInterval(() => { try { own = cpu(child.pid); } catch { /* ended */ } }, 100);
  const code = await new Promise((done) => child.on('close', done));
  clearInterval(watch);
  if (code !== 0) throw new Error(`pgbench failed: ${err}`);
  return {
    transactions: Number(/transactions actually processed: (\d+)/.exec(out)[1]),
    perSecond: Number(/tps = ([\d.]+)/.exec(out)[1]),
    cpu: own,
    text: out,
  };
}

/** One figure, one line. `goal` is held against `ratio` unless `against` says 'value'. */
export function figure({ name, value, unit, baseline, ratio, goal, atLeast = true, against = 'ratio', ...more }) {
  const held = against === 'value' ? value : ratio;
  const round = (x) => (typeof x === 'number' ? Number(x.toPrecision(4)) : x);
  const line = {
    name, value: round(value), unit,
    baseline: baseline && { ...baseline, value: round(baseline.value) },
    ratio: round(ratio), goal: `${atLeast ? '>=' : '<='} ${goal}`, met: atLeast ? held >= goal : held <= goal,
    ...Object.fromEntries(Object.entries(more).map(([k, v]) => [k, round(v)])),
  };
  console.log(JSON.stringify(line));
  return line;
}

export const median = (xs) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)];
export const percentile = (xs, p) => [...xs].sort((a, b) => a - b)[Math.min(xs.length - 1, Math.floor(xs.length * p))];
