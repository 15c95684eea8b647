// The bytes of a document cut into segments, with the place of each.

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
