// Findings are told in the reader's language, from their key and facts.
import { describe, expect, it } from "vitest";
import { sentences, texts } from "../../scripts/findings";
import { languages } from "../../src/app/i18n";
import { explain, findingTexts } from "../../src/features/documents/explain";

const long = { key: "element.long", text: "said by the server", segment_id: "BEG", element: 3, name: "Order number", found: "37", expected: "22", part: "AK4", code: "5" };

describe("a finding", () => {
  it("is told in every language, with the same facts", () => {
    const told = languages.map((language) => explain(long, sentences(language)));
    expect(told[0]).toBe("BEG03 (Order number) is too long: it has 37 characters and may have at most 22. Shorten it.");
    for (const text of told) expect(text).toMatch(/BEG03 \(Order number\).*37.*22/);
    expect(new Set(told).size).toBe(languages.length);
  });
  it("has a sentence for every key, with nothing left to fill in", () => {
    const keys = Object.keys(sentences("en"));
    expect(keys.length).toBeGreaterThan(100);
    for (const language of languages) {
      const texts = sentences(language);
      expect(Object.keys(texts)).toEqual(keys);
      for (const key of keys) expect(explain({ ...long, key, component: 2 }, texts), `${language} ${key}`).toMatch(/^[^{}]{5,}$/);
    }
  });
  it("names components, and segments where the name is theirs", () => {
    const en = sentences("en");
    expect(explain({ ...long, component: 2, name: "" }, en)).toMatch(/^BEG03-2 is too long/);
    expect(explain({ key: "segment.missing", segment_id: "BEG", name: "Beginning" }, en)).toMatch(/^The segment BEG \(Beginning\) is missing/);
  });
  it("calls elements by their number and segments by their id, as the language does", () => {
    const numbered = { ...long, name: "Purchase order number", reference: "324" };
    expect(explain(numbered, texts("pl"))).toMatch(/^BEG03 \(Numer zamówienia\) jest za długi/);
    expect(explain(numbered, texts("zh"))).toContain("BEG03 (采购订单号)");
    expect(explain({ key: "segment.missing", segment_id: "BEG", name: "Beginning" }, texts("ru"))).toContain("BEG (Начало заказа)");
  });
  it("keeps the server's name for what it has no name for, and gives none where the server has none", () => {
    expect(explain({ ...long, reference: "99999" }, texts("pl"))).toContain("BEG03 (Order number)");
    expect(explain({ ...long, name: "", reference: "324" }, texts("pl"))).toMatch(/^BEG03 jest/);
  });
  it("cuts what is long and shows no control characters", () => {
    const text = explain({ key: "element.date", segment_id: "DTM", element: 2, value: `\u001b{element}${"ą".repeat(80)}` }, sentences("en"));
    expect(text).toContain(`"?{element}${"ą".repeat(50)}…"`);
  });
  it("says what the server said when it has no key or an unknown one", () => {
    const { key: _, ...old } = long;
    expect(explain(old, sentences("pl"))).toBe("said by the server");
    expect(explain({ ...long, key: "later.version" }, sentences("pl"))).toBe("said by the server");
    expect(explain(long, undefined)).toBe("said by the server");
  });
  it("finds its table by the language", async () => {
    expect(await (findingTexts("ru").queryFn as () => Promise<Record<string, string>>)()).toEqual(texts("ru"));
  });
});
