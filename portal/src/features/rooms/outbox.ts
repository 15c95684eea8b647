// What was written but not yet acknowledged: kept in the browser over a reload, sent again in order, known by its cid.
import { ApiError } from "../../api/client";
import type { Answer } from "../../live/socket";
import type { Draft } from "./types";

export interface Letter {
  cid: string;
  /** Whose it is: a browser may be used by several people and for several companies. */
  owner: string;
  /** The room it goes to; for a note that is the notes room. */
  room: string;
  /** The room under whose list it is shown. */
  shown: string;
  note: boolean;
  draft: Draft;
  at: string;
  order: number;
  state: "waiting" | "failed";
  problem?: string | undefined;
}

/** Where letters are kept. */
export interface Store {
  all(): Promise<Letter[]>;
  put(letter: Letter): Promise<void>;
  remove(cid: string): Promise<void>;
}

/** How a letter leaves: by the socket (the answer comes later) or by REST. */
export interface Post {
  /** The room has caught up and a socket is open. */
  bySocket(letter: Letter): boolean;
  socketReady(room: string): boolean;
  byRest: ((letter: Letter) => Promise<{ id: string; seq: number }>) | null;
}

export interface Delivered {
  letter: Letter;
  id: string;
  seq: number;
}

const patience = 10_000;
const pauses = [1000, 2000, 5000, 10_000];

/** A refusal that may be over soon; everything else is told to the writer. */
const passes = (status: number) => status === 0 || status === 429 || status >= 500;

export class Outbox {
  private letters: Letter[] = [];
  /** By room: the cid that is under way, and until when its answer is waited for. */
  private readonly underWay = new Map<string, { cid: string; timer: ReturnType<typeof setTimeout> }>();
  private readonly failures = new Map<string, number>();
  private readonly watchers = new Set<() => void>();
  private last = 0;
  private stopped = false;

  constructor(
    private readonly owner: string,
    private readonly store: Store,
    private readonly post: Post,
    private readonly delivered: (it: Delivered) => void,
  ) {}

  async start(): Promise<void> {
    const kept = await this.store.all().catch(() => []);
    if (this.stopped) return;
    const here = new Set(this.letters.map((letter) => letter.cid));
    this.letters = [...kept.filter((letter) => letter.owner === this.owner && !here.has(letter.cid)), ...this.letters].sort((a, b) => a.order - b.order);
    this.changed();
    this.flush();
  }

  stop(): void {
    this.stopped = true;
    for (const { timer } of this.underWay.values()) clearTimeout(timer);
    this.underWay.clear();
  }

  watch = (listener: () => void): (() => void) => {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  };

  all = (): Letter[] => this.letters;

  add(letter: Pick<Letter, "room" | "shown" | "note" | "draft">): Letter {
    this.last = Math.max(Date.now(), this.last + 1);
    const whole: Letter = { ...letter, cid: crypto.randomUUID(), owner: this.owner, at: new Date().toISOString(), order: this.last, state: "waiting" };
    this.letters = [...this.letters, whole];
    void this.store.put(whole).catch(() => {});
    this.changed();
    this.flush(letter.room);
    return whole;
  }

  retry(cid: string): void {
    this.replace(cid, { state: "waiting", problem: undefined });
    this.flush();
  }

  drop(cid: string): void {
    this.letters = this.letters.filter((letter) => letter.cid !== cid);
    void this.store.remove(cid).catch(() => {});
    this.release(cid);
    this.changed();
    this.flush();
  }

  /** Sends what can be sent now: one letter a room at a time, so that they arrive in the order they were written. */
  flush(only?: string): void {
    if (this.stopped) return;
    const rooms = new Set(only ? [only] : this.letters.map((letter) => letter.room));
    for (const room of rooms) {
      if (this.underWay.has(room)) continue;
      const next = this.letters.find((letter) => letter.room === room && letter.state === "waiting");
      if (next) this.sendOne(next);
    }
  }

