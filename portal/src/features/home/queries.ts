// What the first screen asks for beyond the lists themselves.
import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../../api/client";

export const needs = queryOptions({
  queryKey: ["home", "needs"],
  queryFn: async () => (await read(api.GET("/api/home/needs"))).items,
  staleTime: 5_000,
});

export const pipeline = queryOptions({
  queryKey: ["leads", "pipeline"],
  queryFn: async () => (await read(api.GET("/api/charts/pipeline"))).items,
  staleTime: 30_000,
});

/** Mine, open, due within three days or overdue. */
export const dueTasks = (until: string) =>
  queryOptions({
    queryKey: ["tasks", "home", until],
    queryFn: async () => (await read(api.GET("/api/tasks", { params: { query: { scope: "mine", state: "open", to: until, limit: 20 } } }))).items,
    staleTime: 30_000,
  });

export interface PipelineRow {
  stage: string;
  side: string;
  partner_id: string | null;
  partner: string | null;
  currency: string | null;
  leads: number;
  minor: number | null;
}

const open = new Set(["new", "qualified", "offered", "accepted", "working"]);

export interface PipelineBar {
  key: string;
  partner: string | null;
  partner_id: string | null;
  received: boolean;
  leads: number;
  /** By currency, the largest first. */
  sums: { currency: string; minor: number }[];
  /** Between 0 and 1: how long the bar is, by the sum in the currency that most of it is in. */
  share: number;
}

/** What is open at each partner. A lead shared with two partners counts at each of them. */
export function byPartner(rows: PipelineRow[]): { currency: string | null; bars: PipelineBar[] } {
  const bars = new Map<string, PipelineBar>();
  const totals = new Map<string, number>();
  for (const row of rows) {
    if (row.side === "whole" || !open.has(row.stage)) continue;
    const key = `${row.side}:${row.partner_id ?? ""}`;
    const bar = bars.get(key) ?? { key, partner: row.partner, partner_id: row.partner_id, received: row.side === "received", leads: 0, sums: [], share: 0 };
    bars.set(key, bar);
    bar.leads += row.leads;
    if (row.currency && row.minor !== null) {
      const sum = bar.sums.find((other) => other.currency === row.currency);
      if (sum) sum.minor += row.minor;
      else bar.sums.push({ currency: row.currency, minor: row.minor });
      totals.set(row.currency, (totals.get(row.currency) ?? 0) + row.minor);
    }
  }
  const currency = [...totals].sort((a, b) => b[1] - a[1])[0]?.[0] ?? null;
  const inMain = (bar: PipelineBar) => bar.sums.find((sum) => sum.currency === currency)?.minor ?? 0;
  // What nobody else sees stands last and does not set the scale: the question is how partners compare.
  const alone = (bar: PipelineBar) => bar.partner_id === null;
  const all = [...bars.values()].sort((a, b) => Number(alone(a)) - Number(alone(b)) || inMain(b) - inMain(a) || b.leads - a.leads);
  const most = Math.max(1, ...all.filter((bar) => !alone(bar)).map(inMain));
  for (const bar of all) {
    bar.sums.sort((a, b) => b.minor - a.minor);
    bar.share = Math.min(1, inMain(bar) / most);
  }
  return { currency, bars: all };
}
