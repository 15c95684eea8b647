// People go on creating and changing leads while everything is killed: nothing twice, nothing lost, nobody else's answer.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { client, sleep, until } from '../support/hansa.mjs';
import { insist, random, seed, startStormyWorld } from './storm.mjs';

const KILLS = 36, SECONDS = 40;
let w;
before(async () => { w = await startStormyWorld('writes'); });
after(() => w?.stop());

test('leads made, changed and watched while everything is killed', { timeout: 150000 }, async (t) => {
  t.diagnostic(`seed ${seed}`);
  const odd = [], made = [], added = [], counts = { lost: 0, unavailable: 0, stale: 0, reads: 0 };
  const dice = random(seed + 2);
  let over = false;
  const wrong = (what) => { if (odd.length < 10) odd.push(what); };
  const seen = (r) => {
    if (!r) counts.lost++;
    else if (r.status === 503) {
      counts.unavailable++;
      if (!(Number(r.headers.get('retry-after')) >= 1)) wrong(`503 without Retry-After: ${r.text}`);
      if (r.headers.get('content-type') !== 'application/problem+json') wrong(`503 that is ${r.headers.get('content-type')}: ${r.text}`);
    }
  };
  const ask = (who, method, path, o = {}) => insist((signal) => who.request(method, path, { ...o, signal }), { seen });
  const shouldBe = (r, ...statuses) => statuses.includes(r.status) || wrong(`${r.status} ${r.text}`);
  const busy = () => !over && !odd.length;

  // Each answer bears the mark of the question; its owner is the company that asked.
  const rightLead = (who, id, mark, l) => {
    if (l.id !== id || l.identity?.title !== mark || l.owner.id !== who.me.company.id) wrong(`asked for ${mark} (${id}), got ${JSON.stringify(l)}`);
  };
  const create = async (who, name) => {
    for (let n = 0; busy(); n++) {
      const mark = `${name} ${n}`, key = randomUUID(), json = { title: mark, country: 'DE', description: mark, value_minor: n, currency: 'EUR' };
      const post = () => ask(who, 'POST', '/api/leads', { json, headers: { 'idempotency-key': key } });
      const answers = n % 5 ? [await post()] : await Promise.all([post(), post()]);
      for (const a of answers) shouldBe(a, 201);
      if (new Set(answers.map((a) => a.text)).size !== 1) wrong(`one key, two answers: ${answers.map((a) => a.text)}`);
      made.push({ who, mark, key, json, id: answers[0].json?.id, text: answers[0].text });
      const back = await ask(who, 'GET', `/api/leads/${answers[0].json?.id}`);
      shouldBe(back, 200);
      if (back.status === 200) rightLead(who, answers[0].json.id, mark, back.json);
      await sleep(dice.below(50));
    }
  };
  const read = async (who) => {
    for (; busy(); await sleep(dice.below(50))) {
      const mine = made.filter((m) => m.who === who), m = mine.length && dice.pick(mine);
      const other = made.find((x) => x.who.me.company.id !== who.me.company.id);
      const [one, list, me, strange] = await Promise.all([m && ask(who, 'GET', `/api/leads/${m.id}`), ask(who, 'GET', '/api/leads?limit=20&shared=own'),
        ask(who, 'GET', '/api/session'), other && ask(who, 'GET', `/api/leads/${other.id}`)]);
      if (one) { shouldBe(one, 200); rightLead(who, m.id, m.mark, one.json); }
      shouldBe(list, 200);
      for (const l of list.json.items ?? []) if (l.company_id !== who.me.company.id) wrong(`somebody else's lead: ${JSON.stringify(l)}`);
      if (me.json.person?.email !== who.me.person.email) wrong(`asked as ${who.me.person.email}, got ${me.text}`);
      if (strange) shouldBe(strange, 404);
      counts.reads++;
    }
  };

  // Many hands at one text: each puts its word at the end of what it has read, under If-Match.
  const shared = [];
  for (let i = 0; i < 2; i++) {
    const { id } = await w.lead(w.anna, { title: `Common ${i}` });
    await w.share(w.anna, id, w.piotr, 'edit');
    shared.push(id);
  }
  const change = async (who, name) => {
    for (let n = 0; busy(); n++, await sleep(dice.below(80))) {
      const id = dice.pick(shared), word = `${name}${n}`;
      for (let last = null; ;) { // until the word is known to be there
        const now = await ask(who, 'GET', `/api/leads/${id}`);
        shouldBe(now, 200);
        const words = now.json.detail?.description?.split(' ') ?? [];
        if (now.json.id !== id) wrong(`asked for ${id}, got ${now.text}`);
        if (words.includes(word)) break;
        if (last?.status === 200) { wrong(`${word} was taken, and is not there`); break; }
        last = await who.request('PATCH', `/api/leads/${id}`, { json: { description: [...words, word].join(' ') },
          headers: { 'if-match': now.headers.get('etag') }, signal: AbortSignal.timeout(20000) }).catch(() => null);
        seen(last);
        if (last?.status === 412) counts.stale++;
        else if (last && last.status !== 503) shouldBe(last, 200);
        if (!last || last.status === 503) await sleep(100);
      }
      added.push({ id, word });
    }
  };

  // Readers that come back at what they heard last.
  const watchers = [];
  const watch = async (who, s) => {
    const c = { s, seqs: [] };
    watchers.push(c);
    while (!c.done) {
      const live = await who.live().catch(() => null);
      if (!live) { await sleep(150); continue; }
      live.ws.on('message', (m) => {
        const f = JSON.parse(m);
        if (f.t === 'ev' && f.s === s) c.seqs.push(f.seq);
        else if (f.t === 'gap' || (f.t === 'bye' && f.s)) wrong(`${s}: ${m}`);
      });
      live.send({ t: 'sub', subs: [{ s, epoch: '1', from: c.seqs.at(-1) ?? 0 }] });
      await until(() => live.closed || c.done, { ms: 200000, every: 20 });
      live.close();
    }
  };

  const watching = [w.anna, w.piotr].flatMap((who) => shared.map((s) => watch(who, s)));
  const moritz = await client(w.url).login('moritz@luebeck.example', 'correct horse battery');
  const storm = w.storm({ kills: KILLS, seconds: SECONDS, from: seed + 3 }).finally(() => (over = true));
  const [hits] = await Promise.all([storm, create(w.anna, 'anna'), create(w.kari, 'kari'), create(w.piotr, 'piotr'), read(w.anna), read(w.kari),
    change(w.anna, 'a'), change(w.piotr, 'p'), change(moritz, 'm')]);
  t.diagnostic(`${made.length} leads, ${added.length} changes, ${JSON.stringify(counts)}; killed: ${JSON.stringify(hits)}`);
  assert.deepEqual(odd, []);
  assert.ok(made.length > 100 && added.length > 50);

  const kept = (await w.psql('SELECT l.company_id, l.id, i.title FROM hansa.lead l JOIN hansa.lead_identity i ON i.lead_id = l.id WHERE i.title NOT LIKE \'Common%\'')).split('\n');
  assert.deepEqual(kept.sort(), made.map((m) => `${m.who.me.company.id}|${m.id}|${m.mark}`).sort(), 'each key made one lead');
  for (let i = 0; i < 40; i++) {
    const m = dice.pick(made);
    assert.equal((await m.who.post('/api/leads', m.json, { headers: { 'idempotency-key': m.key } })).text, m.text);
  }
  for (const id of shared) {
    const words = (await w.anna.get(`/api/leads/${id}`)).json.detail.description.split(' ');
    assert.deepEqual(words.toSorted(), added.filter((x) => x.id === id).map((x) => x.word).sort(), 'no update was lost, none was made twice');
  }
  for (const s of shared) {
    const head = Number(await w.psql(`SELECT head FROM hansa.stream WHERE id = '${s}'`));
    const dense = Array.from({ length: head }, (_, i) => i + 1);
    for (const c of watchers.filter((x) => x.s === s)) {
      await until(() => c.seqs.length >= head, { what: `a watcher that has heard ${c.seqs.length} of ${head} events` });
      assert.deepEqual(c.seqs, dense);
    }
  }
  for (const c of watchers) c.done = true;
  await Promise.all(watching);
  assert.deepEqual(odd, []);
  assert.equal(await w.invariants(), '');
});
