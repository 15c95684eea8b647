// The figures behind the charts.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import type { Item } from "../../api/types";

export type PipelineRow = Item<"charts_pipeline">;
export type LeadsRow = Item<"charts_leads">;
export type FunnelRow = Item<"charts_funnel">;
export type OrdersRow = Item<"charts_orders">;
export type AnswersRow = Item<"charts_answers">;

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
