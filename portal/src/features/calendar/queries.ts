// What falls on which day, and the feeds by which other calendars read it.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { operations } from "../../api/api";
import { api, read } from "../../api/client";

export type Entry = operations["calendar_list"]["responses"][200]["content"]["application/json"]["items"][number];
export type Feed = operations["calendar_feeds_list"]["responses"][200]["content"]["application/json"]["items"][number];
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
