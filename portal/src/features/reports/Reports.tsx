// Charts over leads and orders. Each part of a chart leads to the list it counts, and each chart has its table.
import { NativeSelect, SegmentedControl, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { count, country, decimal, minorDigits, minorToDecimal, money, moneyShort } from "../../lib/format";
import { useLang, useQueryValue, useTitle } from "../../lib/hooks";
import { word } from "../../lib/words";
import { Page } from "../../ui/Page";
import { stages } from "../leads/stages";
import { Bars, Legend } from "./Bars";
import { ChartCard, type Row } from "./ChartCard";
import { byPartner, byStage, listHref, monthSpan, monthsBetween, ordersByMonth, type Sum } from "./figures";
import { answers, funnel, leadsChart, ordersChart, pipeline, type Span } from "./queries";
import css from "./Reports.module.css";

const Columns = lazy(() => import("./Columns"));

const spans = ["3", "6", "12", "own"] as const;
const iso = (date: Date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
const colors = ["teal.6", "blue.6", "yellow.6", "grape.5", "cyan.8", "teal.8", "red.6", "gray.6"];
const hueOf: Record<string, number> = { new: 1, qualified: 4, offered: 2, accepted: 5, working: 0, converted: 3, lost: 6, returned: 2, disqualified: 7 };

type Shared = "own" | "received" | "all";

function useMonthName() {
  const lang = useLang();
  const short = new Intl.DateTimeFormat(lang, { month: "short", timeZone: "UTC" });
  const long = new Intl.DateTimeFormat(lang, { month: "long", year: "numeric", timeZone: "UTC" });
  return (month: string, full = false) => (full ? long : short).format(new Date(`${month}-01T00:00:00Z`));
}

export default function Reports() {
  const { t } = useTranslation();
  const [months, setMonths] = useQueryValue("months");
  const [from, setFrom] = useQueryValue("from");
  const [to, setTo] = useQueryValue("to");
  const [shared, setShared] = useQueryValue("shared");
  useTitle(t("nav.reports"));
  const own = months === "own";
  const [today] = useState(() => new Date());
  const back = Number(months) || 12;
  const span: Span = own && from && to ? { from, to } : { from: iso(new Date(today.getFullYear(), today.getMonth() - back + 1, 1)), to: iso(today) };
  const whose: Shared = shared === "own" || shared === "received" ? shared : "all";
  return (
    <Page
      title={t("nav.reports")}
      tools={
        <>
          <SegmentedControl
            size="sm"
            aria-label={t("report.span")}
            value={spans.find((name) => name === months) ?? "12"}
            onChange={(value) => {
              setMonths(value === "12" ? "" : value);
              if (value === "own" && !from) setFrom(span.from);
              if (value === "own" && !to) setTo(span.to);
            }}
            data={spans.map((value) => ({ value, label: value === "own" ? t("report.own_span") : t("report.months", { count: Number(value) }) }))}
          />
          {own && (
            <div className={css.span}>
              <TextInput type="date" size="sm" aria-label={t("report.from")} value={from} max={to || undefined} onChange={(event) => setFrom(event.currentTarget.value)} />
              <TextInput type="date" size="sm" aria-label={t("report.to")} value={to} min={from || undefined} onChange={(event) => setTo(event.currentTarget.value)} />
            </div>
          )}
          <SegmentedControl
            size="sm"
            aria-label={t("lead.whose")}
            value={whose}
            onChange={(value) => setShared(value === "all" ? "" : value)}
            data={[
              { value: "all", label: t("common.all") },
              { value: "own", label: t("lead.own") },
              { value: "received", label: t("lead.received") },
            ]}
          />
        </>
      }
    >
      <div className={css.grid}>
        <Pipeline shared={whose} />
        <Funnel span={span} shared={whose} />
        <LeadsByMonth span={span} shared={whose} />
        <LeadsBy span={span} shared={whose} by="source" />
        <LeadsBy span={span} shared={whose} by="country" />
        <Orders span={span} />
        <Answers span={span} />
      </div>
    </Page>
  );
}

function useSums() {
  const lang = useLang();
  return {
    short: (sums: Sum[]) => sums.slice(0, 1).map((sum) => moneyShort(sum.minor, sum.currency, lang)).join("") + (sums.length > 1 ? " +" : ""),
    full: (sums: Sum[]) => sums.map((sum) => money(sum.minor, sum.currency, lang)).join(" · "),
  };
}

function Pipeline({ shared }: { shared: Shared }) {
  const { t } = useTranslation();
  const lang = useLang();
  const sums = useSums();
  const [by, setBy] = useState("stage");
  const query = useQuery(pipeline);
  const all = query.data ?? [];
  const rows = shared === "all" ? all : all.filter((row) => (row.side === "received") === (shared === "received"));
  const filter = shared === "all" ? undefined : shared;
  const partners = byPartner(rows);
  const nameOf = (slice: { side: string; name: string | null }) => (slice.side === "own" ? t("report.only_us") : (slice.name ?? "–"));
  const sideOf = (side: string) => (side === "own" ? "" : t(`report.side_${side}`));
  const hrefOf = (slice: { side: string; key: string }) => {
    const id = slice.key.slice(slice.key.indexOf(":") + 1);
    if (slice.side === "received") return listHref("leads", { shared: "received", owner: id });
    if (slice.side === "given") return listHref("leads", { shared: "own", with: id });
    return listHref("leads", { shared: "own" });
  };
  const tools = (
    <SegmentedControl size="xs" aria-label={t("report.by")} value={by} onChange={setBy} data={[{ value: "stage", label: t("field.stage") }, { value: "partner", label: t("field.partner") }]} />
  );
  if (by === "stage") {
    const slices = byStage(rows, stages);
    const table: Row[] = slices.map((slice) => ({
      key: slice.key,
      href: listHref("leads", { stage: slice.key, shared: filter }),
      cells: [{ text: word(t, "stage", slice.key) }, { text: count(slice.leads, lang), raw: slice.leads }, { text: sums.full(slice.sums) }],
    }));
    return (
      <ChartCard
        title={t("report.pipeline")}
        name="pipeline"
        query={query}
        tools={tools}
        columns={[{ id: "stage", header: t("field.stage") }, { id: "leads", header: t("nav.leads"), end: true }, { id: "sum", header: t("report.sum"), end: true }]}
        rows={table}
      >
        <Bars bars={slices.map((slice) => ({ key: slice.key, label: word(t, "stage", slice.key), value: slice.leads, text: count(slice.leads, lang), aside: sums.short(slice.sums), href: listHref("leads", { stage: slice.key, shared: filter }), parts: [{ key: slice.key, label: "", value: 1, hue: hueOf[slice.key] ?? 0 }] }))} />
      </ChartCard>
    );
  }
  return (
    <ChartCard
      title={t("report.pipeline")}
      note={t("report.pipeline_note")}
      name="pipeline-partners"
      query={query}
      tools={tools}
      columns={[
        { id: "partner", header: t("field.partner") },
        { id: "side", header: t("report.side") },
        { id: "leads", header: t("nav.leads"), end: true },
        { id: "sum", header: t("report.sum"), end: true },
        ...stages.map((stage) => ({ id: stage, header: word(t, "stage", stage), end: true })),
      ]}
      rows={partners.map((slice) => ({
        key: slice.key,
        href: hrefOf(slice),
        cells: [
          { text: nameOf(slice) },
          { text: sideOf(slice.side) },
          { text: count(slice.leads, lang), raw: slice.leads },
          { text: sums.full(slice.sums) },
          ...stages.map((stage) => ({ text: count(slice.stages.get(stage) ?? 0, lang), raw: slice.stages.get(stage) ?? 0 })),
        ],
      }))}
    >
      <Bars
        bars={partners.map((slice) => ({
          key: slice.key,
          label: nameOf(slice),
          value: slice.leads,
          text: count(slice.leads, lang),
          aside: sideOf(slice.side) || sums.short(slice.sums),
          href: hrefOf(slice),
          parts: stages.filter((stage) => slice.stages.has(stage)).map((stage) => ({ key: stage, label: word(t, "stage", stage), value: slice.stages.get(stage)!, hue: hueOf[stage] ?? 0 })),
        }))}
      />
      <Legend items={stages.filter((stage) => partners.some((slice) => slice.stages.has(stage))).map((stage) => ({ key: stage, label: word(t, "stage", stage), hue: hueOf[stage] ?? 0 }))} />
    </ChartCard>
  );
}

function Funnel({ span, shared }: { span: Span; shared: Shared }) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(funnel({ ...span, shared }));
  const of = new Map(query.data?.map((row) => [row.step, row.leads]));
  const total = of.get("new") ?? 0;
  const percent = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 1 });
  const way = ["new", "qualified", "working", "converted"].map((step, i, steps) => ({ step, leads: of.get(step) ?? 0, before: i === 0 ? total : (of.get(steps[i - 1]!) ?? 0) }));
  const off = ["lost", "disqualified", "returned"].map((step) => ({ step, leads: of.get(step) ?? 0 })).filter((row) => row.leads > 0);
  const hrefs = (step: string) => listHref("leads", { stage: step === "new" ? undefined : step, shared: shared === "all" ? undefined : shared, created: `${span.from}..${span.to}` });
  const label = (step: string) => (step === "new" ? t("report.came_in") : word(t, "stage", step));
  return (
    <ChartCard
      title={t("report.funnel")}
      note={t("report.funnel_note")}
      name="funnel"
      query={query}
      columns={[
        { id: "step", header: t("report.step") },
        { id: "leads", header: t("nav.leads"), end: true },
        { id: "of_all", header: t("report.of_all"), end: true },
        { id: "of_before", header: t("report.of_before"), end: true },
      ]}
      rows={
        total === 0
          ? []
          : [
              ...way.map((row) => ({ key: row.step, href: hrefs(row.step), cells: [{ text: label(row.step) }, { text: count(row.leads, lang), raw: row.leads }, { text: percent.format(row.leads / total) }, { text: row.before ? percent.format(row.leads / row.before) : "" }] })),
              ...off.map((row) => ({ key: row.step, href: hrefs(row.step), cells: [{ text: label(row.step) }, { text: count(row.leads, lang), raw: row.leads }, { text: percent.format(row.leads / total) }, { text: "" }] })),
            ]
      }
    >
      <Bars
        most={total}
        bars={[
          ...way.map((row) => ({ key: row.step, label: label(row.step), value: row.leads, text: count(row.leads, lang), aside: total ? percent.format(row.leads / total) : "", href: hrefs(row.step) })),
          ...off.map((row) => ({ key: row.step, label: label(row.step), value: row.leads, text: count(row.leads, lang), aside: total ? percent.format(row.leads / total) : "", href: hrefs(row.step), parts: [{ key: row.step, label: "", value: 1, hue: hueOf[row.step] ?? 7 }] })),
        ]}
      />
    </ChartCard>
  );
}

