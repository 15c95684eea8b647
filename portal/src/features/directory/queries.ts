// How the directory's lists and records are fetched; live events invalidate by the first parts of these keys.
import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import { fetchOne, fetchPage, type DirectoryName } from "./kinds";

export const directory = (name: DirectoryName, filter: { q?: string | undefined; account_id?: string }) =>
  infiniteQueryOptions({
    queryKey: [name, "list", filter.q ?? "", filter.account_id ?? ""],
    queryFn: ({ pageParam }) =>
      fetchPage(name, {
        limit: 50,
        ...(filter.q ? { q: filter.q } : {}),
        ...(filter.account_id ? { account_id: filter.account_id } : {}),
        ...(pageParam ? { after: pageParam } : {}),
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export const directoryRecord = (name: DirectoryName, id: string) => queryOptions({ queryKey: ["record", id, name], queryFn: () => fetchOne(name, id) });
