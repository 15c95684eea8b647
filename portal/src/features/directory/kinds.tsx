// Accounts, contacts and products as one kind of thing: their fields, columns and addresses. The screens know nothing else of them.
import type { TFunction } from "i18next";
import { Link } from "wouter";
import { api, ApiError, read, readTagged, type Tagged } from "../../api/client";
import type { Account, Contact, Page, Product } from "../../api/types";
import { country, minorDigits, minorToDecimal, money, typedToMinor } from "../../lib/format";
import type { Fields } from "../../lib/merge";
import type { ColumnOf } from "../../ui/DataTable";
import { Pill } from "../../ui/Pill";
import css from "../../ui/Rows.module.css";

export type DirectoryName = "accounts" | "contacts" | "products";
export type Row = Partial<Account> & Partial<Contact> & Partial<Product> & { id: string; name: string };

export interface DirectoryField {
  name: string;
  type: "text" | "area" | "email" | "tel" | "url" | "country" | "currency" | "money" | "bool" | "account" | "language";
  required?: boolean;
  wide?: boolean;
  max?: number;
  /** Shown only while another field is ticked. */
  when?: string;
  /** The owner alone changes it. */
  owner?: boolean;
  /** Another catalogue key than `field.<name>`. */
  label?: string;
}

/** A record with the fields of whichever of the three kinds it is. */
export interface DirectoryRow extends Record<string, unknown> {
  id: string;
  name: string;
  level: string;
  version: number;
  owner: { id: string; name: string | null };
  account_id?: string | null;
  account_name?: string | null;
  updated_at: string;
}

interface Kind {
  one: "account" | "contact" | "product";
  fields: DirectoryField[];
  columns: (t: TFunction, lang: string) => ColumnOf<Row>[];
  card: (row: Row, t: TFunction, lang: string) => { aside?: React.ReactNode; low: string };
  /** What a reader of another company may change, at which level. */
  editable: (level: string) => boolean;
}

const link = (name: DirectoryName, row: Row) => (
  <Link href={`/${name}/${row.id}`} className={css.main} dir="auto">
    {row.name}
  </Link>
);
const dim = (text: string | null | undefined) => <span className={css.dim} dir="auto">{text ?? "–"}</span>;
const plainText = (text: string | null | undefined) => <span dir="auto">{text ?? "–"}</span>;
const owner = (t: TFunction): ColumnOf<Row> => ({ id: "owner", header: t("field.owner"), track: "minmax(120px, 1fr)", spare: true, cell: (row) => dim(row.owner_name) });

function consent(row: Row, t: TFunction) {
  return <Pill tone={row.consent_to_share ? "good" : "mute"}>{row.consent_to_share ? t("contacts.consented") : t("contacts.not_consented")}</Pill>;
}

