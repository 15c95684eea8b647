// What the palette looks through besides records: colleagues, rooms, messages.
import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { api, read } from "../api/client";

export const peopleFound = queryOptions({
  queryKey: ["members", "palette"],
  queryFn: async () => (await read(api.GET("/api/members"))).items.map((member) => ({ id: member.person_id, name: member.name, email: member.email })),
  staleTime: 60_000,
  retry: false,
});

interface RoomItem {
  id: string;
  title: string;
  companies?: { name: string }[] | null;
}

export const roomsKnown = queryOptions({
  queryKey: ["rooms", "palette"],
  queryFn: async () => {
    const { items } = (await read(api.GET("/api/rooms" as never))) as { items: RoomItem[] };
    return items.map((room) => ({ id: room.id, title: room.title, companies: room.companies?.map((company) => company.name).join(", ") }));
  },
  staleTime: 15_000,
  retry: false,
});

interface MessageHit {
  id: string;
  seq: number;
  room_id: string;
  room_title: string | null;
  author: string | null;
  text: string | null;
}

export const messagesFound = (q: string) =>
  queryOptions({
    queryKey: ["messages", "palette", q],
    queryFn: async () => {
      const { items } = (await read(api.GET("/api/messages/search" as never, { params: { query: { q, limit: 5 } } } as never))) as { items: MessageHit[] };
      return items.map((hit) => ({ id: hit.id, text: (hit.text ?? "").slice(0, 120), author: hit.author, room: hit.room_title, href: `/rooms/${hit.room_id}?m=${hit.seq}` }));
    },
    staleTime: 10_000,
    retry: false,
    placeholderData: keepPreviousData,
  });
