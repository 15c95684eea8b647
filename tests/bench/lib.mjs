// What every figure needs: processes and their CPU time, wrk and pgbench, and the line a figure prints.
import { execFile, spawn } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
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

/** CPU seconds of the children of this process that have ended. */
const reaped = () => stat(process.pid).reaped / TICK;

/** Resident kibibytes of one process. */
export function resident(pid) {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]);
}

/** Runs work and tells how much CPU each of the named processes used meanwhile, in seconds; `ended` is that of the
    programs that work has started and that ended with it. */
export async function measured(pids, work) {
  const before = Object.fromEntries(Object.entries(pids).map(([k, pid]) => [k, cpu(pid)]));
  const gone = reaped();
  const started = process.hrtime.bigint();
  const result = await work();
  const seconds = Number(process.hrtime.bigint() - started) / 1e9;
  const used = Object.fromEntries(Object.entries(pids).map(([k, pid]) => [k, cpu(pid) - before[k]]));
  return { result, seconds, cpu: { ...used, ended: reaped() - gone } };
}

/** wrk at `url`: requests answered, requests a second, 50th and 99th percentile in ms, answers that were no 2xx. */
export async function wrk(url, { connections = 64, seconds = 4, headers = {}, script, threads = 1 } = {}) {
  const args = ['-t', String(threads), '-c', String(connections), '-d', `${seconds}s`, '--latency'];
  for (const [k, v] of Object.entries(headers)) args.push('-H', `${k}: ${v}`);
  if (script) args.push('-s', script);
  const { stdout } = await exec('wrk', [...args, url]);
  const ms = (text) => {
    const m = new RegExp(`${text}\\s+([\\d.]+)(us|ms|s)`).exec(stdout);
    return m ? Number(m[1]) * { us: 1e-3, ms: 1, s: 1e3 }[m[2]] : NaN;
  };
  const answer = {
    requests: Number(/(\d+) requests in/.exec(stdout)[1]),
    perSecond: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]),
    p50: ms('50%'),
    p99: ms('99%'),
    refused: Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0),
    lost: Number(/Socket errors: connect (\d+), read (\d+)/.exec(stdout)?.[2] ?? 0),
  };
  if (answer.refused || answer.lost) throw new Error(`wrk ${url}: ${answer.refused} answers were no success, ${answer.lost} connections broke`);
  return answer;
}

/** pgbench -M prepared with the given script: transactions, transactions a second, mean latency in ms. */
export async function pgbench(conninfo, dir, script, { clients = 4, seconds = 4 } = {}) {
  const bin = readdirSync('/usr/lib/postgresql').map((v) => `/usr/lib/postgresql/${v}/bin/pgbench`).at(-1);
  const file = `${dir}/pgbench.sql`;
  writeFileSync(file, script);
  const { stdout } = await exec(bin, ['-n', '-M', 'prepared', '-f', file, '-c', String(clients), '-j', '1', '-T', String(seconds), conninfo]);
  return {
    transactions: Number(/transactions actually processed: (\d+)/.exec(stdout)[1]),
    perSecond: Number(/tps = ([\d.]+)/.exec(stdout)[1]),
    mean: Number(/latency average = ([\d.]+) ms/.exec(stdout)[1]),
  };
}

/** A program that prints "ready" and then answers lines with lines. */
export async function peer(file, args = []) {
  const child = spawn(process.execPath, [file, ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.value !== 'ready') throw new Error(`${file} did not start`);
  return {
    pid: child.pid,
    tell: (line) => child.stdin.write(`${line}\n`),
    async ask(line) {
      child.stdin.write(`${line}\n`);
      return JSON.parse((await lines.next()).value);
    },
    stop: () => new Promise((done) => { child.on('close', done); child.kill('SIGKILL'); }),
  };
}

/** One figure, one line. `goal` is held against `ratio` unless `against` says 'value'. */
export function figure({ name, value, unit, baseline, ratio, goal, atLeast = true, against = 'ratio', ...more }) {
  const held = against === 'value' ? value : ratio;
  const round = (x) => (typeof x === 'number' ? Number(x.toPrecision(4))
    : x && typeof x === 'object' ? Object.fromEntries(Object.entries(x).map(([k, v]) => [k, round(v)])) : x);
  const line = round({ name, value, unit, baseline, ratio, goal: `${atLeast ? '>=' : '<='} ${goal}`,
    met: atLeast ? held >= goal : held <= goal, ...more });
  console.log(JSON.stringify(line));
  return line;
}

export const median = (xs) => [...xs].sort((a, b) => a - b)[Math.floor(xs.length / 2)];
export const sum = (xs) => xs.reduce((a, b) => a + b, 0);
