// What falls on which day, and the feeds by which other calendars read it.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import type { Item } from "../../api/types";

export type Entry = Item<"calendar_list">;
export type Feed = Item<"calendar_feeds_list">;
export type Scope = "mine" | "company";

export const calendar = (from: string, to: string, scope: Scope) =>
  queryOptions({
    queryKey: ["calendar", "entries", from, to, scope],
    queryFn: async () => (await read<{ items: Entry[] }>(api.GET("/api/calendar", { params: { query: { from, to, scope } } }))).items,
    placeholderData: keepPreviousData,
  });

export const feeds = queryOptions({
  queryKey: ["calendar", "feeds"],
  queryFn: async () => (await read<{ items: Feed[] }>(api.GET("/api/calendar-feeds"))).items,
});
