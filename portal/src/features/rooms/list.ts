// The list of rooms as pure functions: what an event changes in it, its groups, and what is unread.
import type { LiveEvent } from "../../live/reducer";
import type { Message, Room } from "./types";

export const manyUnread = 100;

/** Events about messages carry the message as it now is; all others are about the room and who is in it. */
export const isAboutMessage = (kind: string): boolean => /^(msg|react|pin)\./.test(kind);

const shortened = (text: string) => (text.length > 140 ? `${text.slice(0, 140)}…` : text);

/** Each event is counted once: one whose number the room already knows of changes nothing. */
export function countEvent(room: Room, event: LiveEvent, me: string): Room {
  const seq = Number(event.seq ?? 0);
  if (seq <= room.head) return room;
  const message = isAboutMessage(event.k) ? (event.d as unknown as Message | null) : null;
  if (event.k !== "msg.new" || !message) return { ...room, head: seq };
  const mine = message.person_id === me;
  return {
    ...room,
    head: seq,
    at: message.at,
    // Who writes has read.
    read_to: mine ? seq : room.read_to,
    unread: mine ? 0 : seq <= room.read_to ? room.unread : Math.min(manyUnread, room.unread + 1),
    mentioned: !mine && (room.mentioned || message.mentions.includes(me)),
    last: { author: message.author, text: shortened(message.text ?? ""), at: message.at },
  };
}

/** The person has read up to `to`; null when the list cannot tell by itself what remains. */
export function readUpTo(room: Room, to: number): Room | null {
  if (to <= room.read_to) return room;
  if (to < room.head && room.unread > 0) return null;
  return { ...room, read_to: to, unread: 0, mentioned: false };
}

/** What the badge beside the place shows: invitations, and rooms with something unread that are not muted. */
export function unreadRooms(rooms: Room[]): number {
  return rooms.filter((room) => room.status === "invited" || (room.unread > 0 && room.notify !== "none")).length;
}

export type Group = "invited" | "partners" | "records" | "free";
export const groupNames: Group[] = ["invited", "partners", "records", "free"];

function groupOf(room: Room): Group {
  if (room.status === "invited") return "invited";
  if (room.kind === "notes") return "free";
  if (room.about_kind === "partnership") return "partners";
  return room.kind === "record" ? "records" : "free";
}

export function grouped(rooms: Room[], filter: string): [Group, Room[]][] {
  const wanted = filter.trim().toLocaleLowerCase();
  const found = rooms.filter(
    (room) => !wanted || `${room.title ?? ""} ${room.topic ?? ""} ${room.companies.map((company) => company.name).join(" ")}`.toLocaleLowerCase().includes(wanted),
  );
  return groupNames.flatMap((name) => {
    const members = found.filter((room) => groupOf(room) === name).sort((a, b) => (a.at < b.at ? 1 : a.at > b.at ? -1 : 0));
    return members.length > 0 ? [[name, members] as [Group, Room[]]] : [];
  });
}
