// The columns of the table: what they show, how wide they come, how they sort, and what may be changed in place.
import type { TFunction } from "i18next";
import type { ReactNode } from "react";
import { ago, country, day, minorDigits, minorToDecimal, money } from "../../lib/format";
import { tone, word } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import { Pill } from "../../ui/Pill";
import type { Line } from "./api";
import css from "./Table.module.css";
import { nameOf } from "./lines";
import type { Shown, Sort, View } from "./view";

export type Editor = "text" | "date" | "money" | "country" | "currency" | "person" | "stage";

export interface Column {
  id: string;
  width: number;
  sort?: Sort;
  end?: boolean;
  /** Hidden until chosen. */
  spare?: boolean;
  editor?: Editor;
  max?: number;
  /** The field of the API, where it is not the id. */
  field?: keyof Line;
  cell: (line: Line, lang: string, t: TFunction) => ReactNode;
}

const text = (field: keyof Line): Column["cell"] => (line) => <span dir="auto">{(line[field] as string | null) ?? ""}</span>;

export const columns: Column[] = [
  { id: "title", width: 300, sort: "title", editor: "text", max: 200, cell: () => null },
  { id: "number", width: 96, sort: "number", cell: (line) => <span className={css.dim}>{line.number}</span> },
  { id: "company_name", width: 190, sort: "company", editor: "text", max: 200, cell: text("company_name") },
  { id: "stage", width: 140, sort: "stage", editor: "stage", cell: (line, _, t) => <Pill tone={tone(line.stage)} dot>{word(t, "stage", line.stage)}</Pill> },
  { id: "value_minor", width: 130, sort: "value", end: true, editor: "money", cell: (line, lang) => <strong className={css.figure}>{money(line.value_minor, line.currency, lang)}</strong> },
  { id: "currency", width: 92, spare: true, editor: "currency", cell: text("currency") },
  {
    id: "owner",
    width: 180,
    sort: "owner",
    field: "company_id",
    cell: (line) => (
      <span className={css.with}>
        <Avatar name={line.owner_name} size={20} square />
        <span dir="auto">{line.owner_name}</span>
      </span>
    ),
  },
  {
    id: "assigned_to",
    width: 160,
    sort: "assigned_to",
    editor: "person",
    cell: (line) =>
      line.assigned_to_name && (
        <span className={css.with}>
          <Avatar name={line.assigned_to_name} size={20} />
          <span dir="auto">{line.assigned_to_name}</span>
        </span>
      ),
  },
  { id: "expected_close", width: 128, sort: "close", editor: "date", cell: (line, lang) => day(line.expected_close, lang) },
  { id: "country", width: 128, sort: "country", spare: true, editor: "country", cell: (line, lang) => country(line.country, lang) },
  { id: "industry", width: 140, sort: "industry", spare: true, editor: "text", max: 100, cell: text("industry") },
  { id: "product_interest", width: 170, spare: true, editor: "text", max: 200, cell: text("product_interest") },
  { id: "source", width: 130, sort: "source", spare: true, editor: "text", max: 100, cell: text("source") },
  {
    id: "shared",
    width: 104,
    field: "shared_with",
    cell: (line, _, t) =>
      line.level !== "own" ? (
        <span className={css.badge}>{t(`level.${line.level}`)}</span>
      ) : (
        line.shared_with > 0 && <span className={css.badge} title={t("lead.shared_with", { count: line.shared_with })}>{t("lead.shared_short", { count: line.shared_with })}</span>
      ),
  },
  { id: "updated_at", width: 116, sort: "updated", cell: (line, lang) => <span className={css.dim}>{ago(line.updated_at, lang)}</span> },
  { id: "created_at", width: 116, sort: "created", spare: true, cell: (line, lang) => <span className={css.dim}>{ago(line.created_at, lang)}</span> },
];

const byId = new Map(columns.map((column) => [column.id, column]));
export const columnLabel = (t: TFunction, id: string): string => (id === "shared" ? t("lead.shared") : t(`field.${id}`));

export const usual: Shown[] = columns.filter((column) => !column.spare).map(({ id }) => ({ id }));

/** The columns of a view in its order; the title is always among them, and first. */
export function shownColumns(view: View): (Column & { wide: number })[] {
  const shown = (view.columns ?? usual).filter(({ id }) => byId.has(id) && id !== "title");
  const title = view.columns?.find(({ id }) => id === "title");
  return [{ id: "title", width: title?.width } as Shown, ...shown].map(({ id, width }) => ({ ...byId.get(id)!, wide: width ?? byId.get(id)!.width }));
}

/** Whether this reader may change the field in place. */
export function mayEdit(column: Column, line: Line, member: boolean): boolean {
  if (!member || !column.editor) return false;
  return line.level === "own" || (line.level === "edit" && column.id !== "assigned_to");
}

/** The value as the editor shows it. */
export function editText(column: Column, line: Line): string {
  const value = line[(column.field ?? column.id) as keyof Line];
  if (value === null || value === undefined) return "";
  return column.editor === "money" ? minorToDecimal(value as number, minorDigits(line.currency ?? "EUR")) : String(value);
}

export function titleOf(line: Line): string {
  return nameOf(line);
}
