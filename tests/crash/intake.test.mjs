// Partners go on sending orders while everything is killed: what was acknowledged is there once, whole, and answered the same for ever.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { once, ok, purchaseOrder, sendEdi, companies } from '../support/world.mjs';
import { sleep } from '../support/hansa.mjs';
import { insist, random, seed, startStormyWorld } from './storm.mjs';

const KILLS = 60, SECONDS = 65;
let w;
const senders = [];

before(async () => {
  w = await startStormyWorld('intake');
  const asked = ok(await w.kari.post('/api/partnerships', { domain: companies.lubeck.domain, my_role: 'distributor', their_role: 'vendor' }, once()), 201);
  ok(await w.anna.post(`/api/records/${asked.id}/actions`, { action: 'accept' }));
  for (const [name, who, to] of [['gdansk', w.piotr, 'lubeck'], ['bergen', w.kari, 'lubeck'], ['lubeck', w.anna, 'gdansk']])
    senders.push({ name, company: who.me.company.id, key: await w.keyOf(who, ['edi:write']), from: companies[name].isa.slice(3), to: companies[to].isa.slice(3) });
});
after(() => w?.stop());

test('orders by EDI while everything is killed', { timeout: 200000 }, async (t) => {
  t.diagnostic(`seed ${seed}`);
  const sent = [], odd = [], dice = random(seed + 1);
  let over = false, control = 1000, refused = 0, lost = 0;
  const seen = (r) => {
    if (!r) lost++;
    else if (r.status === 503) {
      refused++;
      if (!(Number(r.headers.get('retry-after')) >= 1)) odd.push(`503 without Retry-After: ${r.text}`);
    } else if (r.status !== 200) odd.push(`${r.status} ${r.text}`);
  };
  const send = (s, bytes) => insist((signal) => sendEdi(w.url, s.key, bytes, { signal }), { seen });
  const work = async (s) => {
    for (let n = 1; !over && !odd.length; n++) {
      const isa = String(++control).padStart(9, '0'), number = `${s.name}-${isa}`;
      const bytes = purchaseOrder({ isa, number, from: s.from, to: s.to });
      const twice = n % 5 === 0;
      // A sender's duplicate comes later, or at the same moment from a second machine.
      const answers = twice && n % 2 ? await Promise.all([send(s, bytes), send(s, bytes)]) : [await send(s, bytes)];
      if (twice && !(n % 2)) answers.push(await send(s, bytes));
      if (new Set(answers.map((a) => a.text)).size !== 1) odd.push(`two acknowledgments of ${isa}:\n${answers.map((a) => a.text).join('\n')}`);
      sent.push({ s, isa, number, bytes, ack: answers[0].text });
      await sleep(dice.below(60));
    }
  };
  const storm = w.storm({ kills: KILLS, seconds: SECONDS }).finally(() => (over = true));
  const [hits] = await Promise.all([storm, ...senders.flatMap((s) => [work(s), work(s)])]);
  assert.deepEqual(odd, []);
  t.diagnostic(`${sent.length} interchanges, ${lost} connections lost, ${refused} times 503; killed: ${JSON.stringify(hits)}`);
  assert.ok(sent.length >= 200, `only ${sent.length} interchanges came through`);

  const kept = (await w.psql(`SELECT i.company_id, i.control_number, o.number, count(*) OVER (PARTITION BY i.company_id, i.control_number)
    FROM hansa.edi_interchange i LEFT JOIN hansa.edi_document d ON d.interchange_id = i.id LEFT JOIN hansa.order_ o ON o.id = d.order_id`))
    .split('\n').map((l) => l.split('|'));
  assert.deepEqual(kept.map(([company, isa, number, n]) => `${company} ${isa} ${number} ${n}`).sort(),
    sent.map((x) => `${x.s.company} ${x.isa} ${x.number} 1`).sort(), 'each interchange and its order are there once');
  assert.equal(await w.psql('SELECT count(*) FROM hansa.order_'), String(sent.length));
  assert.equal(await w.invariants(), '');

  const acks = new Map((await w.psql('SELECT control_number, encode(ack, \'base64\') FROM hansa.edi_interchange'))
    .replaceAll(/\n(?!\d{9}\|)/g, '').split('\n').map((l) => l.split('|')));
  for (const x of sent) assert.equal(Buffer.from(acks.get(x.isa), 'base64').toString('latin1'), x.ack, `the acknowledgment of ${x.isa}`);
  for (let i = 0; i < 60; i++) {
    const x = dice.pick(sent);
    assert.equal((await sendEdi(w.url, x.s.key, x.bytes)).text, x.ack);
  }
  assert.equal(await w.psql('SELECT count(*) FROM hansa.order_'), String(sent.length));
  assert.equal(await w.invariants(), '');
});
