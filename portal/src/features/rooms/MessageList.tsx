// The windowed list of messages: opens at what is new, follows its end, grows upwards without a jump, walks by arrow keys.
import { IconArrowDown, IconClock, IconAlertTriangle, IconLock } from "@tabler/icons-react";
import { defaultRangeExtractor, useVirtualizer, type Range } from "@tanstack/react-virtual";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLang } from "../../lib/hooks";
import css from "./List.module.css";
import row from "./Message.module.css";
import { MessageRow } from "./MessageRow";
import type { Pending, Row } from "./rows";
import { dayName } from "./tell";
import type { Message } from "./types";

interface Props {
  label: string;
  rows: Row[];
  atStart: boolean;
  atEnd: boolean;
  busy: boolean;
  me: string;
  myCompany: string;
  names: ReadonlyMap<string, string>;
  /** The message to stand at, and a number that changes when it is to be gone to again. */
  target: { seq: number; turn: number } | null;
  /** Changes when the newest page has come because one wanted to be there. */
  newestTurn: number;
  unread: number;
  empty: ReactNode;
  tools: (message: Message, note: boolean) => ReactNode;
  /** The row whose tools stay while something of theirs is open. */
  held: string | null;
  onOlder: () => void;
  onNewer: () => void;
  onNewest: () => void;
  onBottom: (at: boolean) => void;
  onAnchor: (seq: number | null) => void;
  onThread: ((id: string) => void) | null;
  onReact: (message: Message, emoji: string, on: boolean) => void;
  onRetry: (cid: string) => void;
  onDrop: (cid: string) => void;
  onKey: (event: React.KeyboardEvent, message: Message, note: boolean) => void;
}

const nearEnd = 60;
const nobody: string[] = [];

function estimate(item: Row | undefined): number {
  if (!item) return 40;
  if (item.type === "day") return 37;
  if (item.type === "new") return 25;
  if (item.type === "pending") return item.head ? 60 : 30;
  const { message } = item;
  const lines = Math.min(30, Math.ceil((message.text?.length ?? 0) / 90) || 1);
  return (item.head ? 36 : 8) + lines * 20 + (message.reactions.length > 0 ? 32 : 0) + (message.reply_count > 0 ? 30 : 0) + message.refs.length * 44 + message.files.length * 60;
}

