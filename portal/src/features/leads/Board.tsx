// The board: a column for each stage with its true count and sums, of which only what is in sight is drawn and fetched.
import { IconCheck } from "@tabler/icons-react";
import { lazy, memo, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type RefObject } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useKey } from "../../app/keys";
import { useSession } from "../../app/session";
import { count, country } from "../../lib/format";
import { useLang, usePhone } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import { reveal, useWindow } from "../../ui/GridWindow";
import { announce } from "./announce";
import type { Line } from "./api";
import css from "./Board.module.css";
import { age, amount, nameOf, sumsText, sumsTitle } from "./lines";
import { stepsOf, stepTo, type Moves } from "./moves";
import type { Part } from "./parts";
import { extend, taken, toggle, type Selection } from "./selection";
import type { LeadStore } from "./store";

const cardSize = 118;
const CardMenu = lazy(() => import("./CardMenu"));

/** Of the words that stand for the button of every card. */
const menuId = "lead-menu-word";

interface Props {
  store: LeadStore;
  moves: Moves;
  selection: Selection;
  select: (selection: Selection) => void;
}

interface Drag {
  ids: string[];
  /** Where at least one of them may go. */
  allowed: ReadonlySet<string>;
}

export function Board({ store, moves, selection, select }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [, navigate] = useLocation();
  const board = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState<string | null>(null);
  const [drag, setDrag] = useState<Drag | null>(null);
  const [menu, setMenu] = useState<{ id: string; x: number; y: number } | null>(null);
  const { move, rows, role } = moves;
  const parts = store.parts;
  const state = useRef({ active, selection, parts });
  useLayoutEffect(() => {
    state.current = { active, selection, parts };
  });

  const need = useCallback((key: string, from: number, to: number) => store.need(key, from, to), [store]);

  const focusCard = useCallback(
    (part: Part, index: number) => {
      const id = part.ids[index];
      const column = board.current?.querySelector<HTMLElement>(`[data-stage="${part.key}"] [data-scroller]`);
      column?.closest<HTMLElement>("[data-stage]")?.scrollIntoView({ block: "nearest", inline: phone ? "start" : "nearest" });
      if (column) reveal(column, index, cardSize, 8);
      if (!id) return;
      setActive(id);
      const take = () => {
        const link = column?.querySelector<HTMLElement>(`[data-id="${id}"] a`);
        link?.focus({ preventScroll: true });
        return Boolean(link);
      };
      if (!take()) requestAnimationFrame(take);
    },
    [phone],
  );

  const placeOf = (id: string | null): [number, number] => {
    const column = id === null ? -1 : parts.findIndex((part) => part.ids.includes(id));
    return column < 0 ? [Math.max(0, parts.findIndex((part) => part.count > 0)), -1] : [column, parts[column]!.ids.indexOf(id!)];
  };

  const step = (down: number, right: number) => {
    const [column, index] = placeOf(active);
    if (right === 0) {
      const part = parts[column];
      if (part && part.count > 0) focusCard(part, Math.min(part.count - 1, Math.max(0, index + down)));
      return;
    }
    for (let to = column + right; parts[to]; to += right) {
      if (parts[to]!.count === 0) continue;
      focusCard(parts[to]!, Math.min(parts[to]!.count - 1, Math.max(0, index)));
      return;
    }
  };

  /** To the nearest stage on that side that the leads may go to. */
  const moveBeside = (right: number) => {
    if (active === null) return;
    const ids = taken(selection, active);
    const line = store.rows.get(active);
    if (!line) return;
    const [column] = placeOf(active);
    for (let to = column + right; parts[to]; to += right) {
      if (!stepTo(rows, line, parts[to]!.key, role)) continue;
      move(ids, parts[to]!.key);
      keepFocus(active);
      return;
    }
    announce(t("lead.move.nowhere"));
  };

  // The card is drawn anew in its other column: the focus follows it there.
  const keepFocus = (id: string) =>
    requestAnimationFrame(() =>
      requestAnimationFrame(() => {
        const part = state.current.parts.find((each) => each.ids.includes(id));
        if (part) focusCard(part, part.ids.indexOf(id));
      }),
    );

  const choose = (next: Selection) => {
    select(next);
    announce(t("lead.selected", { count: next.ids.size }));
  };

  useKey("j", () => step(1, 0));
  useKey("k", () => step(-1, 0));
  useKey("x", () => active !== null && choose(toggle(selection, active)));

  const onKeyDown = (event: React.KeyboardEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>("[data-id]")?.dataset.id;
    if (!id || event.ctrlKey || event.metaKey) return;
    const arrows: Record<string, [number, number]> = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] };
    const by = arrows[event.key];
    if (by) {
      event.preventDefault();
      if (event.altKey) {
        if (by[1] !== 0) moveBeside(by[1]);
      } else if (event.shiftKey && by[0] !== 0) {
        const [column, index] = placeOf(id);
        const next = parts[column]?.ids[index + by[0]];
        if (next) choose(extend(selection.anchor ? selection : toggle(selection, id), next, parts[column]!.ids));
        step(by[0], 0);
      } else step(...by);
    } else if (event.key === "Home" || event.key === "End") {
      event.preventDefault();
      const [column] = placeOf(id);
      focusCard(parts[column]!, event.key === "Home" ? 0 : parts[column]!.count - 1);
    } else if (event.key === "." || event.key === "ContextMenu" || (event.key === "F10" && event.shiftKey)) {
      event.preventDefault();
      openMenu(event.target as HTMLElement, id);
    } else if (event.key === "Escape" && selection.ids.size > 0) {
      event.stopPropagation();
      choose({ ids: new Set(), anchor: null });
    }
  };

  const openMenu = (from: HTMLElement, id: string) => {
    const box = from.getBoundingClientRect();
    setActive(id);
    setMenu({ id, x: box.left, y: box.bottom });
  };

  const onClick = (event: React.MouseEvent) => {
    const target = event.target as HTMLElement;
    const id = target.closest<HTMLElement>("[data-id]")?.dataset.id;
    if (!id) return;
    const button = target.closest("button");
    if (button) {
      openMenu(button, id);
      return;
    }
    setActive(id);
    const part = parts.find((each) => each.ids.includes(id));
    const link = target.closest("a") !== null;
    if (event.shiftKey && part) {
      event.preventDefault();
      choose(extend(selection, id, part.ids));
    } else if (event.ctrlKey || event.metaKey) {
      // On the link it is the browser's: a new tab.
      if (!link) choose(toggle(selection, id));
    } else {
      event.preventDefault();
      navigate(`/leads/${id}`);
    }
  };

  const onFocus = (event: React.FocusEvent) => {
    const id = (event.target as HTMLElement).closest<HTMLElement>("[data-id]")?.dataset.id;
    if (id) setActive(id);
  };

  const allowedFor = (ids: string[]) => {
    const lines = ids.map((id) => store.rows.get(id)).filter((line) => line !== undefined) as Line[];
    return new Set(parts.map((part) => part.key).filter((key) => lines.some((line) => stepTo(rows, line, key, role))));
  };

  const onDragStart = (event: React.DragEvent) => {
    const card = (event.target as HTMLElement).closest<HTMLElement>("[data-id]");
    if (!card) return;
    const ids = taken(selection, card.dataset.id!);
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", `${location.origin}/leads/${card.dataset.id}`);
    if (ids.length > 1) {
      const badge = document.createElement("div");
      badge.className = css.ghost!;
      badge.textContent = t("lead.selected", { count: ids.length });
      document.body.append(badge);
      event.dataTransfer.setDragImage(badge, 16, 16);
      setTimeout(() => badge.remove());
    }
    // Changing the card in the same breath would end the drag in Chromium.
    setTimeout(() => setDrag({ ids, allowed: allowedFor(ids) }));
  };
  const columnOf = (event: React.DragEvent) => (event.target as HTMLElement).closest<HTMLElement>("[data-stage]");
  const onDragOver = (event: React.DragEvent) => {
    const column = columnOf(event);
    if (!drag || !column) return;
    if (!drag.allowed.has(column.dataset.stage!)) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    over(column);
  };
  const over = (column: HTMLElement | null) => {
    const before = board.current?.querySelector<HTMLElement>("[data-over]");
    if (before === column) return;
    before?.removeAttribute("data-over");
    column?.setAttribute("data-over", "");
  };
  const onDrop = (event: React.DragEvent) => {
    const column = columnOf(event);
    over(null);
    if (!drag || !column) return;
    event.preventDefault();
    move(drag.ids, column.dataset.stage!);
    setDrag(null);
  };

  const menuLine = menu && store.rows.get(menu.id);
  return (
    <>
      {/* Keys and pointer are heard once for all cards. */}
      {/* A scrolling region must be reachable by keyboard, also while it is empty. */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events */}
      <div
        ref={board}
        className={css.board}
        role="group"
        aria-label={t("lead.view.board")}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        tabIndex={0}
        data-dragging={drag !== null || undefined}
        onKeyDown={onKeyDown}
        onClick={onClick}
        onFocus={onFocus}
        onDragStart={onDragStart}
        onDragOver={onDragOver}
        onDragLeave={(event) => !board.current?.contains(event.relatedTarget as Node) && over(null)}
        onDrop={onDrop}
        onDragEnd={() => {
          over(null);
          setDrag(null);
        }}
      >
        <span id={menuId} hidden>
          {t("lead.move.menu")}
        </span>
        {parts.map((part) => (
          <Column
            key={part.key}
            part={part}
            store={store}
            root={board}
            ready={store.phase !== "loading"}
            active={active !== null && part.ids.includes(active) ? active : null}
            selected={selection.ids}
            barred={drag !== null && !drag.allowed.has(part.key)}
            need={need}
          />
        ))}
      </div>
      {menu && menuLine && (
        <Suspense fallback={null}>
          <CardMenu
            {...menu}
            steps={stepsOf(rows, menuLine, role)}
            selected={selection.ids.has(menu.id)}
            onMove={(stage) => {
              move(taken(selection, menu.id), stage);
              keepFocus(menu.id);
            }}
            onSelect={() => choose(toggle(selection, menu.id))}
            onClose={() => setMenu(null)}
          />
        </Suspense>
      )}
    </>
  );
}

