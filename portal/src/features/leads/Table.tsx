// The table of leads: a window on any number of rows, groups with their sums, cells changed in place, all by keyboard.
import type { TFunction } from "i18next";
import { IconArrowDown, IconArrowUp, IconChevronDown, IconChevronRight } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { lazy, memo, Suspense, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { members } from "../../api/queries";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { count, country } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { word } from "../../lib/words";
import { reveal, useWindow } from "../../ui/GridWindow";
import { blocksOf, slotAt } from "./blocks";
import { announce } from "./announce";
import { bulkMost, type Line } from "./api";
import { CellEditor, type Going } from "./CellEditor";
import { columnLabel, mayEdit, shownColumns, titleOf, type Column } from "./columns";
import { useEdit } from "./edit";
import { sumsText, sumsTitle } from "./lines";
import { stepsOf, type Moves } from "./moves";
import type { Part } from "./parts";
import { choose as chosen, extend, nothing, toggle, type Selection } from "./selection";
import type { LeadStore } from "./store";
import css from "./Table.module.css";
import type { View } from "./view";

const Faster = lazy(() => import("./Faster"));

const rowSize = 38;
const headSize = 36;
const footSize = 36;
const selectWidth = 40;

interface Props {
  store: LeadStore;
  /** Rises with every change of the store, which itself stays the same object. */
  view: View;
  setView: (change: Partial<View>) => void;
  moves: Moves;
  selection: Selection;
  select: (selection: Selection) => void;
}

type Step = [number | "page" | "-page", number];

/** What a key does in the grid: a step of so many rows and columns, or a word. */
function keyOfGrid(key: string, ctrl: boolean, alt: boolean): Step | "edit" | "select" | "all" | "none" | null {
  if (alt) return null;
  const far = Number.MAX_SAFE_INTEGER;
  if (ctrl) return key === "Home" ? [-far, -far] : key === "End" ? [far, far] : key.toLowerCase() === "a" ? "all" : null;
  const steps: Record<string, Step> = {
    ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], Home: [0, -far], End: [0, far], PageUp: ["-page", 0], PageDown: ["page", 0],
  };
  const words: Record<string, "edit" | "select" | "none"> = { Enter: "edit", F2: "edit", " ": "select", Escape: "none" };
  return steps[key] ?? words[key] ?? null;
}

interface At {
  row: number;
  column: number;
}

