// What happened to a record: changes of state, shares, documents. What people say about it stands in its room.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import {
  IconArrowRight,
  IconFileCode,
  IconFileInvoice,
  IconLock,
  IconMessage,
  IconPencil,
  IconPlus,
  IconShare3,
  IconShareOff,
  IconTruck,
  type Icon,
} from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import type { TFunction } from "i18next";
import { timeline } from "../../api/queries";
import type { TimelineEntry } from "../../api/types";
import { useSession } from "../../app/session";
import { ago, dateTime } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { humanise, word } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import { Card } from "../../ui/Page";
import { Bones, ErrorState } from "../../ui/States";
import css from "./Timeline.module.css";

const icons: [RegExp, Icon][] = [
  [/comment/, IconMessage],
  [/unshared|revoked/, IconShareOff],
  [/shared|grant/, IconShare3],
  [/creat/, IconPlus],
  [/invoice/, IconFileInvoice],
  [/ship|deliver/, IconTruck],
  [/document|edi|850|997/, IconFileCode],
  [/updat|edit/, IconPencil],
];

function text(value: unknown): string {
  return typeof value === "string" || typeof value === "number" ? String(value) : "";
}

/** One sentence for an entry, from its action and the few values its body carries. */
function sentence(t: TFunction, entry: TimelineEntry, group: string): string {
  const body = entry.body ?? {};
  const to = text(body.to ?? body.to_state ?? body.state);
  const params = {
    company: text(body.company_name ?? body.company ?? body.name),
    level: body.level ? t(`level.${text(body.level)}`, { defaultValue: text(body.level) }) : "",
    number: text(body.number),
    to: to ? word(t, group, to) : "",
    fields: Array.isArray(body.fields) ? body.fields.map((field) => word(t, "field", text(field))).join(", ") : "",
  };
  const known = entry.action.includes(".") ? entry.action.slice(entry.action.indexOf(".") + 1) : entry.action;
  const fallback = to ? t("timeline.moved", params) : humanise(known);
  return t(`timeline.did.${known}`, { ...params, defaultValue: fallback });
}

export function Timeline({ id, group }: { id: string; group: string }) {
  const { t } = useTranslation();
  const lang = useLang();
  const { company } = useSession();
  const list = useInfiniteQuery(timeline(id));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("timeline.title")} flush>
      {list.isPending && <Bones rows={5} height={30} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      <ol className={css.list} aria-live="polite" aria-relevant="additions">
        {entries.map((entry) => {
          const comment = text(entry.body?.text);
          const note = text(entry.body?.note);
          const EntryIcon = icons.find(([pattern]) => pattern.test(entry.action))?.[1] ?? IconArrowRight;
          return (
            <li key={entry.id} data-comment={comment !== "" || undefined}>
              {comment ? <Avatar name={entry.actor_name ?? "?"} size={26} /> : <span className={css.icon} aria-hidden><EntryIcon size={14} stroke={1.8} /></span>}
              <div className={css.entry}>
                <div className={css.meta}>
                  <strong dir="auto">{entry.actor_name ?? t("timeline.system")}</strong>
                  {entry.company_name && entry.company_id !== company.id && <span className={css.company} dir="auto">{entry.company_name}</span>}
                  {comment && entry.visibility === "own" && (
                    <span className={css.own}>
                      <IconLock size={11} aria-hidden />
                      {t("timeline.own")}
                    </span>
                  )}
                  <time dateTime={entry.at} title={dateTime(entry.at, lang)}>{ago(entry.at, lang)}</time>
                </div>
                <div className={comment ? css.comment : css.what} dir="auto">{comment || sentence(t, entry, group)}</div>
                {note && <div className={css.comment} dir="auto">{note}</div>}
              </div>
            </li>
          );
        })}
      </ol>
      {list.isSuccess && entries.length === 0 && <p className={css.none}>{t("timeline.empty")}</p>}
      {list.hasNextPage && (
        <div className={css.more}>
          <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("common.older")}
          </Button>
        </div>
      )}
    </Card>
  );
}