function LeadsByMonth({ span, shared }: { span: Span; shared: Shared }) {
  const { t } = useTranslation();
  const lang = useLang();
  const month = useMonthName();
  const [, navigate] = useLocation();
  const query = useQuery(leadsChart({ ...span, shared }));
  const found = new Map(query.data?.filter((row) => row.by === "month").map((row) => [row.key, row]));
  const data = found.size === 0 ? [] : monthsBetween(span.from, span.to).map((key) => ({ key, leads: found.get(key)?.leads ?? 0, converted: found.get(key)?.converted ?? 0 }));
  const href = (key: string) => {
    const days = monthSpan(key);
    return listHref("leads", { created: `${days.from}..${days.to}`, shared: shared === "all" ? undefined : shared });
  };
  return (
    <ChartCard
      wide
      title={t("report.leads_by_month")}
      name="leads-by-month"
      query={query}
      columns={[{ id: "month", header: t("report.month") }, { id: "leads", header: t("report.came_in"), end: true }, { id: "converted", header: t("report.of_them_converted"), end: true }]}
      rows={data.map((row) => ({ key: row.key, href: href(row.key), cells: [{ text: month(row.key, true), raw: row.key }, { text: count(row.leads, lang), raw: row.leads }, { text: count(row.converted, lang), raw: row.converted }] }))}
    >
      <Suspense fallback={<div className={css.hold} />}>
        <Columns
          label={t("report.leads_by_month")}
          data={data.map((row) => ({ ...row, label: month(row.key) }))}
          series={[
            { name: "leads", label: t("report.came_in"), color: "teal.6" },
            { name: "converted", label: t("report.of_them_converted"), color: "grape.5" },
          ]}
          format={(value) => count(value, lang)}
          onPick={(key) => navigate(href(key))}
        />
      </Suspense>
    </ChartCard>
  );
}

