// Every query of the portal: its key and how it is fetched. Live events invalidate by the first parts of these keys.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, read, readTagged } from "./client";
import type {
  ApiKey,
  Company,
  DocumentRecord,
  DocumentRow,
  Grant,
  Identifier,
  Invitation,
  Lead,
  LeadRow,
  Many,
  Me,
  Member,
  Notice,
  Order,
  OrderRow,
  OrderState,
  Page,
  Partnership,
  SearchHit,
  Stage,
  TimelineEntry,
} from "./types";

const pageSize = 50;

function paged<T>(key: readonly unknown[], fetch: (after: string | undefined) => Promise<Page<T>>) {
  return infiniteQueryOptions({
    queryKey: key,
    queryFn: ({ pageParam }) => fetch(pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

function many<T>(key: readonly unknown[], fetch: () => Promise<Many<T>>) {
  return queryOptions({ queryKey: key, queryFn: async () => (await fetch()).items });
}

const filled = (text: string | undefined) => (text === "" ? undefined : text);

export const me = queryOptions({
  queryKey: ["me"],
  queryFn: () => read<Me>(api.GET("/api/session")),
  staleTime: Infinity,
  retry: false,
});

export interface LeadFilter {
  stage?: Stage | undefined;
  shared?: "own" | "received" | undefined;
  q?: string;
}

export const leads = (filter: LeadFilter, limit = pageSize) =>
  paged<LeadRow>(["leads", "list", filter, limit], (after) =>
    read(api.GET("/api/leads", { params: { query: { stage: filter.stage, shared: filter.shared, q: filled(filter.q), after, limit } } })),
  );

export const leadCounts = many<{ stage: string; count: number }>(["leads", "counts"], () => read(api.GET("/api/leads/counts")));

export const lead = (id: string) =>
  queryOptions({
    queryKey: ["record", id, "lead"],
    queryFn: () => readTagged<Lead>(api.GET("/api/leads/{id}", { params: { path: { id } } })),
  });

export interface OrderFilter {
  state?: OrderState | undefined;
  q?: string;
}

export const orders = (filter: OrderFilter, limit = pageSize) =>
  paged<OrderRow>(["orders", "list", filter, limit], (after) =>
    read(api.GET("/api/orders", { params: { query: { state: filter.state, q: filled(filter.q), after, limit } } })),
  );

export const orderCounts = many<{ state: string; count: number }>(["orders", "counts"], () => read(api.GET("/api/orders/counts")));

export const order = (id: string) =>
  queryOptions({
    queryKey: ["record", id, "order"],
    queryFn: () => readTagged<Order>(api.GET("/api/orders/{id}", { params: { path: { id } } })),
  });

export const documents = (limit = pageSize) =>
  paged<DocumentRow>(["documents", "list", limit], (after) => read(api.GET("/api/documents", { params: { query: { after, limit } } })));

export const document = (id: string) =>
  queryOptions({
    queryKey: ["record", id, "document"],
    queryFn: () => read(api.GET("/api/documents/{id}", { params: { path: { id } } })) as Promise<DocumentRecord>,
  });

export const documentRaw = (id: string) =>
  queryOptions({
    queryKey: ["record", id, "raw"],
    queryFn: () => read<string>(api.GET("/api/documents/{id}/raw", { params: { path: { id } }, parseAs: "text" })),
    staleTime: Infinity,
  });

export const partnerships = many<Partnership>(["partnerships", "list"], () => read(api.GET("/api/partnerships")));

export const grants = (id: string) =>
  many<Grant>(["record", id, "grants"], () => read(api.GET("/api/records/{id}/grants", { params: { path: { id } } })));

export const timeline = (id: string) =>
  paged(
    ["record", id, "timeline"],
    (after) => read(api.GET("/api/records/{id}/timeline", { params: { path: { id }, query: { after, limit: 30 } } })) as Promise<Page<TimelineEntry>>,
  );

export const search = (q: string) =>
  queryOptions({
    queryKey: ["search", q],
    queryFn: async () => (await read<Many<SearchHit>>(api.GET("/api/search", { params: { query: { q, limit: 12 } } }))).items,
    enabled: q.trim().length > 1,
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });

export const notices = paged(
  ["notifications"],
  (after) => read(api.GET("/api/notifications", { params: { query: { after, limit: 30 } } })) as Promise<Page<Notice>>,
);

export const company = queryOptions({ queryKey: ["company", "record"], queryFn: () => read<Company>(api.GET("/api/company")) });
export const identifiers = many<Identifier>(["company", "identifiers"], () => read(api.GET("/api/company/identifiers")));
export const members = many<Member>(["members"], () => read(api.GET("/api/members")));
export const invitations = many<Invitation>(["invitations"], () => read(api.GET("/api/invitations")));
export const apiKeys = many<ApiKey>(["api-keys"], () => read(api.GET("/api/api-keys")));
