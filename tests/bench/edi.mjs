// Runs the engine's own program for a figure: every mode in turn, round by round, the median of each.
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';

const exec = promisify(execFile);

/** The lines of edi_bench by mode: seconds of CPU, mb_per_s, segments, faults, resident_mib. */
export async function engine(modes, { file, rounds = 15 } = {}) {
  const args = ['-n', String(rounds), ...(file ? ['-f', file] : []), ...modes];
  const { stdout } = await exec(join(dirname(process.env.HANSA_BIN), 'edi_bench'), args, { timeout: 600000 });
  return Object.fromEntries(stdout.trim().split('\n').map((line) => JSON.parse(line)).map((o) => [o.mode, o]));
}