function LeadsBy({ span, shared, by }: { span: Span; shared: Shared; by: "source" | "country" }) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(leadsChart({ ...span, shared }));
  const percent = new Intl.NumberFormat(lang, { style: "percent", maximumFractionDigits: 0 });
  const rows = (query.data ?? []).filter((row) => row.by === by).sort((a, b) => b.leads - a.leads);
  const name = (key: string | null) => (key === null ? t("report.unsaid") : by === "country" ? country(key, lang) : key);
  const href = (key: string | null) => (key === null ? undefined : listHref("leads", { [by]: key, created: `${span.from}..${span.to}`, shared: shared === "all" ? undefined : shared }));
  const header = by === "source" ? t("field.source") : t("field.country");
  return (
    <ChartCard
      title={by === "source" ? t("report.leads_by_source") : t("report.leads_by_country")}
      name={`leads-by-${by}`}
      query={query}
      columns={[{ id: by, header }, { id: "leads", header: t("report.came_in"), end: true }, { id: "converted", header: t("report.of_them_converted"), end: true }]}
      rows={rows.map((row) => ({ key: row.key ?? "", href: href(row.key), cells: [{ text: name(row.key) }, { text: count(row.leads, lang), raw: row.leads }, { text: count(row.converted, lang), raw: row.converted }] }))}
    >
      <Bars bars={rows.slice(0, 10).map((row) => ({ key: row.key ?? "", label: name(row.key), value: row.leads, text: count(row.leads, lang), aside: t("report.converted_share", { share: percent.format(row.leads ? row.converted / row.leads : 0) }), href: href(row.key) }))} />
    </ChartCard>
  );
}

