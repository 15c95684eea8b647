// The calls of the leads screens.
import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import type { Item } from "../../api/types";

export type Line = Item<"leads_find">;
export type StageCount = Item<"leads_counts">;
export type GroupCount = Item<"leads_groups">;
export type Transition = Item<"leads_transitions">;
export type Outcome = Item<"leads_bulk">;
export type SavedView = Item<"views_list">;

export interface Sum {
  currency: string;
  minor: number;
}

export type Query = Record<string, string | number | boolean | string[] | undefined>;

export const findLeads = (query: Query, signal?: AbortSignal) =>
  read(api.GET("/api/leads/find", { params: { query: query as never }, ...(signal ? { signal } : {}) }));
export const countLeads = async (query: Query) => (await read(api.GET("/api/leads/counts", { params: { query: { ...query, sums: true } as never } }))).items;
export const groupLeads = async (query: Query) => (await read(api.GET("/api/leads/groups", { params: { query: query as never } }))).items;

export const transitions = queryOptions({
  queryKey: ["transitions", "lead"],
  queryFn: async () => (await read(api.GET("/api/leads/transitions"))).items,
  staleTime: Infinity,
});

export const savedViews = queryOptions({
  queryKey: ["views", "leads"],
  queryFn: async () => (await read(api.GET("/api/views", { params: { query: { kind: "leads" } } }))).items,
  staleTime: 60_000,
});

/** At most so many leads go with one request. */
export const bulkMost = 500;

export async function bulk(ids: string[], body: Record<string, unknown>): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  for (let at = 0; at < ids.length; at += bulkMost)
    outcomes.push(...(await read(api.POST("/api/leads/bulk", { body: { ids: ids.slice(at, at + bulkMost), ...body } as never }))).items);
  return outcomes;
}

export async function undoMoves(ids: string[], versions: number[]): Promise<Outcome[]> {
  return (await read(api.POST("/api/leads/undo", { body: { ids, versions } }))).items as Outcome[];
}
