// Gives the app its one live socket, turns the company feed into invalidated queries, and offers a hook per record.
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { createContext, use, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { COMPANY, type Effect } from "./reducer";
import { LiveSocket, type Connection } from "./socket";

const Live = createContext<LiveSocket | null>(null);

/** Which lists an event about a record of that kind makes stale. */
const lists: Record<string, string[]> = {
  lead: ["leads", "home"],
  order: ["orders", "documents", "home"],
  document: ["documents", "orders", "home"],
  partnership: ["partnerships", "home"],
  account: ["accounts"],
  contact: ["contacts"],
  product: ["products"],
  room: ["rooms"],
  task: ["tasks", "calendar"],
  import: ["imports"],
};

const quietTime = 150;
const longestWait = 1000;

/** Collects query keys and invalidates them together, so that a burst of events costs one refetch. */
function makeInvalidator(client: QueryClient) {
  const waiting = new Map<string, readonly unknown[]>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let since = 0;
  const flush = () => {
    timer = undefined;
    const keys = [...waiting.values()];
    waiting.clear();
    for (const queryKey of keys) void client.invalidateQueries({ queryKey });
  };
  return {
    add(...keys: (readonly unknown[])[]) {
      if (waiting.size === 0) since = Date.now();
      for (const key of keys) waiting.set(JSON.stringify(key), key);
      clearTimeout(timer);
      timer = setTimeout(flush, Math.max(0, Math.min(quietTime, since + longestWait - Date.now())));
    },
    stop: () => clearTimeout(timer),
  };
}

function staleKeys(effect: Effect): (readonly unknown[])[] {
  if (effect.do === "refetch") return [...new Set(Object.values(lists).flat()), "notifications", "me"].map((root) => [root]);
  if (effect.do !== "apply") return [];
  const { k, kind, id, seq } = effect.event;
  if (k === "notification.new") return [["notifications"], ["me"]];
  // How far a person has read changes numbers, not rooms: whoever shows the rooms counts it.
  if (k === "read") return [];
  const roots = (lists[kind ?? k.split(".")[0] ?? ""] ?? []).map((root) => [root]);
  // What only this company may see has no number and comes by no record stream.
  return id && (seq === undefined || seq === null) && k !== "grant.revoked" ? [...roots, ["record", id]] : roots;
}

export function LiveProvider({ onSessionOver, children }: { onSessionOver: () => void; children: ReactNode }) {
  const client = useQueryClient();
  const socket = useMemo(() => {
    const url = `${location.protocol === "https:" ? "wss" : "ws"}://${location.host}/live`;
    return new LiveSocket(url, onSessionOver);
  }, [onSessionOver]);

  useEffect(() => {
    const stale = makeInvalidator(client);
    socket.start();
    const leave = socket.subscribe(COMPANY, (effect) => stale.add(...staleKeys(effect)));
    return () => {
      leave();
      stale.stop();
      socket.stop();
    };
  }, [client, socket]);

  return <Live value={socket}>{children}</Live>;
}

/** The connection itself; null outside of a session. */
export function useLive(): LiveSocket | null {
  return use(Live);
}

const never = () => () => {};
const closed = (): Connection => "closed";

export function useConnection(): Connection {
  const socket = use(Live);
  return useSyncExternalStore(socket?.watch ?? never, socket?.status ?? closed);
}

/**
 * Keeps an open record fresh. Answers with the reason once the stream is over ("unshared" or "not_found"): what was
 * fetched of the record is then already out of the cache.
 */
export function useRecordStream(id: string): string | null {
  const socket = use(Live);
  const client = useQueryClient();
  const [over, setOver] = useState<{ id: string; why: string } | null>(null);

  useEffect(() => {
    if (!socket) return;
    const stale = makeInvalidator(client);
    const leave = socket.subscribe(id, (effect) => {
      if (effect.do === "gone") {
        stale.stop();
        void client.cancelQueries({ queryKey: ["record", id] });
        setOver({ id, why: effect.why });
        client.removeQueries({ queryKey: ["record", id] });
      } else {
        stale.add(["record", id]);
      }
    });
    return () => {
      leave();
      stale.stop();
    };
  }, [socket, client, id]);

  return over?.id === id ? over.why : null;
}
