// The list of leads: own and received, by stage, newest first, live.
import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconPlus, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { leadCounts, leads } from "../../api/queries";
import type { LeadRow } from "../../api/types";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { ago, count, country, money } from "../../lib/format";
import { useLang, usePhone, useQueryValue, useTitle } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import { Chips } from "../../ui/Chips";
import { DataTable, type ColumnOf } from "../../ui/DataTable";
import { Page } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import { SearchBox } from "../../ui/SearchBox";
import { Empty } from "../../ui/States";
import css from "../../ui/Rows.module.css";
import { NewLead } from "./NewLead";
import { stages } from "./stages";

/** What a lead is called for someone who may not see its title. */
function nameOf(row: LeadRow): string {
  return row.title ?? row.product_interest ?? row.industry ?? row.number;
}

export default function Leads() {
  const { t } = useTranslation();
  const lang = useLang();
  const phone = usePhone();
  const mayCreate = useMay("member");
  const [stage, setStage] = useQueryValue("stage");
  const [shared, setShared] = useQueryValue("shared");
  const [q, setQ] = useQueryValue("q");
  const [fresh, setFresh] = useQueryValue("new");
  useTitle(t("nav.leads"));
  useKey("c", () => setFresh("1"), mayCreate);

  const query = useInfiniteQuery(leads({ stage: stages.find((name) => name === stage), shared: shared === "own" || shared === "received" ? shared : undefined, q }));
  const counts = useQuery(leadCounts);
  const byStage = new Map(counts.data?.map((item) => [item.stage, item.count]));
  const total = counts.data?.reduce((sum, item) => sum + item.count, 0);

  const columns: ColumnOf<LeadRow>[] = [
    { id: "number", header: t("field.number"), track: "82px", cell: (row) => <span className={css.dim}>{row.number}</span> },
    {
      id: "title",
      header: t("field.title"),
      track: "minmax(190px, 4fr)",
      main: true,
      cell: (row) => (
        <Link href={`/leads/${row.id}`} className={css.main} dir="auto">
          {nameOf(row)}
        </Link>
      ),
    },
    { id: "company_name", header: t("field.company_name"), track: "minmax(120px, 1.6fr)", cell: (row) => <span dir="auto">{row.company_name ?? "–"}</span> },
    { id: "stage", header: t("field.stage"), track: "132px", cell: (row) => <Pill tone={tone(row.stage)} dot>{word(t, "stage", row.stage)}</Pill> },
    { id: "value", header: t("field.value_minor"), track: "116px", end: true, cell: (row) => <strong className={css.figure}>{money(row.value_minor, row.currency, lang)}</strong> },
    {
      id: "owner",
      header: t("field.owner"),
      track: "minmax(108px, 1.2fr)",
      cell: (row) => (
        <span className={css.with}>
          <Avatar name={row.owner_name} size={20} square />
          <span dir="auto">{row.owner_name}</span>
        </span>
      ),
    },
    { id: "country", header: t("field.country"), track: "92px", spare: true, cell: (row) => country(row.country, lang) },
    { id: "industry", header: t("field.industry"), track: "130px", spare: true, cell: (row) => <span dir="auto">{row.industry}</span> },
    { id: "interest", header: t("field.product_interest"), track: "150px", spare: true, cell: (row) => <span dir="auto">{row.product_interest}</span> },
    { id: "assigned", header: t("field.assigned_to"), track: "130px", spare: true, cell: (row) => <span dir="auto">{row.assigned_to_name}</span> },
    { id: "shared", header: t("lead.shared"), track: "76px", cell: (row) => <SharedBadge row={row} /> },
    { id: "updated", header: t("field.updated_at"), track: "88px", cell: (row) => <span className={css.dim}>{ago(row.updated_at, lang)}</span> },
  ];

  const filters = (
    <>
      <SearchBox value={q} onChange={setQ} label={t("lead.search")} />
      <SegmentedControl
        size="sm"
        aria-label={t("lead.whose")}
        value={shared}
        onChange={setShared}
        data={[
          { value: "", label: t("common.all") },
          { value: "own", label: t("lead.own") },
          { value: "received", label: t("lead.received") },
        ]}
      />
    </>
  );

  return (
    <Page
      fill
      title={t("nav.leads")}
      count={total === undefined ? undefined : count(total, lang)}
      actions={
        <>
          {!phone && filters}
          {mayCreate && (
            <Button leftSection={<IconPlus size={16} />} onClick={() => setFresh("1")} aria-label={t("lead.new")}>
              {phone ? t("common.new") : t("lead.new")}
            </Button>
          )}
        </>
      }
      tools={
        <>
          <Chips
            label={t("field.stage")}
            value={stage}
            onChange={setStage}
            chips={[
              { value: "", label: t("common.all"), count: total },
              ...stages.filter((name) => (byStage.get(name) ?? 0) > 0 || name === stage).map((name) => ({ value: name, label: word(t, "stage", name), count: byStage.get(name) ?? 0 })),
            ]}
          />
          {phone && filters}
        </>
      }
    >
      <DataTable
        name="leads"
        label={t("nav.leads")}
        columns={columns}
        query={query}
        href={(row) => `/leads/${row.id}`}
        cardHeight={86}
        card={(row) => (
          <div className={css.card}>
            <div className={css.cardTop}>
              <Link href={`/leads/${row.id}`} className={css.main} dir="auto">
                {nameOf(row)}
              </Link>
              <strong className={css.figure}>{money(row.value_minor, row.currency, lang)}</strong>
            </div>
            <div className={css.cardMid} dir="auto">{[row.company_name, country(row.country, lang)].filter(Boolean).join(" · ")}</div>
            <div className={css.cardLow}>
              <Pill tone={tone(row.stage)} dot>{word(t, "stage", row.stage)}</Pill>
              <span dir="auto">{row.owner_name}</span>
              <SharedBadge row={row} />
            </div>
          </div>
        )}
        empty={
          stage || shared || q ? (
            <Empty title={t("lead.none_found")} text={t("common.other_filter")} />
          ) : (
            <Empty title={t("lead.empty")} text={t("lead.empty_text")}>
              {mayCreate && <Button onClick={() => setFresh("1")}>{t("lead.new")}</Button>}
            </Empty>
          )
        }
      />
      {fresh && <NewLead onClose={() => setFresh("")} />}
    </Page>
  );
}

function SharedBadge({ row }: { row: LeadRow }) {
  const { t } = useTranslation();
  if (row.level !== "own") return <span className={css.badge}>{t(`level.${row.level}`)}</span>;
  if (row.shared_with === 0) return null;
  return (
    <span className={css.badge} title={t("lead.shared_with", { count: row.shared_with })}>
      <IconUsers size={13} aria-hidden />
      {row.shared_with}
    </span>
  );
}
