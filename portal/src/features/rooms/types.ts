// What rooms are made of, as the API and the live frames give it.

export interface RoomCompany {
  id: string;
  name: string;
  guest?: boolean;
}

export type Notify = "all" | "mentions" | "none";
export type RoomStatus = "active" | "invited" | "guest";

export interface Room {
  id: string;
  /** Notes stand for themselves when the room they were about is no longer the company's. */
  kind: "free" | "record" | "notes";
  about_kind: string | null;
  about_id: string | null;
  title: string | null;
  topic: string | null;
  owner_id: string | null;
  level: string;
  status: RoomStatus;
  /** Empty while one's company is only invited. */
  companies: RoomCompany[];
  invited_by: string | null;
  listed: boolean;
  /** The number of the last thing that happened in the room, and up to where this person has read. */
  head: number;
  read_to: number;
  /** Others' messages after read_to, at most 100. */
  unread: number;
  mentioned: boolean;
  joined: boolean;
  notify: Notify;
  last: { author: string; text: string | null; at: string } | null;
  at: string;
  notes_id: string | null;
  notes_unread: number;
  version: number;
}

export interface RoomDetail extends Room {
  from_seq: number;
  /** Companies that were asked in and have not answered; for the owner. */
  invited: RoomCompany[];
  can: { post: boolean; invite: boolean; admit: boolean; guests: boolean; moderate: boolean; edit: boolean; leave: boolean };
}

export interface Ref {
  kind: string;
  id: string;
}

export interface RoomFile {
  id: string;
  name: string;
  type: string;
  size: number;
  width?: number | null;
  height?: number | null;
  preview?: boolean;
}

export interface Reaction {
  emoji: string;
  people: { id: string; name: string }[];
}

export type Deleted = "author" | "company" | "moderated" | "retention";

export interface Message {
  id: string;
  room_id: string;
  seq: number;
  cid: string;
  company_id: string;
  company: string;
  person_id: string | null;
  author: string;
  guest: boolean;
  thread_id: string | null;
  /** Null when it was deleted. */
  text: string | null;
  refs: Ref[];
  mentions: string[];
  files: RoomFile[];
  reactions: Reaction[];
  rev: number;
  at: string;
  edited_at: string | null;
  deleted: Deleted | null;
  pinned_at: string | null;
  pinned_by: string | null;
  reply_count: number;
  last_reply_at: string | null;
  /** Of a note: the number of the last event of the main room when it was written. */
  after_seq: number | null;
}

export interface RoomPerson {
  id: string;
  name: string;
  company_id: string;
  company: string;
  guest: boolean;
  me: boolean;
}

export interface RoomGuest {
  id: string;
  name: string;
  email: string | null;
  language: string;
  company: string;
  /** Invited by one's own company, which alone can end it. */
  own: boolean;
  history: boolean;
  expires_at: string;
  entered_at: string | null;
}

/** A record as a card: what GET /api/refs shows of it to this reader. */
export interface RefCard {
  id: string;
  kind: string;
  title: string | null;
  state: string | null;
  owner_name: string | null;
  amount_minor?: number | string | null;
  currency?: string | null;
}

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
