// What is sent again under a control number: a rejected attempt does not hold it, one that was taken in does.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { ok, problem, purchaseOrder, sendEdi, startWorld } from '../support/world.mjs';

let w, send, control = 0;
before(async () => {
  w = await startWorld();
  const key = await w.keyOf(w.piotr, ['edi:write']);
  send = (bytes) => sendEdi(w.url, key, bytes);
});
after(() => w?.stop());

const next = () => String(7000 + ++control).padStart(9, '0');
const orders = (number) => w.psql(`SELECT count(*) FROM hansa.order_ WHERE number = '${number}'`);
const attempts = (isa) => w.psql(`SELECT string_agg(state || ' ' || attempt || coalesce(' ' || refusal, ''), ', ' ORDER BY attempt) FROM hansa.edi_interchange WHERE control_number = '${isa}'`);

const breaks = {
  'cut off on its way': [(x) => x.slice(0, x.indexOf('PO1*2')), '023'],
  'with a wrong count of groups': [(x) => x.replace('IEA*1*', 'IEA*2*'), '021'],
  'with another number at its end': [(x) => x.replace(/IEA\*1\*\d+/, 'IEA*1*000000001'), '001'],
};
for (const [how, [broken, code]] of Object.entries(breaks))
  test(`an interchange ${how} is sent again whole under its number`, async () => {
    const isa = next(), number = `AGAIN-${isa}`, whole = purchaseOrder({ isa, number });
    const first = answer(await send(broken(whole)));
    assert.match(first, new RegExp(`TA1\\*${isa}\\*\\d+\\*\\d+\\*R\\*${code}~`));
    assert.equal(await orders(number), '0');
    const second = answer(await send(whole));
    assert.match(second, /AK9\*A\*1\*1\*1~/);
    assert.equal(await orders(number), '1');
    // Each attempt keeps its own answer.
    assert.equal(answer(await send(broken(whole))), first);
    assert.equal(answer(await send(whole)), second);
    assert.equal(await attempts(isa), 'rejected 1, accepted 2');
    assert.equal(await orders(number), '1');
    problem(await send(purchaseOrder({ isa, number: `${number}-B` })), 409, 'control_number_reused');
    assert.equal(await orders(`${number}-B`), '0');
  });

test('the whole one came first: a broken copy of it changes nothing', async () => {
  const isa = next(), number = `AGAIN-${isa}`, whole = purchaseOrder({ isa, number });
  const taken = answer(await send(whole));
  problem(await send(whole.slice(0, 700)), 409, 'control_number_reused');
  assert.equal(answer(await send(whole)), taken);
  assert.equal(await orders(number), '1');
});

test('broken and whole at the same moment: one order, and both are answered alike ever after', async () => {
  for (let i = 0; i < 10; i++) {
    const isa = next(), number = `AGAIN-${isa}`, whole = purchaseOrder({ isa, number }), cut = whole.slice(0, 700);
    const [a, b, c] = await Promise.all([send(cut), send(whole), send(whole)]);
    assert.equal(answer(b), answer(c));
    assert.ok(a.status === 200 || a.status === 409, a.text);
    assert.equal(await orders(number), '1');
    assert.equal((await send(cut)).text, a.text);
    assert.equal((await send(whole)).text, b.text);
  }
});

test('the same many times at once is kept once, refused or not', async () => {
  for (let i = 0; i < 40; i++) {
    const isa = next(), bytes = purchaseOrder({ isa, number: `AGAIN-${isa}`, to: i % 2 ? 'NOBODY' : 'LUEBECKINST' });
    const got = await Promise.all(Array.from({ length: 8 }, () => send(bytes)));
    assert.equal(new Set(got.map((r) => `${r.status} ${r.text}`)).size, 1);
    assert.equal(await attempts(isa), i % 2 ? 'rejected 1 unknown_trading_partner' : 'accepted 1');
  }
});

function answer(r) {
  ok(r);
  return r.text;
}
