import { describe, expect, it } from "vitest";
import { subtractDecimal } from "../../src/lib/decimal";
import { ago, country, day, decimal, initials, isZero, minorDigits, minorToDecimal, money, price, sameDecimal, typedToMinor, dueIn, moneyShort } from "../../src/lib/format";

const spaces = (text: string) => text.replace(/[\u00a0\u202f]/g, " ");

describe("money", () => {
  it("knows the digits of a currency", () => {
    expect([minorDigits("EUR"), minorDigits("JPY"), minorDigits("KWD")]).toEqual([2, 0, 3]);
  });
  it("keeps every digit of large amounts", () => {
    expect(minorToDecimal("9007199254740993", 2)).toBe("90071992547409.93");
    expect(spaces(money("9007199254740993", "EUR", "en"))).toBe("€90,071,992,547,409.93");
  });
  it("writes small, negative and whole amounts", () => {
    expect(minorToDecimal(5, 2)).toBe("0.05");
    expect(minorToDecimal(-5, 2)).toBe("-0.05");
    expect(minorToDecimal(5, 0)).toBe("5");
    expect(minorToDecimal(0, 3)).toBe("0.000");
  });
  it("speaks the reader's language", () => {
    expect(spaces(money(123450, "PLN", "pl"))).toBe("1234,50 zł");
    expect(spaces(money(12345678, "ZAR", "af"))).toMatch(/123 456,78/);
    expect(money(null, "EUR", "en")).toBe("");
    expect(money(100, "NOPE", "en")).toBe("1.00 NOPE");
  });
  it("shows a unit price with up to six digits", () => {
    expect(spaces(price("12.5000", "EUR", "en"))).toBe("€12.50");
    expect(spaces(price("0.012345", "USD", "en"))).toBe("$0.012345");
  });
});

describe("typed amounts", () => {
  it.each([
    ["1234.5", "EUR", "123450"],
    ["1 234,50", "EUR", "123450"],
    ["1,234.50", "EUR", "123450"],
    ["1.234,50", "EUR", "123450"],
    ["1,234", "EUR", "123400"],
    ["12,5", "EUR", "1250"],
    ["1'000", "CHF", "100000"],
    ["1000", "JPY", "1000"],
    ["12.345", "KWD", "12345"],
  ])("%s %s is %s", (typed, currency, minor) => {
    expect(typedToMinor(typed, currency)).toBe(minor);
  });
  it.each([["", "EUR"], ["abc", "EUR"], ["1.234", "EUR"], ["1.5", "JPY"], ["1.2.3", "EUR"], ["1e5", "EUR"]])("%j in %s is no amount", (typed, currency) => {
    expect(typedToMinor(typed, currency)).toBeNull();
  });
  it("comes back as it was written out", () => {
    for (let i = 0; i < 500; i++) {
      const minor = String(Math.floor(Math.random() * 1e12));
      for (const currency of ["EUR", "JPY", "KWD"]) expect(typedToMinor(minorToDecimal(minor, minorDigits(currency)), currency)).toBe(minor);
    }
  });
});

describe("decimals", () => {
  it("compare without floats", () => {
    expect(sameDecimal("12.500", "12.5")).toBe(true);
    expect(sameDecimal("0.1", "0.10000000000000000001")).toBe(false);
    expect(sameDecimal(null, "0.000")).toBe(true);
    expect(sameDecimal("-0", "0")).toBe(true);
    expect(sameDecimal("007", "7")).toBe(true);
    expect(isZero("0.000")).toBe(true);
  });
  it("subtract exactly and stop at zero", () => {
    expect(subtractDecimal("10", "2.5")).toBe("7.5");
    expect(subtractDecimal("0.3", "0.1")).toBe("0.2");
    expect(subtractDecimal("1", "2")).toBe("0");
    expect(subtractDecimal("0.05", "0.04")).toBe("0.01");
  });
  it("are written in the reader's language", () => {
    expect(spaces(decimal("12345.500", "ru"))).toBe("12 345,5");
    expect(decimal("n/a", "en")).toBe("n/a");
  });
});

describe("dates", () => {
  it("keep a calendar day in every zone", () => {
    expect(day("2026-11-01", "en")).toBe("1 Nov 2026");
    expect(day("2026-11-01", "zh")).toBe("2026年11月1日");
    expect(day(null, "en")).toBe("");
    expect(day("soon", "en")).toBe("soon");
  });
  it("count the days to a due day", () => {
    const now = new Date(2026, 10, 21, 23, 30);
    expect(dueIn("2026-11-21", "en", now)).toBe("today");
    expect(dueIn("2026-11-24", "en", now)).toBe("in 3 days");
    expect(dueIn("2026-11-19", "en", now)).toBe("2 days ago");
    expect(dueIn("2026-12-24", "en", now)).toBe("24 Dec 2026");
    expect(dueIn(null, "en", now)).toBe("");
  });
  it("say how long ago", () => {
    const now = Date.parse("2026-11-21T12:00:00Z");
    expect(ago("2026-11-21T11:59:50Z", "en", now)).toBe("now");
    expect(ago("2026-11-21T11:55:00Z", "en", now)).toMatch(/5 min/);
    expect(ago("2026-11-20T12:00:00Z", "en", now)).toBe("yesterday");
    expect(ago("2026-01-02T12:00:00Z", "en", now)).toBe("2 Jan 2026");
  });
});

describe("short sums", () => {
  it("keep the currency and lose the small change", () => {
    expect(moneyShort(123_456_700, "EUR", "en")).toBe("€1.2M");
    expect(moneyShort("0", "JPY", "en")).toBe("¥0");
    expect(moneyShort(100, "no", "en")).toBe("1.00 no");
  });
});

describe("names", () => {
  it("have initials in every script", () => {
    expect(initials("Lübeck Instruments")).toBe("LI");
    expect(initials("李 伟")).toBe("李");
    expect(initials("Иван Петров")).toBe("ИП");
    expect(initials("  ")).toBe("?");
  });
  it("of countries come from the language", () => {
    expect([country("DE", "pl"), country("ZA", "af"), country("??", "en")]).toEqual(["Niemcy", "Suid-Afrika", "??"]);
  });
});
