// A million HL levels in ship notices of 100,000 levels each, against as many in ship notices of 1,000: what a level
// costs must not depend on how many there are. CPU time, one core.
import { engine } from '../edi.mjs';
import { figure } from '../lib.mjs';

export async function edi_hl() {
  const { hl_few, hl_many } = await engine(['hl_few', 'hl_many'], { rounds: 7 });
  const levels = 1000000, each = (m) => (m.seconds / levels) * 1e9;
  figure({
    name: 'edi_hl', value: each(hl_many), unit: 'ns a level',
    baseline: { what: 'in sets of 1,000 levels', value: each(hl_few) },
    ratio: each(hl_many) / each(hl_few), goal: 1.2, atLeast: false, segments: hl_many.segments, faults: hl_many.faults,
  });
}
