// A document in words and as a tree. Both know where each line stands in the bytes, and light up with the other readings.
import { useTranslation } from "react-i18next";
import type { Finding } from "../../api/types";
import css from "./DocumentView.module.css";
import type { Line } from "./readable";
import { faultsAt, overlaps, type Span } from "./segments";
import { useJump } from "./useJump";

export interface Linked {
  lit: Span | null;
  onLit: (span: Span | null) => void;
  jump: { to: Span; turn: number } | null;
}

interface Props extends Linked {
  lines: Line[];
  findings: Finding[];
}

/** Segments as sentences: the name of each, and its values with their meaning. */
export function Plain({ lines, findings, lit, onLit, jump }: Props) {
  const { t } = useTranslation();
  const scroller = useJump(jump);
  const blocks: { head: Line; values: Line[] }[] = [];
  for (const line of lines) {
    if (line.value === null) blocks.push({ head: line, values: [] });
    else blocks.at(-1)?.values.push(line);
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div ref={scroller} className={css.treeScroll} role="region" aria-label={t("document.readable")} tabIndex={0}>
      <ul className={css.plain}>
        {blocks.map(({ head, values }) => (
          <li
            key={head.key}
            data-from={head.from}
            data-to={head.to}
            data-lit={overlaps(head, lit) || undefined}
            data-bad={faultsAt(findings, head).length > 0 || undefined}
            style={{ paddingInlineStart: 14 + head.depth * 14 }}
            onMouseEnter={() => onLit(head)}
            onMouseLeave={() => onLit(null)}
          >
            <button type="button" onFocus={() => onLit(head)} onBlur={() => onLit(null)} onClick={() => onLit(head)}>
              {head.label}
            </button>
            <span className={css.said}>
              {values.map((line) => (
                <span key={line.key} title={`${line.code} ${line.label}`}>
                  <bdi>{line.meaning ?? line.value}</bdi>
                </span>
              ))}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** Every segment with its elements, by their codes. */
export function Tree({ lines, findings, lit, onLit, jump }: Props) {
  const { t } = useTranslation();
  const scroller = useJump(jump);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div ref={scroller} className={css.treeScroll} role="region" aria-label={t("document.tree")} tabIndex={0}>
      <ul className={css.tree}>
        {lines.map((line) => {
          const faults = faultsAt(findings, line).filter((finding) => line.value === null || !finding.element || line.code.endsWith(String(finding.element).padStart(2, "0")));
          return (
            <li
              key={line.key}
              data-from={line.from}
              data-to={line.to}
              style={{ paddingInlineStart: 14 + line.depth * 16 }}
              data-lit={overlaps(line, lit) || undefined}
              data-bad={faults.length > 0 || undefined}
              data-head={line.value === null || undefined}
              onMouseEnter={() => onLit(line)}
              onMouseLeave={() => onLit(null)}
            >
              <code>{line.code}</code>
              {line.value === null ? (
                <button type="button" className={css.label} onFocus={() => onLit(line)} onBlur={() => onLit(null)} onClick={() => onLit(line)}>
                  {line.label}
                </button>
              ) : (
                <span className={css.label}>{line.label}</span>
              )}
              {line.value !== null && <span className={css.value} dir="auto">{line.meaning ? `${line.value} · ${line.meaning}` : line.value}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