interface ColumnProps {
  part: Part;
  store: LeadStore;
  root: RefObject<HTMLDivElement | null>;
  ready: boolean;
  active: string | null;
  selected: ReadonlySet<string>;
  barred: boolean;
  need: (key: string, from: number, to: number) => void;
}

const Column = memo(function Column({ part, store, root, ready, active, selected, barred, need }: ColumnProps) {
  const { t } = useTranslation();
  const lang = useLang();
  const { company } = useSession();
  const column = useRef<HTMLElement>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const [near, setNear] = useState(false);
  const { from, to } = useWindow(scroller, cardSize, part.count, 2);

  useEffect(() => {
    if (near || !column.current) return;
    const observer = new IntersectionObserver((seen) => seen.some((entry) => entry.isIntersecting) && setNear(true), { root: root.current, rootMargin: "0px 120px" });
    observer.observe(column.current);
    return () => observer.disconnect();
  }, [near, root]);
  useEffect(() => {
    if (near && ready && part.count > 0) need(part.key, from, to - 1);
  }, [near, ready, need, part, from, to]);

  const places = useMemo(() => {
    if (!near) return [];
    const all = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
    const at = active === null ? -1 : part.ids.indexOf(active);
    if (at >= 0 && (at < from || at >= to)) all.push(at);
    return all;
  }, [near, from, to, active, part.ids]);
  const first = active ?? part.ids[from];

  return (
    <section ref={column} className={css.column} data-stage={part.key} data-barred={barred || undefined} aria-label={t("lead.column", { stage: word(t, "stage", part.key), count: part.count })}>
      <header className={css.head}>
        <span className={css.dot} data-tone={tone(part.key)} aria-hidden />
        <h2>{word(t, "stage", part.key)}</h2>
        <span className={css.count}>{ready ? count(part.count, lang) : ""}</span>
        <span className={css.sums} title={sumsTitle(part.sums, lang)}>
          {sumsText(part.sums, lang)}
        </span>
      </header>
      <div ref={scroller} className={css.scroller} data-scroller>
        {part.count === 0 ? (
          <p className={css.none}>{ready ? t("lead.column_empty") : ""}</p>
        ) : (
          <div role="list" className={css.cards} style={{ height: part.count * cardSize + 8 }} aria-label={word(t, "stage", part.key)}>
            {places.map((place) => {
              const id = part.ids[place];
              const line = id === undefined ? undefined : store.rows.get(id);
              if (!line) return <div key={`at-${place}`} role="listitem" className={css.bone} style={{ transform: `translateY(${place * cardSize}px)` }} aria-label={t("common.loading")} />;
              return (
                <Card
                  key={line.id}
                  line={line}
                  lang={lang}
                  top={place * cardSize}
                  mine={line.company_id === company.id}
                  place={place + 1}
                  count={part.count}
                  tabbable={line.id === first}
                  selected={selected.has(line.id)}
                  flash={store.flashes.has(line.id)}
                  pending={store.pending.has(line.id)}
                  partners={line.shared_with > 0 ? t("lead.shared_short", { count: line.shared_with }) : ""}
                />
              );
            })}
          </div>
        )}
      </div>
    </section>
  );
});

