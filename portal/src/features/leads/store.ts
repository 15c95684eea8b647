// The leads a list shows: counts and sums of its parts from the start, the leads themselves where somebody looks.
// What changes elsewhere comes in by the events of the company's stream; only the leads they name are asked for again.
import { ApiError } from "../../api/client";
import { countLeads, findLeads, groupLeads, type Line, type Query } from "./api";
import { changed, counted, emptyPart, filled, keyOf, placeFor, put, taken, totals, type Part } from "./parts";
import { stages } from "./stages";
import { asQuery, narrowed, type Filter, type Grouping, type Sort } from "./view";

export interface Scope {
  filter: Filter;
  sort: Sort;
  dir: "asc" | "desc";
  by: Grouping | "";
  me: string;
  /** The board shows every stage, also those without a lead. */
  allStages: boolean;
}

const block = 24;
const idsMost = 50;
const eventsRest = 120;
const countsRest = 900;
/** More changes than this at once: the parts in sight are read anew. */
const manyChanges = 150;
const flashTime = 1600;
/** Answers that come within this time of each other are shown together. */
const together = 50;
/** Of each part so many leads are kept for when there is no connection; of all parts together, so many. */
const keptOfPart = 100;
const keptMost = 250;

/** What a list showed, as it is kept. */
export interface KeptLeads {
  parts: Part[];
  rows: Line[];
}

export class LeadStore {
  readonly rows = new Map<string, Line>();
  parts: readonly Part[] = [];
  phase: "loading" | "ready" | "failed" = "loading";
  error: unknown = null;
  /** Leads that somebody else has just changed. */
  readonly flashes = new Set<string>();
  /** Leads whose change of mine is still on its way. */
  readonly pending = new Set<string>();

  /** Shows what was kept, for the server could not be reached. */
  private old = false;
  private version = 0;
  private readonly listeners = new Set<() => void>();
  private readonly cursors = new Map<string, string>();
  private readonly asked = new Map<string, Set<number>>();
  private readonly seen = new Map<string, [number, number]>();
  private readonly stale = new Set<string>();
  private readonly abort = new AbortController();
  private eventTimer: ReturnType<typeof setTimeout> | undefined;
  private countTimer: ReturnType<typeof setTimeout> | undefined;
  private tellTimer: ReturnType<typeof setTimeout> | undefined;
  private underWay = 0;
  private readonly query: Query;

