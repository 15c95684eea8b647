// What rooms are made of: as the API and the live frames give it, with the few words that some texts can only be.
import type { Item, Of } from "../../api/types";

type With<T, W extends { [F in keyof W]: F extends keyof T ? unknown : never }> = Omit<T, keyof W> & W;

export type Notify = "all" | "mentions" | "none";
export type RoomStatus = "active" | "invited" | "guest";

interface RoomWords {
  /** Notes stand for themselves when the room they were about is no longer the company's. */
  kind: "free" | "record" | "notes";
  status: RoomStatus;
  notify: Notify;
  /** Its text is empty when it was deleted. */
  last: { author: string; text: string | null; at: string } | null;
}
export type Room = With<Item<"rooms_list">, RoomWords>;
export type RoomDetail = With<Of<"rooms_get">, RoomWords>;
export type RoomPerson = Item<"rooms_people">;
export type RoomGuest = Item<"guests_list">;

export type Deleted = "author" | "company" | "moderated" | "retention";
export type Message = With<Item<"messages_list">, { deleted: Deleted | null }>;
export type Ref = Message["refs"][number];
export type RoomFile = Of<"files_create">;
export type ArchivedRoom = Item<"rooms_archived">;
export type Archive = With<Of<"rooms_archived_get">, { messages: With<Of<"rooms_archived_get">["messages"][number], { deleted: Deleted | null; files: { name: string }[] | null }>[] }>;

/** A record as a card: what this reader is shown of it. */
export type RefCard = Item<"refs_list">;

/** What a message says when it is written. */
export interface Draft {
  text: string;
  thread_id?: string | null;
  mentions?: string[];
  refs?: Ref[];
  files?: string[];
}

/** What stands beside the messages. */
export type Side = { type: "thread"; id: string } | { type: "pins" } | { type: "files" } | { type: "search" };
