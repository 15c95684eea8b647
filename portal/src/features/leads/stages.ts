// The stages of a lead in their order, and the fields a person may fill in, by who gets to see them.
import type { Stage } from "../../api/types";

export const stages: Stage[] = ["new", "qualified", "offered", "accepted", "working", "converted", "returned", "lost", "disqualified"];

export type FieldType = "text" | "area" | "email" | "tel" | "url" | "country" | "money" | "currency" | "date" | "score" | "bool";

export interface LeadField {
  name: string;
  type: FieldType;
  max?: number;
  wide?: boolean;
}

export type Group = "identity" | "outline" | "detail" | "personal" | "commercial" | "private";

export const groups: { id: Group; fields: LeadField[] }[] = [
  {
    id: "identity",
    fields: [
      { name: "title", type: "text", max: 200, wide: true },
      { name: "company_name", type: "text", max: 200 },
      { name: "website", type: "text", max: 200 },
    ],
  },
  {
    id: "outline",
    fields: [
      { name: "country", type: "country" },
      { name: "region", type: "text", max: 100 },
      { name: "industry", type: "text", max: 100 },
      { name: "size_band", type: "text", max: 40 },
      { name: "product_interest", type: "text", max: 200 },
      { name: "contact_title", type: "text", max: 100 },
      { name: "source", type: "text", max: 100 },
      { name: "use_case", type: "area", max: 2000, wide: true },
    ],
  },
  {
    id: "commercial",
    fields: [
      { name: "value_minor", type: "money" },
      { name: "currency", type: "currency" },
      { name: "expected_close", type: "date" },
      { name: "competitor", type: "text", max: 200 },
    ],
  },
  {
    id: "detail",
    fields: [
      { name: "address", type: "text", max: 200 },
      { name: "city", type: "text", max: 100 },
      { name: "postcode", type: "text", max: 20 },
      { name: "tax_id", type: "text", max: 40 },
      { name: "duns", type: "text", max: 9 },
      { name: "description", type: "area", max: 5000, wide: true },
    ],
  },
  {
    id: "personal",
    fields: [
      { name: "contact_name", type: "text", max: 200 },
      { name: "email", type: "email", max: 254 },
      { name: "phone", type: "tel", max: 40 },
      { name: "consent_to_share", type: "bool" },
    ],
  },
  {
    id: "private",
    fields: [
      { name: "score", type: "score" },
      { name: "notes", type: "area", max: 5000, wide: true },
    ],
  },
];
