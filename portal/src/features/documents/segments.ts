// The bytes of a document cut into segments and elements, with the place of each.
import type { Finding } from "../../api/types";

export interface Span {
  from: number;
  to: number;
}

export interface Segment extends Span {
  text: string;
}

const bytesOf = new TextEncoder();

/** Cuts after every segment terminator; positions count in bytes. Line ends after a terminator belong to its segment. */
export function segments(raw: string): Segment[] {
  // ISA has a fixed length, and the byte after it ends every segment; without ISA the usual "~" is assumed.
  const terminator = raw.startsWith("ISA") && raw.length > 105 ? raw[105]! : "~";
  const found: Segment[] = [];
  let at = 0;
  let from = 0;
  while (from < raw.length) {
    const end = raw.indexOf(terminator, from);
    let to = end < 0 ? raw.length : end + terminator.length;
    while (to < raw.length && (raw[to] === "\n" || raw[to] === "\r")) to++;
    const piece = raw.slice(from, to);
    const next = at + bytesOf.encode(piece).length;
    const text = piece.replace(/[\r\n]+/g, "");
    if (text) found.push({ from: at, to: next, text });
    from = to;
    at = next;
  }
  return found;
}

export function overlaps(a: Span, b: Span | null): boolean {
  return b !== null && a.from < b.to && b.from < a.to;
}

/** Where a finding points to; null when it is about the whole. */
export function placeOf(finding: Finding): Span | null {
  return finding.at === undefined ? null : { from: finding.at, to: finding.at + 1 };
}

export function faultsAt(findings: Finding[], span: Span): Finding[] {
  return findings.filter((finding) => overlaps(span, placeOf(finding)));
}

/** A segment cut at its element separators: the tag is element 0. The separator stands before its element. */
export function pieces(segment: string): { at: number; element: number; text: string }[] {
  const separator = /^[A-Z0-9]{2,3}([^A-Za-z0-9])/.exec(segment)?.[1];
  if (!separator) return [{ at: 0, element: 0, text: segment }];
  let at = 0;
  return segment.split(separator).map((part, element) => {
    const text = element === 0 ? part : separator + part;
    const piece = { at, element, text };
    at += text.length;
    return piece;
  });
}
