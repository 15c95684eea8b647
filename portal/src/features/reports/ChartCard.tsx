// A chart with the table behind it: one switch between the two, the figures as CSV, every part a way to its list.
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { IconChartBar, IconDownload, IconTable } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { Bones, ErrorState } from "../../ui/States";
import css from "./Reports.module.css";
import { toCsv } from "./figures";

export interface Column {
  id: string;
  header: string;
  end?: boolean;
}

export interface Row {
  key: string;
  /** Where the row's first cell leads. */
  href?: string | null;
  cells: { text: string; raw?: string | number | null; href?: string }[];
}

interface Props {
  title: string;
  note?: string;
  name: string;
  columns: Column[];
  rows: Row[];
  query: { isPending: boolean; isError: boolean; error: unknown; refetch: () => unknown };
  tools?: ReactNode;
  wide?: boolean;
  children: ReactNode;
}

export function ChartCard({ title, note, name, columns, rows, query, tools, wide, children }: Props) {
  const { t } = useTranslation();
  const [table, setTable] = useState(false);
  const label = table ? t("chart.as_chart") : t("chart.as_table");
  const save = () => {
    const text = toCsv([columns.map((column) => column.header), ...rows.map((row) => row.cells.map((cell) => cell.raw ?? cell.text))]);
    const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
    const link = Object.assign(document.createElement("a"), { href: url, download: `${name}.csv` });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 1000);
  };
  return (
    <section className={css.card} data-wide={wide || undefined} aria-label={title}>
      <header className={css.cardHead}>
        <h2>{title}</h2>
        <div className={css.cardTools}>
          {tools}
          <Tooltip label={label}>
            <ActionIcon variant="subtle" color="gray" aria-label={`${title}: ${label}`} onClick={() => setTable(!table)}>
              {table ? <IconChartBar size={17} stroke={1.7} /> : <IconTable size={17} stroke={1.7} />}
            </ActionIcon>
          </Tooltip>
          <Tooltip label={t("chart.csv")}>
            <ActionIcon variant="subtle" color="gray" aria-label={`${title}: ${t("chart.csv")}`} disabled={rows.length === 0} onClick={save}>
              <IconDownload size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </div>
      </header>
      <div className={css.cardBody}>
        {query.isPending ? (
          <Bones rows={6} />
        ) : query.isError ? (
          <ErrorState error={query.error} retry={() => void query.refetch()} />
        ) : rows.length === 0 ? (
          <p className={css.none}>{t("chart.empty")}</p>
        ) : table ? (
          <Table title={title} columns={columns} rows={rows} />
        ) : (
          children
        )}
      </div>
      {note && <p className={css.note}>{note}</p>}
    </section>
  );
}

function Table({ title, columns, rows }: { title: string; columns: Column[]; rows: Row[] }) {
  const { t } = useTranslation();
  const [all, setAll] = useState(false);
  const shown = all ? rows : rows.slice(0, 50);
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className={css.scroll} role="region" aria-label={title} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.id} scope="col" data-end={column.end || undefined}>{column.header}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={row.key}>
              {row.cells.map((cell, i) => {
                const href = cell.href ?? (i === 0 ? row.href : undefined);
                const text = <span dir="auto">{cell.text || "–"}</span>;
                const inner = href ? <Link href={href}>{text}</Link> : text;
                return i === 0 ? <th key={columns[i]!.id} scope="row">{inner}</th> : <td key={columns[i]!.id} data-end={columns[i]!.end || undefined}>{inner}</td>;
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > shown.length && (
        <Button variant="subtle" size="compact-sm" onClick={() => setAll(true)}>
          {t("chart.all_rows", { count: rows.length })}
        </Button>
      )}
    </div>
  );
}