type Side = "buyer" | "seller" | "all";

function Orders({ span }: { span: Span }) {
  const { t } = useTranslation();
  const lang = useLang();
  const month = useMonthName();
  const [, navigate] = useLocation();
  const [side, setSide] = useState<Side>("all");
  const [chosen, setChosen] = useState("");
  const query = useQuery(ordersChart({ ...span, side }));
  const rows = query.data ?? [];
  const currencies = [...new Set(rows.map((row) => row.currency))];
  const currency = currencies.includes(chosen) ? chosen : (currencies[0] ?? "EUR");
  const byMonth = rows.length === 0 ? [] : ordersByMonth(rows, currency, monthsBetween(span.from, span.to));
  const names = new Map(rows.map((row) => [row.partner_id, row.partner ?? "–"]));
  const partners = [...names].filter(([id]) => byMonth.some((row) => row.partners.has(id)));
  const digits = minorDigits(currency);
  // Only the drawing goes through floats; what is written comes from the exact text.
  const height = (minor: string | undefined) => Number(minorToDecimal(minor ?? "0", digits));
  const href = (key: string, partner?: string) => {
    const days = monthSpan(key);
    return listHref("orders", { ordered: `${days.from}..${days.to}`, partner, side: side === "all" ? undefined : side });
  };
  const short = (value: number) => moneyShort(String(Math.round(value * 10 ** digits)), currency, lang);
  const exact = (minor: string | undefined) => ({ text: money(minor ?? "0", currency, lang), raw: minorToDecimal(minor ?? "0", digits) });
  const tools = (
    <>
      {currencies.length > 1 && <NativeSelect size="xs" aria-label={t("field.currency")} value={currency} data={currencies} onChange={(event) => setChosen(event.currentTarget.value)} />}
      <SegmentedControl size="xs" aria-label={t("order.side")} value={side} onChange={(value) => setSide(value as Side)} data={[{ value: "all", label: t("common.all") }, { value: "buyer", label: t("order.side_buyer") }, { value: "seller", label: t("order.side_seller") }]} />
    </>
  );
  return (
    <>
      <ChartCard
        wide
        title={t("report.orders_by_month")}
        name="orders-by-month"
        query={query}
        tools={tools}
        columns={[
          { id: "month", header: t("report.month") },
          { id: "orders", header: t("nav.orders"), end: true },
          { id: "fallen", header: t("report.fallen"), end: true },
          { id: "sum", header: `${t("report.sum")} ${currency}`, end: true },
          ...partners.map(([id, name]) => ({ id, header: name, end: true })),
        ]}
        rows={byMonth.map((row) => ({
          key: row.month,
          href: href(row.month),
          cells: [
            { text: month(row.month, true), raw: row.month },
            { text: count(row.orders, lang), raw: row.orders },
            { text: count(row.fallen, lang), raw: row.fallen },
            exact(row.ordered),
            ...partners.map(([id]) => ({ ...exact(row.partners.get(id)), ...(row.partners.has(id) ? { href: href(row.month, id) } : {}) })),
          ],
        }))}
      >
        <Suspense fallback={<div className={css.hold} />}>
          <Columns
            label={t("report.orders_by_month")}
            type="stacked"
            data={byMonth.map((row) => ({ key: row.month, label: month(row.month), ...Object.fromEntries(partners.map(([id]) => [id, height(row.partners.get(id))])) }))}
            series={partners.map(([id, name], i) => ({ name: id, label: name, color: colors[i % colors.length]! }))}
            format={short}
            onPick={(key) => navigate(href(key))}
          />
        </Suspense>
      </ChartCard>
      <ChartCard
        wide
        title={t("report.ordered_confirmed")}
        note={t("report.ordered_confirmed_note")}
        name="ordered-confirmed"
        query={query}
        columns={[
          { id: "month", header: t("report.month") },
          { id: "ordered", header: `${t("report.ordered")} ${currency}`, end: true },
          { id: "confirmed", header: t("report.confirmed"), end: true },
          { id: "shipped", header: t("report.shipped"), end: true },
          { id: "invoiced", header: t("report.invoiced"), end: true },
          { id: "late", header: t("report.late"), end: true },
        ]}
        rows={byMonth.map((row) => ({
          key: row.month,
          href: href(row.month),
          cells: [{ text: month(row.month, true), raw: row.month }, exact(row.ordered), exact(row.confirmed), exact(row.shipped), exact(row.invoiced), { text: count(row.late, lang), raw: row.late }],
        }))}
      >
        <Suspense fallback={<div className={css.hold} />}>
          <Columns
            label={t("report.ordered_confirmed")}
            data={byMonth.map((row) => ({ key: row.month, label: month(row.month), ordered: height(row.ordered), confirmed: height(row.confirmed), shipped: height(row.shipped), invoiced: height(row.invoiced) }))}
            series={[
              { name: "ordered", label: t("report.ordered"), color: "blue.6" },
              { name: "confirmed", label: t("report.confirmed"), color: "teal.6" },
              { name: "shipped", label: t("report.shipped"), color: "yellow.6" },
              { name: "invoiced", label: t("report.invoiced"), color: "grape.5" },
            ]}
            format={short}
            onPick={(key) => navigate(href(key))}
          />
        </Suspense>
      </ChartCard>
    </>
  );
}

