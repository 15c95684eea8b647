// The records as the portal reads them. The API's own document types paths and parameters; nested parts of an answer are typed here.

import type { Readable } from "../features/documents/readable";

export type Level = "teaser" | "read" | "comment" | "edit" | "own";
export type Role = "viewer" | "member" | "manager" | "admin" | "system";
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

export interface Party {
  id: string;
  name: string;
  country?: string | null;
}

export interface Me {
  person: { id: string; name: string; email: string; language: string | null };
  company: { id: string; name: string; slug: string };
  role: Role;
  companies: { id: string; name: string; role: Role }[];
  unread: number;
}

/** A move the life cycle allows from here. */
export interface Action {
  action: string;
  to_state: string;
  role_ok?: boolean;
  requires?: string[] | null;
}

export interface LeadRow {
  id: string;
  number: string;
  stage: string;
  level: Level;
  title: string | null;
  company_name: string | null;
  country: string | null;
  industry: string | null;
  product_interest: string | null;
  value_minor: number | null;
  currency: string | null;
  company_id: string;
  owner_name: string;
  assigned_to_name: string | null;
  shared_with: number;
  version: number;
  updated_at: string;
}

export interface Lead {
  id: string;
  number: string;
  company_id: string;
  stage: string;
  level: Level;
  owner: Party;
  country: string | null;
  region: string | null;
  industry: string | null;
  size_band: string | null;
  product_interest: string | null;
  use_case: string | null;
  source: string | null;
  contact_title: string | null;
  assigned_to: string | null;
  assigned_to_name?: string | null;
  created_at: string;
  updated_at: string;
  version: number;
  identity: { title: string | null; company_name: string | null; website: string | null } | null;
  detail: {
    address: string | null;
    city: string | null;
    postcode: string | null;
    tax_id: string | null;
    duns: string | null;
    description: string | null;
  } | null;
  personal: { contact_name: string | null; email: string | null; phone: string | null; consent_to_share: boolean | null } | null;
  commercial: { value_minor: number | null; currency: string | null; competitor: string | null; expected_close: string | null } | null;
  private: { notes: string | null; score: number | null } | null;
  actions: (Action | string)[];
}

export interface Grant {
  company_id: string;
  name: string;
  level: Level;
  owner: boolean;
  since: string;
}

export interface TimelineEntry {
  id: string;
  company_id: string | null;
  company_name?: string | null;
  actor_name: string | null;
  visibility: "shared" | "own";
  action: string;
  body: Record<string, unknown> | null;
  at: string;
}

export interface Partnership {
  id: string;
  state: string;
  partner: Party & { city?: string | null; website?: string | null };
  my_role: string;
  their_role: string;
  since: string | null;
  shared_out: number;
  shared_in: number;
  version: number;
  message?: string | null;
  ends_at?: string | null;
  notice_days?: number | null;
  invited_by_me?: boolean;
  actions: (Action | string)[];
}

export interface OrderRow {
  id: string;
  number: string;
  state: string;
  buyer: Party;
  seller: Party;
  my_side: "buyer" | "seller";
  currency: string;
  total_minor: number | null;
  lines: number;
  requested_on: string | null;
  promised_on: string | null;
  source: string;
  updated_at: string;
  version: number;
}

export interface OrderLine {
  id: string;
  line_no: string | null;
  position: number;
  buyer_part: string | null;
  seller_part: string | null;
  gtin: string | null;
  description: string | null;
  quantity: string;
  unit: string | null;
  unit_price: string | null;
  amount_minor: number | null;
  confirmed_qty: string | null;
  shipped_qty: string | null;
  invoiced_qty: string | null;
  promised_on?: string | null;
}

export interface OrderParty {
  role: string;
  name: string | null;
  id_scheme: string | null;
  id_code: string | null;
  street: string | null;
  city: string | null;
  region: string | null;
  postcode: string | null;
  country: string | null;
}

export interface Shipment {
  id: string;
  number: string | null;
  carrier: string | null;
  tracking_number: string | null;
  shipped_at: string | null;
  delivered_at: string | null;
}

export interface Invoice {
  id: string;
  number: string;
  issued_on: string | null;
  due_on: string | null;
  total_minor: number | null;
  currency: string | null;
}

export interface Order extends Omit<OrderRow, "lines"> {
  ordered_on: string | null;
  note: string | null;
  parties: OrderParty[];
  lines: OrderLine[];
  shipments: Shipment[];
  invoices: Invoice[];
  documents: { id: string; set_id: string; number: string | null; direction?: "in" | "out" }[];
  tracking: { token: string; url?: string; path?: string } | null;
  actions: (Action | string)[];
}

export interface DocumentRow {
  id: string;
  set_id: string;
  number: string | null;
  control_number: string | null;
  partner: Party | null;
  direction: "in" | "out";
  validity: string;
  delivery: string;
  acknowledgment: string;
  received_at: string;
  order_id: string | null;
  findings: number;
}

export interface Finding {
  code?: string | number;
  text?: string;
  fatal?: boolean;
  part?: string;
  segment?: number;
  segment_id?: string | null;
  element?: number;
  loop?: string;
  /** Where it stands in the interchange, in bytes. */
  at?: number;
  value?: string | null;
}

export interface DocumentRecord extends Omit<DocumentRow, "findings"> {
  version?: string | null;
  purpose?: string | null;
  readable: Readable | null;
  findings: Finding[] | null;
  interchange: Record<string, unknown> | null;
  ack: string | null;
  raw_offset?: number | null;
  raw_length?: number | null;
}

export interface Account {
  id: string;
  name: string;
  website: string | null;
  country: string | null;
  city: string | null;
  industry?: string | null;
  version: number;
  updated_at?: string;
}

export interface Contact {
  id: string;
  account_id: string | null;
  account_name?: string | null;
  name: string;
  email: string | null;
  phone: string | null;
  title: string | null;
  consent_to_share: boolean | null;
  consent_source?: string | null;
  version: number;
}

export interface Product {
  id: string;
  sku: string;
  gtin: string | null;
  name: string;
  unit: string | null;
  price_minor: number | null;
  currency: string | null;
  version: number;
}

export interface SearchHit {
  kind: Kind;
  id: string;
  title: string;
  snippet: string | null;
}

export interface Notice {
  id: string;
  kind: string;
  record_kind: Kind | null;
  record_id: string | null;
  params: Record<string, unknown> | null;
  read_at: string | null;
  at: string;
}

export interface Company {
  id: string;
  name: string;
  slug: string;
  country: string | null;
  city: string | null;
  website: string | null;
  industry: string | null;
  about: string | null;
  language: string | null;
}

export interface Identifier {
  id: string;
  scheme: string;
  value: string;
}

export interface Member {
  person_id: string;
  name: string;
  email: string;
  role: Role;
  title?: string | null;
}

export interface Invitation {
  id: string;
  email: string;
  role: Role;
  expires_at: string;
  accepted_at: string | null;
}

export interface ApiKey {
  id: string;
  name: string;
  prefix: string;
  scopes: string[];
  expires_at: string | null;
  last_used_at: string | null;
  revoked_at: string | null;
  created_at: string;
}

export interface AuditEntry {
  id: string;
  person_name?: string | null;
  action: string;
  record_kind: string | null;
  record_id: string | null;
  detail: Record<string, unknown> | null;
  at: string;
}
