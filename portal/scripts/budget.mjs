// Fails when the first load of the portal (entry, what it imports statically, and their CSS) grows over its budget.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const limits = { js: 200 * 1024, css: 25 * 1024 };
const dist = new URL("../dist/", import.meta.url);
const manifest = JSON.parse(await readFile(new URL(".vite/manifest.json", dist), "utf8"));
const js = new Set();
const css = new Set();

function walk(key) {
  const chunk = manifest[key];
  if (!chunk || js.has(chunk.file)) return;
  js.add(chunk.file);
  for (const file of chunk.css ?? []) css.add(file);
  for (const next of chunk.imports ?? []) walk(next);
}
walk("index.html");
// What the first screen behind the log-in fetches as well: one catalogue and the home screen.
for (const key of ["src/locales/en.json", "src/features/home/Home.tsx"]) walk(key);

async function weigh(files) {
  let sum = 0;
  for (const file of files) sum += gzipSync(await readFile(new URL(file, dist)), { level: 9 }).length;
  return sum;
}
let failed = false;
for (const [name, files] of Object.entries({ js, css })) {
  const bytes = await weigh(files);
  const over = bytes > limits[name];
  failed ||= over;
  console.log(`${name}: ${(bytes / 1024).toFixed(1)} KB gz of ${limits[name] / 1024} KB in ${files.size} files${over ? "  OVER" : ""}`);
}
if (failed) {
  console.error(`over budget in ${fileURLToPath(dist)}`);
  process.exit(1);
}
