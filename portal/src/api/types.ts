// The answers of the API under short names, taken from the generated document.
import type { Readable } from "../features/documents/readable";
import type { operations } from "./api";

type Answer<T> = T extends { content: { "application/json": infer A } } ? A : never;
/** The body of an operation's good answer. */
export type Of<O extends keyof operations> = {
  [S in keyof operations[O]["responses"]]: S extends 200 | 201 ? Answer<operations[O]["responses"][S]> : never;
}[keyof operations[O]["responses"]];
/** One of the rows of an operation's good answer. */
export type Item<O extends keyof operations> = Of<O> extends { items: (infer I)[] } ? I : never;

export type Level = "teaser" | "read" | "comment" | "edit" | "own";
export type Role = "viewer" | "member" | "manager" | "admin";
export type Kind = "partnership" | "lead" | "account" | "contact" | "product" | "order" | "document";

export interface Page<T> {
  items: T[];
  next: string | null;
}

export interface Many<T> {
  items: T[];
}

export interface Problem {
  type: string;
  title: string;
  status: number;
  detail?: string;
  errors?: { pointer?: string; detail: string }[];
}

export type Me = Of<"session_get">;
export type Stage = NonNullable<NonNullable<operations["leads_list"]["parameters"]["query"]>["stage"]>;
export type OrderState = NonNullable<NonNullable<operations["orders_list"]["parameters"]["query"]>["state"]>;
export type LeadRow = Item<"leads_list">;
export type Lead = Of<"leads_get">;
export type Grant = Item<"records_grants">;
export type TimelineEntry = Omit<Item<"records_timeline">, "body"> & { body: Record<string, unknown> | null };
export type Partnership = Item<"partnerships_list">;
export type Action = Lead["actions"][number];
export type OrderRow = Item<"orders_list">;
export type Order = Of<"orders_get">;
export type OrderLine = Order["lines"][number];
export type OrderParty = Order["parties"][number];
export type DocumentRow = Item<"documents_list">;
export type Account = Item<"accounts_list">;
export type Contact = Item<"contacts_list">;
export type ContactRecord = Of<"contacts_get">;
export type AccountRecord = Of<"accounts_get">;
export type ProductRecord = Of<"products_get">;
export type Product = Item<"products_list">;
export type SearchHit = Item<"search_search">;
export type Notice = Omit<Item<"notifications_list">, "params"> & { params: Record<string, unknown> | null };
export type Company = Of<"company_get">;
export type Identifier = Item<"company_identifiers">;
export type Member = Item<"members_list">;
export type Invitation = Item<"invitations_list">;
export type ApiKey = Item<"api_keys_list">;
export type AuditEntry = Item<"audit_list">;

export interface Finding {
  code?: string | number;
  /** In English; the screen puts it together from the key and the facts. */
  text?: string;
  key?: string;
  /** In English, of the element or else of the segment. */
  name?: string;
  /** The element's number. */
  reference?: string;
  found?: string;
  expected?: string;
  fatal?: boolean;
  part?: string;
  segment?: number;
  segment_id?: string | null;
  element?: number;
  component?: number;
  repetition?: number;
  loop?: string;
  /** Where it stands in the interchange, in bytes. */
  at?: number;
  value?: string | null;
}

export type DocumentRecord = Omit<Of<"documents_get">, "readable" | "findings"> & { readable: Readable | null; findings: Finding[] | null };
