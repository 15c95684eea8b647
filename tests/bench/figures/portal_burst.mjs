// 600 messages into a room that is open on the screen: the script CPU of its page, from the first to the last of them on the
// screen. 500 are written in one moment, the rest one by one, as people do in a lively hour. The clock is the page's own
// thread time, which waiting does not move.
import { randomUUID } from 'node:crypto';
import { figure } from '../lib.mjs';
import { lively } from '../room.mjs';

const AT_ONCE = 500, ONE_BY_ONE = 100, EVERY_MS = 25;

export async function portal_burst(net) {
  const place = await lively(net);
  try {
    const { page, writer, room } = place;
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    const used = async () => Object.fromEntries((await cdp.send('Performance.getMetrics')).metrics.map((m) => [m.name, m.value]));
    await place.arrives(await writer.say('Before the burst'));
    await page.waitForTimeout(1000);
    const before = await used();
    const began = Date.now();
    await writer.sayAll(Array.from({ length: AT_ONCE }, (_, i) => `Message ${i}: ${'a few words of one who writes '.repeat(1 + (i % 3))}`));
    for (let i = 0; i < ONE_BY_ONE; i++) {
      await writer.say(`One by one ${i}`);
      await page.waitForTimeout(EVERY_MS);
    }
    const mark = `The last of them ${randomUUID()}`;
    await place.arrives(await writer.say(mark));
    await page.waitForTimeout(500);
    const after = await used();
    const ms = (name) => (after[name] - before[name]) * 1000;
    const unread = await place.count(room);
    if (unread < AT_ONCE + ONE_BY_ONE) throw new Error(`only ${unread} messages are there`);
    figure({
      name: 'portal_burst', value: ms('ScriptDuration'), unit: `ms of script CPU for ${AT_ONCE + ONE_BY_ONE} messages in an open room`,
      baseline: { what: 'the limit', value: 700 }, ratio: ms('ScriptDuration') / 700, goal: 1, atLeast: false,
      task_ms: ms('TaskDuration'), layout_ms: ms('LayoutDuration'), style_ms: ms('RecalcStyleDuration'), seconds: (Date.now() - began) / 1000,
      heap_mib: after.JSHeapUsedSize / 2 ** 20,
    });
  } finally {
    await place.close();
  }
}
