// Makes sw.js at build time: the worker with the list of this build's files and a version that changes with any of them.
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";

/** Larger parts and catalogues are kept once somebody has used them. */
const largest = 150_000;

export function serviceWorker(): Plugin {
  return {
    name: "hansa-service-worker",
    apply: "build",
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const hash = createHash("sha256");
        // What the page cannot start without is kept whatever its size.
        const needed = new Set<string>();
        const need = (name: string) => {
          const item = bundle[name];
          if (item?.type !== "chunk" || needed.has(name)) return;
          needed.add(name);
          item.imports.forEach(need);
        };
        for (const [name, item] of Object.entries(bundle)) if (item.type === "chunk" && item.isEntry) need(name);
        const files = ["/", "/favicon.svg", "/icon-192.png", "/manifest.webmanifest"];
        for (const [name, item] of Object.entries(bundle).sort(([a], [b]) => (a < b ? -1 : 1))) {
          const text = item.type === "chunk" ? item.code : item.source;
          hash.update(name).update(text);
          const catalogue = item.type === "chunk" && item.facadeModuleId?.includes("/locales/");
          if (/^assets\/.*\.(js|css)$/.test(name) && text.length <= largest && !catalogue) files.push(`/${name}`);
          else if (needed.has(name)) files.push(`/${name}`);
        }
        const source = readFileSync(fileURLToPath(new URL("./sw.js", import.meta.url)), "utf8");
        hash.update(source);
        this.emitFile({
          type: "asset",
          fileName: "sw.js",
          source: source.replace('["__FILES__"]', JSON.stringify(files)).replace("__VERSION__", hash.digest("hex").slice(0, 16)),
        });
      },
    },
  };
}
