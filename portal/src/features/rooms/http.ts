// The calls of rooms: paths and bodies in one place, and the journal that keeps an answer from undoing what came meanwhile.
import { api, read } from "../../api/client";
import type { Many, Page } from "../../api/types";
import { extend, type Window } from "./window";
import type { Deleted, Draft, Message, RefCard, Room, RoomDetail, RoomFile, RoomGuest, RoomPerson } from "./types";

interface Init {
  params?: { path?: Record<string, string>; query?: Record<string, unknown>; header?: Record<string, string> };
  body?: unknown;
}
type Call = (path: string, init?: Init) => Promise<{ data?: unknown; error?: unknown; response: Response }>;
const rest = api as unknown as Record<"GET" | "POST" | "PUT" | "PATCH" | "DELETE", Call>;
const call = <T>(method: keyof typeof rest, path: string, init?: Init) => read(rest[method](path, init) as Promise<{ data?: T; response: Response }>);
const of = (id: string, more: Record<string, string> = {}) => ({ path: { id, ...more } });
const items = async <T>(answer: Promise<Many<T>>) => (await answer).items;

export const pageSize = 60;

export const fetchRooms = () => items(call<Many<Room>>("GET", "/api/rooms"));
export const fetchRoom = (id: string) => call<RoomDetail>("GET", "/api/rooms/{id}", { params: of(id) });
export const fetchPeople = (id: string) => items(call<Many<RoomPerson>>("GET", "/api/rooms/{id}/people", { params: of(id) }));
export const fetchPins = (id: string) => items(call<Many<Message>>("GET", "/api/rooms/{id}/pins", { params: of(id) }));
export const fetchFiles = (id: string) => items(call<Many<RoomFile & { message_id: string; seq: number; author: string; company: string; at: string }>>("GET", "/api/rooms/{id}/files", { params: of(id) }));
export const fetchGuests = (id: string) => items(call<Many<RoomGuest>>("GET", "/api/rooms/{id}/guests", { params: of(id) }));
export const fetchRefs = (ids: string[]) => items(call<Many<RefCard>>("GET", "/api/refs", { params: { query: { ids } } }));
export const fetchEdits = (id: string) => items(call<Many<{ rev: number; text: string | null; at: string }>>("GET", "/api/messages/{id}/edits", { params: of(id) }));
export const fetchArchived = () => items(call<Many<ArchivedRoom>>("GET", "/api/rooms/archived"));
export const fetchArchive = (id: string) => call<Archive>("GET", "/api/rooms/archived/{id}", { params: of(id) });

export interface ArchivedRoom {
  id: string;
  title: string | null;
  about_kind: string | null;
  companies: string[];
  at: string;
}
export interface Archive extends ArchivedRoom {
  messages: { id: string; seq: number; at: string; author: string; company: string; own: boolean; text: string | null; deleted: Deleted | null; files: { name: string }[] | null }[];
}

export const createRoom = (body: { title: string; topic?: string; companies: string[]; history: boolean }, key: string) =>
  call<{ id: string }>("POST", "/api/rooms", { body, params: { header: { "Idempotency-Key": key } } });
export const changeRoom = (id: string, version: number, body: { title?: string; topic?: string }) =>
  call<unknown>("PATCH", "/api/rooms/{id}", { params: { ...of(id), header: { "If-Match": `"${version}"` } }, body });
export const roomOfRecord = (record: string) => call<{ id: string; notes_id: string | null }>("POST", "/api/records/{id}/room", { params: of(record) });
export const notesOf = (id: string) => call<{ id: string }>("POST", "/api/rooms/{id}/notes", { params: of(id) });

export const postMessage = (room: string, cid: string, draft: Draft) =>
  call<{ id: string; seq: number; dup: boolean }>("POST", "/api/rooms/{id}/messages", { params: of(room), body: { cid, ...draft } });
export const editMessage = (id: string, text: string, rev: number) => call<unknown>("PATCH", "/api/messages/{id}", { params: of(id), body: { text, rev } });
export const deleteMessage = (id: string) => call<unknown>("DELETE", "/api/messages/{id}", { params: of(id) });
export const react = (id: string, emoji: string, on: boolean) => call<unknown>(on ? "PUT" : "DELETE", "/api/messages/{id}/reactions/{emoji}", { params: of(id, { emoji }) });
export const pin = (id: string, on: boolean) => call<unknown>(on ? "PUT" : "DELETE", "/api/messages/{id}/pin", { params: of(id) });
export const report = (id: string, reason: string) => call<unknown>("POST", "/api/messages/{id}/report", { params: of(id), body: { reason } });
export const removeMessage = (id: string, reason: string) => call<unknown>("POST", "/api/messages/{id}/remove", { params: of(id), body: { reason } });

