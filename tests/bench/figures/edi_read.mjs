// The envelope of 50 MB of purchase orders, with control numbers and counts, against a plain scan that finds separators,
// splits segments and checks SE and GE counts. CPU time, one core.
import { engine } from '../edi.mjs';
import { figure } from '../lib.mjs';

export async function edi_read({ file } = {}) {
  const { scan, read } = await engine(['scan', 'read'], { file });
  figure({
    name: 'edi_read', value: read.mb_per_s, unit: 'MB/s',
    baseline: { what: 'a plain scan in the same run', value: scan.mb_per_s },
    ratio: read.mb_per_s / scan.mb_per_s, goal: 0.55, bytes: read.bytes, segments: read.segments, faults: read.faults,
  });
}
