// The first screen: what waits for this person, then the latest leads and orders with their counts.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconAffiliate, IconArrowRight, IconInbox, IconTargetArrow, IconTruckDelivery } from "@tabler/icons-react";
import { useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { documents, leadCounts, leads, notices, orderCounts, orders, partnerships } from "../../api/queries";
import { recordHref } from "../../app/nav";
import { useMay, useSession } from "../../app/session";
import { ago, count, money } from "../../lib/format";
import { useLang, useTitle } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { Card, Page } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import { Bones, ErrorState } from "../../ui/States";
import { noticeText } from "../notifications/text";
import { states } from "../orders/states";
import { stages } from "../leads/stages";
import css from "./Home.module.css";

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
        <Needs />
        <Leads />
        <Orders />
      </div>
    </Page>
  );
}

interface Need {
  key: string;
  href: string;
  icon: ReactNode;
  text: string;
  aside: string;
}

/** Invitations to answer, orders to confirm, unread notices, documents that were not taken in. */
function Needs() {
  const { t } = useTranslation();
  const lang = useLang();
  const { company } = useSession();
  const manager = useMay("manager");
  const partners = useQuery(partnerships);
  const received = useInfiniteQuery(orders({ state: "received" }, 10));
  const offered = useInfiniteQuery(leads({ stage: "offered", shared: "received" }, 10));
  const news = useInfiniteQuery(notices);
  const arrived = useInfiniteQuery(documents(20));
  const needs: Need[] = [];
  for (const p of partners.data ?? []) {
    const mine = p.actions.some((action) => (typeof action === "string" ? action : action.action) === "accept");
    if (manager && p.state === "invited" && mine) {
      needs.push({ key: p.id, href: "/partners", icon: <IconAffiliate size={17} stroke={1.7} />, text: t("home.invited", { company: p.partner.name }), aside: "" });
    }
  }
  for (const order of received.data?.pages[0]?.items ?? []) {
    if (order.my_side !== "seller" || order.seller.id !== company.id) continue;
    needs.push({
      key: order.id,
      href: `/orders/${order.id}`,
      icon: <IconTruckDelivery size={17} stroke={1.7} />,
      text: t("home.confirm", { number: order.number, company: order.buyer.name }),
      aside: money(order.total_minor, order.currency, lang),
    });
  }
  for (const lead of offered.data?.pages[0]?.items ?? []) {
    if (lead.level === "edit") needs.push({ key: lead.id, href: `/leads/${lead.id}`, icon: <IconTargetArrow size={17} stroke={1.7} />, text: t("home.offered", { title: lead.title ?? lead.number, company: lead.owner_name }), aside: money(lead.value_minor, lead.currency, lang) });
  }
  for (const document of arrived.data?.pages[0]?.items ?? []) {
    if (document.delivery !== "failed") continue;
    needs.push({ key: document.id, href: `/documents/${document.id}`, icon: <IconInbox size={17} stroke={1.7} />, text: t("home.failed", { set: document.set_id, number: document.number ?? "" }), aside: ago(document.received_at, lang) });
  }
  for (const notice of news.data?.pages[0]?.items ?? []) {
    if (notice.read || needs.length >= 12) continue;
    if (notice.record_id && needs.some((need) => need.key === notice.record_id)) continue;
    needs.push({
      key: notice.id,
      href: notice.record_kind && notice.record_id ? recordHref(notice.record_kind, notice.record_id) : "/",
      icon: <IconInbox size={17} stroke={1.7} />,
      text: noticeText(t, notice),
      aside: ago(notice.at, lang),
    });
  }
  const pending = partners.isPending || received.isPending || news.isPending;
  return (
    <div className={css.needs}>
      <Card title={t("home.needs")} aside={needs.length > 0 ? <Pill tone="accent">{count(needs.length, lang)}</Pill> : null} flush>
        {pending ? (
          <Bones rows={3} />
        ) : needs.length === 0 ? (
          <p className={css.calm}>{t("home.nothing")}</p>
        ) : (
          <ul className={css.list} aria-live="polite">
            {needs.slice(0, 8).map((need) => (
              <li key={need.key}>
                <Link href={need.href} className={css.need}>
                  <span className={css.icon} aria-hidden>{need.icon}</span>
                  <span className={css.text} dir="auto">{need.text}</span>
                  <span className={css.aside}>{need.aside}</span>
                  <IconArrowRight size={15} aria-hidden />
                </Link>
              </li>
            ))}
          </ul>
        )}
      </Card>
    </div>
  );
}

