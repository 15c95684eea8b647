// Every language says everything, in all its plural forms, and nothing that no screen asks for.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

const src = join(import.meta.dirname, "../../src");
const languages = ["en", "pl", "es", "ru", "af", "zh"];
const catalogues = Object.fromEntries(
  languages.map((code) => [code, JSON.parse(readFileSync(join(src, `locales/${code}.json`), "utf8")) as Record<string, string>]),
);
const suffix = /_(zero|one|two|few|many|other)$/;

function sources(folder: string, kind: RegExp): string {
  const found = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => kind.test(path));
  return found.map((path) => readFileSync(join(folder, path), "utf8")).join("\n");
}

const code = sources(src, /(?<!\.d)\.tsx?$/);
/** `t("a.b")` in the source. */
const fixed = new Set([...code.matchAll(/\bt\(\s*"([^"]+)"/g)].map((match) => match[1]!));
/** Either of two: `t(late ? "a.b" : "a.c")`. */
for (const match of code.matchAll(/\bt\(\s*[^"`;{}]*?\?\s*"([^"]+)"\s*:\s*(?:[^"`;{}]*?\?\s*"([^"]+)"\s*:\s*)?"([^"]+)"/g)) {
  for (const key of match.slice(1)) if (key) fixed.add(key);
}
/** Keys that are put together at run time, as patterns: t(`a.${b}`) and word(t, "a", b). */
const patterns = [
  ...[...code.matchAll(/\bt\(\s*`([^`]+)`/g)].map((match) => match[1]!),
  ...[...code.matchAll(/\bword\(t, "([a-z_]+)"/g)].map((match) => `${match[1]!}.\${}`),
  ...[...code.matchAll(/group="([a-z_]+)"/g)].map((match) => `${match[1]!}.\${}`),
]
  .filter((template) => !template.startsWith("${group}"))
  .map((template) => new RegExp(`^${template.split(/\$\{[^}]*\}/).map((part) => part.replace(/[.*+?^()|[\]\\]/g, "\\$&")).join("(.+)")}$`));

/** What can be put into a hole of such a key: a word of the code, the database or a document, in quotes, as a name or in a list. */
const root = join(src, "../..");
const every = [code, readFileSync(join(src, "api/api.d.ts"), "utf8"), sources(join(root, "sql"), /\.sql$/), sources(join(root, "server"), /\.[ch]$/), sources(join(root, "edi"), /\.[ch]$/), sources(join(root, "schemas"), /codes\.tsv$/)].join("\n");
const words = new Set([
  ...[...every.matchAll(/(["'`])([\w.-]+)\1/g)].flatMap((match) => [match[2]!, ...match[2]!.split(".")]),
  ...[...every.matchAll(/\b(\w+)\??:/g)].map((match) => match[1]!),
  ...[...every.matchAll(/\w+(?:\|\w+)+/g)].flatMap((match) => match[0].split("|")),
  ...[...every.matchAll(/^\w+\t(\w+)\t/gm)].map((match) => match[1]!),
]);
const couldBe = (key: string) => patterns.some((pattern) => pattern.exec(key)?.slice(1).every((value) => words.has(value)));

/** A plural form is known by its key; "en" tells which keys have plurals. */
function plain(keys: string[], code: string): Set<string> {
  const categories = new Set<string>(new Intl.PluralRules(code).resolvedOptions().pluralCategories);
  return new Set(keys.map((key) => (categories.has(suffix.exec(key)?.[1] ?? "") ? key.replace(suffix, "") : key)));
}

const asked = plain(Object.keys(catalogues.en!), "en");
const plurals = new Set(Object.keys(catalogues.en!).filter((key) => key.endsWith("_other")).map((key) => key.replace(suffix, "")));

describe("catalogues", () => {
  it("have every key that a screen names", () => {
    expect([...fixed].filter((key) => !asked.has(key))).toEqual([]);
  });

  it("have no key that no screen names", () => {
    expect([...asked].filter((key) => !fixed.has(key) && !couldBe(key))).toEqual([]);
  });

  it.each(languages)("%s has the same keys as English", (language) => {
    expect([...plain(Object.keys(catalogues[language]!), language)].sort()).toEqual([...asked].sort());
  });

  it.each(languages)("%s has every plural form of its grammar", (language) => {
    const categories = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
    const missing = [...plurals].flatMap((key) => categories.map((category) => `${key}_${category}`)).filter((key) => !catalogues[language]![key]);
    expect(missing).toEqual([]);
  });

  it.each(languages)("%s fills in the same values as English", (language) => {
    const holes = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((match) => match[1]).sort().join();
    const wrong = Object.entries(catalogues[language]!).filter(([key, text]) => {
      const english = catalogues.en![key] ?? catalogues.en![`${key.replace(suffix, "")}_other`];
      return english === undefined || holes(text) !== holes(english);
    });
    expect(wrong).toEqual([]);
  });

  it("leave no text empty", () => {
    for (const catalogue of Object.values(catalogues)) expect(Object.entries(catalogue).filter(([, text]) => !text.trim())).toEqual([]);
  });
});
