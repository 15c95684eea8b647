// Who types and who is here, as far as one has heard lately. Nothing of it is kept.
import type { Ephemeral } from "../../live/socket";

interface Seen {
  name: string;
  company: string;
  until: number;
  state: "active" | "away";
}

export interface InRoom {
  typing: { id: string; name: string }[];
  here: Map<string, "active" | "away">;
}

const nobody: InRoom = { typing: [], here: new Map() };
const typingEvery = 3000;
const hereEvery = 30_000;

export class Presence {
  private readonly typing = new Map<string, Map<string, Seen>>();
  private readonly here = new Map<string, Map<string, Seen>>();
  private readonly shown = new Map<string, InRoom>();
  private readonly watchers = new Set<() => void>();
  private readonly lastTyped = new Map<string, number>();
  private readonly open = new Map<string, ReturnType<typeof setInterval>>();
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly send: (frame: object) => boolean,
    private readonly me: string,
  ) {
    document.addEventListener("visibilitychange", this.tellAll);
  }

  stop(): void {
    document.removeEventListener("visibilitychange", this.tellAll);
    clearTimeout(this.timer);
    for (const interval of this.open.values()) clearInterval(interval);
    this.open.clear();
  }

  watch = (listener: () => void): (() => void) => {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  };

  in(room: string): InRoom {
    return this.shown.get(room) ?? nobody;
  }

  take(frame: Ephemeral): void {
    if (frame.by === this.me) return;
    const map = frame.k === "typing" ? this.typing : this.here;
    const people = map.get(frame.s) ?? new Map<string, Seen>();
    map.set(frame.s, people);
    people.set(frame.by, { name: frame.name ?? "", company: frame.co ?? "", until: Date.now() + frame.ttl * 1000, state: frame.state ?? "active" });
    if (frame.k === "here" && frame.ask && this.open.has(frame.s)) this.tell(frame.s, false);
    this.show(frame.s);
  }

  /** Whoever has written no longer types. */
  wrote(room: string, person: string): void {
    if (this.typing.get(room)?.delete(person)) this.show(room);
  }

  iType(room: string): void {
    const at = Date.now();
    if (at - (this.lastTyped.get(room) ?? 0) < typingEvery) return;
    this.lastTyped.set(room, at);
    this.send({ t: "typing", s: room });
  }

  iSent(room: string): void {
    this.lastTyped.delete(room);
  }

  /** Says that this person has the room open, until the returned function is called. */
  enter(room: string): () => void {
    this.tell(room, true);
    const interval = setInterval(() => this.tell(room, false), hereEvery);
    this.open.set(room, interval);
    return () => {
      clearInterval(interval);
      if (this.open.get(room) === interval) this.open.delete(room);
    };
  }

  private tell(room: string, ask: boolean): void {
    this.send({ t: "here", s: room, state: document.hidden ? "away" : "active", ...(ask ? { ask } : {}) });
  }

  private readonly tellAll = (): void => {
    for (const room of this.open.keys()) this.tell(room, false);
  };

  private show(room: string): void {
    const at = Date.now();
    let next = Infinity;
    const alive = (people: Map<string, Seen> | undefined) => {
      for (const [id, seen] of people ?? []) {
        if (seen.until <= at) people!.delete(id);
        else next = Math.min(next, seen.until);
      }
      return [...(people ?? [])];
    };
    const typing = alive(this.typing.get(room)).map(([id, seen]) => ({ id, name: seen.name }));
    const here = new Map(alive(this.here.get(room)).map(([id, seen]) => [id, seen.state]));
    this.shown.set(room, { typing, here });
    clearTimeout(this.timer);
    if (next < Infinity) this.timer = setTimeout(() => [...this.shown.keys()].forEach((id) => this.show(id)), Math.max(200, next - at));
    for (const watcher of this.watchers) watcher();
  }
}
