// A virtual table over keyset pages: plain rows, sticky head, columns to choose, cards on a phone, everything by keyboard.
import { ActionIcon, Menu } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconCheck, IconColumns3 } from "@tabler/icons-react";
import type { UseInfiniteQueryResult, InfiniteData } from "@tanstack/react-query";
import { columnVisibilityFeature, createColumnHelper, tableFeatures, useTable, type RowData } from "@tanstack/react-table";
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import type { Page } from "../api/types";
import { useKey } from "../app/keys";
import { usePhone } from "../lib/hooks";
import css from "./DataTable.module.css";
import { Bones, ErrorState } from "./States";

export interface ColumnOf<T> {
  id: string;
  header: string;
  /** A CSS grid track: "minmax(180px, 2fr)", "110px". */
  track: string;
  cell: (row: T) => ReactNode;
  end?: boolean;
  /** Always shown, and holds the link of the row. */
  main?: boolean;
  /** Hidden until chosen. */
  spare?: boolean;
}

interface Props<T> {
  name: string;
  label: string;
  columns: ColumnOf<T>[];
  query: UseInfiniteQueryResult<InfiniteData<Page<T>>>;
  href: (row: T) => string | null;
  card: (row: T) => ReactNode;
  empty: ReactNode;
  cardHeight?: number;
}

const features = tableFeatures({ columnVisibilityFeature });
const rowHeight = 42;

export function DataTable<T extends RowData & { id: string }>({ name, label, columns, query, href, card, empty, cardHeight = 84 }: Props<T>) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [, navigate] = useLocation();
  const scroller = useRef<HTMLDivElement>(null);
  const [active, setActive] = useState(-1);
  const spare = useMemo(() => Object.fromEntries(columns.filter((column) => column.spare).map((column) => [column.id, false])), [columns]);
  const [hidden, setHidden] = useLocalStorage<Record<string, boolean>>({ key: `hansa.columns.${name}`, defaultValue: spare, getInitialValueInEffect: false });

  const data = useMemo(() => query.data?.pages.flatMap((page) => page.items) ?? [], [query.data]);
  const defs = useMemo(() => {
    const helper = createColumnHelper<typeof features, T>();
    return columns.map((column) => helper.display({ id: column.id, header: column.header, enableHiding: !column.main }));
  }, [columns]);
  const table = useTable({ features, columns: defs, data, state: { columnVisibility: hidden }, getRowId: (row) => row.id });
  const shown = columns.filter((column) => table.getColumn(column.id)?.getIsVisible() !== false);
  const tracks = shown.map((column) => column.track).join(" ");
  const least = shown.reduce((sum, column) => sum + Number(/\d+/.exec(column.track)?.[0] ?? 100), 50 + 16 * (shown.length - 1));

  const virtual = useVirtualizer({
    count: data.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => (phone ? cardHeight : rowHeight),
    getItemKey: (index) => data[index]?.id ?? index,
    overscan: 12,
  });
  useEffect(() => virtual.measure(), [phone, virtual]);
  const items = virtual.getVirtualItems();
  const lastSeen = items.at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage && lastSeen >= data.length - 15) void fetchNextPage();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, lastSeen, data.length]);

  const move = (by: number) => {
    const next = Math.min(data.length - 1, Math.max(0, active + by));
    if (data.length === 0) return;
    setActive(next);
    virtual.scrollToIndex(next);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"] a`)?.focus({ preventScroll: true }));
  };
  useKey("j", () => move(1));
  useKey("k", () => move(-1));
  const activeRow = data[active];
  const activeHref = activeRow ? href(activeRow) : null;
  useKey("Enter", () => activeHref && navigate(activeHref), activeHref !== null);

  if (query.isPending) return <div className={css.frame}><Bones rows={12} height={18} gap={22} /></div>;
  if (query.isError && data.length === 0) return <div className={css.frame}><ErrorState error={query.error} retry={() => void query.refetch()} /></div>;
  if (data.length === 0) return <div className={css.frame}>{empty}</div>;

  const chooser = (
    <Menu position="bottom-end" closeOnItemClick={false}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="sm" aria-label={t("table.columns")}>
          <IconColumns3 size={15} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {columns.filter((column) => !column.main).map((column) => {
          const on = table.getColumn(column.id)?.getIsVisible() !== false;
          return (
            <Menu.Item
              key={column.id}
              role="menuitemcheckbox"
              aria-checked={on}
              leftSection={on ? <IconCheck size={14} /> : <span className={css.noCheck} />}
              onClick={() => setHidden({ ...hidden, [column.id]: !on })}
            >
              {column.header}
            </Menu.Item>
          );
        })}
      </Menu.Dropdown>
    </Menu>
  );

  return (
    <div className={css.frame} data-stale={query.isPlaceholderData || undefined}>
      {!phone && <div className={css.chooser}>{chooser}</div>}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div ref={scroller} className={css.scroller} role="region" aria-label={label} tabIndex={0}>
        <div role="table" aria-label={label} aria-rowcount={query.hasNextPage ? -1 : data.length + 1} style={phone ? undefined : { minWidth: least }}>
          {!phone && <div role="rowgroup" className={css.headGroup}>
            <div role="row" aria-rowindex={1} className={css.head} style={{ gridTemplateColumns: tracks }}>
              {shown.map((column) => (
                <div key={column.id} role="columnheader" className={column.end ? css.end : undefined}>
                  {column.header}
                </div>
              ))}
            </div>
          </div>}
          <div role="rowgroup" className={css.rows} style={{ height: virtual.getTotalSize() }}>
            {items.map((item) => {
              const row = data[item.index]!;
              const to = href(row);
              const open = (event: React.MouseEvent) => {
                if (!to || event.defaultPrevented || (event.target as HTMLElement).closest("a,button")) return;
                if (event.metaKey || event.ctrlKey) window.open(to, "_blank", "noopener");
                else navigate(to);
              };
              return (
                // The link inside serves keyboards; the whole row is only a larger target for a pointer.
                // oxlint-disable-next-line jsx-a11y/click-events-have-key-events, jsx-a11y/interactive-supports-focus
                <div
                  key={item.key}
                  role="row"
                  aria-rowindex={item.index + 2}
                  data-index={item.index}
                  data-active={item.index === active || undefined}
                  data-link={to !== null || undefined}
                  className={phone ? css.card : css.row}
                  style={{ transform: `translateY(${item.start}px)`, height: item.size, gridTemplateColumns: phone ? undefined : tracks }}
                  onClick={open}
                >
                  {phone ? (
                    <div role="cell" className={css.cardCell}>{card(row)}</div>
                  ) : (
                    shown.map((column) => (
                      <div key={column.id} role="cell" className={column.end ? css.end : css.cell}>
                        {column.cell(row)}
                      </div>
                    ))
                  )}
                </div>
              );
            })}
          </div>
        </div>
      </div>
    </div>
  );
}
