// How the list of documents is fetched, by everything it can be filtered by.
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import type { DocumentRow, Page } from "../../api/types";

export const deliveries = ["received", "applied", "failed"] as const;
/** The transaction sets that the tables describe, as "set.850" and so on in the catalogues. */
export const sets = "810 816 820 824 830 832 840 843 844 845 846 849 850 852 855 856 860 862 864 865 867 869 870 940 943 944 945 997 999".split(" ");

export interface DocumentFilter {
  delivery?: (typeof deliveries)[number] | undefined;
  partner?: string;
  set?: string;
  direction?: "in" | "out" | undefined;
  faulty?: boolean;
}

export const documentList = (filter: DocumentFilter) =>
  infiniteQueryOptions({
    queryKey: ["documents", "list", filter],
    queryFn: ({ pageParam }) =>
      read<Page<DocumentRow>>(
        api.GET("/api/documents", {
          params: {
            query: {
              delivery: filter.delivery,
              partner: filter.partner || undefined,
              set: filter.set || undefined,
              direction: filter.direction,
              faulty: filter.faulty || undefined,
              after: pageParam,
              limit: 50,
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });
