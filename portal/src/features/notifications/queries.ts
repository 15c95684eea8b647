// Notifications by class, and how a person wants to be told.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import type { Notice, Page } from "../../api/types";

export const classes = ["needs_you", "mention", "watching"] as const;
export type Class = (typeof classes)[number];
export type Mail = "off" | "once" | "digest";
export interface Channels {
  portal: boolean;
  browser: boolean;
  mail: Mail;
}

export interface Settings {
  classes: Record<Class, Channels>;
  digest_hour: number;
  quiet_from: string | null;
  quiet_to: string | null;
  time_zone: string;
  sound: boolean;
}

export const noticesOf = (kind: Class | "") =>
  infiniteQueryOptions({
    queryKey: ["notifications", "list", kind],
    queryFn: ({ pageParam }) => read(api.GET("/api/notifications", { params: { query: { class: kind || undefined, after: pageParam, limit: 40 } } })) as Promise<Page<Notice>>,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const settings = queryOptions({
  queryKey: ["notification-settings"],
  queryFn: () => read(api.GET("/api/notification-settings")) as Promise<Settings>,
  staleTime: 60_000,
});