export function Table({ store, view, setView, moves, selection, select }: Props) {
  const { t } = useTranslation();
  const lang = useLang();
  const [, navigate] = useLocation();
  const member = useMay("member");
  const scroller = useRef<HTMLDivElement>(null);
  const shown = useMemo(() => shownColumns(view), [view]);
  const grouped = view.by !== "";
  const { phase } = store;
  const { blocks, total } = useMemo(() => blocksOf(store.parts, grouped, view.folded), [store.parts, grouped, view.folded]);
  const { from, to } = useWindow(scroller, rowSize, total, 4);
  const [at, setAt] = useState<At>({ row: -1, column: 0 });
  const [editing, setEditing] = useState<{ id: string; column: string; text?: string } | null>(null);
  const people = useQuery({ ...members, enabled: editing !== null });
  const names = useMemo(() => new Map(people.data?.map((person) => [person.person_id, person.name])), [people.data]);
  const { save, clash, settle } = useEdit(store, names);

  // What is in sight is fetched, part by part.
  useEffect(() => {
    if (phase === "loading") return;
    for (const block of blocks) {
      const first = Math.max(from, block.start) - block.start - (grouped ? 1 : 0);
      const last = Math.min(to, block.start + block.rows) - 1 - block.start - (grouped ? 1 : 0);
      if (block.open && last >= 0 && last >= first) store.need(block.part.key, Math.max(0, first), last);
    }
  }, [store, phase, blocks, grouped, from, to]);

  const lineAt = (row: number): Line | undefined => {
    const slot = slotAt(blocks, grouped, row);
    const id = slot && slot.place >= 0 ? slot.part.ids[slot.place] : undefined;
    return id === undefined ? undefined : store.rows.get(id);
  };

  const focusAt = useCallback((row: number, column: number) => {
    const element = scroller.current;
    if (!element) return;
    reveal(element, row, rowSize, headSize, footSize);
    setAt({ row, column });
    // At once where the row is drawn already, so that the next key finds the focus there; else when it is.
    const take = () => {
      const cell = element.querySelector<HTMLElement>(`[data-row="${row}"] [data-column="${column}"]`);
      const inner = cell?.querySelector<HTMLElement>("a,button");
      (column === 0 && inner ? inner : cell)?.focus({ preventScroll: true });
      cell?.scrollIntoView({ block: "nearest", inline: "nearest" });
      return Boolean(cell);
    };
    if (!take()) requestAnimationFrame(take);
  }, []);

  const go = (rows: number, columns = 0) => {
    if (total === 0) return;
    focusAt(Math.min(total - 1, Math.max(0, at.row + rows)), Math.min(shown.length - 1, Math.max(0, at.column + columns)));
  };
  const order = () => blocks.filter((block) => block.open).flatMap((block) => block.part.ids);
  const choose = (next: Selection) => {
    select(next);
    announce(t("lead.selected", { count: next.ids.size }));
  };

  const edit = (line: Line, column: Column, text?: string) => {
    if (!mayEdit(column, line, member)) {
      if (column.editor) announce(t("lead.not_editable"));
      return;
    }
    if (column.editor === "stage" && stepsOf(moves.rows, line, moves.role).length === 0) {
      announce(t("lead.move.nowhere"));
      return;
    }
    setEditing({ id: line.id, column: column.id, ...(text === undefined ? {} : { text }) });
  };

  useKey("j", () => go(1));
  useKey("k", () => go(-1));
  const activeLine = at.row >= 0 ? lineAt(at.row) : undefined;
  useKey("x", () => activeLine && choose(toggle(selection, activeLine.id)), activeLine !== undefined);
  useKey("e", () => activeLine && edit(activeLine, shown[at.column]!), activeLine !== undefined && member);
  useKey("Enter", () => activeLine && navigate(`/leads/${activeLine.id}`), activeLine !== undefined);

  const latest = useRef({ blocks, shown, selection });
  useLayoutEffect(() => {
    latest.current = { blocks, shown, selection };
  });

  const done = useCallback(
    (line: Line, column: Column, text: string | null, go: Going) => {
      setEditing(null);
      if (text !== null) {
        if (column.editor === "stage") {
          if (text && text !== line.stage) moves.move([line.id], text);
        } else void save(column, line, text);
      }
      if (go === "stay") return;
      setAt((now) => {
        const step = go === "next" ? 1 : go === "back" ? -1 : 0;
        const next = { row: now.row + (go === "down" ? 1 : 0), column: Math.min(latest.current.shown.length - 1, Math.max(0, now.column + step)) };
        requestAnimationFrame(() => focusAt(next.row, next.column));
        return next;
      });
    },
    [moves, save, focusAt],
  );

  const onKeyDown = (event: React.KeyboardEvent) => {
    const target = event.target as HTMLElement;
    if (target.closest("[data-editing]")) return;
    const row = Number(target.closest<HTMLElement>("[data-row]")?.dataset.row ?? -1);
    if (row < 0) return;
    const column = Number(target.closest<HTMLElement>("[data-column]")?.dataset.column ?? 0);
    const line = lineAt(row);
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowSize) - 3);
    const does = keyOfGrid(event.key, event.ctrlKey || event.metaKey, event.altKey);
    if (does === null) return;
    if (does === "all") {
      event.preventDefault();
      choose(chosen(order().filter((id) => id !== undefined).slice(0, bulkMost)));
    } else if (does === "none") {
      if (selection.ids.size === 0) return;
      event.stopPropagation();
      choose(nothing);
    } else if (does === "edit" || does === "select") {
      if (!line || (does === "edit" && event.key === "Enter" && column === 0)) return;
      event.preventDefault();
      if (does === "edit") edit(line, shown[column]!);
      else choose(toggle(selection, line.id));
    } else {
      event.preventDefault();
      const [rows, columns] = does;
      const down = rows === "page" ? page : rows === "-page" ? -page : rows;
      const next = { row: Math.min(total - 1, Math.max(0, row + down)), column: Math.min(shown.length - 1, Math.max(0, column + columns)) };
      if (event.shiftKey && line && Math.abs(down) === 1) {
        const other = lineAt(next.row);
        if (other) choose(extend(selection.anchor ? selection : toggle(selection, line.id), other.id, order()));
      }
      focusAt(next.row, next.column);
    }
  };

  const onClick = (event: React.MouseEvent) => {
    const target = event.target as HTMLElement;
    if (target.closest("[data-editing]")) return;
    const row = Number(target.closest<HTMLElement>("[data-row]")?.dataset.row ?? -1);
    const line = row < 0 ? undefined : lineAt(row);
    if (!line) return;
    const column = Number(target.closest<HTMLElement>("[data-column]")?.dataset.column ?? 0);
    setAt({ row, column });
    if (event.shiftKey) {
      event.preventDefault();
      choose(extend(selection, line.id, order()));
    } else if (target.closest("[data-select]") || ((event.ctrlKey || event.metaKey) && !target.closest("a"))) {
      choose(toggle(selection, line.id));
    } else if (!target.closest("a,button") && column === 0 && !event.defaultPrevented) {
      navigate(`/leads/${line.id}`);
    }
  };
  const onDoubleClick = (event: React.MouseEvent) => {
    const target = event.target as HTMLElement;
    const row = Number(target.closest<HTMLElement>("[data-row]")?.dataset.row ?? -1);
    const column = Number(target.closest<HTMLElement>("[data-column]")?.dataset.column ?? 0);
    const line = row < 0 ? undefined : lineAt(row);
    if (line && column > 0) edit(line, shown[column]!);
  };

  const fold = (part: Part) => {
    const key = part.key || "-";
    setView({ folded: view.folded.includes(key) ? view.folded.filter((other) => other !== key) : [...view.folded, key] });
  };

  const sortBy = (column: Column) => {
    if (!column.sort) return;
    const first = ["title", "company", "owner", "assigned_to", "country", "industry", "source", "stage", "number", "close"].includes(column.sort) ? "asc" : "desc";
    const dir = view.sort === column.sort ? (view.dir === "asc" ? "desc" : "asc") : first;
    setView({ sort: column.sort, dir });
  };

  const places = Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
  if (at.row >= 0 && at.row < total && (at.row < from || at.row >= to)) places.push(at.row);
  const sums = store.sums();
  const wide = shown.reduce((sum, column) => sum + column.wide, selectWidth);
  const tracks = `${selectWidth}px ${shown.map((column, index) => (index === 0 ? `minmax(${column.wide}px, 1fr)` : `${column.wide}px`)).join(" ")}`;

  return (
    <div className={css.frame}>
      {/* Keys and pointer are heard once for all cells. */}
      {/* oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/no-static-element-interactions */}
      <div ref={scroller} className={css.scroller} onKeyDown={onKeyDown} onClick={onClick} onDoubleClick={onDoubleClick} data-loading={store.phase === "loading" || undefined}>
        <div role="grid" aria-label={t("nav.leads")} aria-rowcount={total + 1} aria-colcount={shown.length + 1} aria-multiselectable className={css.grid} style={{ "--tracks": tracks, minWidth: wide } as React.CSSProperties}>
          <div role="rowgroup" className={css.headGroup}>
            <div role="row" aria-rowindex={1} className={css.head}>
              <div role="columnheader" className={css.selectHead}>
                <span className={css.hidden}>{t("lead.select")}</span>
              </div>
              {shown.map((column, index) => (
                <Head key={column.id} column={column} sticky={index === 0} label={columnLabel(t, column.id)} view={view} onSort={() => sortBy(column)} setView={setView} shown={shown} />
              ))}
            </div>
          </div>
          <div role="rowgroup" className={css.rows} style={{ height: total * rowSize }}>
            {places.map((index) => {
              const slot = slotAt(blocks, grouped, index);
              if (!slot) return null;
              if (slot.place < 0) {
                const open = !view.folded.includes(slot.part.key || "-");
                return (
                  <div key={`group-${slot.part.key}`} role="row" aria-rowindex={index + 2} data-row={index} className={css.group} style={{ transform: `translateY(${index * rowSize}px)` }}>
                    <div role="gridcell" aria-colspan={shown.length + 1} data-column={0}>
                      <button type="button" aria-expanded={open} onClick={() => fold(slot.part)} tabIndex={at.row === index || at.row < 0 ? 0 : -1}>
                        {open ? <IconChevronDown size={15} aria-hidden /> : <IconChevronRight size={15} aria-hidden />}
                        <strong dir="auto">{groupName(slot.part, view.by, lang, t)}</strong>
                        <span className={css.dim}>{count(slot.part.count, lang)}</span>
                        <span className={css.groupSums} title={sumsTitle(slot.part.sums, lang)}>
                          {sumsText(slot.part.sums, lang, 4)}
                        </span>
                      </button>
                    </div>
                  </div>
                );
              }
              const id = slot.part.ids[slot.place];
              const line = id === undefined ? undefined : store.rows.get(id);
              if (!line) return <div key={`at-${index}`} role="row" aria-rowindex={index + 2} className={css.bone} style={{ transform: `translateY(${index * rowSize}px)` }}><div role="gridcell" aria-label={t("common.loading")} /></div>;
              return (
                <Row
                  key={line.id}
                  line={line}
                  index={index}
                  columns={shown}
                  lang={lang}
                  active={at.row === index ? at.column : at.row < 0 && index === (grouped ? 1 : 0) ? 0 : -1}
                  selected={selection.ids.has(line.id)}
                  flash={store.flashes.has(line.id)}
                  pending={store.pending.has(line.id)}
                  editing={editing?.id === line.id ? editing.column : null}
                  done={done}
                  t={t}
                  steps={editing?.id === line.id && editing.column === "stage" ? moves : null}
                  people={editing?.id === line.id ? names : null}
                />
              );
            })}
          </div>
        </div>
        <div className={css.foot} style={{ "--tracks": tracks, minWidth: wide } as React.CSSProperties} aria-label={t("lead.total")} role="note">
          <span className={css.footTotal}>
            {store.phase === "loading" ? "" : `${t("lead.total")} ${count(store.count, lang)}`}
          </span>
          <span className={css.footSums} title={sumsTitle(sums, lang)}>
            {sumsText(sums, lang, 6)}
          </span>
        </div>
      </div>
      {clash && (
        <Suspense fallback={null}>
          <Faster clash={clash} people={names} onChoose={settle} />
        </Suspense>
      )}
    </div>
  );
}

