// Facts of a record as a definition list, and the fields a form is made of.
import type { ReactNode } from "react";
import css from "./Fields.module.css";

export function Facts({ children }: { children: ReactNode }) {
  return <dl className={css.facts}>{children}</dl>;
}

/** One fact; what is empty is shown as a dash, so that the layout does not jump between records. */
export function Fact({ label, children, wide }: { label: string; children: ReactNode; wide?: boolean }) {
  const empty = children === null || children === undefined || children === "";
  return (
    <div className={css.fact} data-wide={wide || undefined}>
      <dt>{label}</dt>
      <dd dir="auto" data-empty={empty || undefined}>{empty ? "–" : children}</dd>
    </div>
  );
}

export function FactGroup({ icon, title, note, children }: { icon: ReactNode; title: string; note: string; children: ReactNode }) {
  return (
    <section className={css.group}>
      <header>
        <h2>{title}</h2>
        <span className={css.lock} title={note}>
          {icon}
          <span>{note}</span>
        </span>
      </header>
      {children}
    </section>
  );
}

export function FormGrid({ children }: { children: ReactNode }) {
  return <div className={css.form}>{children}</div>;
}

export function Wide({ children }: { children: ReactNode }) {
  return <div className={css.wide}>{children}</div>;
}
