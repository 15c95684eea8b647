// The rooms' share of the live connection: every room of the list is listened to, what arrives is applied once a frame,
// and what is written leaves through the outbox.
import type { QueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { COMPANY, type LiveEvent } from "../../live/reducer";
import type { Ephemeral, LiveSocket } from "../../live/socket";
import * as http from "./http";
import { countEvent, isAboutMessage, readUpTo } from "./list";
import { browserStore, Outbox, type Delivered } from "./outbox";
import { Presence } from "./presence";
import { messagesKey, roomList, threadKey } from "./queries";
import type { Draft, Message, Room } from "./types";
import { apply, trim, upsert, type Window } from "./window";

export interface Self {
  person: string;
  name: string;
  company: string;
  companyName: string;
  guest: boolean;
}

const mostAtHand = 2000;
const keptAtHand = 1000;
const readEvery = 400;
/** What comes in quick succession is shown together: the first at once, the rest this often. */
const showEvery = 120;

export class RoomFeed {
  readonly outbox: Outbox;
  readonly presence: Presence;
  private readonly leaves = new Map<string, () => void>();
  private readonly ends: (() => void)[] = [];
  private readonly over = new Map<string, string>();
  private readonly endWatchers = new Set<() => void>();
  private queue: { room: string; event: LiveEvent }[] = [];
  private frame = 0;
  private wait: ReturnType<typeof setTimeout> | undefined;
  private shownAt = 0;
  private followed: string | null = null;
  private readonly readTimers = new Map<string, { to: number; timer: ReturnType<typeof setTimeout> }>();

  constructor(
    private readonly client: QueryClient,
    private readonly socket: LiveSocket,
    readonly self: Self,
  ) {
    this.presence = new Presence((frame) => socket.send(frame), self.person);
    this.outbox = new Outbox(
      `${self.company}.${self.person}`,
      browserStore,
      {
        socketReady: (room) => socket.canSend() && socket.isLive(room),
        bySocket: (letter) => socket.send({ t: "send", s: letter.room, cid: letter.cid, d: letter.draft }),
        get byRest() {
          return socket.polls() ? (letter: { room: string; cid: string; draft: Draft }) => http.postMessage(letter.room, letter.cid, letter.draft) : null;
        },
      },
      (it) => this.arrived(it),
    );
  }

  start(): void {
    const { socket, outbox } = this;
    let connected = socket.status() === "open";
    this.ends.push(
      socket.onAnswer((answer) => outbox.answer(answer)),
      socket.onLive((room) => outbox.flush(room)),
      socket.onEphemeral((frame: Ephemeral) => this.presence.take(frame)),
      socket.subscribe(COMPANY, (effect) => effect.do === "apply" && effect.event.k === "read" && this.readElsewhere(effect.event)),
      socket.watch(() => {
        const open = socket.status() === "open";
        if (connected && !open) outbox.interrupt();
        connected = open;
        if (open) outbox.flush();
      }),
    );
    void outbox.start();
    // What an earlier visit left in the cache has missed what happened since.
    void this.client.invalidateQueries({ queryKey: ["room"], predicate: (query) => query.state.dataUpdatedAt < performance.timeOrigin });
  }

  stop(): void {
    for (const end of this.ends.splice(0)) end();
    for (const leave of this.leaves.values()) leave();
    for (const { timer } of this.readTimers.values()) clearTimeout(timer);
    this.leaves.clear();
    this.outbox.stop();
    this.presence.stop();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.wait);
  }

  /** Listens to exactly the rooms of the list, and to one's own notes beside them. */
  sync(rooms: Room[]): void {
    const wanted = new Map<string, number | undefined>();
    for (const room of rooms) {
      if (room.status === "invited") continue;
      wanted.set(room.id, room.head);
      if (room.notes_id) wanted.set(room.notes_id, undefined);
    }
    for (const [id, leave] of this.leaves) {
      if (wanted.has(id)) continue;
      leave();
      this.leaves.delete(id);
    }
    for (const [id, head] of wanted) {
      if (this.leaves.has(id)) continue;
      this.over.delete(id);
      this.listen(id, head);
    }
  }

  private listen(id: string, from: number | undefined): void {
    const leave = this.socket.subscribe(
      id,
      (effect) => {
        if (effect.do === "apply") this.push(id, effect.event);
        else if (effect.do === "refetch") void this.client.invalidateQueries({ queryKey: ["room", id] });
        else this.gone(id, effect.why);
      },
      from,
    );
    this.leaves.set(id, leave);
  }

  /** Why a room ended that was open: nothing of it is left in the cache by then. */
  ended = (id: string): string | null => this.over.get(id) ?? null;

  watchEnds = (listener: () => void): (() => void) => {
    this.endWatchers.add(listener);
    return () => this.endWatchers.delete(listener);
  };

  private gone(id: string, why: string): void {
    this.over.set(id, why);
    for (const watcher of this.endWatchers) watcher();
    this.leaves.get(id)?.();
    this.leaves.delete(id);
    this.client.setQueryData(roomList.queryKey, (rooms) => rooms?.filter((room) => room.id !== id));
    void this.client.cancelQueries({ queryKey: ["room", id] });
    this.client.removeQueries({ queryKey: ["room", id] });
    void this.client.invalidateQueries({ queryKey: ["rooms"] });
  }

  private push(room: string, event: LiveEvent): void {
    this.queue.push({ room, event });
    if (this.frame !== 0 || this.wait !== undefined) return;
    const rest = this.shownAt + showEvery - performance.now();
    // A hidden page draws no frames, but its numbers must be right when it is looked at.
    if (document.hidden) this.wait = setTimeout(this.flush, 100);
    else if (rest > 0) this.wait = setTimeout(this.nextFrame, rest);
    else this.nextFrame();
  }

  private readonly nextFrame = (): void => {
    this.wait = undefined;
    if (document.hidden) this.flush();
    else this.frame = requestAnimationFrame(this.flush);
  };

  private readonly flush = (): void => {
    this.frame = 0;
    this.wait = undefined;
    this.shownAt = performance.now();
    const byRoom = new Map<string, LiveEvent[]>();
    for (const { room, event } of this.queue.splice(0)) {
      const events = byRoom.get(room);
      if (events) events.push(event);
      else byRoom.set(room, [event]);
    }
    for (const [room, events] of byRoom) this.applyTo(room, events);
    this.client.setQueryData(roomList.queryKey, (rooms) => rooms && this.counted(rooms, byRoom));
  };

  private counted(rooms: Room[], byRoom: Map<string, LiveEvent[]>): Room[] {
    let changed = false;
    const next = rooms.map((room) => {
      const now = (byRoom.get(room.id) ?? []).reduce((before, event) => countEvent(before, event, this.self.person), room);
      changed ||= now !== room;
      // Whoever looks at the end of it reads what comes as it comes.
      return (room.id === this.followed && now !== room && now.unread > 0 && readUpTo(now, now.head)) || now;
    });
    return changed ? next : rooms;
  }

  private applyTo(room: string, events: LiveEvent[]): void {
    const messages = events.flatMap((event) => (isAboutMessage(event.k) && event.d ? [event.d as unknown as Message] : []));
    if (messages.length > 0) this.applyMessages(room, messages);
    if (events.some((event) => event.k.startsWith("pin."))) void this.client.invalidateQueries({ queryKey: ["room", room, "pins"] });
    if (events.some((event) => !isAboutMessage(event.k))) {
      for (const part of ["detail", "people", "guests"]) void this.client.invalidateQueries({ queryKey: ["room", room, part] });
      void this.client.invalidateQueries({ queryKey: ["rooms"] });
    }
  }

  private applyMessages(room: string, messages: Message[]): void {
    http.writeDown(room, messages);
    for (const message of messages) if (message.person_id) this.presence.wrote(room, message.person_id);
    this.client.setQueryData<Window>(messagesKey(room), (window) => window && trim(apply(window, messages), mostAtHand, keptAtHand));
    // Only the threads that somebody has opened.
    for (const { queryKey } of this.client.getQueryCache().findAll({ queryKey: ["room", room, "thread"] })) {
      const its = messages.filter((message) => (message.thread_id ?? message.id) === queryKey[3]);
      if (its.length > 0) this.client.setQueryData<Window>(queryKey, (window) => window && upsert(window, its));
    }
  }

  /** Acknowledged: the message stands in the list at once; its event lays the server's own words over it. */
  private arrived({ letter, id, seq }: Delivered): void {
    const { self } = this;
    const thread = letter.draft.thread_id ?? null;
    const key = thread === null ? messagesKey(letter.room) : threadKey(letter.room, thread);
    const window = this.client.getQueryData<Window>(key);
    if (!window || window.items.some((message) => message.id === id)) return;
    // A reply is counted by its event, which has the server's time.
    this.client.setQueryData<Window>(key, upsert(window, [
      {
        id, seq, room_id: letter.room, cid: letter.cid, company_id: self.company, company: self.companyName, person_id: self.person, author: self.name,
        guest: self.guest, thread_id: thread, text: letter.draft.text, refs: letter.draft.refs ?? [], mentions: letter.draft.mentions ?? [],
        files: [], reactions: [], rev: 1, at: letter.at, edited_at: null, deleted: null, pinned_at: null, pinned_by: null, reply_count: 0, last_reply_at: null,
        after_seq: letter.note ? (this.room(letter.shown)?.head ?? 0) : null,
      },
    ]));
  }

  room(id: string): Room | undefined {
    return this.client.getQueryData(roomList.queryKey)?.find((room) => room.id === id);
  }

  /** The room whose end is looked at, until the returned function is called. */
  follow(room: string): () => void {
    this.followed = room;
    return () => {
      if (this.followed === room) this.followed = null;
    };
  }

  /** This person has seen everything up to `to`. */
  read(room: string, to: number): void {
    const before = this.readTimers.get(room);
    if (before && before.to >= to) return;
    this.markRead(room, to);
    if (before) {
      before.to = to;
      return;
    }
    const waiting = {
      to,
      timer: setTimeout(() => {
        this.readTimers.delete(room);
        if (!this.socket.send({ t: "read", s: room, to: waiting.to })) http.putRead(room, waiting.to).catch(() => {});
      }, readEvery),
    };
    this.readTimers.set(room, waiting);
  }

  private markRead(id: string, to: number): void {
    let unsure = false;
    this.client.setQueryData(roomList.queryKey, (rooms) => {
      const at = rooms?.findIndex((room) => room.id === id) ?? -1;
      if (!rooms || at < 0) return rooms;
      const now = readUpTo(rooms[at]!, to);
      unsure = now === null;
      if (now === null || now === rooms[at]) return rooms;
      return rooms.with(at, now);
    });
    if (unsure) void this.client.invalidateQueries({ queryKey: roomList.queryKey });
  }

  private readElsewhere(event: LiveEvent): void {
    const { room, to, person_id } = event.d ?? {};
    if (person_id === this.self.person && typeof room === "string") this.markRead(room, Number(to));
  }
}

let current: RoomFeed | null = null;
const watchers = new Set<() => void>();

export function setFeed(feed: RoomFeed | null): void {
  current = feed;
  for (const watcher of watchers) watcher();
}

const watch = (listener: () => void) => {
  watchers.add(listener);
  return () => watchers.delete(listener);
};
const now = () => current;

/** Null until the session's feed has started. */
export function useFeed(): RoomFeed | null {
  return useSyncExternalStore(watch, now, now);
}
