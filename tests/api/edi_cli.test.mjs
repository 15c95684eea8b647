// The tools of the terminal as they are used: pipes, several files, exit codes, and what their lines hold.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { program, root, scratch } from '../support/hansa.mjs';

const samples = join(root, 'tests/edi/samples'), good = readFileSync(join(samples, '850-004010.x12'), 'latin1');
const dir = scratch('edi-cli');
after(() => rmSync(dir, { recursive: true, force: true }));
mkdirSync(dir, { recursive: true });

// input: a text, or a list of texts that are written one after the other
function edi(args, input) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['edi', ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
    const out = [], err = [];
    child.stdout.on('data', (b) => out.push(b));
    child.stderr.on('data', (b) => err.push(b));
    child.stdin.on('error', () => {}); // it may end before it has read all
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, out: Buffer.concat(out).toString('utf8'), err: Buffer.concat(err).toString('utf8') }));
    for (const piece of [input ?? []].flat()) child.stdin.write(Buffer.from(piece, 'latin1'));
    child.stdin.end();
  });
}
const file = (name, text) => {
  const path = join(dir, name);
  writeFileSync(path, text, 'latin1');
  return path;
};
const lines = (text) => text.split('\n').filter(Boolean).map((line) => JSON.parse(line));
const fields = ['interchange', 'group', 'set', 'level', 'code', 'offset', 'segment', 'segment_id', 'loop', 'element', 'component', 'repetition', 'value', 'key', 'message'];
const dated = good.replace('DTM*002*20261215', 'DTM*002*20261345');

test('0, 1 and 2: accepted, errors, unreadable', async () => {
  assert.equal((await edi(['check', join(samples, '850-004010.x12')])).code, 0);
  assert.equal((await edi(['check', '-'], dated)).code, 1);
  for (const [what, input] of [['nothing', ''], ['no X12', 'Dear Sirs,\n'], ['half a header', good.slice(0, 60)], ['a header that is none', good.replace('*ZZ*GDANSKDIST', '*ZZ*GDANSK')]]) {
    const r = await edi(['check', '-'], input);
    assert.equal(r.code, 2, `${what}: ${r.out}`);
    assert.match(r.out, /ISA/, what);
    assert.doesNotMatch(r.out, /accepted/, what);
  }
  const gone = await edi(['check', join(dir, 'gone.x12')]);
  assert.equal(gone.code, 2);
  assert.match(gone.err, /gone\.x12: No such file/);
  assert.equal((await edi(['check', dir])).code, 2);
});

test('of several files the worst counts, and each is told', async () => {
  const bad = file('bad.x12', dated), ok = file('ok.x12', good), none = file('none.x12', 'x');
  const two = await edi(['check', ok, bad]);
  assert.equal(two.code, 1);
  assert.match(two.out, /ok\.x12: interchange 000000417 from ZZ:GDANSKDIST to ZZ:LUEBECKINST, 1 transaction set: accepted\n/);
  assert.match(two.out, /bad\.x12: interchange 1, group 1, set 1 \(850 0001\), segment 6, DTM02, byte \d+, AK4 8: DTM02 \(.*\) is not a date: "20261345"/);
  assert.equal((await edi(['check', none, ok, bad])).code, 2);
  const json = lines((await edi(['check', '--json', ok, bad])).out);
  assert.deepEqual(json.map((f) => f.file), [bad]);
});

test('--json: one object a line with these fields and no others', async () => {
  const r = await edi(['check', '--json', '-'], dated.replace('SE*23*', 'SE*24*'));
  assert.equal(r.code, 1);
  const [date, count, ...more] = lines(r.out);
  assert.deepEqual(more, []);
  assert.deepEqual(Object.keys(date), fields);
  assert.deepEqual({ ...date, message: undefined }, {
    interchange: 1, group: 1, set: 1, level: 'ak4', code: '8', offset: good.indexOf('20261215'), segment: 6, segment_id: 'DTM', loop: '',
    element: 2, component: null, repetition: null, value: '20261345', key: 'element.date', message: undefined,
  });
  assert.match(date.message, /is not a date.*Write a day that exists/);
  assert.deepEqual([count.level, count.code, count.key, count.segment_id, count.element], ['ak5', '4', 'set.count', 'SE', 1]);
  assert.deepEqual(lines((await edi(['check', '--json', '-'], good)).out), []);
});

