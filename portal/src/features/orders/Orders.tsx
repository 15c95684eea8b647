// The list of orders, as buyer and as seller, by state, live.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconArrowDownLeft, IconArrowUpRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { orderCounts, partnerships } from "../../api/queries";
import type { OrderRow } from "../../api/types";
import { ago, count, day, money } from "../../lib/format";
import { useLang, usePhone, useQueryValue, useTitle } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import { Chips } from "../../ui/Chips";
import { DataTable, type ColumnOf } from "../../ui/DataTable";
import { Page } from "../../ui/Page";
import { Pick, Switch } from "../../ui/Pick";
import { Pill } from "../../ui/Pill";
import css from "../../ui/Rows.module.css";
import { SearchBox } from "../../ui/SearchBox";
import { Empty } from "../../ui/States";
import { orderList } from "./queries";
import { states } from "./states";

export default function Orders() {
  const { t } = useTranslation();
  const lang = useLang();
  const phone = usePhone();
  const [state, setState] = useQueryValue("state");
  const [q, setQ] = useQueryValue("q");
  useTitle(t("nav.orders"));
  const [side, setSide] = useQueryValue("side");
  const [partnerId, setPartnerId] = useQueryValue("partner");
  const [late, setLate] = useQueryValue("late");
  const [ordered, setOrdered] = useQueryValue("ordered");
  const span = /^(\d{4}-\d\d-\d\d)\.\.(\d{4}-\d\d-\d\d)$/.exec(ordered);
  const query = useInfiniteQuery(
    orderList({ state: states.find((name) => name === state), side: side === "buyer" || side === "seller" ? side : undefined, partner: partnerId, late: late === "1", ordered: span ? [span[1]!, span[2]!] : undefined, q }),
  );
  const partners = useQuery(partnerships);
  const counts = useQuery(orderCounts);
  const byState = new Map(counts.data?.map((item) => [item.state, item.count]));
  const total = counts.data?.reduce((sum, item) => sum + item.count, 0);
  const partner = (row: OrderRow) => (row.my_side === "buyer" ? row.seller : row.buyer);

  const columns: ColumnOf<OrderRow>[] = [
    {
      id: "number",
      header: t("field.order_number"),
      track: "minmax(112px, 1fr)",
      main: true,
      cell: (row) => (
        <Link href={`/orders/${row.id}`} className={`${css.main} ${css.number}`}>
          {row.number}
        </Link>
      ),
    },
    { id: "side", header: t("order.side"), track: "88px", cell: (row) => <Side row={row} /> },
    {
      id: "partner",
      header: t("field.partner"),
      track: "minmax(150px, 1.6fr)",
      cell: (row) => (
        <span className={css.with}>
          <Avatar name={partner(row).name} size={20} square />
          <span dir="auto">{partner(row).name}</span>
        </span>
      ),
    },
    { id: "state", header: t("field.state"), track: "152px", cell: (row) => <Pill tone={tone(row.state)} dot>{word(t, "order_state", row.state)}</Pill> },
    { id: "lines", header: t("order.lines"), track: "52px", end: true, cell: (row) => count(row.lines, lang) },
    { id: "total", header: t("field.total"), track: "118px", end: true, cell: (row) => <strong className={css.figure}>{money(row.total_minor, row.currency, lang)}</strong> },
    { id: "requested", header: t("field.requested_on"), track: "108px", cell: (row) => day(row.requested_on, lang) },
    { id: "promised", header: t("field.promised_on"), track: "122px", cell: (row) => <Promised row={row} /> },
    { id: "source", header: t("field.source"), track: "80px", spare: true, cell: (row) => <Pill>{word(t, "source", row.source)}</Pill> },
    { id: "updated", header: t("field.updated_at"), track: "84px", cell: (row) => <span className={css.dim}>{ago(row.updated_at, lang)}</span> },
  ];

  const box = <SearchBox value={q} onChange={setQ} label={t("order.search")} />;

  return (
    <Page
      fill
      title={t("nav.orders")}
      count={total === undefined ? undefined : count(total, lang)}
      actions={!phone && box}
      tools={
        <>
          <Chips
            label={t("field.state")}
            value={state}
            onChange={setState}
            chips={[
              { value: "", label: t("common.all"), count: total },
              ...states.filter((name) => (byState.get(name) ?? 0) > 0 || name === state).map((name) => ({ value: name, label: word(t, "order_state", name), count: byState.get(name) ?? 0 })),
            ]}
          />
          <Pick label={t("field.partner")} value={partnerId} onChange={setPartnerId} options={(partners.data ?? []).filter((p) => p.since !== null).map((p) => ({ value: p.partner.id, label: p.partner.name }))} />
          <Pick label={t("order.side")} value={side} onChange={setSide} options={["buyer", "seller"].map((name) => ({ value: name, label: t(`order.side_${name}`) }))} />
          <Switch label={t("order.late")} on={late === "1"} onChange={(on) => setLate(on ? "1" : "")} />
          {span && <Switch label={`${t("field.ordered_on")}: ${day(span[1], lang)} – ${day(span[2], lang)}`} on onChange={() => setOrdered("")} />}
          {phone && box}
        </>
      }
    >
      <DataTable
        name="orders"
        label={t("nav.orders")}
        columns={columns}
        query={query}
        href={(row) => `/orders/${row.id}`}
        cardHeight={86}
        card={(row) => (
          <div className={css.card}>
            <div className={css.cardTop}>
              <Link href={`/orders/${row.id}`} className={css.main}>
                {row.number}
              </Link>
              <strong className={css.figure}>{money(row.total_minor, row.currency, lang)}</strong>
            </div>
            <div className={css.cardMid} dir="auto">{partner(row).name}</div>
            <div className={css.cardLow}>
              <Pill tone={tone(row.state)} dot>{word(t, "order_state", row.state)}</Pill>
              <Side row={row} />
              <span>{day(row.promised_on ?? row.requested_on, lang)}</span>
            </div>
          </div>
        )}
        empty={
          state || q || side || partnerId || late || span ? (
            <Empty title={t("order.none_found")} text={t("common.other_filter")} />
          ) : (
            <Empty title={t("order.empty")} text={t("order.empty_text")} />
          )
        }
      />
    </Page>
  );
}

function Side({ row }: { row: OrderRow }) {
  const { t } = useTranslation();
  const SideIcon = row.my_side === "buyer" ? IconArrowUpRight : IconArrowDownLeft;
  return (
    <span className={css.with}>
      <SideIcon size={14} aria-hidden />
      <span>{t(`order.side_${row.my_side}`)}</span>
    </span>
  );
}

/** Later than asked for is shown as a difference. */
function Promised({ row }: { row: OrderRow }) {
  const lang = useLang();
  const { t } = useTranslation();
  const late = row.promised_on !== null && row.requested_on !== null && row.promised_on > row.requested_on;
  if (!late) return day(row.promised_on, lang) || "–";
  return (
    <span className={css.warn} title={t("order.later")}>
      {day(row.promised_on, lang)} <span aria-hidden>▲</span>
      <span className={css.unseen}>({t("order.later")})</span>
    </span>
  );
}
