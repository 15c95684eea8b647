// Reads the chosen file as text, whatever program wrote it.

/** Old spreadsheets write in the encoding of their country. */
const old: Record<string, string> = { pl: "windows-1250", ru: "windows-1251", zh: "gb18030" };

export const mostBytes = 10 * 1024 * 1024;

export interface FileText {
  text: string;
  /** Set when the file was not in UTF-8: what it was read as. */
  read_as: string | null;
}

export function decode(bytes: Uint8Array, lang: string): FileText {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: new TextDecoder("utf-16le").decode(bytes), read_as: "UTF-16" };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: new TextDecoder("utf-16be").decode(bytes), read_as: "UTF-16" };
  try {
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes), read_as: null };
  } catch {
    const name = old[lang] ?? "windows-1252";
    return { text: new TextDecoder(name).decode(bytes), read_as: name };
  }
}

export type Kind = "lead" | "account" | "contact" | "product";
export const kinds: Kind[] = ["lead", "account", "contact", "product"];

/** Column number → field, as the server keeps it. */
export type Mapping = Record<string, string>;

/** Gives a column a field; the column that had it loses it, since a field is filled from one place. */
export function assign(mapping: Mapping, column: number, field: string): Mapping {
  const next: Mapping = {};
  for (const [key, value] of Object.entries(mapping)) if (key !== String(column) && value !== field) next[key] = value;
  if (field) next[String(column)] = field;
  return next;
}

/** The needed fields that no column fills. */
export function missing(mapping: Mapping, fields: { field: string; needed: boolean }[]): string[] {
  const given = new Set(Object.values(mapping));
  return fields.filter((field) => field.needed && !given.has(field.field)).map((field) => field.field);
}

export function share(done: number, total: number): number {
  return total > 0 ? Math.min(100, Math.floor((done / total) * 100)) : 0;
}
