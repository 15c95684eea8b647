// Electronic documents in and out, each with its three states.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconArrowDownLeft, IconArrowUpRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { partnerships } from "../../api/queries";
import type { DocumentRow } from "../../api/types";
import { ago, dateTime } from "../../lib/format";
import { useLang, useQueryValue, useTitle } from "../../lib/hooks";
import { word } from "../../lib/words";
import { Chips } from "../../ui/Chips";
import { DataTable, type ColumnOf } from "../../ui/DataTable";
import { Page } from "../../ui/Page";
import { Pick, Switch } from "../../ui/Pick";
import { Pill } from "../../ui/Pill";
import css from "../../ui/Rows.module.css";
import { Empty } from "../../ui/States";
import { DocumentPills } from "./DocumentPills";
import { deliveries, documentList, sets } from "./queries";

export default function Documents() {
  const { t } = useTranslation();
  const lang = useLang();
  useTitle(t("nav.documents"));
  const [delivery, setDelivery] = useQueryValue("state");
  const [partner, setPartner] = useQueryValue("partner");
  const [set, setSet] = useQueryValue("set");
  const [direction, setDirection] = useQueryValue("direction");
  const [faulty, setFaulty] = useQueryValue("faulty");
  const query = useInfiniteQuery(
    documentList({
      delivery: deliveries.find((name) => name === delivery),
      partner,
      set,
      direction: direction === "in" || direction === "out" ? direction : undefined,
      faulty: faulty === "1",
    }),
  );
  const partners = useQuery(partnerships);
  const filtered = [delivery, partner, set, direction, faulty].some(Boolean);

  const columns: ColumnOf<DocumentRow>[] = [
    {
      id: "number",
      header: t("document.document"),
      track: "minmax(166px, 1.4fr)",
      main: true,
      cell: (row) => (
        <Link href={`/documents/${row.id}`} className={css.main}>
          {row.set_id} {t(`set.${row.set_id}`, { defaultValue: "" })}
        </Link>
      ),
    },
    { id: "order", header: t("field.number"), track: "112px", cell: (row) => <span className={css.number}>{row.number ?? "–"}</span> },
    { id: "partner", header: t("field.partner"), track: "minmax(150px, 1.3fr)", cell: (row) => <span dir="auto">{row.partner?.name ?? t("document.unknown_partner")}</span> },
    { id: "direction", header: t("document.direction"), track: "100px", cell: (row) => <Direction row={row} /> },
    { id: "states", header: t("document.states"), track: "minmax(310px, 1.6fr)", cell: (row) => <DocumentPills document={row} /> },
    { id: "findings", header: t("document.findings"), track: "112px", end: true, cell: (row) => (row.findings > 0 ? <Pill tone="warn">{t("document.findings_count", { count: row.findings })}</Pill> : <span className={css.dim}>–</span>) },
    { id: "control", header: t("document.control_number"), track: "110px", spare: true, cell: (row) => <span className={css.dim}>{row.control_number}</span> },
    {
      id: "received",
      header: t("field.received_at"),
      track: "112px",
      cell: (row) => (
        <span className={css.dim} title={dateTime(row.received_at, lang)}>
          {ago(row.received_at, lang)}
        </span>
      ),
    },
  ];
  return (
    <Page
      fill
      title={t("nav.documents")}
      tools={
        <>
          <Chips label={t("document.delivery")} value={delivery} onChange={setDelivery} chips={[{ value: "", label: t("common.all") }, ...deliveries.map((name) => ({ value: name, label: word(t, "delivery", name) }))]} />
          <Pick label={t("field.partner")} value={partner} onChange={setPartner} options={(partners.data ?? []).filter((p) => p.since !== null).map((p) => ({ value: p.partner.id, label: p.partner.name }))} />
          <Pick label={t("document.type")} value={set} onChange={setSet} options={sets.map((code) => ({ value: code, label: `${code} ${t(`set.${code}`)}` }))} />
          <Pick label={t("document.direction")} value={direction} onChange={setDirection} options={["in", "out"].map((way) => ({ value: way, label: t(`document.${way}`) }))} />
          <Switch label={t("document.with_findings")} on={faulty === "1"} onChange={(on) => setFaulty(on ? "1" : "")} />
        </>
      }
    >
      <DataTable
        name="documents"
        label={t("nav.documents")}
        columns={columns}
        query={query}
        href={(row) => `/documents/${row.id}`}
        cardHeight={98}
        card={(row) => (
          <div className={css.card}>
            <div className={css.cardTop}>
              <Link href={`/documents/${row.id}`} className={css.main}>
                {row.set_id} · {row.number}
              </Link>
              <span className={css.dim}>{ago(row.received_at, lang)}</span>
            </div>
            <div className={css.cardMid} dir="auto">{row.partner?.name ?? t("document.unknown_partner")}</div>
            <span className={css.with}>
              <DocumentPills document={row} />
              {row.findings > 0 && <Pill tone="warn">{t("document.findings_count", { count: row.findings })}</Pill>}
            </span>
          </div>
        )}
        empty={filtered ? <Empty title={t("document.none_found")} text={t("common.other_filter")} /> : <Empty title={t("document.empty")} text={t("document.empty_text")} />}
      />
    </Page>
  );
}

function Direction({ row }: { row: DocumentRow }) {
  const { t } = useTranslation();
  const DirectionIcon = row.direction === "in" ? IconArrowDownLeft : IconArrowUpRight;
  return (
    <span className={css.with}>
      <DirectionIcon size={14} aria-hidden />
      <span>{t(`document.${row.direction}`)}</span>
    </span>
  );
}
