// The disk fills up under running load: a plain answer, nothing torn, and everything goes on once there is room.
import assert from 'node:assert/strict';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { test } from 'node:test';
import { run, scratch, sleep, until } from '../support/hansa.mjs';
import { once, purchaseOrder, sendEdi, startWorld } from '../support/world.mjs';

// Takes what is left, and what becomes free meanwhile, until release().
function filler(dir) {
  const fd = openSync(join(dir, 'filler'), 'w'), block = Buffer.alloc(1 << 20);
  const fill = () => {
    try {
      for (;;) writeSync(fd, block);
    } catch (e) {
      assert.equal(e.code, 'ENOSPC');
    }
  };
  fill();
  const timer = setInterval(fill, 100);
  return () => {
    clearInterval(timer);
    closeSync(fd);
    rmSync(join(dir, 'filler'));
  };
}

test('a disk that fills up under load', { timeout: 150000, skip: process.getuid() !== 0 && 'needs root to mount' }, async (t) => {
  const dir = join(scratch('disk'), 'small');
  mkdirSync(dir);
  try {
    await run('mount', ['-t', 'tmpfs', '-o', 'size=350m,mode=755', 'tmpfs', dir]);
  } catch {
    return t.skip('no mount here');
  }
  try {
    await onSmallDisk(t, dir);
  } finally {
    await run('umount', [dir]);
  }
});

async function onSmallDisk(t, dir) {
  const w = await startWorld({ state: join(dir, 'state') });
  try {
    const key = await w.keyOf(w.piotr, ['edi:write']);
    const odd = [], orders = [], leads = [], reasons = {};
    let over = false, control = 5000;
    const seen = (r, taken) => {
      if (r.status === taken) return true;
      const type = r.json?.type;
      reasons[type] = (reasons[type] ?? 0) + 1;
      if (r.status !== 503 || !(Number(r.headers.get('retry-after')) >= 1) || !type) odd.push(`${r.status} ${r.text.slice(0, 300)}`);
      return false;
    };
    // Blanks behind the interchange make of it a body that is spooled.
    const order = async (blanks = 0) => {
      const isa = String(++control).padStart(9, '0');
      const r = await sendEdi(w.url, key, purchaseOrder({ isa, number: `DISK-${isa}` }) + ' '.repeat(blanks), { signal: AbortSignal.timeout(30000) });
      return seen(r, 200) && orders.push({ isa, ack: r.text });
    };
    const lead = async () => {
      const title = randomUUID();
      return seen(await w.anna.post('/api/leads', { title, description: 'x'.repeat(8000) }, once()), 201) && leads.push(title);
    };
    const load = async () => {
      for (let n = 0; !over; n++, await sleep(30)) {
        await order(n % 10 ? 0 : 200000);
        await lead();
      }
    };
    const working = [load(), load()];
    await until(() => orders.length > 20 && leads.length > 20);

    // First tables cannot grow, while the log of PostgreSQL still has room in its file; then that is full too and it stops.
    for (const full of [async () => {}, () => w.psql('SELECT pg_switch_wal()').catch(() => {})]) {
      const before = w.h.output().length, refusedBefore = Object.values(reasons).reduce((a, b) => a + b, 0);
      const release = filler(dir);
      await full();
      await until(() => Object.values(reasons).reduce((a, b) => a + b, 0) > refusedBefore + 20, { ms: 20000, what: 'something is refused' });
      await until(() => /The disk is full: .* 0 MB left/.test(w.h.output().slice(before)), { what: 'the operator is told' });
      await sleep(1500);
      release();
      await w.h.ready(30000);
      await until(order, { ms: 20000, every: 200, what: 'an order is taken again' });
      await until(lead, { ms: 20000, every: 200, what: 'a lead is taken again' });
      await until(() => /There is room again/.test(w.h.output().slice(before)), { what: 'the operator is told that it is over' });
    }
    over = true;
    await Promise.all(working);
    t.diagnostic(`${orders.length} orders, ${leads.length} leads, refused: ${JSON.stringify(reasons)}`);
    assert.deepEqual(odd, []);
    assert.ok(reasons['/problems/no_room'], 'it was told why');

    const kept = new Set((await w.psql('SELECT control_number FROM hansa.edi_interchange WHERE refusal IS NULL')).split('\n'));
    assert.deepEqual(orders.filter((o) => !kept.has(o.isa)), [], 'every acknowledged interchange is there');
    const titles = new Set((await w.psql('SELECT title FROM hansa.lead_identity')).split('\n'));
    assert.deepEqual(leads.filter((l) => !titles.has(l)), [], 'every acknowledged lead is there');
    assert.equal(await w.psql(readFileSync(new URL('invariants.sql', import.meta.url), 'utf8')), '');
  } finally {
    await w.stop({ keep: true });
  }
}
