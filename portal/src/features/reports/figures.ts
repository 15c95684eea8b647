// Turns rows of figures into what a chart and a table draw: grouped, summed, with the address each part leads to.
import type { OrdersRow, PipelineRow } from "./queries";

/** Adds up minor units beyond what a float keeps exactly. */
export function addMinor(values: (number | string | null | undefined)[]): string {
  return values.reduce<bigint>((sum, value) => sum + BigInt(value ?? 0), 0n).toString();
}

export interface Sum {
  currency: string;
  minor: string;
}

/** One sum per currency, the largest count of rows first; amounts of different currencies are never added up. */
export function sumsOf(rows: { currency: string | null; minor: number | null }[]): Sum[] {
  const by = new Map<string, { n: number; minor: bigint }>();
  for (const row of rows) {
    if (!row.currency || row.minor === null) continue;
    const had = by.get(row.currency) ?? { n: 0, minor: 0n };
    by.set(row.currency, { n: had.n + 1, minor: had.minor + BigInt(row.minor) });
  }
  return [...by].sort((a, b) => b[1].n - a[1].n || (a[0] < b[0] ? -1 : 1)).map(([currency, { minor }]) => ({ currency, minor: minor.toString() }));
}

export interface Slice {
  key: string;
  leads: number;
  sums: Sum[];
}

export function byStage(rows: PipelineRow[], order: readonly string[]): Slice[] {
  return order
    .map((stage) => {
      // What is given to several partners stands in several rows; by stage each lead counts once.
      const of = rows.filter((row) => row.stage === stage && (row.side === "whole" || row.side === "received"));
      return { key: stage, leads: of.reduce((sum, row) => sum + row.leads, 0), sums: sumsOf(of) };
    })
    .filter((slice) => slice.leads > 0);
}

export interface PartnerSlice extends Slice {
  name: string | null;
  side: string;
  stages: Map<string, number>;
}

export function byPartner(rows: PipelineRow[]): PartnerSlice[] {
  const by = new Map<string, PipelineRow[]>();
  for (const row of rows) {
    if (row.side === "whole") continue;
    const key = `${row.side}:${row.partner_id ?? ""}`;
    by.set(key, [...(by.get(key) ?? []), row]);
  }
  return [...by]
    .map(([key, of]) => {
      const stages = new Map<string, number>();
      for (const row of of) stages.set(row.stage, (stages.get(row.stage) ?? 0) + row.leads);
      return { key, name: of[0]!.partner, side: of[0]!.side, leads: of.reduce((sum, row) => sum + row.leads, 0), sums: sumsOf(of), stages };
    })
    .sort((a, b) => b.leads - a.leads || (a.key < b.key ? -1 : 1));
}

/** The first and the last day of a month ("2026-11"). */
export function monthSpan(month: string): { from: string; to: string } {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const last = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return { from: `${month}-01`, to: `${month}-${String(last).padStart(2, "0")}` };
}

/** Every month from the one to the other, so that an empty month stays a gap in the chart and not a jump. */
export function monthsBetween(from: string, to: string): string[] {
  const months: string[] = [];
  let [year = 0, month = 1] = from.slice(0, 7).split("-").map(Number);
  for (let key = from.slice(0, 7); key <= to.slice(0, 7) && months.length < 120; ) {
    months.push(key);
    month = month === 12 ? 1 : month + 1;
    if (month === 1) year += 1;
    key = `${year}-${String(month).padStart(2, "0")}`;
  }
  return months;
}

export interface MonthRow {
  month: string;
  orders: number;
  fallen: number;
  late: number;
  ordered: string;
  confirmed: string;
  shipped: string;
  invoiced: string;
  /** Ordered, by partner. */
  partners: Map<string, string>;
}

/** The orders of one currency, month by month. */
export function ordersByMonth(rows: OrdersRow[], currency: string, months: string[]): MonthRow[] {
  return months.map((month) => {
    const of = rows.filter((row) => row.month === month && row.currency === currency);
    const partners = new Map<string, string>();
    for (const row of of) partners.set(row.partner_id, addMinor([partners.get(row.partner_id), row.ordered]));
    return {
      month,
      orders: of.reduce((sum, row) => sum + row.orders, 0),
      fallen: of.reduce((sum, row) => sum + row.fallen, 0),
      late: of.reduce((sum, row) => sum + row.late, 0),
      ordered: addMinor(of.map((row) => row.ordered)),
      confirmed: addMinor(of.map((row) => row.confirmed)),
      shipped: addMinor(of.map((row) => row.shipped)),
      invoiced: addMinor(of.map((row) => row.invoiced)),
      partners,
    };
  });
}

/** The address of a list with these filters; what is empty is left out. */
export function listHref(list: "leads" | "orders", filters: Record<string, string | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value);
  const text = query.toString();
  return text ? `/${list}?${text}` : `/${list}`;
}

/** RFC 4180; a cell that a spreadsheet would take for a formula gets an apostrophe. */
export function toCsv(rows: (string | number | null | undefined)[][]): string {
  const cell = (value: string | number | null | undefined) => {
    const text = String(value ?? "");
    const safe = typeof value === "string" && /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
    return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
  };
  return `\ufeff${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}
