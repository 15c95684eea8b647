// How the list of orders is fetched, by everything it can be filtered by.
import { infiniteQueryOptions, keepPreviousData } from "@tanstack/react-query";
import { api, read } from "../../api/client";
import type { OrderRow, OrderState, Page } from "../../api/types";

export interface OrderFilter {
  state?: OrderState | undefined;
  side?: "buyer" | "seller" | undefined;
  partner?: string;
  late?: boolean;
  q?: string;
  /** The first and the last day of ordering; either may be empty. */
  ordered?: [string, string] | undefined;
}

export const orderList = (filter: OrderFilter) =>
  infiniteQueryOptions({
    queryKey: ["orders", "list", filter],
    queryFn: ({ pageParam }) =>
      read<Page<OrderRow>>(
        api.GET("/api/orders", {
          params: {
            query: {
              state: filter.state,
              side: filter.side,
              partner: filter.partner || undefined,
              late: filter.late || undefined,
              ordered_from: filter.ordered?.[0] || undefined,
              ordered_to: filter.ordered?.[1] || undefined,
              q: filter.q || undefined,
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
