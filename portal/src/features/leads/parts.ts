// The arithmetic of a windowed list in parts (columns of the board, groups of the table): counts, sums, places. Pure.
import type { Line, Sum } from "./api";
import type { Grouping, Sort } from "./view";

export interface Part {
  key: string;
  /** Of the company or person whose group it is. */
  name: string | null;
  count: number;
  sums: Sum[];
  /** One place for each lead; undefined until it has been fetched. */
  ids: readonly (string | undefined)[];
}

export const emptyPart = (key: string, name: string | null = null): Part => ({ key, name, count: 0, sums: [], ids: [] });

/** The same part with the true count: places are added or cut off at the end. */
export function counted(part: Part, count: number, sums: Sum[]): Part {
  if (part.ids.length === count) return { ...part, count, sums };
  const ids = part.ids.slice(0, count);
  // Holes: most of a long list is never looked at.
  ids.length = count;
  return { ...part, count, sums, ids };
}

/** Fills in what was fetched for the places from `at`; a lead has one place only, the newer one. */
export function filled(part: Part, at: number, fetched: readonly string[]): Part {
  const known = new Set(fetched);
  const ids = part.ids.map((id) => (id !== undefined && known.has(id) ? undefined : id));
  fetched.forEach((id, i) => {
    if (at + i < ids.length) ids[at + i] = id;
  });
  return { ...part, ids };
}

export function keyOf(line: Line, by: Grouping | ""): string {
  if (by === "") return "";
  return (by === "owner" ? line.company_id : line[by]) ?? "";
}

function addTo(sums: Sum[], line: Line, sign: 1 | -1): Sum[] {
  if (line.value_minor === null || line.value_minor === undefined || !line.currency) return sums;
  const found = sums.find((sum) => sum.currency === line.currency);
  if (!found) return sign === 1 ? [...sums, { currency: line.currency, minor: line.value_minor }] : sums;
  return sums.map((sum) => (sum === found ? { ...sum, minor: sum.minor + sign * line.value_minor! } : sum));
}

/** Takes the lead out of its place; -1 when it had none that was known. */
export function taken(part: Part, line: Line): [Part, number] {
  const at = part.ids.indexOf(line.id);
  const ids = at >= 0 ? part.ids.toSpliced(at, 1) : part.ids.slice(0, Math.max(0, part.count - 1));
  return [{ ...part, count: Math.max(0, part.count - 1), sums: addTo(part.sums, line, -1), ids }, at];
}

export function put(part: Part, line: Line, at: number): Part {
  return { ...part, count: part.count + 1, sums: addTo(part.sums, line, 1), ids: part.ids.toSpliced(Math.min(at, part.ids.length), 0, line.id) };
}

/** The same place with other values: the sums follow. */
export function changed(part: Part, before: Line, after: Line): Part {
  return { ...part, sums: addTo(addTo(part.sums, before, -1), after, 1) };
}

const sortValue = (line: Line, sort: Sort): string | number | null => {
  switch (sort) {
    case "updated": return line.updated_at;
    case "created": return line.created_at;
    case "value": return line.value_minor;
    case "close": return line.expected_close;
    case "title": return (line.title ?? line.product_interest ?? line.industry ?? line.number).toLowerCase();
    case "company": return line.company_name?.toLowerCase() ?? null;
    case "owner": return line.owner_name?.toLowerCase() ?? null;
    case "assigned_to": return line.assigned_to_name?.toLowerCase() ?? null;
    default: return line[sort];
  }
};

/** Where a lead belongs among those fetched; null when that lies between places not fetched yet. */
export function placeFor(line: Line, part: Part, rows: ReadonlyMap<string, Line>, sort: Sort, dir: "asc" | "desc"): number | null {
  if (sort === "updated" && dir === "desc") return 0;
  const mine = sortValue(line, sort);
  let hole = false;
  for (let i = 0; i < part.ids.length; i++) {
    const other = part.ids[i] === undefined ? undefined : rows.get(part.ids[i]!);
    if (!other) {
      hole = true;
      continue;
    }
    const theirs = sortValue(other, sort);
    // What is empty comes last either way.
    const before = mine === null ? false : theirs === null ? true : dir === "asc" ? mine < theirs : mine > theirs;
    if (before) return hole ? null : i;
    hole = false;
  }
  return hole ? null : part.ids.length;
}

/** The sums of all parts together, the largest first. */
export function totals(parts: Iterable<Part>): Sum[] {
  let all = new Map<string, number>();
  for (const part of parts) for (const { currency, minor } of part.sums) all.set(currency, (all.get(currency) ?? 0) + minor);
  return [...all].map(([currency, minor]) => ({ currency, minor })).filter((sum) => sum.minor !== 0).sort((a, b) => b.minor - a.minor);
}