export function MessageList(props: Props) {
  const { t } = useTranslation();
  const lang = useLang();
  const { rows, atStart, atEnd, busy, me, myCompany, names, target, unread, held, onOlder, onNewer, onBottom, onAnchor } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [hovered, setHovered] = useState<string | null>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const [bottom, setBottom] = useState(true);
  const indexes = useMemo(() => new Map(rows.map((item, index) => [item.key, index])), [rows]);
  const focusedAt = focused === null ? undefined : indexes.get(focused);

  // A row that has the focus stays in the page wherever one scrolls.
  const rangeExtractor = useCallback(
    (range: Range) => {
      const shown = defaultRangeExtractor(range);
      return focusedAt === undefined || shown.includes(focusedAt) || focusedAt >= range.count ? shown : [...shown, focusedAt].sort((a, b) => a - b);
    },
    [focusedAt],
  );
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => estimate(rows[index]),
    getItemKey: (index) => rows[index]?.key ?? index,
    anchorTo: "end",
    followOnAppend: atEnd,
    scrollEndThreshold: nearEnd,
    overscan: 8,
    rangeExtractor,
    // Places are written into the page with the scroll position, so that no frame shows the one without the other.
    directDomUpdates: true,
  });
  const items = virtual.getVirtualItems();

  // Where the list opens: at the message that was asked for, at what is new, or at its end.
  const placed = useRef<string | null>(null);
  const follows = useRef(true);
  useLayoutEffect(() => {
    if (rows.length === 0) return;
    const wish = target ? `${target.seq}.${target.turn}` : "end";
    if (placed.current === wish) return;
    const at = target ? rows.findIndex((item) => item.type === "message" && item.message.seq >= target.seq) : rows.findIndex((item) => item.type === "new");
    if (target && at < 0) return;
    placed.current = wish;
    if (at < 0) virtual.scrollToEnd();
    else {
      virtual.scrollToIndex(at, { align: target ? "center" : "start" });
      follows.current = false;
      setBottom(false);
      onBottom(false);
    }
    const found = rows[at];
    if (target && found) {
      setFocused(found.key);
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${at}"] [role=article]`)?.focus({ preventScroll: true }));
    }
  }, [rows, target, virtual, onBottom]);

  // Once more after the rows have been measured: estimates may have been far off.
  const { newestTurn } = props;
  useEffect(() => {
    if (newestTurn === 0) return;
    virtual.scrollToEnd();
    const timer = setTimeout(() => virtual.scrollToEnd(), 60);
    return () => clearTimeout(timer);
  }, [newestTurn, virtual]);

  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (placed.current === null || busy) return;
    if (!atStart && first < 12) onOlder();
    else if (!atEnd && last > rows.length - 12) onNewer();
  }, [first, last, rows.length, atStart, atEnd, busy, onOlder, onNewer]);

  // Who scrolls up leaves the end, by hand or by a program that reads aloud: when the list itself grows or shrinks, by what
  // comes, by rows that get their size or by a part read anew, its end is followed.
  const top = useRef(0);
  const height = useRef(0);
  const hand = useRef(-Infinity);
  const touched = () => {
    hand.current = performance.now();
  };
  const look = () => {
    const box = scroller.current;
    if (!box || placed.current === null) return;
    const leaves = box.scrollTop < top.current && (box.scrollHeight === height.current || performance.now() - hand.current < 1000);
    top.current = box.scrollTop;
    height.current = box.scrollHeight;
    const near = atEnd && box.scrollHeight - box.scrollTop - box.clientHeight <= nearEnd;
    if (follows.current && !near && !leaves) {
      if (atEnd) virtual.scrollToEnd();
      return;
    }
    follows.current = near;
    if (near === bottom) return;
    setBottom(near);
    onBottom(near);
  };
  useEffect(look);
  const middle = rows[items[Math.floor(items.length / 2)]?.index ?? -1];
  const middleSeq = middle?.type === "message" ? middle.message.seq : null;
  useEffect(() => {
    if (bottom) onAnchor(null);
    else if (middleSeq !== null) onAnchor(middleSeq);
  }, [bottom, middleSeq, onAnchor]);

  const focusRow = (index: number) => {
    const item = rows[index];
    if (!item) return;
    setFocused(item.key);
    virtual.scrollToIndex(index, { align: "auto" });
    requestAnimationFrame(() =>
      requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] [role=article]`)?.focus({ preventScroll: true })),
    );
  };
  const step = (from: number, by: number) => {
    for (let index = from + by; index >= 0 && index < rows.length; index += by) if (rows[index]!.type === "message") return focusRow(index);
    if (by < 0 && !atStart) virtual.scrollToIndex(0);
  };

  const onKeyDown = (event: React.KeyboardEvent) => {
    touched();
    const at = (event.target as HTMLElement).closest<HTMLElement>("[data-index]");
    const onRow = (event.target as HTMLElement).getAttribute("role") === "article";
    if (!at || !onRow) {
      if (event.key === "Escape" && at && !event.defaultPrevented) at.querySelector<HTMLElement>("[role=article]")?.focus();
      return;
    }
    const index = Number(at.dataset.index);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(index, event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "End") {
      event.preventDefault();
      step(rows.length, -1);
    } else {
      const item = rows[index];
      if (item?.type === "message") props.onKey(event, item.message, item.note);
    }
  };

  const keyAt = (element: EventTarget) => {
    const at = (element as HTMLElement).closest<HTMLElement>("[data-index]")?.dataset.index;
    return at === undefined ? null : (rows[Number(at)]?.key ?? null);
  };
  const lastMessage = rows.findLast((item) => item.type === "message")?.key ?? null;
  const tabStop = focusedAt === undefined ? lastMessage : focused;
  const active = held ?? hovered ?? (focusedAt === undefined ? null : focused);

  return (
    <div className={css.list}>
      <div
        ref={scroller}
        className={css.scroller}
        role="region"
        aria-label={props.label}
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
        tabIndex={rows.length === 0 ? 0 : -1}
        onScroll={look}
        onWheel={touched}
        onTouchMove={touched}
        onPointerDown={touched}
        onMouseOver={(event) => setHovered(keyAt(event.target))}
        onMouseLeave={() => setHovered(null)}
        onFocus={(event) => {
          const key = keyAt(event.target);
          if (key !== null && key !== focused) setFocused(key);
        }}
        onBlur={(event) => !event.currentTarget.contains(event.relatedTarget) && held === null && setFocused(null)}
        onKeyDown={onKeyDown}
      >
        {rows.length === 0 && !busy && props.empty}
        <div ref={virtual.containerRef} className={css.inner}>
          {items.map((item) => {
            const it = rows[item.index]!;
            return (
              <div key={item.key} ref={virtual.measureElement} data-index={item.index} className={css.item}>
                {it.type === "day" ? (
                  <div className={css.day} role="heading" aria-level={3}>
                    <span>{dayName(t, it.at, lang)}</span>
                  </div>
                ) : it.type === "new" ? (
                  <div className={css.new} role="separator" aria-label={t("room.new_line")}>
                    <span>{t("room.new_line")}</span>
                  </div>
                ) : it.type === "pending" ? (
                  <PendingRow pending={it.pending} onRetry={props.onRetry} onDrop={props.onDrop} />
                ) : (
                  <MessageRow
                    t={t}
                    lang={lang}
                    message={it.message}
                    head={it.head}
                    note={it.note}
                    me={me}
                    myCompany={myCompany}
                    names={it.message.mentions.length === 0 ? nobody : mentioned(it.message, names)}
                    focusable={it.key === tabStop}
                    marked={target?.seq === it.message.seq && !it.note}
                    tools={it.key === active && it.message.deleted === null ? props.tools(it.message, it.note) : null}
                    onThread={props.onThread}
                    onReact={props.onReact}
                  />
                )}
              </div>
            );
          })}
        </div>
      </div>
      {(!bottom || !atEnd) && rows.length > 0 && (
        <button
          type="button"
          className={css.newest}
          onClick={() => {
            if (atEnd) virtual.scrollToEnd();
            else props.onNewest();
          }}
        >
          <IconArrowDown size={16} aria-hidden />
          {unread > 0 ? t("room.newest_count", { count: unread }) : t("room.newest")}
        </button>
      )}
    </div>
  );
}

const mentionedNames = new WeakMap<Message, { of: ReadonlyMap<string, string>; names: string[] }>();

/** The same array for the same message and people, so that its row is not drawn again. */
function mentioned(message: Message, of: ReadonlyMap<string, string>): string[] {
  const known = mentionedNames.get(message);
  if (known?.of === of) return known.names;
  const names = message.mentions.flatMap((id) => of.get(id) ?? []);
  mentionedNames.set(message, { of, names });
  return names;
}

function PendingRow({ pending, onRetry, onDrop }: { pending: Pending; onRetry: (cid: string) => void; onDrop: (cid: string) => void }) {
  const { t } = useTranslation();
  const failed = pending.state === "failed";
  return (
    <div className={row.row} data-pending data-note={pending.note || undefined}>
      <div className={row.gutter}>{failed ? <IconAlertTriangle size={15} aria-hidden /> : pending.note ? <IconLock size={15} aria-hidden /> : <IconClock size={15} aria-hidden />}</div>
      <div className={row.main}>
        <div className={row.plain} dir="auto">{pending.text.slice(0, 2500)}</div>
        {pending.files > 0 && <div className={row.marks}>{t("room.files_count", { count: pending.files })}</div>}
        {failed ? (
          <div className={row.failed} role="alert">
            <span>{t("room.not_sent", { why: pending.problem ?? "" })}</span>
            <button type="button" onClick={() => onRetry(pending.cid)}>{t("common.retry")}</button>
            <button type="button" onClick={() => onDrop(pending.cid)}>{t("room.drop")}</button>
          </div>
        ) : (
          <span className={row.waiting}>{t("room.sending")}</span>
        )}
      </div>
    </div>
  );
}
