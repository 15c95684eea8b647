// The bytes of a document, one segment a line, linked with the readable tree by their offsets.
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import type { Finding } from "../../api/types";
import css from "./DocumentView.module.css";
import type { Span } from "./DocumentView";
import type { Line } from "./readable";

interface Segment extends Span {
  text: string;
}

const bytesOf = new TextEncoder();

/** Cuts after every segment terminator; positions count in bytes. */
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

export function Raw({ text, hover, onHover, lines, findings }: { text: string; hover: Span | null; onHover: (span: Span | null) => void; lines: Line[]; findings: Finding[] }) {
  const { t } = useTranslation();
  const all = useMemo(() => segments(text), [text]);
  const overlaps = (segment: Span, span: Span | null) => span !== null && segment.from < span.to && span.from < segment.to;
  const linked = lines.some((line) => line.from !== null);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className={css.rawScroll} role="region" aria-label={t("document.raw")} tabIndex={0}>
      <ol className={css.raw}>
        {all.map((segment) => (
          <li
            key={segment.from}
            data-lit={overlaps(segment, hover) || undefined}
            data-bad={findings.some((finding) => finding.at !== undefined && finding.at >= segment.from && finding.at < segment.to) || undefined}
            onMouseEnter={() => linked && onHover(segment)}
            onMouseLeave={() => onHover(null)}
          >
            <code>
              <b>{segment.text.slice(0, tagLength(segment.text))}</b>
              {segment.text.slice(tagLength(segment.text))}
            </code>
          </li>
        ))}
      </ol>
    </div>
  );
}

function tagLength(segment: string): number {
  return /^[A-Z0-9]{2,3}/.exec(segment)?.[0].length ?? 0;
}
