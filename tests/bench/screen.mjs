// What the figures of the portal need: a Chromium window of a person of the large set, and script CPU as the thread's own
// clock counts it, so that other programs on the machine do not show.
import { startBrowser } from '../support/browser.mjs';

export async function openScreens(net, person = 1) {
  const { browser, close } = await startBrowser();
  const { cookie } = await net.session(person);
  const value = cookie.slice(cookie.indexOf('=') + 1);
  async function window(size = { width: 1440, height: 900 }) {
    const context = await browser.newContext({ viewport: size, locale: 'en-GB', colorScheme: 'light' });
    await context.addCookies([{ name: '__Host-hansa', value, domain: 'localhost', path: '/', secure: true, httpOnly: true, sameSite: 'Lax' }]);
    context.setDefaultTimeout(30000);
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
    /** CPU milliseconds of the page so far: of scripts, of layout and style, of all its tasks. */
    const used = async () => {
      const { metrics } = await cdp.send('Performance.getMetrics');
      const of = (name) => metrics.find((m) => m.name === name).value * 1000;
      return { script: of('ScriptDuration'), layout: of('LayoutDuration') + of('RecalcStyleDuration'), task: of('TaskDuration'), heap: of('JSHeapUsedSize') / 1000 / 2 ** 20 };
    };
    return { page, cdp, used, done: () => context.close() };
  }
  return { window, close };
}

const scripts = new Set(['FunctionCall', 'EvaluateScript', 'RunMicrotasks', 'EventDispatch', 'FireAnimationFrame', 'TimerFire', 'v8.callFunction', 'V8.GCScavenger', 'MinorGC', 'MajorGC']);

/** The script CPU of each frame of the page's main thread while `work` runs, in ms. */
export async function framesOf({ cdp }, work) {
  const events = [];
  cdp.on('Tracing.dataCollected', ({ value }) => events.push(...value));
  await cdp.send('Tracing.start', { transferMode: 'ReportEvents', traceConfig: { includedCategories: ['devtools.timeline', 'devtools.timeline.frame', 'disabled-by-default-devtools.timeline', 'v8'] } });
  await work();
  const complete = new Promise((resolve) => cdp.once('Tracing.tracingComplete', resolve));
  await cdp.send('Tracing.end');
  await complete;
  // The page's main thread is the one that runs the frames asked for by the work.
  const asked = Map.groupBy(events.filter((e) => e.name === 'FireAnimationFrame'), (e) => `${e.pid}.${e.tid}`);
  const main = [...asked].sort(([, a], [, b]) => b.length - a.length)[0][0];
  const of = events.filter((e) => `${e.pid}.${e.tid}` === main).sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const frames = [];
  let end = 0, spent = 0;
  for (const e of of) {
    if (e.name === 'AnimationFrame' && e.ph === 'b') {
      frames.push(spent);
      spent = 0;
    } else if (e.ph === 'X' && scripts.has(e.name) && e.ts >= end) {
      // Only the outermost: what it calls is in its own time.
      end = e.ts + e.dur;
      spent += (e.tdur ?? e.dur) / 1000;
    }
  }
  frames.push(spent);
  return frames;
}