export const putRead = (id: string, to: number) => call<unknown>("PUT", "/api/rooms/{id}/read", { params: of(id), body: { to } });
export const putNotify = (id: string, level: string) => call<unknown>("PUT", "/api/rooms/{id}/notify", { params: of(id), body: { level } });
export const putListed = (id: string, listed: boolean) => call<unknown>("PUT", "/api/rooms/{id}/listed", { params: of(id), body: { listed } });
export const putPerson = (id: string, person_id: string, on: boolean) => call<unknown>(on ? "PUT" : "DELETE", "/api/rooms/{id}/people/{person_id}", { params: of(id, { person_id }) });
export const inviteCompany = (id: string, company_id: string, history: boolean) => call<unknown>("POST", "/api/rooms/{id}/companies", { params: of(id), body: { company_id, history } });
export const removeCompany = (id: string, company_id: string) => call<unknown>("DELETE", "/api/rooms/{id}/companies/{company_id}", { params: of(id, { company_id }) });
export const answerInvitation = (id: string, answer: "accept" | "decline" | "leave") => call<unknown>("POST", `/api/rooms/{id}/${answer}`, { params: of(id) });
export const createGuest = (id: string, body: { name: string; email?: string; language?: string; days: number; history: boolean }) =>
  call<{ id: string; link: string }>("POST", "/api/rooms/{id}/guests", { params: of(id), body });
export const revokeGuest = (id: string, guest_id: string) => call<unknown>("DELETE", "/api/rooms/{id}/guests/{guest_id}", { params: of(id, { guest_id }) });
export const dropFile = (id: string) => call<unknown>("DELETE", "/api/files/{id}", { params: of(id) });

export interface Hit {
  message: Message;
  room_title: string | null;
}
export const searchMessages = async (q: string, room_id: string | undefined, after: string | undefined): Promise<Page<Hit>> => {
  const page = await call<Page<Message & { room_title: string | null; message?: Message }>>("GET", "/api/messages/search", { params: { query: { q, room_id, after, limit: 30 } } });
  return { next: page.next, items: page.items.map((hit) => ({ room_title: hit.room_title, message: hit.message ?? hit })) };
};

interface Where {
  before?: number;
  after?: number;
  around?: number;
  thread?: string;
}

/** While a page is being fetched, what arrives live for that room is written down and laid over the answer. */
const journals = new Map<string, Set<Message[]>>();

export function writeDown(room: string, messages: Message[]): void {
  for (const journal of journals.get(room) ?? []) journal.push(...messages);
}

async function withJournal<T>(room: string, work: () => Promise<T>): Promise<[T, Message[]]> {
  const journal: Message[] = [];
  const open = journals.get(room) ?? new Set();
  journals.set(room, open.add(journal));
  try {
    return [await work(), journal];
  } finally {
    open.delete(journal);
    if (open.size === 0) journals.delete(room);
  }
}

const messagesAt = (room: string, where: Where, limit: number) =>
  items(call<Many<Message>>("GET", "/api/rooms/{id}/messages", { params: { ...of(room), query: { ...where, limit } } }));

const inOrder = (messages: Message[]) => [...messages].sort((a, b) => a.seq - b.seq);
const ofMain = (messages: Message[]) => messages.filter((message) => message.thread_id === null);

/** The newest page, or the one around a message. */
export async function fetchWindow(room: string, lay: (window: Window, messages: Message[]) => Window, around?: number): Promise<Window> {
  const [page, meanwhile] = await withJournal(room, () => messagesAt(room, around === undefined ? {} : { around }, pageSize));
  const sorted = inOrder(page);
  const found = ofMain(sorted);
  if (around === undefined) return lay({ items: found, atStart: page.length < pageSize, atEnd: true }, meanwhile);
  const older = sorted.filter((message) => message.seq < around).length;
  return lay({ items: found, atStart: older < pageSize / 2 - 1, atEnd: sorted.length - older < pageSize / 2 - 1 }, meanwhile);
}

/** More on one side. A page may hold nothing but replies: then the next one is asked for. */
export async function fetchMore(room: string, window: Window, side: "older" | "newer"): Promise<(now: Window) => Window> {
  let edge = side === "older" ? window.items[0]?.seq : window.items.at(-1)?.seq;
  for (;;) {
    const where = edge === undefined ? {} : side === "older" ? { before: edge } : { after: edge };
    const page = inOrder(await messagesAt(room, where, pageSize));
    const found = ofMain(page);
    const more = page.length >= pageSize;
    if (found.length > 0 || !more) return (now) => extend(now, found, side, more);
    edge = side === "older" ? page[0]!.seq : page.at(-1)!.seq;
  }
}

export async function fetchThread(room: string, thread: string, lay: (window: Window, messages: Message[]) => Window): Promise<Window> {
  const [page, meanwhile] = await withJournal(room, () => messagesAt(room, { thread }, 200));
  return lay({ items: inOrder(page), atStart: true, atEnd: true }, meanwhile);
}
