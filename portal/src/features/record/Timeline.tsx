// What happened to a record, and the box to say something about it: to all who see it, or only to one's own company.
import { Button, SegmentedControl, Textarea } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
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
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { TFunction } from "i18next";
import { api, newIdempotencyKey, read } from "../../api/client";
import { timeline } from "../../api/queries";
import type { TimelineEntry } from "../../api/types";
import { useKey } from "../../app/keys";
import { useSession } from "../../app/session";
import { ago, dateTime } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { humanise, word } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import { Card } from "../../ui/Page";
import { Bones } from "../../ui/States";
import { complain } from "../../ui/toast";
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
  return t(`timeline.${known}`, { ...params, defaultValue: fallback });
}

export function Timeline({ id, group, mayComment, shared }: { id: string; group: string; mayComment: boolean; shared: boolean }) {
  const { t } = useTranslation();
  const lang = useLang();
  const { company } = useSession();
  const list = useInfiniteQuery(timeline(id));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("timeline.title")} flush>
      {mayComment && <CommentBox id={id} shared={shared} />}
      {list.isPending && <Bones rows={5} height={30} />}
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

function CommentBox({ id, shared }: { id: string; shared: boolean }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const box = useRef<HTMLTextAreaElement>(null);
  const [typed, setTyped] = useState("");
  const [visibility, setVisibility] = useState<"shared" | "own">(shared ? "shared" : "own");
  const key = useRef(newIdempotencyKey());
  useKey("m", () => box.current?.focus());
  const send = useMutation({
    mutationFn: () =>
      read(
        api.POST("/api/records/{id}/comments", {
          params: { path: { id }, header: { "Idempotency-Key": key.current } },
          body: { text: typed.trim(), visibility },
        }),
      ),
    onSuccess: () => {
      setTyped("");
      key.current = newIdempotencyKey();
      void client.invalidateQueries({ queryKey: ["record", id, "timeline"] });
    },
    onError: complain,
  });
  const submit = () => typed.trim() && !send.isPending && send.mutate();
  return (
    <form
      className={css.box}
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Textarea
        ref={box}
        aria-label={t("timeline.write")}
        placeholder={t("timeline.write")}
        dir="auto"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={5000}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) submit();
        }}
      />
      <div className={css.send}>
        <SegmentedControl
          size="xs"
          aria-label={t("timeline.who_reads")}
          value={visibility}
          onChange={(value) => setVisibility(value as "shared" | "own")}
          data={[
            { value: "shared", label: t("timeline.to_all") },
            { value: "own", label: t("timeline.to_us") },
          ]}
        />
        <Button type="submit" size="compact-md" disabled={!typed.trim()} loading={send.isPending}>
          {t("timeline.send")}
        </Button>
      </div>
    </form>
  );
}
