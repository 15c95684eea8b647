// Changes to messages as one sees them at once: in the cache first, then on the server, and back when it refuses.
import type { QueryClient } from "@tanstack/react-query";
import { ApiError } from "../../api/client";
import { complain } from "../../ui/toast";
import * as http from "./http";
import { messagesKey, threadKey } from "./queries";
import type { Message } from "./types";
import { upsert, type Window } from "./window";

export interface Actor {
  id: string;
  name: string;
}

export function show(client: QueryClient, message: Message): void {
  client.setQueryData<Window>(messagesKey(message.room_id), (window) => window && (message.thread_id === null ? upsert(window, [message]) : window));
  client.setQueryData<Window>(threadKey(message.room_id, message.thread_id ?? message.id), (window) => window && upsert(window, [message]));
}

function current(client: QueryClient, message: Message): Message {
  const windows = [messagesKey(message.room_id), threadKey(message.room_id, message.thread_id ?? message.id)].map((key) => client.getQueryData<Window>(key));
  return windows.flatMap((window) => window?.items.find((item) => item.id === message.id) ?? [])[0] ?? message;
}

async function tryOut(client: QueryClient, message: Message, change: (now: Message) => Message, send: () => Promise<unknown>): Promise<boolean> {
  const before = current(client, message);
  const after = change(before);
  show(client, after);
  try {
    await send();
    return true;
  } catch (error) {
    // Only what is still as it was tried goes back: meanwhile the server may have told better.
    if (current(client, message) === after) show(client, before);
    if (!(error instanceof ApiError && error.status === 404)) complain(error);
    return false;
  }
}

export function withReaction(message: Message, emoji: string, on: boolean, actor: Actor): Message {
  const others = message.reactions.map((reaction) => (reaction.emoji === emoji ? { emoji, people: reaction.people.filter((person) => person.id !== actor.id) } : reaction));
  if (!on) return { ...message, reactions: others.filter((reaction) => reaction.people.length > 0) };
  const known = others.some((reaction) => reaction.emoji === emoji);
  const all = known ? others : [...others, { emoji, people: [] }];
  return { ...message, reactions: all.map((reaction) => (reaction.emoji === emoji ? { emoji, people: [...reaction.people, actor] } : reaction)) };
}

export const reactTo = (client: QueryClient, message: Message, emoji: string, on: boolean, actor: Actor) =>
  tryOut(client, message, (now) => withReaction(now, emoji, on, actor), () => http.react(message.id, emoji, on));

export const changeText = (client: QueryClient, message: Message, text: string) => {
  const { rev } = current(client, message);
  return tryOut(client, message, (now) => ({ ...now, text, rev: now.rev + 1, edited_at: new Date().toISOString() }), () => http.editMessage(message.id, text, rev));
};

export const setPin = (client: QueryClient, message: Message, on: boolean, actor: Actor) =>
  tryOut(client, message, (now) => ({ ...now, pinned_at: on ? new Date().toISOString() : null, pinned_by: on ? actor.name : null }), async () => {
    await http.pin(message.id, on);
    await client.invalidateQueries({ queryKey: ["room", message.room_id, "pins"] });
  });

/** Gone at once to the eye; on the server only when the time to take it back is over. */
export function deleteSoon(client: QueryClient, message: Message, wait: number): { undo: () => void } {
  const before = current(client, message);
  const gone: Message = { ...before, text: null, deleted: "author", refs: [], files: [], reactions: [] };
  show(client, gone);
  const send = () => {
    window.removeEventListener("pagehide", now);
    http.deleteMessage(message.id).catch((error: unknown) => {
      if (current(client, message) === gone) show(client, before);
      complain(error);
    });
  };
  const timer = setTimeout(send, wait);
  // A page that closes does not wait.
  const now = () => {
    clearTimeout(timer);
    void fetch(`/api/messages/${message.id}`, { method: "DELETE", keepalive: true, credentials: "same-origin" });
  };
  window.addEventListener("pagehide", now, { once: true });
  return {
    undo: () => {
      clearTimeout(timer);
      window.removeEventListener("pagehide", now);
      show(client, before);
    },
  };
}