interface CardProps {
  line: Line;
  lang: string;
  top: number;
  mine: boolean;
  place: number;
  count: number;
  tabbable: boolean;
  selected: boolean;
  flash: boolean;
  pending: boolean;
  /** With how many it is shared, in words. */
  partners: string;
}

const Card = memo(function Card({ line, lang, top, mine, place, count: all, tabbable, selected, flash, pending, partners }: CardProps) {
  return (
    <div
      role="listitem"
      className={css.card}
      data-id={line.id}
      data-selected={selected || undefined}
      data-flash={flash || undefined}
      data-pending={pending || undefined}
      draggable
      aria-posinset={place}
      aria-setsize={all}
      style={{ transform: `translateY(${top}px)` }}
    >
      <div className={css.top}>
        {selected && (
          <span className={css.check}>
            <IconCheck size={12} stroke={3} aria-hidden />
          </span>
        )}
        <a id={`lead-${line.id}`} href={`/leads/${line.id}`} className={css.title} dir="auto" tabIndex={tabbable ? 0 : -1} draggable={false}>
          {nameOf(line)}
        </a>
        <button type="button" className={css.more} tabIndex={tabbable ? 0 : -1} aria-labelledby={`${menuId} lead-${line.id}`} aria-haspopup="menu">
          ⋯
        </button>
      </div>
      <div className={css.account}>
        <span dir="auto">{[line.company_name, country(line.country, lang)].filter(Boolean).join(" · ")}</span>
        {!mine && (
          <span className={css.partner} title={line.owner_name ?? ""}>
            <bdi>{line.owner_name}</bdi>
          </span>
        )}
        {mine && line.shared_with > 0 && (
          <span className={css.partner}>
            {partners}
          </span>
        )}
      </div>
      <div className={css.low}>
        <strong>{amount(line.value_minor, line.currency, lang)}</strong>
        <span className={css.age}>
          {age(line.updated_at, lang)}
        </span>
        {line.assigned_to_name && (
          <span className={css.person} title={line.assigned_to_name}>
            <Avatar name={line.assigned_to_name} size={22} />
          </span>
        )}
      </div>
    </div>
  );
});