  constructor(
    readonly scope: Scope,
    private readonly kept?: () => KeptLeads | undefined,
  ) {
    this.query = asQuery(scope.filter, scope.me);
    // The board's columns stand before anything has come.
    if (scope.allStages) this.parts = stages.filter((stage) => !scope.filter.stage || scope.filter.stage.includes(stage)).map((stage) => emptyPart(stage));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  snapshot = (): number => this.version;

  stop(): void {
    this.abort.abort();
    clearTimeout(this.eventTimer);
    clearTimeout(this.countTimer);
    clearTimeout(this.tellTimer);
  }

  part(key: string): Part | undefined {
    return this.parts.find((part) => part.key === key);
  }

  get count(): number {
    return this.parts.reduce((sum, part) => sum + part.count, 0);
  }

  sums() {
    return totals(this.parts);
  }

  async load(): Promise<void> {
    try {
      await this.recount();
      this.phase = "ready";
    } catch (error) {
      if (this.abort.signal.aborted) return;
      const kept = error instanceof ApiError && error.status === 0 ? this.kept?.() : undefined;
      if (kept) this.unpack(kept);
      else this.phase = "failed";
      this.error = error;
    }
    this.tell();
  }

  /** The beginning of each part with the leads in it, to be kept; nothing until something has come. */
  pack(): KeptLeads | null {
    if (this.phase === "loading" || this.old) return null;
    const rows: Line[] = [];
    const parts = this.parts.map((part) => {
      const lines = part.ids.slice(0, keptOfPart).map((id) => (id === undefined ? undefined : this.rows.get(id)));
      const gap = lines.indexOf(undefined);
      const whole = (gap < 0 ? lines : lines.slice(0, gap)).slice(0, keptMost - rows.length) as Line[];
      rows.push(...whole);
      return { ...part, ids: whole.map((line) => line.id) };
    });
    return { parts, rows };
  }

  private unpack({ parts, rows }: KeptLeads): void {
    for (const line of rows) this.rows.set(line.id, line);
    // Only what was kept can be shown.
    this.parts = parts.map((part) => ({ ...part, count: part.ids.length }));
    this.old = true;
    this.phase = "ready";
  }

  retry = (): void => {
    this.phase = "loading";
    this.tell();
    void this.load();
  };

  private async recount(): Promise<void> {
    const { by } = this.scope;
    const groups =
      by === "" || by === "stage"
        ? (await countLeads(this.query)).map((item) => ({ key: item.stage as string | null, name: null as string | null, count: item.count, sums: item.sums ?? [] }))
        : (await groupLeads({ ...this.query, by })).map((item) => ({ key: item.key, name: item.name, count: item.count, sums: item.sums }));
    if (this.abort.signal.aborted) return;
    if (by === "") {
      const all = groups.map((group) => ({ ...emptyPart("all"), sums: group.sums }));
      this.parts = [counted(this.part("") ?? emptyPart(""), groups.reduce((sum, group) => sum + group.count, 0), totals(all))];
      return;
    }
    const made = new Map(groups.map((group) => [group.key ?? "", group]));
    const keys = this.scope.allStages ? this.parts.map((part) => part.key) : by === "stage" ? stages.filter((stage) => made.has(stage)) : [...made.keys()];
    this.parts = keys.map((key) => {
      const group = made.get(key);
      const before = this.part(key) ?? emptyPart(key, group?.name ?? null);
      const same = before.count === (group?.count ?? 0) && JSON.stringify(before.sums) === JSON.stringify(group?.sums ?? []);
      return same ? before : counted(before, group?.count ?? 0, group?.sums ?? []);
    });
  }

  /** Somebody looks at these places of a part: what is missing there is fetched. */
  need(key: string, from: number, to: number): void {
    this.seen.set(key, [from, to]);
    const part = this.part(key);
    if (!part || this.phase === "failed") return;
    const on = this.asked.get(key) ?? new Set<number>();
    this.asked.set(key, on);
    const last = Math.min(to, part.ids.length - 1);
    for (let start = from; start <= last; ) {
      if (part.ids[start] !== undefined || on.has(Math.floor(start / block))) {
        start++;
        continue;
      }
      const slot = Math.floor(start / block);
      on.add(slot);
      void this.fetch(part, slot).finally(() => on.delete(slot));
      start = (slot + 1) * block;
    }
  }

  private async fetch(part: Part, slot: number): Promise<void> {
    const { by, filter, sort, dir, me } = this.scope;
    const at = slot * block;
    // From the nearest lead before it whose cursor is known, the rest of the way by number.
    let from = at - 1;
    while (from >= 0 && !(part.ids[from] !== undefined && this.cursors.has(part.ids[from]!))) from--;
    const after = from >= 0 ? this.cursors.get(part.ids[from]!) : undefined;
    const within = by === "" ? filter : narrowed(filter, by, part.key === "" ? null : part.key);
    this.underWay++;
    try {
      const page = await findLeads({ ...asQuery(within, me), sort, dir, after, skip: at - 1 - from, limit: block }, this.abort.signal);
      const now = this.part(part.key);
      if (!now) return;
      for (const line of page.items) this.rows.set(line.id, this.pending.has(line.id) ? (this.rows.get(line.id) ?? line) : line);
      const last = page.items.at(-1);
      if (last && page.next) this.cursors.set(last.id, page.next);
      const shown = page.items.filter((line) => !this.pending.has(line.id)).map((line) => line.id);
      // Fewer than counted: the rest has gone meanwhile.
      const short = page.items.length < block && at + page.items.length < now.count && page.next === null;
      this.replace(filled(short ? counted(now, at + page.items.length, now.sums) : now, at, shown));
    } catch (error) {
      if (this.abort.signal.aborted) return;
      if (error instanceof ApiError && error.status === 422) this.cursors.clear();
      this.phase = "failed";
      this.error = error;
    } finally {
      this.underWay--;
    }
    if (this.underWay === 0) this.tell();
    else this.tellTimer ??= setTimeout(() => this.tell(), together);
  }

  private replace(part: Part): void {
    this.parts = this.parts.map((old) => (old.key === part.key ? part : old));
  }

  /** A part is another object when anything in it has changed: whoever shows it looks no further. */
  private touched(line: Line): void {
    const part = this.part(keyOf(line, this.scope.by));
    if (part) this.replace({ ...part });
  }

  private tell(): void {
    clearTimeout(this.tellTimer);
    this.tellTimer = undefined;
    this.version++;
    for (const listener of this.listeners) listener();
  }

  /** Puts a lead with new values where it now belongs. Gives what undoes it. */
  set(line: Line, { top = false } = {}): () => void {
    const before = this.rows.get(line.id);
    const parts = this.parts;
    this.place(before, line, top);
    this.tell();
    return () => {
      if (before) this.rows.set(before.id, before);
      else this.rows.delete(line.id);
      // Others may have moved meanwhile; if so, the places come with the next count.
      if (before) this.place(line, before, true);
      else this.parts = parts;
      this.tell();
    };
  }

  private place(before: Line | undefined, after: Line, top: boolean): void {
    const { by, sort, dir } = this.scope;
    const from = before && this.part(keyOf(before, by));
    let to = this.part(keyOf(after, by));
    this.rows.set(after.id, after);
    if (from && to && from.key === to.key && from.ids.includes(after.id)) {
      this.replace(changed(from, before, after));
      return;
    }
    if (from && from.ids.includes(before.id)) {
      this.replace(taken(from, before)[0]);
      to = this.part(keyOf(after, by));
    }
    if (!to) return;
    const at = top ? 0 : placeFor(after, to, this.rows, sort, dir);
    if (at !== null) this.replace(put(to, after, at));
  }

  private drop(line: Line): void {
    const part = this.part(keyOf(line, this.scope.by));
    if (part) this.replace(taken(part, line)[0]);
    this.rows.delete(line.id);
  }

  /** An event of the company's stream says that this lead changed; what it now is will be asked together with others. */
  touch(id: string): void {
    this.stale.add(id);
    this.eventTimer ??= setTimeout(() => {
      this.eventTimer = undefined;
      void this.refresh();
    }, eventsRest);
  }

  private async refresh(): Promise<void> {
    const ids = [...this.stale].filter((id) => !this.pending.has(id));
    this.stale.clear();
    if (ids.length === 0) return;
    if (ids.length > manyChanges) return this.reload();
    try {
      for (let at = 0; at < ids.length; at += idsMost) {
        const wanted = ids.slice(at, at + idsMost);
        const page = await findLeads({ ...this.query, ids: wanted, limit: idsMost }, this.abort.signal);
        const now = new Map(page.items.map((line) => [line.id, line]));
        for (const id of wanted) this.arrived(this.rows.get(id), now.get(id));
      }
    } catch (error) {
      // Not in sight any more, or the line is cut: after that comes a reload anyway.
      if (!(error instanceof ApiError)) return;
    }
    this.tell();
    this.countSoon();
  }

  private arrived(before: Line | undefined, now: Line | undefined): void {
    if (before && this.pending.has(before.id)) return;
    if (!now) {
      if (before) this.drop(before);
      return;
    }
    if (before && sameLine(before, now)) {
      // Only the version may differ, and when it was.
      this.rows.set(now.id, now);
      this.touched(now);
      return;
    }
    this.place(before, now, false);
    this.flashes.add(now.id);
    setTimeout(() => {
      this.flashes.delete(now.id);
      this.touched(now);
      this.tell();
    }, flashTime);
  }

  private countSoon(): void {
    this.countTimer ??= setTimeout(() => {
      this.countTimer = undefined;
      if (this.pending.size > 0) return this.countSoon();
      this.recount().then(() => this.tell(), () => undefined);
    }, countsRest);
  }

  /** Reads counts and the places in sight anew; the rest is forgotten. */
  async reload(): Promise<void> {
    this.cursors.clear();
    try {
      await this.recount();
    } catch {
      return;
    }
    this.phase = "ready";
    this.old = false;
    for (const [key, [from, to]] of this.seen) {
      const part = this.part(key);
      if (!part) continue;
      this.replace({ ...part, ids: part.ids.map((id, i) => (i >= from && i <= to ? id : undefined)) });
      for (let slot = Math.floor(from / block); slot <= Math.floor(Math.min(to, part.count - 1) / block); slot++) void this.fetch(this.part(key)!, slot);
    }
    this.tell();
  }

  mark(ids: Iterable<string>, on: boolean): void {
    for (const id of ids) {
      if (on) this.pending.add(id);
      else this.pending.delete(id);
    }
  }

  /** After changes of one's own: what the server made of them, and the true counts. */
  settle(ids: Iterable<string>): void {
    for (const id of ids) this.touch(id);
  }
}

function sameLine(a: Line, b: Line): boolean {
  return (Object.keys(b) as (keyof Line)[]).every((key) => a[key] === b[key] || key === "version" || key === "updated_at");
}
