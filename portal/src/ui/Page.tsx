// The frame of a screen: title line with actions, then the body.
import type { ReactNode } from "react";
import css from "./Page.module.css";

export function Page({
  title,
  count,
  actions,
  tools,
  fill,
  children,
}: {
  title: ReactNode;
  count?: ReactNode;
  actions?: ReactNode;
  tools?: ReactNode;
  /** The body scrolls by itself (tables) rather than with the page. */
  fill?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={css.page} data-fill={fill || undefined}>
      <header className={css.head}>
        <h1 className={css.title}>{title}</h1>
        {count !== undefined && <span className={css.count}>{count}</span>}
        <div className={css.actions}>{actions}</div>
      </header>
      {tools && <div className={css.tools}>{tools}</div>}
      <div className={css.body}>{children}</div>
    </div>
  );
}

export function Card({ title, aside, children, flush }: { title?: ReactNode; aside?: ReactNode; children: ReactNode; flush?: boolean }) {
  return (
    <section className={css.card}>
      {title && (
        <header className={css.cardHead}>
          <h2>{title}</h2>
          {aside && <div className={css.cardAside}>{aside}</div>}
        </header>
      )}
      <div className={flush ? undefined : css.cardBody}>{children}</div>
    </section>
  );
}
