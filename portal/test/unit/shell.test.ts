// What the shell keeps and offers: favourites and recent records, the table of keys, harmless text.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { keyCaps, keymap } from "../../src/app/keymap";
import { toggled, visited, type Marks } from "../../src/app/marks";
import { kindAt, places, recordHref } from "../../src/app/nav";
import { plain } from "../../src/lib/plain";

const none: Marks = { favourites: [], recent: [] };
const mark = (n: number) => ({ href: `/leads/${n}`, title: `Lead ${n}` });

describe("marks", () => {
  it("put the record opened last on top, each once, eight at most", () => {
    let marks = none;
    for (let n = 0; n < 12; n++) marks = visited(marks, mark(n % 10));
    expect(marks.recent.map((each) => each.href)).toEqual([1, 0, 9, 8, 7, 6, 5, 4].map((n) => `/leads/${n}`));
  });
  it("give a favourite its new title when it is opened", () => {
    const marks = visited(toggled(none, mark(1)), { href: "/leads/1", title: "Renamed" });
    expect(marks.favourites).toEqual([{ href: "/leads/1", title: "Renamed" }]);
  });
  it("take a favourite away when it is marked again", () => {
    expect(toggled(toggled(none, mark(1)), mark(1)).favourites).toEqual([]);
  });
});

describe("keys", () => {
  const src = join(import.meta.dirname, "../../src");
  const sources = (folder: string): string[] =>
    readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? sources(join(folder, entry.name)) : /\.tsx?$/.test(entry.name) ? [readFileSync(join(folder, entry.name), "utf8")] : []));
  it("that a screen offers stand in the table", () => {
    const known = new Set(keymap.flatMap((group) => group.lines.flatMap((line) => line.keys)));
    const offered = sources(src).flatMap((text) => [...text.matchAll(/\buseKey\("([^"]+)"/g)].map((match) => match[1]!));
    expect([...new Set(offered)].filter((key) => !known.has(key))).toEqual([]);
  });
  it("lead to each place by a letter of its own", () => {
    const letters = places.flat().map((place) => place.key);
    expect(new Set(letters).size).toBe(letters.length);
  });
  it("are shown as they stand on the keyboard", () => {
    expect(keyCaps("alt ArrowLeft")).toEqual(["Alt", "←"]);
    expect(keyCaps("g l")).toEqual(["G", "L"]);
    expect(keyCaps("Escape")).toEqual(["Esc"]);
  });
});

describe("addresses", () => {
  it("of records tell their kind, there and back", () => {
    for (const kind of ["lead", "order", "document", "account", "contact", "product", "partnership", "room"]) expect(kindAt(recordHref(kind, "a-b"))).toBe(kind);
    expect(kindAt("/leads")).toBeNull();
  });
});

describe("text", () => {
  it("cannot turn the letters after it", () => {
    expect(plain("invoice\u202Efdp.exe")).toBe("invoicefdp.exe");
    expect(plain("\u2066a\u2069\u0000b")).toBe("ab");
  });
  it("keeps its own letters, in every script", () => {
    expect(plain("Gdańsk\nשלום 李 👩‍🔧")).toBe("Gdańsk\nשלום 李 👩‍🔧");
  });
});