test('each level has its place and its code', async () => {
  const faults = {
    ta1: [(x) => x.replace('IEA*1*', 'IEA*2*'), { interchange: 1, group: null, set: null, code: '021', key: 'interchange.count' }],
    ak9: [(x) => x.replace('GE*1*', 'GE*2*'), { interchange: 1, group: 1, set: null, code: '5', key: 'group.count' }],
    ak5: [(x) => x.replace('SE*23*0001', 'SE*23*0002'), { interchange: 1, group: 1, set: 1, code: '3', key: 'set.control_differs' }],
    ak3: [(x) => x.replace(/BEG.*\n/, '').replace('SE*23*', 'SE*22*'), { interchange: 1, group: 1, set: 1, code: '3', key: 'segment.missing', segment_id: 'BEG' }],
    ak4: [(x) => x.replace('PO1*1*12*', 'PO1*1*twelve*'), { set: 1, code: '6', key: 'element.number', loop: 'PO1', element: 2, segment: 15 }],
  };
  for (const [level, [break_, want]] of Object.entries(faults)) {
    const found = lines((await edi(['check', '--json', '-'], break_(good))).out);
    assert.equal(found.length, 1, `${level}: ${JSON.stringify(found)}`);
    for (const [key, value] of Object.entries({ level, ...want })) assert.deepEqual(found[0][key], value, `${level} ${key}`);
  }
  const noise = lines((await edi(['check', '--json', '-'], `${good}what is this\n${good.replaceAll('000000417', '000000418')}`)).out);
  assert.deepEqual(noise.map((f) => [f.level, f.key, f.code, f.interchange]), [['file', 'file.noise', null, null]]);
});

test('interchanges, groups and sets are counted from one', async () => {
  const second = good.replaceAll('000000417', '000000418'), bad = second.replace('PO1*1*12*', 'PO1*1*x*');
  const [found] = lines((await edi(['check', '--json', '-'], good + second.replaceAll('418', '419') + bad)).out);
  assert.deepEqual([found.interchange, found.group, found.set], [3, 1, 1]);
  assert.equal(found.offset, 2 * good.length + bad.indexOf('*x*') + 1);
});

test('however the bytes come, the lines are the same', async () => {
  const text = dated + good.replace('GE*1*', 'GE*4*').replaceAll('000000417', '000000418');
  const whole = await edi(['check', '--json', '-'], text);
  const pieces = [...text.matchAll(/[^]{1,37}/g)].map((m) => m[0]);
  assert.deepEqual(await edi(['check', '--json', '-'], pieces), whole);
});

test('the words are in the language asked for', async () => {
  const said = {};
  for (const language of ['en', 'pl', 'es', 'ru', 'af', 'zh']) {
    const [f] = lines((await edi(['check', '--json', '--language', language, '-'], dated)).out);
    said[language] = f.message;
    assert.match(f.message, /DTM02.*20261345/);
  }
  assert.equal(new Set(Object.values(said)).size, 6);
  assert.match(said.pl, /DTM02 \(Data\) nie jest datą/);
  assert.match(said.zh, /DTM02 \(日期\)/);
  const none = await edi(['check', '--language', 'xx', '-'], dated);
  assert.equal(none.code, 2);
  assert.match(none.err, /xx/);
});

test('a guide is laid over the standard, and a wrong one is told by its line', async () => {
  const guide = file('acme.guide', 'guide Acme\nset 850\nforbid BEG/REF\n');
  const wrong = await edi(['check', '--guide', guide, '-'], good);
  assert.equal(wrong.code, 2);
  assert.match(wrong.err, /acme\.guide: line 3/);
  writeFileSync(guide, 'guide Acme\nset 850\nforbid REF\nlength BEG03 1 5\n');
  const r = await edi(['check', '--json', '--999', '--guide', guide, '-'], good);
  assert.equal(r.code, 1);
  assert.deepEqual(lines(r.out).map((f) => [f.key, f.level, f.code, f.segment_id]), [['guide.element_long', 'ak4', '5', 'BEG'], ['guide.segment_unused', 'ak3', 'I4', 'REF']]);
  assert.deepEqual(lines((await edi(['check', '--json', '--guide', guide, '-'], good)).out).map((f) => f.code), ['5', '2']); // a 997 has no code for it
});

test('a guide names who receives, and an interchange for another is refused by a TA1', async () => {
  const guide = file('ours.guide', 'receiver ZZ:US\n');
  const r = await edi(['check', '--json', '--guide', guide, '-'], good);
  assert.equal(r.code, 1);
  assert.deepEqual(lines(r.out).map((f) => [f.key, f.level, f.code, f.element]), [['interchange.receiver_unknown', 'ta1', '009', 8]]);
  assert.match((await edi(['ack', '--guide', guide, '-'], good)).out, /TA1\*000000417\*261121\*0930\*R\*009~/);
});

