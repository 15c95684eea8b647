// Four MB of purchase orders read by other engines, and checked in full by ours, in the same run. CPU time, one core.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { engine } from '../edi.mjs';
import { figure, median } from '../lib.mjs';

const exec = promisify(execFile);
const ROUNDS = 3;

async function made(dir) {
  const path = join(dir, 'orders.x12');
  const { stdout } = await exec(process.env.HANSA_BIN, ['edi', 'generate', '850', '--release', '004010', '--sets', '10000', '--fill', '12', '--turns', '3'],
    { maxBuffer: 1 << 30, encoding: 'buffer' });
  writeFileSync(path, stdout);
  return path;
}

export async function edi_peers({ file } = {}) {
  const dir = mkdtempSync(join(tmpdir(), 'hansa-peers-'));
  try {
    const path = file ?? await made(dir), bytes = statSync(path).size;
    const { scan, validate } = await engine(['scan', 'validate'], { file: path });
    for (const peer of ['x12-parser', 'node-x12', 'node-x12 strict']) {
      const runs = [];
      for (let i = 0; i < ROUNDS; i++) runs.push(JSON.parse((await exec(process.execPath, [join(import.meta.dirname, '../peers/edi.mjs'), peer, path])).stdout));
      const rate = bytes / 1e6 / median(runs.map((r) => r.seconds));
      figure({ name: 'edi_peers', value: validate.mb_per_s, unit: 'MB/s, every rule checked',
        baseline: { what: `${peer}, which reads`, value: rate, segments: runs[0].segments, scan: scan.mb_per_s }, ratio: validate.mb_per_s / rate, goal: 1, bytes });
    }
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
