// What the portal last had, kept in the browser for one person in one company: a bounded copy of the query cache.

export interface Entry {
  key: readonly unknown[];
  data: unknown;
  at: number;
}

export interface Kept {
  /** person:company */
  whose: string;
  at: number;
  entries: Entry[];
}

export const limits = { entries: 200, each: 300_000, all: 4_000_000 };

/** Not worth keeping, or too much another's: searches, charts, raw documents, secrets shown once. */
const left = new Set(["search", "charts", "api-keys", "audit", "imports", "invitations", "notification-settings"]);

export function worthKeeping(key: readonly unknown[]): boolean {
  return typeof key[0] === "string" && !left.has(key[0]) && !(key[0] === "record" && key[2] === "raw") && key[1] !== "feeds";
}

/** The newest first, as many as fit. The session itself always comes along. */
export function choose(entries: Entry[], within = limits): Entry[] {
  const chosen: Entry[] = [];
  let size = 0;
  const first = (entry: Entry) => (entry.key[0] === "me" ? 1 : 0);
  for (const entry of [...entries].sort((a, b) => first(b) - first(a) || b.at - a.at)) {
    if (chosen.length >= within.entries || !worthKeeping(entry.key)) continue;
    const length = JSON.stringify(entry.data)?.length ?? 0;
    if (length === 0 || length > within.each || size + length > within.all) continue;
    size += length;
    chosen.push(entry);
  }
  return chosen;
}

const name = "hansa-kept";
const table = "kept";

function open(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name, 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore(table));
    request.addEventListener("success", () => resolve(request.result));
    request.addEventListener("error", () => reject(request.error ?? new Error("indexedDB")));
  });
}

async function within<T>(mode: IDBTransactionMode, work: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const db = await open();
  try {
    return await new Promise<T>((resolve, reject) => {
      const transaction = db.transaction(table, mode);
      const request = work(transaction.objectStore(table));
      transaction.addEventListener("complete", () => resolve(request.result));
      for (const over of ["error", "abort"]) transaction.addEventListener(over, () => reject(transaction.error ?? new Error("indexedDB")));
    });
  } finally {
    db.close();
  }
}

// There is one place, so that what belonged to somebody before is gone when the next one is written.
export const save = (kept: Kept) => within("readwrite", (store) => store.put(kept, "last"));
export const load = () => within<Kept | undefined>("readonly", (store) => store.get("last"));
export const wipe = () => within("readwrite", (store) => store.clear());
