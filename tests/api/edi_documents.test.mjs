// X12 to the documents of the shared model and back at the command line: every sample of every mapped set.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, root } from '../support/hansa.mjs';

const samples = join(root, 'tests/edi/samples');
const maps = readdirSync(join(root, 'schemas/maps/x12')).filter((name) => /^\d{3}-\d{6}\.map$/.test(name)).map((name) => name.slice(0, -4)).sort();
const bytes = (name) => readFileSync(join(samples, `${name}.x12`), 'latin1');
const convert = (to, input) => {
  const { status, stdout, stderr } = spawnSync(program, ['edi', 'convert', '--to', to, '-'], { input: Buffer.from(input, 'latin1'), maxBuffer: 1 << 26 });
  return { code: status, out: stdout.toString('latin1'), err: stderr.toString('utf8') };
};
const documents = (json) => json.split('\n').filter(Boolean).map((line) => JSON.parse(line));
const without = (v) => Array.isArray(v) ? v.map(without)
  : v && typeof v === 'object' ? Object.fromEntries(Object.entries(v).filter(([k]) => k !== 'kept').map(([k, x]) => [k, without(x)])) : v;

test('every set of both releases has a map, and every map a sample', () => {
  assert.equal(maps.length, 2 * 23);
  for (const name of maps) assert.ok(bytes(name).startsWith('ISA'), name);
});

test('each sample becomes the document that its map names, and the same bytes again', () => {
  for (const name of maps) {
    const json = convert('json', bytes(name));
    assert.equal(json.code, 0, `${name}: ${json.err}`);
    const kind = /^map \d{3} \d{6} (\w+)/m.exec(readFileSync(join(root, 'schemas/maps/x12', `${name}.map`), 'utf8'))[1];
    for (const d of documents(json.out)) assert.equal(d.document, kind, name);
    const x12 = convert('x12', json.out);
    assert.equal(x12.code, 0, `${name}: ${x12.err}`);
    assert.equal(x12.out, bytes(name), name);
  }
});

test('a document without what was kept says the same in X12', () => {
  for (const name of maps) {
    const first = documents(convert('json', bytes(name)).out);
    for (const d of first) d.content = without(d.content);
    const x12 = convert('x12', first.map((d) => JSON.stringify(d)).join('\n') + '\n');
    assert.equal(x12.code, 0, `${name}: ${x12.err}`);
    const again = documents(convert('json', x12.out).out);
    assert.deepEqual(again.map((d) => without(d.content)), first.map((d) => d.content), name);
  }
});

test('a changed field is in the X12, and nothing else is changed', () => {
  const [invoice] = documents(convert('json', bytes('810-004010')).out);
  invoice.content.lines[2].quantity = '175.5';
  const x12 = convert('x12', JSON.stringify(invoice) + '\n');
  assert.equal(x12.code, 0, x12.err);
  assert.equal(x12.out, bytes('810-004010').replace('IT1*3*150*', 'IT1*3*175.5*').replace('CTT*3*164.5', 'CTT*3*190'));
});
