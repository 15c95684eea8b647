// What a list of leads shows, as the URL says it: view, filter, order, grouping, columns. Read and written without loss.

export const sorts = ["updated", "created", "value", "close", "title", "company", "owner", "assigned_to", "country", "industry", "source", "stage", "number"] as const;
export type Sort = (typeof sorts)[number];
export const groupings = ["stage", "owner", "assigned_to", "country", "industry", "source"] as const;
export type Grouping = (typeof groupings)[number];
/** The fields of the filter that take several values. */
export const lists = ["stage", "owner", "assigned_to", "country", "industry", "source"] as const;
export type ListField = (typeof lists)[number];
/** Those with a first and a last value. */
export const ranges = ["value", "close", "created", "updated"] as const;
export type RangeField = (typeof ranges)[number];

export interface Filter extends Partial<Record<ListField, string[]>>, Partial<Record<RangeField, [string, string]>> {
  q?: string;
  shared?: "own" | "received";
  currency?: string;
  /** A company that they are shared with, or that shares them. */
  with?: string;
}

export interface Shown {
  id: string;
  width?: number;
}

export interface View {
  view: "table" | "board";
  filter: Filter;
  sort: Sort;
  dir: "asc" | "desc";
  by: Grouping | "";
  /** null: as the table comes. */
  columns: Shown[] | null;
  /** Groups that are closed. */
  folded: string[];
}

/** In the place of a person's id: whoever looks, and nobody. */
export const ME = "me";
export const NOBODY = "none";
const nobodyId = "00000000-0000-0000-0000-000000000000";

const one = <T extends string>(value: string | null, known: readonly T[]): T | undefined => known.find((name) => name === value);

export function parseView(query: string | URLSearchParams): View {
  const params = new URLSearchParams(query);
  const filter: Filter = {};
  for (const name of lists) {
    const values = [...new Set(params.getAll(name).filter(Boolean))];
    if (values.length > 0) filter[name] = values;
  }
  for (const name of ranges) {
    const [from = "", to = ""] = (params.get(name) ?? "").split("..");
    const pattern = name === "value" ? /^\d{1,15}$/ : /^\d{4}-\d\d-\d\d$/;
    const range: [string, string] = [pattern.test(from) ? from : "", pattern.test(to) ? to : ""];
    if (range[0] || range[1]) filter[name] = range;
  }
  const q = params.get("q")?.trim();
  if (q) filter.q = q.slice(0, 200);
  const shared = one(params.get("shared"), ["own", "received"] as const);
  if (shared) filter.shared = shared;
  const currency = params.get("currency");
  if (currency && /^[A-Z]{3}$/.test(currency)) filter.currency = currency;
  const other = params.get("with");
  if (other && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(other)) filter.with = other;
  const columns = params.get("columns");
  return {
    view: params.get("view") === "board" ? "board" : "table",
    filter,
    sort: one(params.get("sort"), sorts) ?? "updated",
    dir: params.get("dir") === "asc" ? "asc" : "desc",
    by: one(params.get("by"), groupings) ?? "",
    columns: columns === null ? null : columns.split(",").filter(Boolean).map(shownFrom),
    folded: params.getAll("fold"),
  };
}

function shownFrom(text: string): Shown {
  const [id = "", width] = text.split(":");
  const pixels = Math.round(Number(width));
  return width && pixels >= 60 && pixels <= 900 ? { id, width: pixels } : { id };
}

/** The query of a view; what is as it comes is left out, so that a pasted URL says only what was chosen. */
export function formatView(view: View): URLSearchParams {
  const params = new URLSearchParams();
  if (view.view === "board") params.set("view", "board");
  for (const name of lists) for (const value of view.filter[name] ?? []) params.append(name, value);
  for (const name of ranges) {
    const range = view.filter[name];
    if (range && (range[0] || range[1])) params.set(name, range.join(".."));
  }
  for (const name of ["q", "shared", "with", "currency"] as const) if (view.filter[name]) params.set(name, view.filter[name]);
  if (view.sort !== "updated") params.set("sort", view.sort);
  if (view.dir !== "desc") params.set("dir", view.dir);
  if (view.by) params.set("by", view.by);
  if (view.columns) params.set("columns", view.columns.map(({ id, width }) => (width ? `${id}:${width}` : id)).join(","));
  for (const key of view.folded) params.append("fold", key);
  return params;
}

export function isFiltered(filter: Filter): boolean {
  return Object.keys(filter).length > 0;
}

/** The filter as the API takes it. */
export function asQuery(filter: Filter, me: string): Record<string, string | string[]> {
  const query: Record<string, string | string[]> = {};
  for (const name of lists) {
    const values = filter[name];
    if (values) query[name] = name === "assigned_to" ? values.map((value) => (value === ME ? me : value === NOBODY ? nobodyId : value)) : values;
  }
  for (const name of ranges) {
    const [from, to] = filter[name] ?? [];
    if (from) query[`${name}_from`] = from;
    if (to) query[`${name}_to`] = to;
  }
  for (const name of ["q", "shared", "with", "currency"] as const) if (filter[name]) query[name] = filter[name];
  return query;
}

/** The same narrowed to one group of a grouping; null when nothing can be in both. */
export function narrowed(filter: Filter, by: Grouping, key: string | null): Filter {
  return { ...filter, [by]: [key ?? NOBODY] };
}
