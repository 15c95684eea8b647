// Bars as a list of links: each leads to what it counts. Plain DOM, so that it is read, tabbed and themed like text.
import { Link } from "wouter";
import css from "./Reports.module.css";

export interface Bar {
  key: string;
  label: string;
  value: number;
  text: string;
  aside?: string;
  href?: string;
  /** Parts of the whole bar, in order, each with its colour's number. */
  parts?: { key: string; label: string; value: number; hue: number }[];
}

export function Bars({ bars, most }: { bars: Bar[]; most?: number }) {
  const top = most ?? Math.max(1, ...bars.map((bar) => bar.value));
  return (
    <ul className={css.bars}>
      {bars.map((bar) => {
        const width = `${Math.max(bar.value > 0 ? 1.5 : 0, (bar.value / top) * 100)}%`;
        const inside = (
          <>
            <span className={css.barLabel} dir="auto">{bar.label}</span>
            <span className={css.track} aria-hidden>
              <span className={css.fill} style={{ width }}>
                {bar.parts ? bar.parts.map((part) => <i key={part.key} data-hue={part.hue} style={{ flexGrow: part.value }} title={`${part.label}: ${part.value}`} />) : <i data-hue={0} style={{ flexGrow: 1 }} />}
              </span>
            </span>
            <strong>{bar.text}</strong>
            <span className={css.barAside}>{bar.aside}</span>
          </>
        );
        return <li key={bar.key}>{bar.href ? <Link href={bar.href}>{inside}</Link> : <div>{inside}</div>}</li>;
      })}
    </ul>
  );
}

export function Legend({ items }: { items: { key: string; label: string; hue: number }[] }) {
  return (
    <ul className={css.legend}>
      {items.map((item) => (
        <li key={item.key}>
          <i data-hue={item.hue} aria-hidden />
          <span dir="auto">{item.label}</span>
        </li>
      ))}
    </ul>
  );
}
