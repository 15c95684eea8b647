// What the first load of the portal weighs compressed, and the tracking page in all.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { figure } from '../lib.mjs';

const root = join(import.meta.dirname, '../../..');
const kilobytes = (files) => files.reduce((sum, file) => sum + gzipSync(readFileSync(file), { level: 9 }).length, 0) / 1024;

/** The entry, what it imports statically, and what the first screen fetches as well: one catalogue and the home screen. */
function firstLoad(dist) {
  const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'));
  const js = new Set(), css = new Set();
  const walk = (key) => {
    const chunk = manifest[key];
    if (!chunk || js.has(chunk.file)) return;
    js.add(chunk.file);
    for (const file of chunk.css ?? []) css.add(file);
    for (const next of chunk.imports ?? []) walk(next);
  };
  for (const key of ['index.html', 'src/locales/en.json', 'src/features/home/Home.tsx']) walk(key);
  return { js: [...js].map((f) => join(dist, f)), css: [...css].map((f) => join(dist, f)) };
}

export function portal_size() {
  const dist = process.env.HANSA_PORTAL ?? join(root, 'portal/dist');
  if (!existsSync(join(dist, '.vite/manifest.json'))) throw new Error(`the portal is not built in ${dist}: ./hansa build`);
  const { js, css } = firstLoad(dist);
  const track = join(root, 'portal/track');
  const page = readdirSync(track).filter((name) => /\.(html|css|js)$/.test(name)).map((name) => join(track, name));
  for (const [part, files, goal] of [['js', js, 200], ['css', css, 25], ['tracking page', page, 10]]) {
    const value = kilobytes(files);
    figure({ name: 'portal_size', value, unit: 'KB gz', baseline: goal, ratio: value / goal, goal, atLeast: false, against: 'value', part, files: files.length });
  }
}