/** Bars of the states that hold anything, each a link into the list. */
function Funnel({ items, href, group }: { items: { name: string; count: number }[]; href: string; group: string }) {
  const { t } = useTranslation();
  const lang = useLang();
  const most = Math.max(1, ...items.map((item) => item.count));
  return (
    <ul className={css.funnel}>
      {items.filter((item) => item.count > 0).map((item) => (
        <li key={item.name}>
          <Link href={`${href}=${item.name}`}>
            <span>{word(t, group, item.name)}</span>
            <span className={css.bar} aria-hidden>
              <i style={{ width: `${Math.max(3, (item.count / most) * 100)}%` }} />
            </span>
            <strong>{count(item.count, lang)}</strong>
          </Link>
        </li>
      ))}
    </ul>
  );
}

function Leads() {
  const { t } = useTranslation();
  const lang = useLang();
  const counts = useQuery(leadCounts);
  const latest = useInfiniteQuery(leads({}, 6));
  const byName = new Map(counts.data?.map((item) => [item.stage as string, item.count]));
  return (
    <Card title={t("home.leads")} aside={<Link href="/leads" className={css.all}>{t("home.all")}</Link>} flush>
      {counts.isPending ? <Bones rows={4} /> : <Funnel items={stages.map((name) => ({ name, count: byName.get(name) ?? 0 }))} href="/leads?stage" group="stage" />}
      {latest.isError && <ErrorState error={latest.error} />}
      <ul className={css.list} aria-live="polite">
        {latest.data?.pages[0]?.items.map((row) => (
          <li key={row.id}>
            <Link href={`/leads/${row.id}`} className={css.row}>
              <span className={css.text} dir="auto">{row.title ?? row.product_interest ?? row.number}</span>
              <Pill tone={tone(row.stage)}>{word(t, "stage", row.stage)}</Pill>
              <span className={css.aside}>{money(row.value_minor, row.currency, lang)}</span>
            </Link>
          </li>
        ))}
        {latest.data?.pages[0]?.items.length === 0 && (
          <li className={css.first}>
            <Button component={Link} href="/leads?new=1" variant="light" size="compact-md">
              {t("lead.new")}
            </Button>
          </li>
        )}
      </ul>
    </Card>
  );
}

function Orders() {
  const { t } = useTranslation();
  const lang = useLang();
  const counts = useQuery(orderCounts);
  const latest = useInfiniteQuery(orders({}, 6));
  const byName = new Map(counts.data?.map((item) => [item.state as string, item.count]));
  return (
    <Card title={t("home.orders")} aside={<Link href="/orders" className={css.all}>{t("home.all")}</Link>} flush>
      {counts.isPending ? <Bones rows={4} /> : <Funnel items={states.map((name) => ({ name, count: byName.get(name) ?? 0 }))} href="/orders?state" group="order_state" />}
      {latest.isError && <ErrorState error={latest.error} />}
      <ul className={css.list} aria-live="polite">
        {latest.data?.pages[0]?.items.map((row) => (
          <li key={row.id}>
            <Link href={`/orders/${row.id}`} className={css.row}>
              <span className={css.text} dir="auto">
                {row.number} <em>{row.my_side === "buyer" ? row.seller.name : row.buyer.name}</em>
              </span>
              <Pill tone={tone(row.state)}>{word(t, "order_state", row.state)}</Pill>
              <span className={css.aside}>{money(row.total_minor, row.currency, lang)}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
