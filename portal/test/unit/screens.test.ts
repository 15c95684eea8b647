// What the screens work out of the answers: clocks, bars, differences, places in a document, what a level shows.
import { describe, expect, it } from "vitest";
import { anyDifference, difference } from "../../src/features/orders/differences";
import { faultsAt, pieces } from "../../src/features/documents/segments";
import { pressing } from "../../src/features/home/clock";
import { byPartner } from "../../src/features/home/queries";
import { toBody, toFields, type DirectoryRow } from "../../src/features/directory/kinds";
import { sees } from "../../src/features/partners/Preview";
import { compareDecimal } from "../../src/lib/decimal";

describe("a clock", () => {
  const now = new Date(2026, 10, 21, 12);
  it("lets a due day last until its evening", () => {
    expect(pressing({ since: "2026-11-01T00:00:00Z", due: "2026-11-21" }, now)).toBe(12);
    expect(pressing({ since: "2026-11-01T00:00:00Z", due: "2026-11-20" }, now)).toBeLessThan(0);
  });
  it("never calls overdue what has no end", () => {
    expect(pressing({ since: "2026-01-01T00:00:00Z", due: null }, now)).toBe(0);
  });
});

describe("the pipeline", () => {
  const row = (over: object) => ({ stage: "working", side: "given", partner_id: "a", partner: "A", currency: "EUR", leads: 1, minor: 100, ...over });
  it("counts what is open, by partner, in each currency", () => {
    const { currency, bars } = byPartner([row({}), row({ stage: "new", minor: 300, leads: 2 }), row({ currency: "PLN", minor: 50 }), row({ stage: "lost", minor: 9_999 }), row({ partner_id: "b", partner: "B", minor: 200 })]);
    expect(currency).toBe("EUR");
    expect(bars.map((bar) => [bar.partner, bar.leads, bar.share])).toEqual([["A", 4, 1], ["B", 1, 0.5]]);
    expect(bars[0]!.sums).toEqual([{ currency: "EUR", minor: 400 }, { currency: "PLN", minor: 50 }]);
  });
  it("does not measure partners by what nobody else sees, and leaves the whole out", () => {
    const { bars } = byPartner([row({}), row({ side: "own", partner_id: null, partner: null, minor: 1_000 }), row({ side: "whole", partner_id: null, minor: 1_100 })]);
    expect(bars.map((bar) => [bar.partner_id, bar.share])).toEqual([["a", 1], [null, 1]]);
  });
});

describe("the lines of an order", () => {
  const line = { quantity: "12", confirmed_qty: "12.000", shipped_qty: "6", invoiced_qty: "0" };
  it("say how much is still to come while it is partly shipped", () => {
    expect(difference({ state: "partly_shipped" }, line, "shipped_qty")).toEqual({ kind: "open", by: "6" });
    expect(difference({ state: "partly_shipped" }, line, "confirmed_qty")).toBeNull();
    expect(difference({ state: "partly_shipped" }, line, "invoiced_qty")).toBeNull();
  });
  it("say how much is missing or over once a step is done", () => {
    expect(difference({ state: "shipped" }, line, "shipped_qty")).toEqual({ kind: "fewer", by: "6" });
    expect(difference({ state: "invoiced" }, { ...line, invoiced_qty: "12.5" }, "invoiced_qty")).toEqual({ kind: "more", by: "0.5" });
    expect(anyDifference({ state: "received" }, { ...line, confirmed_qty: null as never, shipped_qty: "0" })).toBe(false);
  });
  it("are compared exactly", () => {
    expect(compareDecimal("0.1", "0.10")).toBe(0);
    expect(compareDecimal("10", "9.999999999999999999")).toBe(1);
  });
});

describe("the bytes of a document", () => {
  it("fall into elements that a finding can point at", () => {
    expect(pieces("PO1*1**EA~")).toEqual([
      { at: 0, element: 0, text: "PO1" },
      { at: 3, element: 1, text: "*1" },
      { at: 5, element: 2, text: "*" },
      { at: 6, element: 3, text: "*EA~" },
    ]);
    expect(pieces("??")).toEqual([{ at: 0, element: 0, text: "??" }]);
  });
  it("know the findings of their place", () => {
    expect(faultsAt([{ at: 10 }, { at: 20 }, {}], { from: 5, to: 11 })).toHaveLength(1);
  });
});

describe("a record of the directory", () => {
  const product = { id: "p", name: "Pt100", level: "own", version: 1, owner: { id: "c", name: "C" }, updated_at: "", sku: "A", price_minor: 12_345, currency: "EUR" } as unknown as DirectoryRow;
  it("becomes fields and a body again, the price with its currency", () => {
    expect(toFields("products", product)).toMatchObject({ name: "Pt100", price_minor: "123.45", currency: "EUR", gtin: null });
    expect(toBody({ currency: "JPY" }, { currency: "JPY", price_minor: "123" })).toEqual({ currency: "JPY", price_minor: 123 });
    expect(toBody({ gtin: " " }, {})).toEqual({ gtin: null });
  });
  it("refuses a price that is none", () => {
    expect(() => toBody({ price_minor: "much" }, { currency: "EUR" })).toThrow();
  });
});

describe("what a partner sees of a lead", () => {
  it("follows the level, and the person's consent", () => {
    expect([sees("outline", "teaser", false), sees("identity", "teaser", true), sees("commercial", "read", false)]).toEqual([true, false, true]);
    expect([sees("personal", "edit", false), sees("personal", "read", true), sees("private", "edit", true)]).toEqual([false, true, false]);
  });
});
