// "Needs you": everything that waits for an answer in one list, each with its clock, the most pressing first.
import { useQuery } from "@tanstack/react-query";
import { IconAffiliate, IconArrowRight, IconAt, IconCheckbox, IconFileAlert, IconMessages, IconTargetArrow, IconTruckDelivery, type Icon } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { recordHref } from "../../app/nav";
import { useMay } from "../../app/session";
import { ago, count, dueIn, money } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Card } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import { Bones, ErrorState } from "../../ui/States";
import { Unbroken } from "../../ui/Unbroken";
import { roomList } from "../rooms/queries";
import css from "./Home.module.css";
import { dueTasks, needs } from "./queries";
import { pressing, type Clock } from "./clock";

interface Need {
  key: string;
  href: string;
  icon: Icon;
  text: string;
  number?: string | null;
  aside?: string;
  clock: Clock;
}

const few = 8;

export function Needs() {
  const { t } = useTranslation();
  const lang = useLang();
  const manager = useMay("manager");
  const member = useMay("member");
  const [now] = useState(() => new Date());
  const [all, setAll] = useState(false);
  const soon = new Date(now.getTime() + 3 * 86_400_000);
  const until = `${soon.getFullYear()}-${String(soon.getMonth() + 1).padStart(2, "0")}-${String(soon.getDate()).padStart(2, "0")}`;
  const records = useQuery(needs);
  const rooms = useQuery(roomList);
  const tasks = useQuery(dueTasks(until));

  const list: Need[] = [];
  for (const row of records.data ?? []) {
    const company = row.company ?? t("document.unknown_partner");
    const clock: Clock = { since: row.at, due: row.due };
    const aside = money(row.amount_minor, row.currency, lang);
    if (row.what === "offer" && member) list.push({ key: row.id, href: recordHref("lead", row.id), icon: IconTargetArrow, text: t("home.offered", { title: row.title ?? row.number, company }), number: row.number, aside, clock });
    else if (row.what === "order" && member) list.push({ key: row.id, href: recordHref("order", row.id), icon: IconTruckDelivery, text: t("home.confirm", { number: row.number, company }), number: row.number, aside, clock });
    else if (row.what === "partnership" && manager) list.push({ key: row.id, href: recordHref("partnership", row.id), icon: IconAffiliate, text: t("home.invited", { company }), clock });
    else if (row.what === "document") list.push({ key: row.id, href: recordHref("document", row.id), icon: IconFileAlert, text: t("home.failed", { set: row.title, number: row.number ?? "" }), number: row.number, aside: row.company ?? "", clock });
  }
  for (const room of rooms.data ?? []) {
    const title = room.title ?? t("kind.room");
    if (room.status === "invited") list.push({ key: room.id, href: `/rooms/${room.id}`, icon: IconMessages, text: t("home.room_invited", { company: room.invited_by ?? "", title }), clock: { since: room.at, due: null } });
    else if (room.mentioned) list.push({ key: room.id, href: `/rooms/${room.id}`, icon: IconAt, text: t("home.mentioned", { title, author: room.last?.author ?? "" }), clock: { since: room.last?.at ?? room.at, due: null } });
  }
  for (const task of tasks.data ?? []) {
    list.push({ key: task.id, href: `/tasks?open=${task.id}`, icon: IconCheckbox, text: task.title, aside: task.record_title ?? "", clock: { since: task.created_at, due: task.due_at ?? task.due_on } });
  }
  list.sort((a, b) => pressing(a.clock, now) - pressing(b.clock, now));
  const shown = all ? list : list.slice(0, few);
  return (
    <div className={css.needs}>
      <Card title={t("home.needs")} aside={list.length > 0 ? <Pill tone="accent">{count(list.length, lang)}</Pill> : null} flush>
        {records.isPending ? (
          <Bones rows={3} />
        ) : records.isError ? (
          <ErrorState error={records.error} retry={() => void records.refetch()} />
        ) : list.length === 0 ? (
          <p className={css.calm}>{t("home.nothing")}</p>
        ) : (
          <ul className={css.list} aria-live="polite">
            {shown.map((need) => (
              <li key={need.key}>
                <Link href={need.href} className={css.need}>
                  <span className={css.icon} aria-hidden>
                    <need.icon size={17} stroke={1.7} />
                  </span>
                  <span className={css.text} dir="auto">
                    <Unbroken text={need.text} number={need.number} />
                  </span>
                  {need.aside && <span className={css.aside}>{need.aside}</span>}
                  <ClockText clock={need.clock} now={now} />
                  <IconArrowRight size={15} aria-hidden />
                </Link>
              </li>
            ))}
          </ul>
        )}
        {list.length > few && (
          <button type="button" className={css.unfold} aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t("home.fewer") : t("home.more", { count: list.length - few })}
          </button>
        )}
      </Card>
    </div>
  );
}

/** Until when, and red once that has passed; else since when. */
function ClockText({ clock, now }: { clock: Clock; now: Date }) {
  const { t } = useTranslation();
  const lang = useLang();
  if (!clock.due) return <span className={css.clock}>{t("home.waits", { when: ago(clock.since, lang, now.getTime()) })}</span>;
  const late = pressing(clock, now) < 0;
  return (
    <span className={css.clock} data-late={late || undefined}>
      {t(late ? "home.overdue" : "home.due", { when: dueIn(clock.due, lang, now) })}
    </span>
  );
}
