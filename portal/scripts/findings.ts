// What is said of documents, as modules: "virtual:findings/locales/pl" gives in one language the sentences of findings by their
// keys, the names of elements by their numbers and of segments by their ids, and what codes mean ("353=00"), from the tables
// that the server has, too.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";

const tables = ["findings", "names", "codes"].map((name) => join(import.meta.dirname, `../../schemas/texts/${name}.tsv`));
const prefix = "virtual:findings/locales/";

function column(table: string, language: string): Record<string, string> {
  const lines = readFileSync(table, "utf8").split("\n").filter((line) => line && !line.startsWith("#")).map((line) => line.split("\t"));
  const at = lines[0]!.indexOf(language);
  if (at < 1) throw new Error(`${table} has no column ${language}`);
  return Object.fromEntries(lines.slice(1).map((line) => [line[0], line[at]]));
}

export const sentences = (language: string) => column(tables[0]!, language);
export const texts = (language: string): Record<string, string> => Object.assign({}, ...tables.map((table) => column(table, language)));

export function findingTexts(): Plugin {
  return {
    name: "hansa-finding-texts",
    resolveId: (id) => (id.startsWith(prefix) ? `\0${id}` : null),
    load(id) {
      if (!id.startsWith(`\0${prefix}`)) return null;
      for (const table of tables) this.addWatchFile(table);
      return `export default ${JSON.stringify(texts(id.slice(prefix.length + 1)))}`;
    },
  };
}
