// Keeps the query cache over a reload, opens with it when the server cannot be reached, and forgets it with the session.
import { onlineManager, type Query, type QueryClient } from "@tanstack/react-query";
import { ApiError } from "../api/client";
import { me } from "../api/queries";
import type { Me } from "../api/types";
import { choose, load, save, wipe, type Kept } from "./store";

const rest = 2000;
const again = 15_000;

/** Set while the portal shows what it last had: when that was. */
let since: number | null = null;
const watchers = new Set<() => void>();

export const offlineSince = (): number | null => since;
export function watchOffline(listener: () => void): () => void {
  watchers.add(listener);
  return () => watchers.delete(listener);
}
function tell(value: number | null): void {
  if (value === since) return;
  since = value;
  for (const watcher of watchers) watcher();
}

const whose = (session: Me) => `${session.person.id}:${session.company.id}`;
const unreachable = (error: unknown) => error instanceof ApiError && error.status === 0;
const isMe = (query: Query) => query.queryKey[0] === me.queryKey[0];

export function keep(client: QueryClient): void {
  const cache = client.getQueryCache();
  let owner: string | null = null;
  let lastAt = Date.now();
  let timer: ReturnType<typeof setTimeout> | undefined;
  // Writes and wipes one after the other: a write that was under way must not bring back what was wiped.
  let line: Promise<unknown> = Promise.resolve();
  const queue = (work: () => Promise<unknown>) => (line = line.then(work).catch(() => {}));

  const write = () => {
    timer = undefined;
    const session = client.getQueryData<Me>(me.queryKey);
    if (!session || since !== null || session.role === "guest" || whose(session) !== owner) return;
    const entries = cache
      .getAll()
      .filter((query) => query.state.status === "success" && query.state.data !== undefined)
      .map((query) => ({ key: query.queryKey, data: query.state.data, at: query.state.dataUpdatedAt }));
    const kept: Kept = { whose: owner, at: lastAt, entries: choose(entries) };
    queue(async () => (owner === kept.whose ? save(kept) : undefined));
  };

  const forget = () => {
    owner = null;
    clearTimeout(timer);
    timer = undefined;
    queue(wipe);
  };

  const fill = (kept: Kept) => {
    for (const { key, data, at } of kept.entries) {
      if (client.getQueryData(key) !== undefined) continue;
      client.setQueryData(key, data, { updatedAt: at });
      // What has happened since it was kept is not in it, however long its kind of answer is good for.
      void client.invalidateQueries({ queryKey: key, exact: true }, { cancelRefetch: false });
    }
  };

  /** The server cannot be reached: go on with what is there. */
  const goOffline = async () => {
    if (since !== null) return;
    const kept = await load().catch(() => undefined);
    const open = client.getQueryData(me.queryKey) !== undefined;
    if (!open && !kept) return;
    // First: what is filled in is to be fetched anew, which would fail at once and take its place.
    onlineManager.setOnline(false);
    if (!open && kept) {
      owner = kept.whose;
      fill(kept);
    }
    tell(kept?.at ?? lastAt);
    const knock = setInterval(() => void comeBack(knock), again);
    window.addEventListener("online", () => void comeBack(knock), { once: true });
  };

  const comeBack = async (knock: ReturnType<typeof setInterval>) => {
    try {
      const answer = await fetch("/healthz", { cache: "no-store" });
      if (!answer.ok) return;
    } catch {
      return;
    }
    clearInterval(knock);
    if (since === null) return;
    tell(null);
    onlineManager.setOnline(true);
    void client.invalidateQueries();
  };

  const begin = (session: Me) => {
    const now = whose(session);
    if (owner === now) return;
    owner = now;
    // What was kept comes under what is fetched: shown at once, replaced when the answer is there.
    void load().then(
      (kept) => (kept?.whose === now && owner === now ? fill(kept) : kept && queue(wipe)),
      () => {},
    );
  };

  // The first question may be answered by now.
  const first = client.getQueryState<Me>(me.queryKey);
  if (first?.data) begin(first.data);
  else if (unreachable(first?.error)) void goOffline();

  cache.subscribe((event) => {
    const { query } = event;
    if (event.type === "removed" && isMe(query)) return forget();
    if (event.type !== "updated") return;
    const { action } = event;
    if (isMe(query) && action.type === "error") {
      if (unreachable(query.state.error)) void goOffline();
      else forget();
      return;
    }
    if (action.type === "error" && unreachable(query.state.error) && owner !== null) void fetch("/healthz", { cache: "no-store" }).catch(goOffline);
    if (action.type !== "success") return;
    if (isMe(query) && since === null) begin(query.state.data as Me);
    if (since === null) lastAt = Date.now();
    timer ??= setTimeout(write, rest);
  });

  window.addEventListener("offline", () => void goOffline());
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState === "hidden" && timer !== undefined) {
      clearTimeout(timer);
      write();
    }
  });
  if (!navigator.onLine) void goOffline();
}

export function registerWorker(): void {
  if (!import.meta.env.PROD || !("serviceWorker" in navigator)) return;
  const worker = navigator.serviceWorker;
  // What this page loaded before the worker was there is kept, too, out of the browser's own cache.
  const passAgain = () => {
    const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
    worker.controller?.postMessage({ keep: loaded.filter((name) => new URL(name).pathname.startsWith("/assets/")) });
  };
  if (!worker.controller) worker.addEventListener("controllerchange", passAgain, { once: true });
  void worker.register("/sw.js", { updateViaCache: "none" }).catch(() => {});
}
