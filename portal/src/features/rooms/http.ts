// The calls of rooms: paths and bodies in one place, and the journal that keeps an answer from undoing what came meanwhile.
import { api, read } from "../../api/client";
import type { Page } from "../../api/types";
import type { Language } from "../../app/i18n";
import { extend, type Window } from "./window";
import type { Archive, Draft, Message, Notify, Room, RoomDetail } from "./types";

const of = (id: string) => ({ path: { id } });
const at = (id: string) => ({ params: of(id) });
const items = async <T>(answer: Promise<{ items: T[] }>) => (await answer).items;

export const pageSize = 60;

export const fetchRooms = async () => (await items(read(api.GET("/api/rooms")))) as Room[];
export const fetchRoom = async (id: string) => (await read(api.GET("/api/rooms/{id}", at(id)))) as RoomDetail;
export const fetchPeople = (id: string) => items(read(api.GET("/api/rooms/{id}/people", at(id))));
export const fetchPins = async (id: string) => (await items(read(api.GET("/api/rooms/{id}/pins", at(id))))) as Message[];
export const fetchFiles = (id: string) => items(read(api.GET("/api/rooms/{id}/files", at(id))));
export const fetchGuests = (id: string) => items(read(api.GET("/api/rooms/{id}/guests", at(id))));
export const fetchRefs = (ids: string[]) => items(read(api.GET("/api/refs", { params: { query: { ids } } })));
export const fetchEdits = (id: string) => items(read(api.GET("/api/messages/{id}/edits", at(id))));
export const fetchArchived = () => items(read(api.GET("/api/rooms/archived")));
export const fetchArchive = async (id: string) => (await read(api.GET("/api/rooms/archived/{id}", at(id)))) as Archive;

export const createRoom = (body: { title: string; topic?: string; companies: string[]; history: boolean }, key: string) =>
  read(api.POST("/api/rooms", { body, params: { header: { "Idempotency-Key": key } } }));
export const changeRoom = (id: string, version: number, body: { title?: string; topic?: string }) =>
  read(api.PATCH("/api/rooms/{id}", { params: { ...of(id), header: { "If-Match": `"${version}"` } }, body }));
export const roomOfRecord = (record: string) => read(api.POST("/api/records/{id}/room", at(record)));
export const notesOf = (id: string) => read(api.POST("/api/rooms/{id}/notes", at(id)));

export const postMessage = (room: string, cid: string, draft: Draft) => read(api.POST("/api/rooms/{id}/messages", { ...at(room), body: { cid, ...draft } }));
export const editMessage = (id: string, text: string, rev: number) => read(api.PATCH("/api/messages/{id}", { ...at(id), body: { text, rev } }));
export const deleteMessage = (id: string) => read(api.DELETE("/api/messages/{id}", at(id)));
export const react = (id: string, emoji: string, on: boolean) => {
  const init = { params: { path: { id, emoji } } };
  return read(on ? api.PUT("/api/messages/{id}/reactions/{emoji}", init) : api.DELETE("/api/messages/{id}/reactions/{emoji}", init));
};
export const pin = (id: string, on: boolean) => read(on ? api.PUT("/api/messages/{id}/pin", at(id)) : api.DELETE("/api/messages/{id}/pin", at(id)));
export const report = (id: string, reason: string) => read(api.POST("/api/messages/{id}/report", { ...at(id), body: { reason } }));
export const removeMessage = (id: string, reason: string) => read(api.POST("/api/messages/{id}/remove", { ...at(id), body: { reason } }));

export const putRead = (id: string, to: number) => read(api.PUT("/api/rooms/{id}/read", { ...at(id), body: { to } }));
export const putNotify = (id: string, level: Notify) => read(api.PUT("/api/rooms/{id}/notify", { ...at(id), body: { level } }));
export const putListed = (id: string, listed: boolean) => read(api.PUT("/api/rooms/{id}/listed", { ...at(id), body: { listed } }));
export const putPerson = (id: string, person_id: string, on: boolean) => {
  const init = { params: { path: { id, person_id } } };
  return read(on ? api.PUT("/api/rooms/{id}/people/{person_id}", init) : api.DELETE("/api/rooms/{id}/people/{person_id}", init));
};
export const inviteCompany = (id: string, company_id: string, history: boolean) => read(api.POST("/api/rooms/{id}/companies", { ...at(id), body: { company_id, history } }));
export const removeCompany = (id: string, company_id: string) => read(api.DELETE("/api/rooms/{id}/companies/{company_id}", { params: { path: { id, company_id } } }));
export const answerInvitation = (id: string, answer: "accept" | "decline" | "leave") => read(api.POST(`/api/rooms/{id}/${answer}`, at(id)));
export const createGuest = (id: string, body: { name: string; email?: string; language?: Language; days: number; history: boolean }) =>
  read(api.POST("/api/rooms/{id}/guests", { ...at(id), body }));
export const revokeGuest = (id: string, guest_id: string) => read(api.DELETE("/api/rooms/{id}/guests/{guest_id}", { params: { path: { id, guest_id } } }));
export const dropFile = (id: string) => read(api.DELETE("/api/files/{id}", at(id)));

export interface Hit {
  message: Message;
  room_title: string | null;
}
export const searchMessages = async (q: string, room_id: string | undefined, after: string | undefined): Promise<Page<Hit>> => {
  const { next, items: hits } = await read(api.GET("/api/messages/search", { params: { query: { q, room_id, after, limit: 30 } } }));
  return { next, items: hits.map(({ room_title, ...message }) => ({ room_title, message: message as Message })) };
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

const messagesAt = async (room: string, where: Where, limit: number) =>
  (await items(read(api.GET("/api/rooms/{id}/messages", { params: { ...of(room), query: { ...where, limit } } })))) as Message[];

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
