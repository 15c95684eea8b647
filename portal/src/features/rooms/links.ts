// Addresses of records of this portal inside what people write, and the few links that may be followed.
import type { Ref } from "./types";

const uuid = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}";
const kinds: Record<string, string> = { leads: "lead", orders: "order", documents: "document", accounts: "account", contacts: "contact", products: "product", partners: "partnership", records: "record" };
const path = new RegExp(`^/(${Object.keys(kinds).join("|")})(?:/|\\?open=)(${uuid})(?:[/?#].*)?$`, "i");
const roomPath = new RegExp(`^/rooms/${uuid}(?:[/?#].*)?$`, "i");

/** The record that an address of this portal opens. */
export function recordAt(url: string, origin: string): Ref | null {
  if (!url.startsWith(`${origin}/`)) return null;
  const found = path.exec(url.slice(origin.length));
  return found ? { kind: kinds[found[1]!.toLowerCase()]!, id: found[2]!.toLowerCase() } : null;
}

/** Where an address leads inside this portal; null for everywhere else. */
export function insidePath(url: string, origin: string): string | null {
  if (!url.startsWith(`${origin}/`)) return null;
  const rest = url.slice(origin.length);
  return path.test(rest) || roomPath.test(rest) ? rest : null;
}

/** All records whose addresses stand in a text, each once. */
export function recordsIn(text: string, origin: string): Ref[] {
  const found = new Map<string, Ref>();
  for (const [url] of text.matchAll(/https?:\/\/[^\s<>()[\]"']{1,300}/g)) {
    const ref = recordAt(url.replace(/[.,;:!?]+$/, ""), origin);
    if (ref) found.set(ref.id, ref);
  }
  return [...found.values()];
}

/** Only these may be followed; everything else stays text. */
export function isSafeLink(url: string): boolean {
  return /^(?:https?:\/\/|mailto:)[^\s]/i.test(url);
}

/** Marks that turn the direction of what stands around them, or hide: they have no place in a name. */
export function plainName(name: string): string {
  // oxlint-disable-next-line no-control-regex
  return name.replace(/[\u0000-\u001f\u007f-\u009f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/g, "");
}