export const kinds: Record<DirectoryName, Kind> = {
  accounts: {
    one: "account",
    fields: [
      { name: "name", type: "text", required: true, wide: true },
      { name: "website", type: "url", max: 500 },
      { name: "industry", type: "text", max: 100 },
      { name: "size_band", type: "text", max: 50 },
      { name: "country", type: "country" },
      { name: "city", type: "text", max: 100 },
      { name: "postcode", type: "text", max: 20 },
      { name: "address", type: "text", max: 500 },
      { name: "duns", type: "text", max: 20 },
      { name: "tax_id", type: "text", max: 40 },
    ],
    columns: (t, lang) => [
      { id: "name", header: t("field.name"), track: "minmax(220px, 2fr)", main: true, cell: (row) => link("accounts", row) },
      { id: "industry", header: t("field.industry"), track: "minmax(120px, 1fr)", cell: (row) => plainText(row.industry) },
      { id: "city", header: t("field.city"), track: "minmax(120px, 1fr)", cell: (row) => plainText(row.city) },
      { id: "country", header: t("field.country"), track: "minmax(120px, 1fr)", cell: (row) => country(row.country, lang) || "–" },
      { id: "website", header: t("field.website"), track: "minmax(150px, 1.2fr)", cell: (row) => dim(row.website) },
      owner(t),
    ],
    card: (row, _, lang) => ({ low: [row.city, country(row.country, lang)].filter(Boolean).join(", ") }),
    editable: (level) => level === "own" || level === "edit",
  },
  contacts: {
    one: "contact",
    fields: [
      { name: "name", type: "text", required: true },
      { name: "title", type: "text", max: 100, label: "field.job_title" },
      { name: "email", type: "email", max: 254 },
      { name: "phone", type: "tel", max: 50 },
      { name: "account_id", type: "account", wide: true },
      { name: "language", type: "language", label: "nav.language" },
      { name: "consent_to_share", type: "bool" },
      { name: "consent_source", type: "text", when: "consent_to_share", required: true },
    ],
    columns: (t) => [
      { id: "name", header: t("field.name"), track: "minmax(180px, 1.5fr)", main: true, cell: (row) => link("contacts", row) },
      { id: "title", header: t("field.job_title"), track: "minmax(130px, 1fr)", cell: (row) => plainText(row.title) },
      { id: "account", header: t("field.account_id"), track: "minmax(150px, 1.2fr)", cell: (row) => (row.account_id && row.account_name ? <Link href={`/accounts/${row.account_id}`} className={css.soft} dir="auto">{row.account_name}</Link> : "–") },
      { id: "email", header: t("field.email"), track: "minmax(170px, 1.3fr)", cell: (row) => dim(row.email) },
      { id: "phone", header: t("field.phone"), track: "130px", cell: (row) => dim(row.phone) },
      { id: "consent", header: t("field.consent"), track: "120px", cell: (row) => consent(row, t) },
      owner(t),
    ],
    card: (row, t) => ({ aside: consent(row, t), low: [row.title, row.account_name].filter(Boolean).join(" · ") }),
    editable: (level) => level === "own",
  },
  products: {
    one: "product",
    fields: [
      { name: "name", type: "text", required: true, wide: true },
      { name: "sku", type: "text", required: true, max: 80, owner: true },
      { name: "gtin", type: "text", max: 14 },
      { name: "unit", type: "text", max: 10 },
      { name: "price_minor", type: "money" },
      { name: "currency", type: "currency" },
      { name: "description", type: "area", wide: true, max: 10_000 },
    ],
    columns: (t, lang) => [
      { id: "sku", header: t("field.sku"), track: "130px", cell: (row) => <span className={css.number}>{row.sku}</span> },
      { id: "name", header: t("field.name"), track: "minmax(220px, 2fr)", main: true, cell: (row) => link("products", row) },
      { id: "gtin", header: t("field.gtin"), track: "140px", cell: (row) => dim(row.gtin) },
      { id: "unit", header: t("field.unit"), track: "80px", cell: (row) => row.unit ?? "–" },
      { id: "price", header: t("field.price_minor"), track: "130px", end: true, cell: (row) => <strong className={css.figure}>{money(row.price_minor, row.currency, lang)}</strong> },
      owner(t),
    ],
    card: (row, _, lang) => ({ aside: <strong className={css.figure}>{money(row.price_minor, row.currency, lang)}</strong>, low: row.sku ?? "" }),
    editable: (level) => level === "own" || level === "edit",
  },
};

// The three endpoints have one shape; the client's types know each address apart, so the name is said once here.
const listAt = (name: DirectoryName) => `/api/${name}` as "/api/accounts";
const oneAt = (name: DirectoryName) => `/api/${name}/{id}` as "/api/accounts/{id}";

export function fetchPage(name: DirectoryName, query: { q?: string; account_id?: string; after?: string; limit: number }): Promise<Page<Row>> {
  return read(api.GET(listAt(name), { params: { query: query as { limit: number } } })) as Promise<Page<Row>>;
}

export function fetchOne(name: DirectoryName, id: string): Promise<Tagged<DirectoryRow>> {
  return readTagged(api.GET(oneAt(name), { params: { path: { id } } })) as unknown as Promise<Tagged<DirectoryRow>>;
}

export function create(name: DirectoryName, body: object, key: string): Promise<{ id: string; version: number }> {
  return read(api.POST(listAt(name), { params: { header: { "Idempotency-Key": key } }, body: body as never }));
}

export function update(name: DirectoryName, id: string, etag: string | null, body: object): Promise<Tagged<{ id: string; version: number }>> {
  return readTagged(api.PATCH(oneAt(name), { params: { path: { id }, header: { "If-Match": etag ?? "" } }, body: body as never }));
}

/** A record as the text fields of a form; money as a decimal in its currency. */
export function toFields(name: DirectoryName, record: DirectoryRow): Fields {
  const fields: Fields = {};
  for (const { name: field } of kinds[name].fields) {
    const value = record[field];
    fields[field] = value === null || value === undefined ? null : String(value as string | number | boolean);
  }
  if (fields.price_minor) fields.price_minor = minorToDecimal(fields.price_minor, minorDigits(fields.currency ?? "EUR"));
  return fields;
}

/** The body for these fields, emptied ones as null; an amount that cannot be read is refused as the server would. */
export function toBody(fields: Fields, all: Fields): Record<string, string | number | boolean | null> {
  const body: Record<string, string | number | boolean | null> = {};
  // The amount's minor units depend on the currency, so the two travel together.
  const send = "currency" in fields && all.price_minor ? { ...fields, price_minor: all.price_minor } : fields;
  for (const [name, text] of Object.entries(send)) {
    const value = text?.trim() ?? "";
    if (name === "consent_to_share") body[name] = value === "true";
    else if (value === "") body[name] = null;
    else if (name === "price_minor") {
      const minor = typedToMinor(value, all.currency || "EUR");
      if (minor === null) throw new ApiError({ type: "/problems/amount_unreadable", title: "", status: 422, errors: [{ pointer: "/price_minor", detail: "" }] });
      body[name] = Number(minor);
    } else body[name] = value;
  }
  return body;
}