  /** The connection broke: what was under way is sent again when it is back. */
  interrupt(): void {
    for (const { timer } of this.underWay.values()) clearTimeout(timer);
    this.underWay.clear();
  }

  answer(answer: Answer): void {
    const cid = answer.t === "ack" ? answer.cid : answer.re;
    const letter = this.letters.find((other) => other.cid === cid);
    if (!letter) return;
    if (answer.t === "ack") this.done(letter, answer.id, answer.seq);
    else this.refused(letter, answer.status, answer.detail || answer.type);
  }

  private sendOne(letter: Letter): void {
    if (this.post.socketReady(letter.room)) {
      this.hold(letter, patience);
      if (!this.post.bySocket(letter)) this.release(letter.cid);
    } else if (this.post.byRest) {
      this.hold(letter, 60_000);
      this.post.byRest(letter).then(
        ({ id, seq }) => this.done(letter, id, seq),
        (error: unknown) => this.refused(letter, error instanceof ApiError ? error.status : 500, error instanceof ApiError ? (error.problem.detail ?? error.kind) : ""),
      );
    }
  }

  private hold(letter: Letter, ms: number): void {
    const timer = setTimeout(() => {
      this.release(letter.cid);
      this.flush(letter.room);
    }, ms);
    this.underWay.set(letter.room, { cid: letter.cid, timer });
  }

  private release(cid: string): void {
    for (const [room, held] of this.underWay) {
      if (held.cid !== cid) continue;
      clearTimeout(held.timer);
      this.underWay.delete(room);
    }
  }

  private done(letter: Letter, id: string, seq: number): void {
    if (!this.letters.some((other) => other.cid === letter.cid)) return;
    this.letters = this.letters.filter((other) => other.cid !== letter.cid);
    void this.store.remove(letter.cid).catch(() => {});
    this.release(letter.cid);
    this.failures.delete(letter.room);
    this.delivered({ letter, id, seq });
    this.changed();
    this.flush(letter.room);
  }

  private refused(letter: Letter, status: number, problem: string): void {
    if (passes(status)) {
      const times = this.failures.get(letter.room) ?? 0;
      this.failures.set(letter.room, times + 1);
      this.release(letter.cid);
      this.hold(letter, pauses[Math.min(times, pauses.length - 1)]!);
      return;
    }
    this.release(letter.cid);
    this.replace(letter.cid, { state: "failed", problem });
    this.flush(letter.room);
  }

  private replace(cid: string, change: Partial<Letter>): void {
    this.letters = this.letters.map((letter) => (letter.cid === cid ? { ...letter, ...change } : letter));
    const now = this.letters.find((letter) => letter.cid === cid);
    if (now) void this.store.put(now).catch(() => {});
    this.changed();
  }

  private changed(): void {
    for (const watcher of this.watchers) watcher();
  }
}

const table = "outbox";

function ask<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const open = indexedDB.open("hansa-outbox", 1);
    open.addEventListener("upgradeneeded", () => open.result.createObjectStore(table, { keyPath: "cid" }));
    open.addEventListener("error", () => reject(open.error ?? new Error("no store")));
    open.addEventListener("success", () => {
      const base = open.result;
      const dealing = base.transaction(table, mode);
      const request = work(dealing.objectStore(table));
      // Only a transaction that is complete has been kept.
      dealing.addEventListener("complete", () => {
        base.close();
        resolve(request.result);
      });
      dealing.addEventListener("abort", () => {
        base.close();
        reject(dealing.error ?? new Error("no store"));
      });
    });
  });
}

export const browserStore: Store = {
  all: () => ask("readonly", (store) => store.getAll() as IDBRequest<Letter[]>),
  put: async (letter) => void (await ask("readwrite", (store) => store.put(letter))),
  remove: async (cid) => void (await ask("readwrite", (store) => store.delete(cid))),
};
