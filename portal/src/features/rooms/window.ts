// The part of a room's messages that is at hand: one piece of history without holes, as pure functions.
import type { Message } from "./types";

export interface Window {
  /** By number, without the messages of threads unless it is a thread's own window. */
  items: Message[];
  /** Nothing older exists; nothing newer exists. */
  atStart: boolean;
  atEnd: boolean;
}

export const nothing: Window = { items: [], atStart: true, atEnd: true };

const bySeq = (a: Message, b: Message) => a.seq - b.seq;

function place(items: Message[], seq: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if (items[mid]!.seq < seq) low = mid + 1;
    else high = mid;
  }
  return low;
}

/** Messages as they now are. What lies outside of the piece at hand stays outside: scrolling brings it. */
export function upsert(window: Window, messages: Message[]): Window {
  if (messages.length === 0) return window;
  const end = window.items.at(-1)?.seq ?? 0;
  // The way it mostly is: something new at the end, in order.
  if (window.atEnd && messages.every((message, i) => message.seq > (i === 0 ? end : messages[i - 1]!.seq))) return { ...window, items: window.items.concat(messages) };
  const latest = new Map<string, Message>();
  for (const message of messages) latest.set(message.id, message);
  let changed = false;
  let items = window.items.map((item) => {
    const now = latest.get(item.id);
    if (!now) return item;
    latest.delete(item.id);
    changed = true;
    return now;
  });
  const added = [...latest.values()].sort(bySeq);
  for (const message of added) {
    const at = place(items, message.seq);
    if (at === items.length ? !window.atEnd : at === 0 && !window.atStart && items.length > 0) continue;
    if (!changed) items = [...items];
    changed = true;
    items.splice(at, 0, message);
  }
  return changed ? { ...window, items } : window;
}

/** A page of older or newer messages beside those at hand. */
export function extend(window: Window, page: Message[], side: "older" | "newer", more: boolean): Window {
  const have = new Set(window.items.map((item) => item.id));
  const fresh = page.filter((message) => !have.has(message.id));
  const items = [...window.items, ...fresh].sort(bySeq);
  return side === "older" ? { ...window, items, atStart: !more } : { ...window, items, atEnd: !more };
}

/** Keeps the newest `keep` messages once there are more than `most`. */
export function trim(window: Window, most: number, keep: number): Window {
  if (!window.atEnd || window.items.length <= most) return window;
  return { ...window, items: window.items.slice(-keep), atStart: false };
}

/**
 * A reply came into a thread: its first message counts it. The same reply twice, or one that the count already knows
 * of, changes nothing.
 */
export function countReply(window: Window, reply: Message): Window {
  const at = window.items.findIndex((item) => item.id === reply.thread_id);
  const first = window.items[at];
  if (!first || (first.last_reply_at !== null && first.last_reply_at >= reply.at)) return window;
  const items = [...window.items];
  items[at] = { ...first, reply_count: first.reply_count + 1, last_reply_at: reply.at };
  return { ...window, items };
}

/** What happened to a room in order: changed messages, applied to the main list and counted in it. */
export function apply(window: Window, messages: Message[]): Window {
  const main = messages.filter((message) => message.thread_id === null);
  let next = upsert(window, main);
  for (const message of messages) if (message.thread_id !== null && message.deleted === null) next = countReply(next, message);
  return next;
}

/** Main messages and one's own company's notes in one order: a note stands behind what it was written after. */
export function weave(messages: Message[], notes: Message[], atStart: boolean): Message[] {
  if (notes.length === 0) return messages;
  const first = messages[0]?.seq ?? 0;
  const shown = atStart ? notes : notes.filter((note) => (note.after_seq ?? 0) >= first);
  const woven: Message[] = [];
  let n = 0;
  for (const message of messages) {
    while (n < shown.length && (shown[n]!.after_seq ?? 0) < message.seq) woven.push(shown[n++]!);
    woven.push(message);
  }
  return woven.concat(shown.slice(n));
}
