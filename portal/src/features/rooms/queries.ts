// The queries of rooms. What arrives live is written straight into them; nothing is fetched twice for a message.
import { keepPreviousData, queryOptions, infiniteQueryOptions } from "@tanstack/react-query";
import * as http from "./http";
import { apply, upsert } from "./window";

export const roomList = queryOptions({ queryKey: ["rooms", "list"], queryFn: http.fetchRooms, staleTime: 60_000 });
export const archivedRooms = queryOptions({ queryKey: ["rooms", "archived"], queryFn: http.fetchArchived, staleTime: 60_000 });
export const archive = (id: string) => queryOptions({ queryKey: ["rooms", "archived", id], queryFn: () => http.fetchArchive(id), staleTime: Infinity });

export const roomDetail = (id: string) => queryOptions({ queryKey: ["room", id, "detail"], queryFn: () => http.fetchRoom(id), staleTime: 30_000 });
export const roomPeople = (id: string) => queryOptions({ queryKey: ["room", id, "people"], queryFn: () => http.fetchPeople(id), staleTime: 60_000 });
export const roomPins = (id: string) => queryOptions({ queryKey: ["room", id, "pins"], queryFn: () => http.fetchPins(id) });
export const roomFiles = (id: string) => queryOptions({ queryKey: ["room", id, "files"], queryFn: () => http.fetchFiles(id) });
export const roomGuests = (id: string) => queryOptions({ queryKey: ["room", id, "guests"], queryFn: () => http.fetchGuests(id) });
export const messageEdits = (id: string, rev: number) => queryOptions({ queryKey: ["edits", id, rev], queryFn: () => http.fetchEdits(id), staleTime: Infinity });

/** Which message stands in the middle of the window of a room that is not at its end: fetched anew, it stays there. */
const anchors = new Map<string, number>();
export function anchorAt(room: string, seq: number | null): void {
  if (seq === null) anchors.delete(room);
  else anchors.set(room, seq);
}

export const messagesKey = (room: string) => ["room", room, "messages"] as const;
export const threadKey = (room: string, thread: string) => ["room", room, "thread", thread] as const;

export const roomMessages = (room: string) =>
  queryOptions({ queryKey: messagesKey(room), queryFn: () => http.fetchWindow(room, apply, anchors.get(room)), staleTime: Infinity });

export const threadMessages = (room: string, thread: string) =>
  queryOptions({ queryKey: threadKey(room, thread), queryFn: () => http.fetchThread(room, thread, upsert), staleTime: Infinity });

export const messageSearch = (q: string, room: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ["message-search", q, room ?? ""],
    queryFn: ({ pageParam }) => http.searchMessages(q, room, pageParam),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
    enabled: q.trim().length > 1,
    staleTime: 10_000,
  });
