// From the writer's key to the reader's screen: two browsers with the portal, through nginx, the same machine and clock.
// The writer's page notes the time of the key press, the reader's the frame in which the words stand there.
import { loadavg } from 'node:os';
import { figure, median } from '../lib.mjs';
import { lively } from '../room.mjs';

const MESSAGES = 200, EVERY_MS = 350; // a person may write 30 messages in 10 seconds

export async function chat_send(net) {
  const place = await lively(net, { both: true });
  try {
    const { page: reader, writing: writer } = place;
    await reader.evaluate(() => {
      globalThis.seen = {};
      const look = () => {
        for (const row of document.querySelectorAll('[role=article]')) {
          const found = /key-(\d+)-end/.exec(row.textContent ?? '');
          if (found && !globalThis.seen[found[1]]) globalThis.seen[found[1]] = performance.timeOrigin + performance.now();
        }
      };
      // After the frame that shows it.
      new MutationObserver(() => requestAnimationFrame(() => setTimeout(look))).observe(document.body, { childList: true, subtree: true, characterData: true });
    });
    await writer.evaluate(() => {
      globalThis.pressed = [];
      addEventListener('keydown', (e) => e.key === 'Enter' && globalThis.pressed.push(performance.timeOrigin + performance.now()), true);
    });
    const field = writer.locator('form textarea').first();
    for (let i = 0; i < MESSAGES; i++) {
      await field.fill(`What is said under the number key-${i}-end`);
      await field.press('Enter');
      await writer.waitForTimeout(EVERY_MS);
    }
    await reader.waitForTimeout(1000);
    const [pressed, seen] = [await writer.evaluate(() => globalThis.pressed), await reader.evaluate(() => globalThis.seen)];
    const took = pressed.map((at, i) => seen[i] - at);
    if (took.length !== MESSAGES || took.some((ms) => !(ms >= 0))) throw new Error(`${took.filter((ms) => ms >= 0).length} of ${MESSAGES} messages arrived`);
    const sorted = [...took].sort((a, b) => a - b);
    const p99 = sorted[Math.ceil(MESSAGES * 0.99) - 1];
    figure({
      name: 'chat_send', value: p99, unit: "ms, 99th percentile from the writer's key to the reader's screen", baseline: { what: 'the limit', value: 150 },
      ratio: p99 / 150, goal: 1, atLeast: false, p50_ms: median(took), max_ms: sorted.at(-1), messages: MESSAGES, load_average: loadavg()[0],
    });
  } finally {
    await place.close();
  }
}