export function groupName(part: Part, by: View["by"], lang: string, t: ReturnType<typeof useTranslation>["t"]): string {
  if (part.key === "") return by === "assigned_to" ? t("lead.nobody") : t("lead.without");
  if (by === "stage") return word(t, "stage", part.key);
  if (by === "country") return country(part.key, lang);
  return part.name ?? (by === "owner" || by === "assigned_to" ? t("lead.unnamed") : part.key);
}

interface HeadProps {
  column: Column & { wide: number };
  sticky: boolean;
  label: string;
  view: View;
  shown: (Column & { wide: number })[];
  onSort: () => void;
  setView: (change: Partial<View>) => void;
}

function Head({ column, sticky, label, view, shown, onSort, setView }: HeadProps) {
  const { t } = useTranslation();
  const sorted = column.sort !== undefined && view.sort === column.sort ? view.dir : null;
  const resize = (width: number) => setView({ columns: shown.map((each) => ({ id: each.id, ...(each.id === column.id ? { width } : each.wide === each.width ? {} : { width: each.wide }) })) });
  const onPointerDown = (event: React.PointerEvent<HTMLElement>) => {
    event.preventDefault();
    const handle = event.currentTarget;
    const head = handle.parentElement!;
    const grid = head.closest<HTMLElement>("[role=grid]")!;
    const start = event.clientX;
    const before = head.getBoundingClientRect().width;
    const side = getComputedStyle(head).direction === "rtl" ? -1 : 1;
    const index = shown.findIndex((each) => each.id === column.id);
    const width = (now: PointerEvent | React.PointerEvent) => Math.round(Math.min(900, Math.max(60, before + side * (now.clientX - start))));
    handle.setPointerCapture(event.pointerId);
    // The tracks are moved by hand while the pointer moves: nothing is rendered until it is let go.
    const drag = (now: PointerEvent) => {
      const tracks = [selectWidth, ...shown.map((each) => each.wide)].map((each) => `${each}px`);
      tracks[index + 1] = `${width(now)}px`;
      grid.style.setProperty("--tracks", tracks.join(" "));
    };
    handle.addEventListener("pointermove", drag);
    handle.addEventListener(
      "pointerup",
      (now: PointerEvent) => {
        handle.removeEventListener("pointermove", drag);
        resize(width(now));
      },
      { once: true },
    );
  };
  return (
    <div role="columnheader" className={sticky ? css.stickyHead : column.end ? css.endHead : css.plainHead} aria-sort={sorted === null ? undefined : sorted === "asc" ? "ascending" : "descending"}>
      {column.sort ? (
        <button type="button" className={css.sort} onClick={onSort} data-on={sorted !== null || undefined}>
          <span>{label}</span>
          {sorted === "asc" && <IconArrowUp size={13} aria-hidden />}
          {sorted === "desc" && <IconArrowDown size={13} aria-hidden />}
        </button>
      ) : (
        <span className={css.label}>{label}</span>
      )}
      {/* The keyboard sets widths in the columns menu. */}
      <span className={css.resize} aria-hidden title={t("table.resize")} onPointerDown={onPointerDown} />
    </div>
  );
}