function Answers({ span }: { span: Span }) {
  const { t } = useTranslation();
  const lang = useLang();
  const month = useMonthName();
  const [, navigate] = useLocation();
  const [of, setOf] = useState("orders_in");
  const query = useQuery(answers(span));
  const found = new Map(query.data?.filter((row) => row.of === of).map((row) => [row.month, row]));
  const data = found.size === 0 ? [] : monthsBetween(span.from, span.to).map((key) => ({ key, row: found.get(key) }));
  const hours = (value: string | null | undefined) => (value === null || value === undefined ? "" : t("report.hours", { hours: decimal(value, lang) }));
  const href = (key: string) => {
    const days = monthSpan(key);
    return of === "leads" ? listHref("leads", { created: `${days.from}..${days.to}` }) : listHref("orders", { ordered: `${days.from}..${days.to}`, side: of === "orders_in" ? "seller" : "buyer" });
  };
  return (
    <ChartCard
      wide
      title={t("report.answers")}
      note={t("report.answers_note")}
      name="time-to-answer"
      query={query}
      tools={
        <SegmentedControl
          size="xs"
          aria-label={t("report.by")}
          value={of}
          onChange={setOf}
          data={["orders_in", "orders_out", "leads"].map((value) => ({ value, label: t(`report.answers_${value}`) }))}
        />
      }
      columns={[
        { id: "month", header: t("report.month") },
        { id: "answered", header: t("report.answered"), end: true },
        { id: "waiting", header: t("report.waiting"), end: true },
        { id: "median", header: t("report.median"), end: true },
        { id: "slow", header: t("report.slow"), end: true },
      ]}
      rows={data.map(({ key, row }) => ({
        key,
        href: href(key),
        cells: [
          { text: month(key, true), raw: key },
          { text: count(row?.answered ?? 0, lang), raw: row?.answered ?? 0 },
          { text: count(row?.waiting ?? 0, lang), raw: row?.waiting ?? 0 },
          { text: hours(row?.median), raw: row?.median ?? "" },
          { text: hours(row?.slow), raw: row?.slow ?? "" },
        ],
      }))}
    >
      <Suspense fallback={<div className={css.hold} />}>
        <Columns
          lines
          label={t("report.answers")}
          data={data.filter(({ row }) => row?.median !== null && row !== undefined).map(({ key, row }) => ({ key, label: month(key), median: Number(row!.median), slow: Number(row!.slow) }))}
          series={[
            { name: "median", label: t("report.median"), color: "teal.6" },
            { name: "slow", label: t("report.slow"), color: "yellow.6" },
          ]}
          format={(value) => t("report.hours", { hours: decimal(String(value), lang) })}
          onPick={(key) => navigate(href(key))}
        />
      </Suspense>
    </ChartCard>
  );
}
