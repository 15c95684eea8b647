// Script CPU of a cold load of the lead board with 10,000 leads, against a page of the same React that shows one word.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { figure, median } from '../lib.mjs';
import { openScreens } from '../screen.mjs';
import { root } from '../../support/hansa.mjs';

const modules = join(root, 'portal/node_modules');

// Built as the portal is, with the portal's own React.
async function barePage(dir) {
  const from = join(dir, 'bare'), to = join(dir, 'bare/dist');
  mkdirSync(from, { recursive: true });
  writeFileSync(join(from, 'index.html'), '<!doctype html><title>Bare</title><div id="root"></div><script type="module" src="/main.js"></script>');
  writeFileSync(join(from, 'main.js'), `import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
createRoot(document.getElementById('root')).render(createElement('h1', null, 'Leads'));
`);
  const { build } = await import(join(modules, 'vite/dist/node/index.js'));
  await build({ root: from, configFile: false, logLevel: 'error', build: { outDir: to, target: 'es2022' },
    resolve: { alias: { 'react-dom': join(modules, 'react-dom'), react: join(modules, 'react') } } });
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : new URL(request.url, 'http://x').pathname;
    try {
      const body = readFileSync(join(to, path));
      response.setHeader('content-type', path.endsWith('.js') ? 'text/javascript' : 'text/html');
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${server.address().port}/`, stop: () => new Promise((resolve) => { rmSync(from, { recursive: true }); server.close(resolve); server.closeAllConnections(); }) };
}

async function load(screens, url, ready) {
  const { page, used, done } = await screens.window();
  await page.goto(url);
  await ready(page);
  await page.waitForTimeout(1200); // what is still on its way counts, too
  const all = await used();
  await done();
  return all;
}

export async function portal_load(net, { rounds = 7 } = {}) {
  await net.leads(25); // two fifths of them the first company's: 10,000
  const bare = await barePage(net.dir), screens = await openScreens(net);
  const own = [], base = [];
  for (let i = 0; i <= rounds; i++) {
    const b = await load(screens, bare.url, (page) => page.locator('h1').waitFor());
    const o = await load(screens, `${net.hansa.url}/leads?view=board`, (page) => page.waitForFunction(() => document.querySelectorAll('[data-stage] [data-id]').length > 20));
    // The first of each finds the browser itself cold.
    if (i > 0) (base.push(b), own.push(o));
  }
  const of = (list, name) => median(list.map((x) => x[name]));
  const value = of(own, 'script'), baseline = of(base, 'script');
  figure({
    name: 'portal_load', value, unit: 'ms of script CPU, cold load of the lead board', baseline: { what: 'a bare React page in the same run', value: baseline },
    ratio: value / baseline, goal: 7.5, atLeast: false, layout_ms: of(own, 'layout'), task_ms: of(own, 'task'), heap_mib: of(own, 'heap'), baseline_task_ms: of(base, 'task'),
  });
  await screens.close();
  await bare.stop();
}
