// What people write can neither run, nor load, nor lead astray, nor hold up the page.
import { describe, expect, it } from "vitest";
import { insidePath, isSafeLink, plainName, recordAt, recordsIn } from "../../src/features/rooms/links";
import { parse, type Node } from "../../src/features/rooms/markdown";

const tags = (nodes: Node[]): string[] => nodes.flatMap((node) => (typeof node === "string" ? [] : [node.tag, ...tags(node.children)]));
const hrefs = (nodes: Node[]): string[] => nodes.flatMap((node) => (typeof node === "string" ? [] : [...(node.href === undefined ? [] : [node.href]), ...hrefs(node.children)]));
const words = (nodes: Node[]): string => nodes.map((node) => (typeof node === "string" ? node : words(node.children))).join("");

describe("Markdown", () => {
  it("makes what is meant of emphasis, lists, code, quotes and tables", () => {
    expect(tags(parse("**a** _b_ ~~c~~ `d`"))).toEqual(["p", "strong", "em", "s", "code"]);
    expect(tags(parse("- a\n- b"))).toEqual(["ul", "li", "li"]);
    expect(tags(parse("> a\n\n```\nb\n```"))).toEqual(["blockquote", "p", "pre"]);
    expect(tags(parse("|a|b|\n|-|-|\n|1|2|"))).toContain("table");
  });
  it("takes HTML for what it is: text", () => {
    const nodes = parse('<script>alert(1)</script> <img src=x onerror="alert(1)"> <b>c</b>');
    expect(tags(nodes)).toEqual(["p"]);
    expect(words(nodes)).toContain("<script>alert(1)</script>");
  });
  it("never makes an image", () => {
    expect(tags(parse("![a](https://example.com/a.png)"))).not.toContain("img");
  });
  it.each(["javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\tscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//example.com", "/leads", " javascript:alert(1)", "blob:https://x", "&#106;avascript:alert(1)"])(
    "does not lead to %s",
    (url) => {
      expect(isSafeLink(url)).toBe(false);
      expect(hrefs(parse(`[a](${url}) [b](<${url}>) <${url}>`)).filter((href) => !href.startsWith("https://x"))).toEqual([]);
    },
  );
  it("leads to addresses of the web and of mail", () => {
    expect(hrefs(parse("[a](https://example.com/?a=1) http://example.org <mailto:a@example.com>"))).toEqual(["https://example.com/?a=1", "http://example.org", "mailto:a@example.com"]);
  });
  it("takes a bare word with a dot for no link", () => {
    expect(hrefs(parse("readme.md and example.com"))).toEqual([]);
  });
  it.each([
    ["a word without end", "a".repeat(100_000)],
    ["stars", "*a ".repeat(7000)],
    ["open brackets", "[".repeat(20_000)],
    ["links that never close", "[a](".repeat(5000)],
    ["quotes in quotes", ">".repeat(20_000)],
    ["lists in lists", Array.from({ length: 150 }, (_, i) => `${"  ".repeat(i)}- a`).join("\n")],
    ["backticks", "`".repeat(10_000) + "a" + "`".repeat(9999)],
    ["underscores and stars", "_*".repeat(10_000)],
    ["addresses", "http://a.b/".repeat(1800)],
    ["mail addresses", "mailto:".repeat(2800)],
    ["tables", "|".repeat(10_000) + "\n" + "|-".repeat(5000)],
    ["angles", "<".repeat(20_000)],
    ["exclamations", "![".repeat(10_000)],
  ])("is read in no time: %s", (_, text) => {
    const from = performance.now();
    parse(text.slice(0, 20_000));
    expect(performance.now() - from).toBeLessThan(1500);
  });
});

const id = "3f2b8c1a-0d4e-4c6f-9a7b-1c2d3e4f5a6b";
const origin = "https://hansa.example";

describe("addresses of this portal", () => {
  it("are known as the record they open", () => {
    expect(recordAt(`${origin}/leads/${id}?m=1`, origin)).toEqual({ kind: "lead", id });
    expect(recordAt(`${origin}/orders/${id}`, origin)).toEqual({ kind: "order", id });
    expect(recordAt(`${origin}/accounts?open=${id}`, origin)).toEqual({ kind: "account", id });
    expect(recordAt(`https://elsewhere.example/leads/${id}`, origin)).toBeNull();
    expect(recordAt(`${origin}.evil.example/leads/${id}`, origin)).toBeNull();
  });
  it("are found in a text, each once", () => {
    expect(recordsIn(`see ${origin}/leads/${id}, and (${origin}/leads/${id}).`, origin)).toEqual([{ kind: "lead", id }]);
  });
  it("stay inside, and others do not", () => {
    expect(insidePath(`${origin}/rooms/${id}?m=5`, origin)).toBe(`/rooms/${id}?m=5`);
    expect(insidePath(`${origin}/api/files/${id}`, origin)).toBeNull();
  });
});

describe("names of files", () => {
  it("lose the marks that would turn or hide their endings", () => {
    expect(plainName("invoice\u202Efdp.exe")).toBe("invoicefdp.exe");
    expect(plainName("a\u0000b\u200b\u2066c")).toBe("abc");
  });
});
