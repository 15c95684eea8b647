// 50 MB of purchase orders checked by the tables of 004010 down to every element, code and total, with the 997s that
// answer them, against the plain scan. CPU time, one core.
import { engine } from '../edi.mjs';
import { figure } from '../lib.mjs';

export async function edi_validate({ file } = {}) {
  const { scan, validate } = await engine(['scan', 'validate'], { file });
  figure({
    name: 'edi_validate', value: validate.mb_per_s, unit: 'MB/s',
    baseline: { what: 'a plain scan in the same run', value: scan.mb_per_s },
    ratio: validate.mb_per_s / scan.mb_per_s, goal: 0.17, bytes: validate.bytes, segments: validate.segments,
    faults: validate.faults,
  });
}
