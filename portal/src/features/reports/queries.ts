// The figures behind the charts.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import type { operations } from "../../api/api";

type Rows<O extends keyof operations> = operations[O]["responses"] extends { 200: { content: { "application/json": { items: (infer I)[] } } } } ? I : never;

export type PipelineRow = Rows<"charts_pipeline">;
export type LeadsRow = Rows<"charts_leads">;
export type FunnelRow = Rows<"charts_funnel">;
export type OrdersRow = Rows<"charts_orders">;
export type AnswersRow = Rows<"charts_answers">;

export interface Span {
  from: string;
  to: string;
}

/** Charts are not live: they are taken anew when asked for, or when one comes back to them later. */
const calm = { staleTime: 60_000, placeholderData: keepPreviousData } as const;

export const pipeline = queryOptions({
  ...calm,
  queryKey: ["charts", "pipeline"],
  queryFn: async () => (await read<{ items: PipelineRow[] }>(api.GET("/api/charts/pipeline"))).items,
});

export const leadsChart = (query: Span & { shared: "own" | "received" | "all" }) =>
  queryOptions({
    ...calm,
    queryKey: ["charts", "leads", query],
    queryFn: async () => (await read<{ items: LeadsRow[] }>(api.GET("/api/charts/leads", { params: { query } }))).items,
  });

export const funnel = (query: Span & { shared: "own" | "received" | "all" }) =>
  queryOptions({
    ...calm,
    queryKey: ["charts", "funnel", query],
    queryFn: async () => (await read<{ items: FunnelRow[] }>(api.GET("/api/charts/funnel", { params: { query } }))).items,
  });

export const ordersChart = (query: Span & { side: "buyer" | "seller" | "all" }) =>
  queryOptions({
    ...calm,
    queryKey: ["charts", "orders", query],
    queryFn: async () => (await read<{ items: OrdersRow[] }>(api.GET("/api/charts/orders", { params: { query } }))).items,
  });

export const answers = (query: Span) =>
  queryOptions({
    ...calm,
    queryKey: ["charts", "answers", query],
    queryFn: async () => (await read<{ items: AnswersRow[] }>(api.GET("/api/charts/answers", { params: { query } }))).items,
  });
