// Which leads are chosen, as a pure function of what the hand does: one, one more, from here to there, all, none.

export interface Selection {
  ids: ReadonlySet<string>;
  /** Where a range begins. */
  anchor: string | null;
}

export const nothing: Selection = { ids: new Set(), anchor: null };

export function toggle({ ids }: Selection, id: string): Selection {
  const next = new Set(ids);
  if (!next.delete(id)) next.add(id);
  return { ids: next, anchor: id };
}

/** From the anchor to `id` in the order shown; what was chosen before stays. Without an anchor there, only `id` is added. */
export function extend({ ids, anchor }: Selection, id: string, order: readonly (string | undefined)[]): Selection {
  const to = order.indexOf(id);
  const from = anchor === null ? -1 : order.indexOf(anchor);
  const next = new Set(ids);
  if (from < 0 || to < 0) next.add(id);
  else for (const each of order.slice(Math.min(from, to), Math.max(from, to) + 1)) if (each !== undefined) next.add(each);
  return { ids: next, anchor: from < 0 ? id : anchor };
}

export function choose(ids: Iterable<string>): Selection {
  return { ids: new Set(ids), anchor: null };
}

/** Without those that are gone. */
export function without({ ids, anchor }: Selection, gone: Iterable<string>): Selection {
  const next = new Set(ids);
  for (const id of gone) next.delete(id);
  return { ids: next, anchor: anchor !== null && next.has(anchor) ? anchor : null };
}

/** What a move takes along: the whole choice when the lead is part of it, else the lead alone. */
export function taken({ ids }: Selection, id: string): string[] {
  return ids.has(id) ? [...ids] : [id];
}
