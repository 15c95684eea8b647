// How a partnership and what it shares are fetched.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, read, readTagged } from "../../api/client";
import type { Page, Partnership } from "../../api/types";

export type Direction = "out" | "in";
export type SharedKind = "lead" | "account" | "contact" | "product";

export interface SharedRecord {
  id: string;
  kind: SharedKind;
  title: string | null;
  status: string;
  level: string;
  since: string;
}

export const partnership = (id: string) =>
  queryOptions({
    queryKey: ["record", id, "partnership"],
    queryFn: () => readTagged<Partnership>(api.GET("/api/partnerships/{id}", { params: { path: { id } } })),
  });

export const shared = (id: string, direction: Direction, kind: SharedKind | undefined) =>
  infiniteQueryOptions({
    queryKey: ["record", id, "shared", direction, kind ?? ""],
    queryFn: ({ pageParam }) =>
      read(api.GET("/api/partnerships/{id}/shared", { params: { path: { id }, query: { direction, kind, after: pageParam, limit: 50 } } })) as Promise<Page<SharedRecord>>,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
