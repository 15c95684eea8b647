// What findings in documents say, as modules: "virtual:findings/locales/pl" gives the sentences of one language by their keys,
// from the table that the server reads too.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const table = join(import.meta.dirname, "../../schemas/texts/findings.tsv");
const prefix = "virtual:findings/locales/";

export function sentences(language: string): Record<string, string> {
  const lines = readFileSync(table, "utf8").split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t"));
  const column = lines[0]!.indexOf(language);
  if (column < 1) throw new Error(`findings.tsv has no column ${language}`);
  return Object.fromEntries(lines.slice(1).map((line) => [line[0], line[column]]));
}

export function findingTexts(): Plugin {
  return {
    name: "hansa-finding-texts",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      this.addWatchFile(table);
      return `export default ${JSON.stringify(sentences(id.slice(prefix.length + 1)))}`;
    },
  };
}
