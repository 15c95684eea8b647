// The readable form of an X12 document as one list of lines: loops, segments, elements, and where each segment stands.

export interface Line {
  key: string;
  depth: number;
  label: string;
  code: string | null;
  value: string | null;
  /** Where it stands in the interchange, in bytes. */
  from: number | null;
  to: number | null;
}

export interface ReadableSegment {
  id: string;
  name?: string;
  loop?: string | null;
  at: number;
  length: number;
  elements: { n: number; name?: string; value: string; meaning?: string }[];
}

export interface Readable {
  segments: ReadableSegment[];
  more?: boolean;
}

export function flatten(readable: Readable | null | undefined): Line[] {
  const lines: Line[] = [];
  (readable?.segments ?? []).forEach((segment, index) => {
    const span = { from: segment.at, to: segment.at + segment.length };
    const depth = (segment.loop ?? "").split("/").filter(Boolean).length;
    lines.push({ key: `${index}`, depth, label: segment.name ?? segment.id, code: segment.id, value: null, ...span });
    for (const element of segment.elements) {
      const code = `${segment.id}${String(element.n).padStart(2, "0")}`;
      const value = element.meaning ? `${element.value} · ${element.meaning}` : element.value;
      lines.push({ key: `${index}/${element.n}`, depth: depth + 1, label: element.name ?? code, code, value, ...span });
    }
  });
  return lines;
}
