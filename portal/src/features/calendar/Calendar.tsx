// What falls on which day: a month's page on a desk, a list of days on a phone or by choice.
import { ActionIcon, Button, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconCalendarShare, IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useKey } from "../../app/keys";
import { recordHref } from "../../app/nav";
import { useMay } from "../../app/session";
import { useLang, usePhone, useQueryValue, useTitle } from "../../lib/hooks";
import { Page } from "../../ui/Page";
import { Bones, Empty, ErrorState } from "../../ui/States";
import { TaskDialog } from "../tasks/TaskDialog";
import { useToday } from "../tasks/Tasks";
import css from "./Calendar.module.css";
import { addMonths, firstWeekday, moveDay, weeksOf } from "./month";
import { calendar, type Entry, type Scope } from "./queries";

const Feeds = lazy(() => import("./Feeds"));
const most = 4;

function hrefOf(entry: Entry): string {
  return entry.kind === "task" ? `/tasks?scope=company&open=${entry.id}` : recordHref(entry.record_kind ?? "task", entry.record_id ?? entry.id);
}

export default function Calendar() {
  const { t } = useTranslation();
  const lang = useLang();
  const phone = usePhone();
  const may = useMay("member");
  const today = useToday();
  const [monthText, setMonth] = useQueryValue("month");
  const [viewText, setView] = useQueryValue("view");
  const [scopeText, setScope] = useQueryValue("scope");
  const [fresh, setFresh] = useQueryValue("new");
  const [feeds, setFeeds] = useQueryValue("feeds");
  useTitle(t("nav.calendar"));
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(monthText) ? monthText : today.slice(0, 7);
  const view = viewText === "agenda" || (phone && viewText !== "month") ? "agenda" : "month";
  const scope: Scope = scopeText === "mine" ? "mine" : "company";
  const weeks = useMemo(() => weeksOf(month, firstWeekday(lang)), [month, lang]);
  const first = view === "month" ? weeks[0]![0]! : `${month}-01`;
  const last = view === "month" ? weeks.at(-1)![6]! : weeks.flat().filter((day) => day.startsWith(month)).at(-1)!;
  const query = useQuery(calendar(first, last, scope));
  const go = (by: number) => setMonth(addMonths(month, by) === today.slice(0, 7) ? "" : addMonths(month, by));
  useKey("p", () => go(-1));
  useKey("n", () => go(1));
  useKey("t", () => setMonth(""));
  useKey("c", () => setFresh(today), may);

  const byDay = new Map<string, Entry[]>();
  for (const entry of query.data ?? []) byDay.set(entry.on, [...(byDay.get(entry.on) ?? []), entry]);
  const name = new Intl.DateTimeFormat(lang, { month: "long", year: "numeric", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));

  return (
    <Page
      title={t("nav.calendar")}
      actions={
        <>
          <Button variant="default" leftSection={<IconCalendarShare size={16} />} onClick={() => setFeeds("1")} aria-label={t("feed.title")}>
            {phone ? t("feed.short") : t("feed.title")}
          </Button>
          {may && !phone && <Button onClick={() => setFresh(today)}>{t("task.new")}</Button>}
        </>
      }
      tools={
        <>
          <div className={css.nav}>
            <ActionIcon variant="default" size="lg" aria-label={t("calendar.before")} onClick={() => go(-1)}>
              <IconChevronLeft size={17} />
            </ActionIcon>
            <ActionIcon variant="default" size="lg" aria-label={t("calendar.after")} onClick={() => go(1)}>
              <IconChevronRight size={17} />
            </ActionIcon>
            <h2 className={css.month} aria-live="polite">{name}</h2>
            {monthText && (
              <Button variant="subtle" size="compact-md" onClick={() => setMonth("")}>
                {t("calendar.today")}
              </Button>
            )}
          </div>
          <SegmentedControl size="sm" aria-label={t("task.whose")} value={scope} onChange={(value) => setScope(value === "company" ? "" : value)} data={["company", "mine"].map((value) => ({ value, label: t(`calendar.scope_${value}`) }))} />
          <SegmentedControl size="sm" aria-label={t("calendar.view")} value={view} onChange={(value) => setView(value === (phone ? "agenda" : "month") ? "" : value)} data={["month", "agenda"].map((value) => ({ value, label: t(`calendar.view_${value}`) }))} />
        </>
      }
    >
      {query.isPending && <Bones rows={10} height={24} />}
      {query.isError && !query.data && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {query.data && view === "month" && <Month weeks={weeks} month={month} today={today} byDay={byDay} onDay={(day) => may && setFresh(day)} onMore={() => setView("agenda")} onMonth={(next) => setMonth(next)} />}
      {query.data && view === "agenda" && <Agenda today={today} byDay={byDay} />}
      {fresh && <TaskDialog day={/^\d{4}-\d{2}-\d{2}$/.test(fresh) ? fresh : undefined} onClose={() => setFresh("")} />}
      {feeds && (
        <Suspense fallback={null}>
          <Feeds onClose={() => setFeeds("")} />
        </Suspense>
      )}
    </Page>
  );
}

interface MonthProps {
  weeks: string[][];
  month: string;
  today: string;
  byDay: Map<string, Entry[]>;
  onDay: (day: string) => void;
  onMore: () => void;
  onMonth: (month: string) => void;
}

function Month({ weeks, month, today, byDay, onDay, onMore, onMonth }: MonthProps) {
  const { t } = useTranslation();
  const lang = useLang();
  const grid = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(today.startsWith(month) ? today : `${month}-01`);
  const weekday = new Intl.DateTimeFormat(lang, { weekday: "short", timeZone: "UTC" });
  const full = new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  const utc = (day: string) => new Date(`${day}T00:00:00Z`);
  const focusable = weeks.flat().includes(at) ? at : `${month}-01`;
  const move = (event: React.KeyboardEvent, day: string) => {
    const next = moveDay(day, event.key, document.documentElement.dir === "rtl");
    if (!next) return;
    event.preventDefault();
    setAt(next);
    if (!next.startsWith(month)) onMonth(next.slice(0, 7));
    requestAnimationFrame(() => grid.current?.querySelector<HTMLElement>(`[data-day="${next}"]`)?.focus());
  };
  return (
    <div ref={grid} className={css.grid} role="grid" aria-label={t("nav.calendar")}>
      <div role="row" className={css.weekdays}>
        {weeks[0]!.map((day) => (
          <span key={day} role="columnheader">{weekday.format(utc(day))}</span>
        ))}
      </div>
      {weeks.map((week) => (
        <div key={week[0]} role="row" className={css.week}>
          {week.map((day) => {
            const entries = byDay.get(day) ?? [];
            const shown = entries.length > most ? entries.slice(0, most - 1) : entries;
            return (
              <div key={day} role="gridcell" className={css.day} data-out={!day.startsWith(month) || undefined} data-today={day === today || undefined}>
                <button
                  type="button"
                  data-day={day}
                  tabIndex={day === focusable ? 0 : -1}
                  className={css.number}
                  aria-current={day === today ? "date" : undefined}
                  aria-label={t("calendar.day", { day: full.format(utc(day)), count: entries.length })}
                  onClick={() => onDay(day)}
                  onFocus={() => setAt(day)}
                  onKeyDown={(event) => move(event, day)}
                >
                  {Number(day.slice(8))}
                </button>
                {shown.length > 0 && (
                  <ul>
                    {shown.map((entry) => (
                      <li key={`${entry.kind}${entry.id}`}>
                        <EntryLink entry={entry} />
                      </li>
                    ))}
                    {shown.length < entries.length && (
                      <li>
                        <button type="button" className={css.more} onClick={onMore}>
                          {t("calendar.more", { count: entries.length - shown.length })}
                        </button>
                      </li>
                    )}
                  </ul>
                )}
              </div>
            );
          })}
        </div>
      ))}
    </div>
  );
}

function EntryLink({ entry, full }: { entry: Entry; full?: boolean }) {
  const { t } = useTranslation();
  const lang = useLang();
  const time = entry.at ? new Intl.DateTimeFormat(lang, { hour: "2-digit", minute: "2-digit" }).format(new Date(entry.at)) : "";
  const kind = t(`calendar.kind_${entry.kind}`);
  const title = entry.title ?? kind;
  return (
    <Link href={hrefOf(entry)} className={full ? css.entryFull : css.entry} data-kind={entry.kind} data-done={entry.done || undefined} title={`${kind}: ${title}`}>
      <i aria-hidden />
      {time && <time>{time}</time>}
      <span className={css.entryTitle} dir="auto">{title}</span>
      <span className={full ? css.kind : css.hidden}>{kind}</span>
    </Link>
  );
}

function Agenda({ today, byDay }: { today: string; byDay: Map<string, Entry[]> }) {
  const { t } = useTranslation();
  const lang = useLang();
  const days = [...byDay].sort(([a], [b]) => (a < b ? -1 : 1));
  const next = days.find(([day]) => day >= today)?.[0];
  const here = useRef<HTMLElement>(null);
  // What is over stays above; one begins to read at today.
  useEffect(() => {
    if (next) here.current?.scrollIntoView({ block: "start" });
  }, [next]);
  if (days.length === 0) return <Empty title={t("calendar.empty")} text={t("calendar.empty_text")} />;
  const full = new Intl.DateTimeFormat(lang, { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" });
  return (
    <div className={css.agenda}>
      {days.map(([day, entries]) => (
        <section key={day} ref={day === next ? here : undefined} data-today={day === today || undefined} data-past={day < today || undefined}>
          <h3>{full.format(new Date(`${day}T00:00:00Z`))}</h3>
          <ul>
            {entries.map((entry) => (
              <li key={`${entry.kind}${entry.id}`}>
                <EntryLink entry={entry} full />
              </li>
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}
