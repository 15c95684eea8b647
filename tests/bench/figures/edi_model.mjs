// 50 MB of purchase orders, checked and turned into the JSON of the shared model with all that is kept of them, against
// the plain scan. CPU time, one core.
import { engine } from '../edi.mjs';
import { figure } from '../lib.mjs';

export async function edi_model({ file } = {}) {
  const { scan, model } = await engine(['scan', 'model'], { file });
  figure({
    name: 'edi_model', value: model.mb_per_s, unit: 'MB/s',
    baseline: { what: 'a plain scan in the same run', value: scan.mb_per_s },
    ratio: model.mb_per_s / scan.mb_per_s, goal: 0.08, bytes: model.bytes, segments: model.segments,
    faults: model.faults,
  });
}