interface RowProps {
  line: Line;
  index: number;
  columns: (Column & { wide: number })[];
  lang: string;
  active: number;
  selected: boolean;
  flash: boolean;
  pending: boolean;
  editing: string | null;
  steps: Moves | null;
  people: ReadonlyMap<string, string> | null;
  /** Given, for a hook in each row costs more than the row. */
  t: TFunction;
  done: (line: Line, column: Column, text: string | null, go: Going) => void;
}

const Row = memo(function Row({ line, index, columns, lang, active, selected, flash, pending, editing, steps, people, done, t }: RowProps) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      data-row={index}
      data-index={index}
      data-id={line.id}
      data-active={active >= 0 || undefined}
      data-selected={selected || undefined}
      data-flash={flash || undefined}
      data-pending={pending || undefined}
      className={css.row}
      style={{ transform: `translateY(${index * rowSize}px)` }}
    >
      <div role="gridcell" className={css.select} data-select aria-label={selected ? t("lead.is_selected") : t("lead.is_not_selected")}>
        <span className={css.box} aria-hidden />
      </div>
      {columns.map((column, at) => {
        const on = editing === column.id;
        if (at === 0) {
          return (
            <div key={column.id} role="gridcell" data-column={at} className={css.first} data-editing={on || undefined}>
              {on ? (
                <CellEditor column={column} line={line} steps={null} people={null} done={done} />
              ) : (
                <Link href={`/leads/${line.id}`} className={css.link} dir="auto" tabIndex={active === 0 ? 0 : -1}>
                  {titleOf(line)}
                </Link>
              )}
            </div>
          );
        }
        return (
          <div key={column.id} role="gridcell" data-column={at} className={column.end ? css.end : css.cell} tabIndex={active === at && !on ? 0 : -1} data-editing={on || undefined}>
            {on ? <CellEditor column={column} line={line} steps={steps} people={people} done={done} /> : column.cell(line, lang, t)}
          </div>
        );
      })}
    </div>
  );
});