test('--documents asks for what an order needs beyond the standard, as the gateway does', async () => {
  const none = good.replace('PO1*1*12*', 'PO1*1*0*').replace('CTT*3*414.5', 'CTT*3*402.5');
  assert.equal((await edi(['check', '-'], none)).code, 0);
  const r = await edi(['check', '--json', '--documents', '-'], none);
  assert.equal(r.code, 1);
  assert.deepEqual(lines(r.out).map((f) => [f.level, f.code, f.segment_id, f.element, f.value, f.segment]), [['ak4', '6', 'PO1', 2, '0', 15]]);
  assert.equal((await edi(['check', '--documents', '-'], good)).code, 0);
  assert.match((await edi(['ack', '--documents', '-'], none)).out, /AK3\*PO1\*15\*\*8~\nAK4\*2\*330\*6\*0~\nAK5\*R\*5/);
});

test('a set with very many errors lists the first and says how many more there are', async () => {
  const many = good.replace('CUR*BY', `${'ZZZ*1~\n'.repeat(500)}CUR*BY`).replace('SE*23*', 'SE*523*');
  const found = lines((await edi(['check', '--json', '-'], many)).out);
  assert.ok(found.length <= 102, String(found.length));
  assert.deepEqual([found.at(-1).key, found.at(-1).level, found.at(-1).code], ['findings.left_out', 'ak5', '5']);
  assert.match(found.at(-1).message, /^There are 400 more errors/);
});

test('what a partner is known to do otherwise is taken with its option', async () => {
  const cases = {
    '--unpadded-isa': good.replace('*GDANSKDIST     *', '*GDANSKDIST*'),
    '--deblock': good.replaceAll('\n', '').replace(/(.{80})/g, '$1\r\n'),
    '--any-group': good.replace('GS*PO*', 'GS*IN*'),
    '--loose-numbers': good.replace('IEA*1*000000417', 'IEA*1*417'),
  };
  for (const [option, text] of Object.entries(cases)) {
    assert.notEqual((await edi(['check', '-'], text)).code, 0, `${option} changes nothing`);
    const r = await edi(['check', option, '-'], text);
    assert.equal(r.code, 0, `${option}: ${r.out}`);
  }
});

test('an option that is none, or no file: how to use it, and 2', async () => {
  for (const args of [[], ['check'], ['check', '--jsno', '-'], ['ack'], ['ack', '-', '-'], ['ack', '--ta1', 'maybe', '-'], ['ack', '--control', '0', '-'], ['chek', '-'], ['check', '--guide']]) {
    const r = await edi(args, good);
    assert.equal(r.code, 2, args.join(' '));
    assert.ok(r.err, args.join(' '));
    assert.equal(r.out, '', args.join(' '));
  }
  const help = await edi(['--help']);
  assert.equal(help.code, 0);
  assert.match(help.out, /check[^]*ack[^]*convert/);
});

