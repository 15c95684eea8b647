// The first screen: what waits for this person with its clock, the pipeline by partner, the latest orders and documents.
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { documents, leadCounts, orderCounts, orders, partnerships } from "../../api/queries";
import { useSession } from "../../app/session";
import { ago, count, money, moneyShort } from "../../lib/format";
import { useLang, useTitle } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { Card, Page } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import rows from "../../ui/Rows.module.css";
import { Bones, ErrorState } from "../../ui/States";
import { DocumentPills } from "../documents/DocumentPills";
import css from "./Home.module.css";
import { Needs } from "./Needs";
import { byPartner, pipeline, type PipelineBar } from "./queries";
import { Start } from "./Start";

function greeting(hour: number): string {
  return hour < 5 || hour >= 18 ? "evening" : hour < 12 ? "morning" : "day";
}

export default function Home() {
  const { t } = useTranslation();
  const { person } = useSession();
  const [part] = useState(() => greeting(new Date().getHours()));
  useTitle(t("nav.home"));
  return (
    <Page title={t(`home.${part}`, { name: person.name.split(" ")[0] })}>
      <div className={css.grid}>
        <Start />
        <Needs />
        <Pipeline />
        <div className={css.stack}>
          <Orders />
          <Documents />
        </div>
      </div>
    </Page>
  );
}

/** A table whose second column is drawn: every bar is a link to what it counts, every number stands beside it. */
function Pipeline() {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(pipeline);
  const partners = useQuery(partnerships);
  const { currency, bars } = byPartner(query.data ?? []);
  const href = (bar: PipelineBar) => {
    if (!bar.partner_id) return "/leads?shared=own";
    if (bar.received) return `/leads?owner=${bar.partner_id}`;
    const partnership = partners.data?.find((p) => p.partner.id === bar.partner_id);
    return partnership ? `/partners/${partnership.id}?kind=lead` : "/leads?shared=own";
  };
  const name = (bar: PipelineBar) => (bar.partner_id ? (bar.partner ?? "–") : t("home.only_us"));
  return (
    <Card title={t("home.pipeline")} aside={<Link href="/reports" className={css.all}>{t("nav.reports")}</Link>} flush>
      {query.isPending && <Bones rows={4} />}
      {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && bars.length === 0 && <p className={css.calm}>{t("home.no_pipeline")}</p>}
      {bars.length > 0 && (
        <table className={css.pipeline}>
          <caption className={rows.unseen}>{t("home.pipeline_caption")}</caption>
          <thead>
            <tr>
              <th scope="col">{t("field.partner")}</th>
              <th scope="col">{currency ? t("home.open_in", { currency }) : t("home.open")}</th>
              <th scope="col">{t("nav.leads")}</th>
            </tr>
          </thead>
          <tbody>
            {bars.slice(0, 8).map((bar) => (
              <tr key={bar.key}>
                <th scope="row">
                  <Link href={href(bar)} className={css.cover}>
                    <bdi>{name(bar)}</bdi>
                  </Link>
                  <small>{bar.partner_id ? t(bar.received ? "home.from_them" : "home.with_them") : ""}</small>
                </th>
                <td>
                  <span className={css.bar} aria-hidden>
                    <i data-received={bar.received || undefined} style={{ width: `${Math.max(bar.share > 0 ? 2 : 0, bar.share * 100)}%` }} />
                  </span>
                  <span className={css.sums}>{bar.sums.length > 0 ? bar.sums.map((sum) => moneyShort(sum.minor, sum.currency, lang)).join(" · ") : "–"}</span>
                </td>
                <td>{count(bar.leads, lang)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      <Stages />
    </Card>
  );
}

/** How many leads stand where, in one line of links. */
function Stages() {
  const { t } = useTranslation();
  const lang = useLang();
  const counts = useQuery(leadCounts);
  const some = (counts.data ?? []).filter((item) => item.count > 0);
  if (some.length === 0) return null;
  return (
    <ul className={css.stages} aria-label={t("field.stage")}>
      {some.map((item) => (
        <li key={item.stage}>
          <Link href={`/leads?stage=${item.stage}`}>
            {word(t, "stage", item.stage)} <strong>{count(item.count, lang)}</strong>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Orders() {
  const { t } = useTranslation();
  const lang = useLang();
  const latest = useInfiniteQuery(orders({}, 7));
  const counts = useQuery(orderCounts);
  const items = latest.data?.pages[0]?.items ?? [];
  const some = (counts.data ?? []).filter((item) => item.count > 0);
  return (
    <Card title={t("home.orders")} aside={<Link href="/orders" className={css.all}>{t("home.all")}</Link>} flush>
      {latest.isPending && <Bones rows={5} />}
      {latest.isError && <ErrorState error={latest.error} retry={() => void latest.refetch()} />}
      {latest.isSuccess && items.length === 0 && <p className={css.calm}>{t("order.empty_text")}</p>}
      <ul className={css.list} aria-live="polite">
        {items.map((row) => (
          <li key={row.id}>
            <Link href={`/orders/${row.id}`} className={css.row}>
              <span className={css.text}>
                <span className={rows.number}>{row.number}</span> <em dir="auto">{row.my_side === "buyer" ? row.seller.name : row.buyer.name}</em>
              </span>
              <Pill tone={tone(row.state)}>{word(t, "order_state", row.state)}</Pill>
              <span className={css.aside}>{money(row.total_minor, row.currency, lang)}</span>
            </Link>
          </li>
        ))}
      </ul>
      {some.length > 0 && (
        <ul className={css.stages} aria-label={t("field.state")}>
          {some.map((item) => (
            <li key={item.state}>
              <Link href={`/orders?state=${item.state}`}>
                {word(t, "order_state", item.state)} <strong>{count(item.count, lang)}</strong>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}

function Documents() {
  const { t } = useTranslation();
  const lang = useLang();
  const latest = useInfiniteQuery(documents(6));
  const items = latest.data?.pages[0]?.items ?? [];
  return (
    <Card title={t("home.documents")} aside={<Link href="/documents" className={css.all}>{t("home.all")}</Link>} flush>
      {latest.isPending && <Bones rows={5} />}
      {latest.isError && <ErrorState error={latest.error} retry={() => void latest.refetch()} />}
      {latest.isSuccess && items.length === 0 && <p className={css.calm}>{t("document.empty_text")}</p>}
      <ul className={css.list} aria-live="polite">
        {items.map((row) => (
          <li key={row.id}>
            <Link href={`/documents/${row.id}`} className={css.row}>
              <span className={css.text}>
                {row.set_id} <span className={rows.number}>{row.number}</span> <em dir="auto">{row.partner?.name ?? t("document.unknown_partner")}</em>
              </span>
              <span className={css.wideOnly}>
                <DocumentPills document={row} />
              </span>
              {row.findings > 0 && <Pill tone="warn">{t("document.findings_count", { count: row.findings })}</Pill>}
              <span className={css.aside}>{ago(row.received_at, lang)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
