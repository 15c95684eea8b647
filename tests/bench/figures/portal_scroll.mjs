// The most script that one frame takes while the board and the table are scrolled over 10,000 leads: fast, and by leaps.
import { figure, median } from '../lib.mjs';
import { framesOf, openScreens } from '../screen.mjs';

async function scrolled(screens, url, scroller, row) {
  const screen = await screens.window();
  const { page } = screen;
  await page.goto(url);
  await page.waitForFunction((s) => document.querySelectorAll(s).length > 10, row);
  await page.waitForTimeout(1500);
  const frames = await framesOf(screen, () => page.evaluate(async (s) => {
    const element = document.querySelector(s);
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const most = element.scrollHeight - element.clientHeight;
    for (let i = 0; i < 150; i++) {
      element.scrollTop += 240; // some 14,000 pixels a second
      await frame();
    }
    for (let i = 0; i < 12; i++) {
      element.scrollTop = (most * ((i * 7) % 12)) / 12;
      for (let j = 0; j < 10; j++) await frame();
    }
  }, scroller));
  const bones = await page.evaluate((s) => document.querySelectorAll(s).length, row);
  if (bones < 5) throw new Error(`${url}: nothing is shown after scrolling`);
  await screen.done();
  return frames.sort((a, b) => a - b);
}

export async function portal_scroll(net, { rounds = 3 } = {}) {
  await net.leads(25);
  const screens = await openScreens(net);
  const places = {
    board: [`${net.hansa.url}/leads?view=board`, '[data-stage="new"] [data-scroller]', '[data-stage="new"] [data-id]'],
    table: [`${net.hansa.url}/leads`, '[role=grid]', '[role=row][data-id]'],
    grouped: [`${net.hansa.url}/leads?by=stage&sort=value`, '[role=grid]', '[role=row][data-id]'],
  };
  const worst = {}, usual = {};
  for (const [name, [url, scroller, row]] of Object.entries(places)) {
    const taken = [];
    for (let i = 0; i < rounds; i++) taken.push(await scrolled(screens, url, scroller === '[role=grid]' ? ':has(> [role=grid])' : scroller, row));
    worst[name] = median(taken.map((frames) => frames.at(-1)));
    usual[name] = median(taken.map((frames) => frames[Math.floor(frames.length * 0.95)]));
  }
  figure({
    name: 'portal_scroll', value: Math.max(...Object.values(worst)), unit: 'ms of script CPU in the worst frame, 10,000 leads', goal: 50, against: 'value', atLeast: false,
    worst_ms: worst, p95_ms: usual,
  });
  await screens.close();
}