const answer = (text) => text.split(/[~']\n?/).map((s) => s.trim()).filter((s) => /^(TA1|AK|IK|ST)/.test(s));
test('ack answers, and check accepts what it wrote', async () => {
  const cases = [
    [[], good, 0, ['ST*997*0001', 'AK1*PO*417', 'AK2*850*0001', 'AK5*A', 'AK9*A*1*1*1']],
    [['--only-errors'], good, 0, ['ST*997*0001', 'AK1*PO*417', 'AK9*A*1*1*1']],
    [['--ta1', 'always'], good, 0, ['TA1*000000417*261121*0930*A*000', 'ST*997*0001', 'AK1*PO*417', 'AK2*850*0001', 'AK5*A', 'AK9*A*1*1*1']],
    [[], dated, 1, ['ST*997*0001', 'AK1*PO*417', 'AK2*850*0001', 'AK3*DTM*6**8', 'AK4*2*373*8*20261345', 'AK5*R*5', 'AK9*R*1*1*0']],
    [['--999'], dated, 1, ['ST*999*0001', 'AK1*PO*417*004010', 'AK2*850*0001', 'IK3*DTM*6**8', 'IK4*2*373*8*20261345', 'IK5*R*5', 'AK9*R*1*1*0']],
    [[], good.replace('IEA*1*', 'IEA*2*'), 1, ['TA1*000000417*261121*0930*R*021']],
    [['--ta1', 'never'], good.replace('IEA*1*', 'IEA*2*'), 1, []],
  ];
  for (const [options, input, code, want] of cases) {
    const r = await edi(['ack', ...options, '-'], input);
    assert.equal(r.code, code, options.join(' '));
    assert.deepEqual(answer(r.out), want, options.join(' '));
    if (!want.length) continue;
    const back = await edi(['check', '-'], r.out);
    assert.equal(back.code, 0, back.out);
    assert.equal((await edi(['ack', '-'], r.out)).out, ''); // never an answer to an answer
    if (r.out.includes('ST*997')) assert.equal((await edi(['check', '-'], r.out.replace(/AK9\*./, 'AK9*'))).code, 1); // and it looked
  }
  assert.match((await edi(['ack', '--control', '12', '-'], good + good.replaceAll('000000417', '000000418'))).out, /^ISA[^]*\*000000012\*0\*[^]*IEA\*1\*000000012~\nISA[^]*\*000000013\*0\*[^]*IEA\*1\*000000013~\n$/);
});

test('ack of what cannot be read writes no answer, says why and ends with 2', async () => {
  const r = await edi(['ack', '-'], 'hello');
  assert.deepEqual([r.code, r.out], [2, '']);
  assert.match(r.err, /This is not X12/);
});

test('an output that cannot be written is no success', async () => {
  const child = spawn('sh', ['-c', `"$1" edi ack - >/dev/full`, 'sh', program], { stdio: ['pipe', 'ignore', 'pipe'] });
  const err = [];
  child.stderr.on('data', (b) => err.push(b));
  child.stdin.end(good);
  const code = await new Promise((resolve) => child.on('close', resolve));
  assert.equal(code, 2);
  assert.match(Buffer.concat(err).toString(), /cannot be written/);
});

test('what is generated of any set is accepted, and the same number makes the same', async () => {
  const sets = (await edi(['describe'])).out.split('\n').filter((line) => /^ {2}\d/.test(line)).map((line) => line.trim().split(' ')[0]);
  assert.ok(sets.includes('850') && sets.includes('945'), 'describe lists the sets');
  for (const set of ['810', '850', '856', '997']) {
    const made = await edi(['generate', set, '--seed', '12', '--fill', '60']);
    assert.equal(made.code, 0, made.err);
    assert.equal((await edi(['generate', set, '--seed', '12', '--fill', '60'])).out, made.out);
    const checked = await edi(['check', '-'], made.out);
    assert.equal(checked.code, 0, `${set}: ${checked.out}`);
  }
});

test('a generated fault is the one that check finds, at the place that was told', async () => {
  const made = await edi(['generate', '850', '--release', '004010', '--seed', '3', '--fault', 'date.february_29']);
  assert.equal(made.code, 0, made.err);
  const [, key, segment, element] = made.err.match(/^(\S+): AK4 8, segment (\d+), element (\d+)/) ?? [];
  const found = lines((await edi(['check', '--json', '-'], made.out)).out);
  assert.deepEqual(found.map((f) => [f.key, String(f.segment), String(f.element)]), [[key, segment, element]]);
  assert.match((await edi(['generate', '--fault', 'list'])).out, /^date\.february_29$/m);
  const none = await edi(['generate', '850', '--fault', 'no.such']);
  assert.equal(none.code, 2);
  assert.match(none.err, /there is no fault no\.such; --fault list shows all/);
});

test('a set, a segment and an element are described from the tables', async () => {
  const set = await edi(['describe', '850', '--release', '004010']);
  assert.match(set.out, /^850 {2}Purchase order, release 004010, in groups PO\n/);
  assert.match(set.out, /^\d+ +\+ PO1 .* required +up to 100000 turns$/m);
  assert.match(set.out, /^CTT01 is the number of segments PO1$/m);
  assert.match((await edi(['describe', '850', 'DTM', '--release', '004010'])).out, /at least one of 02, 03 and 05/);
  assert.match((await edi(['describe', '850', '353'])).out, /^ {2}00 +Original$/m);
  const json = JSON.parse((await edi(['describe', '850', '--release', '004010', '--json'])).out);
  assert.deepEqual([json.release, json.set, json.group, json.totals[0]], ['004010', '850', 'PO', { element: 'CTT01', is: 'count', of: 'PO1' }]);
  assert.equal(json.segments.BEG.elements[2].reference, '324');
  const none = await edi(['describe', '999X']);
  assert.equal(none.code, 2);
  assert.match(none.err, /there is no set 999X/);
});

test('every command says how it is used, and which argument it does not expect', async () => {
  const words = [...(await edi(['--help'])).out.matchAll(/^ {2}(\w+) {2}/gm)].map((m) => m[1]);
  assert.equal(words.length, 5);
  for (const word of words) {
    const help = await edi([word, '--help']);
    assert.deepEqual([help.code, help.err], [0, ''], word);
    assert.ok(help.out.startsWith(`usage: hansa edi ${word} `), help.out);
    assert.match(help.out, /^ {2}--guide FILE/m);
    const odd = await edi([word, '--nonsense']);
    assert.deepEqual([odd.code, odd.out], [2, ''], word);
    assert.equal(odd.err, `hansa edi ${word}: --nonsense is not expected\n${help.out}`);
  }
});
