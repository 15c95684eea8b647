// How much the process grows while 5 GB of purchase orders in one interchange stream through the full check, fed in
// portions of 4 KiB.
import { engine } from '../edi.mjs';
import { figure } from '../lib.mjs';

export async function edi_memory({ file } = {}) {
  const { memory } = await engine(['memory'], { file });
  figure({
    name: 'edi_memory', value: memory.resident_mib, unit: 'MiB', baseline: { what: 'after the first portion', value: 0 },
    ratio: memory.resident_mib / 8, goal: 8, atLeast: false, against: 'value', bytes: memory.bytes, mb_per_s: memory.mb_per_s,
    segments: memory.segments, faults: memory.faults,
  });
}
