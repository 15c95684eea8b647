// The readable form of an X12 document as one list of lines: segments with their elements, and where each segment stands.

export interface Line {
  key: string;
  depth: number;
  label: string;
  code: string;
  value: string | null;
  /** What the value stands for, when it is a code. */
  meaning?: string;
  /** Where the segment stands in the interchange, in bytes. */
  from: number;
  to: number;
}

/** As the server keeps it: id, loop, position and length of each segment, then its elements; names and meanings stand once. */
export interface Readable {
  rows: [id: string, loop: string, at: number, length: number, ...elements: string[]][];
  /** In English, by the segment's id or the element's place. */
  names: Record<string, string>;
  /** The numbers of elements, by their places: "BEG01" is "353". Documents taken in earlier have none. */
  references?: Record<string, string>;
  /** Meanings in English, under "BEG01=00". */
  codes: Record<string, string>;
  more?: boolean;
}

/** With the names and meanings of texts, by element number, segment id and "353=00"; what has none there is told as the server told it. */
export function flatten(readable: Readable | null | undefined, texts: Record<string, string> = {}): Line[] {
  const lines: Line[] = [];
  if (!readable) return lines;
  const called = (place: string, key: string) => (Object.hasOwn(readable.names, place) ? (texts[key] ?? readable.names[place]!) : place);
  readable.rows.forEach(([id, loop, at, length, ...elements], index) => {
    const span = { from: at, to: at + length };
    const depth = loop.split("/").filter(Boolean).length;
    lines.push({ key: `${index}`, depth, label: called(id, id), code: id, value: null, ...span });
    elements.forEach((value, position) => {
      if (value === "") return;
      const code = `${id}${String(position + 1).padStart(2, "0")}`;
      const reference = readable.references?.[code] ?? "";
      const english = readable.codes[`${code}=${value}`];
      const meaning = english && (texts[`${reference}=${value}`] ?? english);
      lines.push({ key: `${index}/${position}`, depth: depth + 1, label: called(code, reference), code, value, ...(meaning ? { meaning } : {}), ...span });
    });
  });
  return lines;
}
