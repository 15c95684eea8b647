// The bytes of a document, one segment a line, linked with the other readings by their positions.
import { useMemo } from "react";
import type { Finding } from "../../api/types";
import css from "./DocumentView.module.css";
import type { Linked } from "./Readings";
import { faultsAt, overlaps, pieces, segments } from "./segments";
import { useJump } from "./useJump";

interface Props extends Partial<Linked> {
  label: string;
  text: string;
  findings?: Finding[];
}

export function Raw({ label, text, lit = null, onLit, jump = null, findings = [] }: Props) {
  const all = useMemo(() => segments(text), [text]);
  const scroller = useJump(jump);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div ref={scroller} className={css.rawScroll} role="region" aria-label={label} tabIndex={0}>
      <ol className={css.raw}>
        {all.map((segment) => {
          const faults = faultsAt(findings, segment);
          return (
            <li
              key={segment.from}
              data-from={segment.from}
              data-to={segment.to}
              data-lit={overlaps(segment, lit) || undefined}
              data-bad={faults.length > 0 || undefined}
              title={faults.map((finding) => finding.text).filter(Boolean).join("\n") || undefined}
              onMouseEnter={() => onLit?.(segment)}
              onMouseLeave={() => onLit?.(null)}
            >
              <code>
                {pieces(segment.text).map((piece) => (
                  <span key={piece.at} data-tag={piece.element === 0 || undefined} data-fault={faults.some((finding) => finding.element === piece.element && piece.element > 0) || undefined}>
                    {piece.text}
                  </span>
                ))}
              </code>
            </li>
          );
        })}
      </ol>
    </div>
  );
}
