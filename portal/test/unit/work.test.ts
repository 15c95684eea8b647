// Days of tasks, pages of the calendar, figures of reports, columns of imports, quiet hours, lines of the bell.
import { describe, expect, it } from "vitest";
import type { Notice } from "../../src/api/types";
import { addMonths, firstWeekday, moveDay, weeksOf } from "../../src/features/calendar/month";
import { assign, decode, missing, share } from "../../src/features/imports/file";
import { isQuiet } from "../../src/features/notifications/quiet";
import { grouped } from "../../src/features/notifications/text";
import { byPartner, byStage, listHref, monthSpan, monthsBetween, ordersByMonth, sumsOf, toCsv } from "../../src/features/reports/figures";
import type { OrdersRow, PipelineRow } from "../../src/features/reports/queries";
import { fromFields, groupOf, readQuick, toFields } from "../../src/features/tasks/dates";

const today = "2026-11-21"; // a Saturday

describe("a quick task", () => {
  it("takes a day off its end, in the reader's language", () => {
    expect(readQuick("Call Piotr tomorrow", "en", today)).toEqual({ title: "Call Piotr", due_on: "2026-11-22" });
    expect(readQuick("Zadzwonić do Piotra jutro", "pl", today)).toEqual({ title: "Zadzwonić do Piotra", due_on: "2026-11-22" });
    expect(readQuick("Llamar a Piotr mañana", "es", today).due_on).toBe("2026-11-22");
    expect(readQuick("Позвонить Петру завтра", "ru", today).due_on).toBe("2026-11-22");
    expect(readQuick("Bel Piotr môre", "af", today).due_on).toBe("2026-11-22");
    expect(readQuick("给 Piotr 打电话 明天", "zh", today)).toEqual({ title: "给 Piotr 打电话", due_on: "2026-11-22" });
    expect(readQuick("Visit Friday", "en", today)).toEqual({ title: "Visit", due_on: "2026-11-27" });
    expect(readQuick("Send the offer +3", "en", today)).toEqual({ title: "Send the offer", due_on: "2026-11-24" });
    expect(readQuick("Renew 2026-12-31", "en", today)).toEqual({ title: "Renew", due_on: "2026-12-31" });
  });

  it("stays as typed when the end is no day, or nothing else", () => {
    for (const text of ["Call Piotr", "tomorrow", "+3", "Renew 2026-02-31", "Overtomorrow"]) expect(readQuick(text, "en", today)).toEqual({ title: text, due_on: null });
  });

  it("is overdue, for today, for the week, for later or without a day", () => {
    const of = (due_on: string | null) => groupOf({ due_on, due_at: null }, today);
    expect([of("2026-11-20"), of(today), of("2026-11-28"), of("2026-11-29"), of(null)]).toEqual(["overdue", "today", "week", "later", "undated"]);
  });

  it("keeps a moment over its fields", () => {
    const due = fromFields("2026-11-21", "09:30");
    expect(due.due_on).toBeNull();
    expect(toFields(due)).toEqual({ date: "2026-11-21", time: "09:30" });
    expect(fromFields("2026-11-21", "")).toEqual({ due_on: "2026-11-21", due_at: null });
  });
});

describe("a month's page", () => {
  it("has whole weeks from the reader's first day", () => {
    const weeks = weeksOf("2026-11", 1);
    expect([weeks[0]![0], weeks.at(-1)![6]]).toEqual(["2026-10-26", "2026-12-06"]);
    expect(weeksOf("2027-02", 1)).toHaveLength(4);
    expect(weeksOf("2026-11", 7)[0]![0]).toBe("2026-11-01");
    expect(firstWeekday("pl")).toBe(1);
  });

  it("is left by arrows and by months over the year's end", () => {
    expect(moveDay("2026-11-30", "ArrowRight")).toBe("2026-12-01");
    expect(moveDay("2026-11-01", "ArrowUp")).toBe("2026-10-25");
    expect(moveDay("2026-11-01", "x")).toBeNull();
    expect([addMonths("2026-12", 1), addMonths("2026-01", -1)]).toEqual(["2027-01", "2025-12"]);
  });
});

const pipe = (stage: string, side: string, partner_id: string | null, leads: number, minor: number | null, currency: string | null = "EUR") => ({ stage, side, partner_id, partner: partner_id, currency, leads, minor }) as PipelineRow;

