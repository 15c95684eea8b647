// Imports: where they stand, and what their kind can take.
import { queryOptions } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import type { Item, Of } from "../../api/types";
import type { Kind, Mapping } from "./file";

export type ImportRow = Item<"imports_list">;
export type Import = Omit<Of<"imports_get">, "mapping" | "sample" | "columns"> & { mapping: Mapping; sample: string[][]; columns: string[] };
export type ImportField = Item<"imports_fields">;

export const busy = (state: string | undefined) => state === "checking" || state === "running";

export const imports = queryOptions({
  queryKey: ["imports", "list"],
  queryFn: async () => (await read<{ items: ImportRow[] }>(api.GET("/api/imports"))).items,
  // The live event says it sooner; this is for when it does not come.
  refetchInterval: (query) => (query.state.data?.some((row) => busy(row.state)) ? 5000 : false),
});

export const importOf = (id: string) =>
  queryOptions({
    queryKey: ["imports", "one", id],
    queryFn: () => read(api.GET("/api/imports/{id}", { params: { path: { id } } })) as unknown as Promise<Import>,
    refetchInterval: (query) => (busy(query.state.data?.state) ? 2000 : false),
  });

export const importFields = (kind: Kind) =>
  queryOptions({
    queryKey: ["imports", "fields", kind],
    queryFn: async () => (await read<{ items: ImportField[] }>(api.GET("/api/imports/fields", { params: { query: { kind } } }))).items,
    staleTime: Infinity,
  });

export function sendFile(kind: Kind, name: string, text: string): Promise<{ id: string }> {
  return read<{ id: string }>(
    api.POST("/api/imports", { params: { query: { kind, name } }, body: text, bodySerializer: (body: unknown) => body, headers: { "Content-Type": "text/csv" } } as never),
  );
}
