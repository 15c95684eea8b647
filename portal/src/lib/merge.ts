// Three-way merge of a record's fields, for an edit that met a newer version (412).

export type Fields = Record<string, string | null>;

export interface Conflict {
  field: string;
  base: string | null;
  mine: string | null;
  theirs: string | null;
}

export interface Merge {
  /** My changes that nobody else touched, and those where both wrote the same: send as they are. */
  mine: Fields;
  /** Fields that only the other side changed: taken over without asking. */
  theirs: Fields;
  /** Both changed, differently: a person decides. */
  conflicts: Conflict[];
}

const same = (a: string | null | undefined, b: string | null | undefined) => (a ?? "") === (b ?? "");

/** The fields whose value differs from the base. */
export function changed(base: Fields, now: Fields): Fields {
  return Object.fromEntries(Object.entries(now).filter(([key, value]) => !same(base[key], value)));
}

export function merge(base: Fields, mine: Fields, theirs: Fields): Merge {
  const result: Merge = { mine: {}, theirs: {}, conflicts: [] };
  for (const field of new Set([...Object.keys(base), ...Object.keys(mine), ...Object.keys(theirs)])) {
    const [b, m, t] = [base[field] ?? null, mine[field] ?? null, theirs[field] ?? null];
    const iChanged = field in mine && !same(b, m);
    const theyChanged = field in theirs && !same(b, t);
    if (iChanged && theyChanged && !same(m, t)) result.conflicts.push({ field, base: b, mine: m, theirs: t });
    else if (iChanged && !theyChanged) result.mine[field] = m;
    else if (theyChanged) result.theirs[field] = t;
  }
  return result;
}