describe("reports", () => {
  it("count a lead once by stage, and at each partner it is shared with", () => {
    const rows = [pipe("new", "whole", null, 3, 300), pipe("new", "own", null, 1, 100), pipe("new", "given", "a", 2, 200), pipe("new", "given", "b", 1, 100), pipe("won", "received", "a", 4, 400)];
    expect(byStage(rows, ["new", "won"]).map((slice) => [slice.key, slice.leads])).toEqual([["new", 3], ["won", 4]]);
    expect(byPartner(rows).map((slice) => [slice.key, slice.leads])).toEqual([["received:a", 4], ["given:a", 2], ["given:b", 1], ["own:", 1]]);
  });

  it("never add up different currencies, nor lose a cent", () => {
    expect(sumsOf([{ currency: "EUR", minor: 9007199254740991 }, { currency: "EUR", minor: 2 }, { currency: "USD", minor: 1 }])).toEqual([{ currency: "EUR", minor: "9007199254740993" }, { currency: "USD", minor: "1" }]);
  });

  it("leave no month out, and know its days", () => {
    expect(monthsBetween("2026-11-15", "2027-02-01")).toEqual(["2026-11", "2026-12", "2027-01", "2027-02"]);
    expect(monthSpan("2028-02")).toEqual({ from: "2028-02-01", to: "2028-02-29" });
  });

  it("sum orders by month in one currency and by partner", () => {
    const row = (month: string, partner_id: string, currency: string, ordered: number) => ({ month, side: "seller", partner_id, partner: null, currency, orders: 1, fallen: 0, late: 0, ordered, confirmed: 0, shipped: 0, invoiced: 0 }) as OrdersRow;
    const [first] = ordersByMonth([row("2026-11", "a", "EUR", 5), row("2026-11", "b", "EUR", 6), row("2026-11", "a", "USD", 7)], "EUR", ["2026-11"]);
    expect([first!.ordered, first!.orders, [...first!.partners]]).toEqual(["11", 2, [["a", "5"], ["b", "6"]]]);
  });

  it("lead to a list with only what was chosen", () => {
    expect(listHref("leads", { stage: "new", shared: undefined, country: "PL" })).toBe("/leads?stage=new&country=PL");
    expect(listHref("orders", {})).toBe("/orders");
  });

  it("write CSV that no spreadsheet runs", () => {
    expect(toCsv([["=1+1", 'a "b"', -5, "-5", null]])).toBe('\ufeff\'=1+1,"a ""b""",-5,-5,\r\n');
  });
});

describe("an import", () => {
  it("fills a field from one column only", () => {
    expect(assign({ "0": "title", "1": "email" }, 2, "title")).toEqual({ "1": "email", "2": "title" });
    expect(assign({ "0": "title" }, 0, "")).toEqual({});
  });

  it("names what is needed and not there", () => {
    expect(missing({ "0": "email" }, [{ field: "title", needed: true }, { field: "email", needed: false }])).toEqual(["title"]);
  });

  it("reads files that are not UTF-8", () => {
    expect(decode(new TextEncoder().encode("Łódź"), "pl")).toEqual({ text: "Łódź", read_as: null });
    expect(decode(new Uint8Array([0xa3, 0xf3, 0x64, 0x9f]), "pl")).toEqual({ text: "Łódź", read_as: "windows-1250" });
    expect(decode(new Uint8Array([0xff, 0xfe, 0x41, 0x00]), "en").text).toBe("A");
  });

  it("never shows more than all", () => {
    expect([share(0, 0), share(1, 3), share(5, 4)]).toEqual([0, 33, 100]);
  });
});

describe("quiet hours", () => {
  const at = (time: string) => new Date(`2026-11-21T${time}:00Z`);
  it("go over midnight, in the person's zone", () => {
    expect([at("21:30"), at("22:30"), at("05:00"), at("06:00")].map((now) => isQuiet(now, "22:00", "06:00", "UTC"))).toEqual([false, true, true, false]);
    expect(isQuiet(at("21:30"), "22:00", "06:00", "Europe/Warsaw")).toBe(true);
    expect(isQuiet(at("21:30"), null, null, "UTC")).toBe(false);
  });
});

describe("the bell's list", () => {
  const notice = (id: string, record_id: string | null, read = false) => ({ id, record_id, read, kind: "lead.qualified", record_kind: "lead", at: "", params: null }) as unknown as Notice;
  it("puts what concerns one record in one line, unread apart from read", () => {
    const groups = grouped([notice("1", "a"), notice("2", "b"), notice("3", "a"), notice("4", "a", true), notice("5", null), notice("6", null)]);
    expect(groups.map((group) => group.notices.map((item) => item.id))).toEqual([["1", "3"], ["2"], ["4"], ["5"], ["6"]]);
  });
});
