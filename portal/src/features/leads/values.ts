// A lead as the flat text fields of a form, and back into what the API takes.
import { minorDigits, minorToDecimal, typedToMinor } from "../../lib/format";
import type { Fields } from "../../lib/merge";
import type { Lead } from "../../api/types";
import { groups, type Group } from "./stages";

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "boolean" ? (value ? "true" : "false") : String(value as string | number);
}

/** The fields of a group, or null when this reader does not get them. */
export function groupValues(lead: Lead, group: Group): Record<string, unknown> | null {
  return group === "outline" ? { ...lead } : (lead[group] as Record<string, unknown> | null);
}

/** Every field the reader sees, as text; money as a decimal in the lead's currency. */
export function toFields(lead: Lead): Fields {
  const fields: Fields = {};
  for (const group of groups) {
    const values = groupValues(lead, group.id) ?? {};
    for (const field of group.fields) fields[field.name] = asText(values[field.name]);
  }
  const minor = fields.value_minor;
  if (minor) fields.value_minor = minorToDecimal(minor, minorDigits(fields.currency ?? "EUR"));
  return fields;
}

export type Body = Record<string, string | number | boolean | null>;

/** The request body for these fields; throws the name of the field that cannot be read. */
export function toBody(fields: Fields, currency: string): Body {
  const body: Body = {};
  for (const [name, text] of Object.entries(fields)) {
    const value = text?.trim() ?? "";
    if (name === "consent_to_share") body[name] = value === "true";
    else if (value === "") body[name] = null;
    else if (name === "value_minor") body[name] = Number(readMoney(value, currency));
    else if (name === "score") body[name] = Number(value);
    else body[name] = value;
  }
  return body;
}

export class FieldError extends Error {
  constructor(readonly field: string) {
    super(field);
  }
}

function readMoney(value: string, currency: string): string {
  const minor = typedToMinor(value, currency);
  if (minor === null || minor.startsWith("-")) throw new FieldError("value_minor");
  return minor;
}
