// Documents at the terminal: there and back in pipes, what is made by hand, and what is refused with which exit code.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { program, root } from '../support/hansa.mjs';

const samples = join(root, 'tests/edi/samples');

function convert(to, input, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['edi', 'convert', '--to', to, ...args, '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    const out = [], err = [];
    child.stdout.on('data', (b) => out.push(b));
    child.stderr.on('data', (b) => err.push(b));
    child.stdin.on('error', () => {}); // it may end before it has read all
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: Buffer.concat(out), err: Buffer.concat(err).toString('utf8') }));
    child.stdin.end(input);
  });
}
const lines = (out) => out.toString('utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const order = readFileSync(join(samples, '850-004010.x12'));

test('every sample becomes documents and the same bytes again', async () => {
  const files = readdirSync(samples).filter((f) => f.endsWith('.x12') || /^(accepted|partly)-.*\.997$/.test(f));
  assert.ok(files.length > 40);
  for (const file of files) {
    const bytes = readFileSync(join(samples, file));
    const json = await convert('json', bytes);
    assert.equal(json.code, 0, `${file}: ${json.err}`);
    const back = await convert('x12', json.out);
    assert.equal(back.code, 0, `${file}: ${back.err}`);
    assert.ok(back.out.equals(bytes) || Buffer.concat([bytes, Buffer.from('\n')]).equals(back.out), file);
  }
});

test('several interchanges, empty groups and acknowledgments in the envelope stay what and where they are', async () => {
  const bytes = Buffer.from(
    order.toString('latin1').replace('GE*1*417~\n', 'GE*1*417~\nGS*PO*A*B*20261121*0930*418*X*004010~\nGE*0*418~\n').replace('IEA*1', 'IEA*2') +
      'ISA*00*          *00*          *ZZ*GDANSKDIST     *ZZ*LUEBECKINST    *261121*0930*U*00401*000000418*0*T*>~\n' +
      'TA1*000000417*261121*0930*A*000~\nIEA*0*000000418~\n', 'latin1');
  const json = await convert('json', bytes);
  assert.equal(json.code, 0, json.err);
  const got = lines(json.out);
  assert.deepEqual(got.map((l) => [l.document, l.x12.interchange, l.x12.group ?? 0, l.segments ?? 'mapped']),
    [['order', 1, 1, 'mapped'], [null, 1, 2, []], [null, 2, 0, [['TA1', '000000417', '261121', '0930', 'A', '000']]]]);
  const back = await convert('x12', json.out);
  assert.equal(back.code, 0, back.err);
  assert.equal(back.out.toString('latin1'), bytes.toString('latin1'));
});

test('bytes of Latin-1 come back as they were', async () => {
  const bytes = Buffer.from(order.toString('latin1').replace('Call before arrival.', 'Gda\xf1sk, \xe9t\xe9'), 'latin1');
  const json = await convert('json', bytes);
  const [line] = lines(json.out);
  assert.match(line.content.note, /Gdañsk, été$/);
  assert.equal(line.x12.encoding, 'latin1');
  assert.ok((await convert('x12', json.out)).out.equals(bytes));
});

test('a document made by hand needs to say from whom, to whom and as what', async () => {
  const made = {
    content: { number: '7', purpose: 'original', ordered_on: '2026-11-22', parties: [{ role: 'BY', name: 'Hansa' }],
      lines: [{ line_no: '1', quantity: '2', unit: 'EA', unit_price: '3.5', seller_part: 'A*1' }] },
    x12: { isa: ['', '', '', '', 'ZZ', 'US', 'ZZ', 'THEM'], gs: ['', 'US', 'THEM', '', '', '', '', '004010'], st: ['850'] },
  };
  const got = await convert('x12', JSON.stringify(made, null, 2) + JSON.stringify(made));
  assert.equal(got.code, 0, got.err);
  const text = got.out.toString('latin1');
  assert.match(text, /^ISA\|00\|/); // "*" stands in a value
  assert.match(text, /\nPO1\|1\|2\|EA\|3\.5\|\|VP\|A\*1~\n/);
  assert.match(text, /ST\|850\|0002~[^]*GE\|2\|1~\nIEA\|1\|000000001~\n$/);
  const check = await convert('json', got.out);
  assert.equal(check.code, 0, check.err);
  assert.equal(lines(check.out).length, 2);
});

test('0, 1 and 2: all of it, not all of it, unreadable', async () => {
  const wrong = await convert('json', Buffer.from(order.toString('latin1').replace('PO1*1*12*', 'PO1*1*-12*'), 'latin1'));
  assert.equal(wrong.code, 1);
  assert.equal(wrong.out.length, 0);
  assert.match(wrong.err, /PO102/);
  for (const input of ['', 'Dear Sirs,\n']) assert.equal((await convert('json', input)).code, 2);
  for (const input of ['', '{"x12":', '[]']) assert.equal((await convert('x12', input)).code, 2);

  const json = (await convert('json', order)).out.toString('utf8');
  const half = await convert('x12', json.replace('"2.5"', '"a few"') + json);
  assert.equal(half.code, 1);
  assert.match(half.err, /document 1 was not converted: lines\[2\]\.quantity: "a few" is no number \(.*850-004010\.map, line \d+, PO102\)/);
  assert.match(half.out.toString('latin1'), /ST\*850\*0001~[^]*GE\*1\*417~\nIEA\*1\*000000417~\n$/);
  const holds = await convert('x12', json.replace('Silicone cable', 'a~b'));
  assert.equal(holds.code, 1);
  assert.match(holds.err, /"a~b"/);
});

test('what cannot be done yet is said', async () => {
  for (const to of ['ubl', 'cxml']) {
    const got = await convert(to, order);
    assert.equal(got.code, 2);
    assert.match(got.err, /is not there yet/);
  }
});
