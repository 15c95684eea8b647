// The bytes of a document, one segment a line, linked with the readable view by their positions.
import { useMemo } from "react";
import type { Finding } from "../../api/types";
import css from "./DocumentView.module.css";
import { overlaps, segments, type Span } from "./segments";

interface Props {
  label: string;
  text: string;
  hover?: Span | null;
  onHover?: (span: Span | null) => void;
  findings?: Finding[];
}

export function Raw({ label, text, hover = null, onHover, findings = [] }: Props) {
  const all = useMemo(() => segments(text), [text]);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className={css.rawScroll} role="region" aria-label={label} tabIndex={0}>
      <ol className={css.raw}>
        {all.map((segment) => (
          <li
            key={segment.from}
            data-lit={overlaps(segment, hover) || undefined}
            data-bad={findings.some((finding) => finding.at !== undefined && finding.at >= segment.from && finding.at < segment.to) || undefined}
            onMouseEnter={() => onHover?.(segment)}
            onMouseLeave={() => onHover?.(null)}
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
