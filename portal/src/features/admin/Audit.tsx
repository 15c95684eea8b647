// What people and keys of the company did, when, to which record and towards whom; filtered, and taken away as a table.
import { Button, Menu, TextInput } from "@mantine/core";
import { infiniteQueryOptions, keepPreviousData, useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconDownload } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api, read } from "../../api/client";
import { members } from "../../api/queries";
import type { AuditEntry } from "../../api/types";
import { recordHref } from "../../app/nav";
import { dateTime } from "../../lib/format";
import { useLang, useQueryValue } from "../../lib/hooks";
import { humanise, word } from "../../lib/words";
import { Card } from "../../ui/Page";
import { Pick } from "../../ui/Pick";
import { Bones, ErrorState } from "../../ui/States";
import css from "./Admin.module.css";

const areas = ["record", "lead", "order", "partnership", "room", "message", "guest", "member", "invitation", "session", "api_key", "company", "identifier", "chat_rule", "hold", "report", "tracking_link"];
const programs = "00000000-0000-0000-0000-000000000000";
const linked = new Set(["lead", "order", "document", "account", "contact", "product", "partnership", "room"]);

const audit = (filter: Record<"person" | "about" | "from" | "to", string | undefined>) =>
  infiniteQueryOptions({
    queryKey: ["audit", filter],
    queryFn: ({ pageParam }) => read(api.GET("/api/audit", { params: { query: { ...filter, after: pageParam, limit: 50 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export function Audit() {
  const { t } = useTranslation();
  const lang = useLang();
  const [person, setPerson] = useQueryValue("person");
  const [about, setAbout] = useQueryValue("about");
  const [from, setFrom] = useQueryValue("from");
  const [to, setTo] = useQueryValue("to");
  const people = useQuery(members);
  const filter = { person: person || undefined, about: about || undefined, from: from || undefined, to: to || undefined };
  const list = useInfiniteQuery(audit(filter));
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  const query = new URLSearchParams(Object.entries(filter).filter((pair): pair is [string, string] => pair[1] !== undefined));
  return (
    <>
      <div className={css.filter}>
        <Pick label={t("admin.audit_person")} value={person} onChange={setPerson} options={[...(people.data ?? []).map((member) => ({ value: member.person_id, label: member.name })), { value: programs, label: t("admin.programs") }]} />
        <Pick label={t("admin.audit_about")} value={about} onChange={setAbout} options={areas.map((area) => ({ value: area, label: t(`audit.area.${area}`) }))} />
        <TextInput type="date" aria-label={t("admin.from")} value={from} max={to || undefined} onChange={(event) => setFrom(event.currentTarget.value)} />
        <TextInput type="date" aria-label={t("admin.to")} value={to} min={from || undefined} onChange={(event) => setTo(event.currentTarget.value)} />
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<IconDownload size={16} />}>
              {t("admin.export")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {["csv", "xlsx"].map((format) => (
              <Menu.Item key={format} component="a" href={`/api/audit/export?${new URLSearchParams([...query, ["format", format]])}`} download>
                {format.toUpperCase()}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      </div>
      <Card title={t("admin.tab.audit")} flush>
        {list.isPending && <Bones rows={8} />}
        {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
        {list.isSuccess && entries.length === 0 && <p className={css.none}>{query.size > 0 ? t("common.nothing_found") : t("admin.no_audit")}</p>}
        <ul className={css.list}>
          {entries.map((entry) => (
            <li key={entry.id}>
              <Line entry={entry} />
              <time className={css.dim} dateTime={entry.at}>{dateTime(entry.at, lang)}</time>
            </li>
          ))}
        </ul>
        {list.hasNextPage && (
          <div className={css.inline}>
            <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
              {t("common.older")}
            </Button>
          </div>
        )}
      </Card>
    </>
  );
}

/** What was done, to what, towards whom, by whom; and what else was noted of it. */
function Line({ entry }: { entry: AuditEntry }) {
  const { t } = useTranslation();
  const [area = "", ...rest] = entry.action.split(".");
  const action = word(t, "action", rest.join("_"));
  const kind = entry.record_kind;
  const detail = Object.entries((entry.detail ?? {}) as Record<string, unknown>).filter(([, value]) => ["string", "number", "boolean"].includes(typeof value) && !/^[0-9a-f]{8}-[0-9a-f-]{27}$/.test(String(value)));
  return (
    <span className={css.grow}>
      <span className={css.did}>
        <strong>
          {t(`audit.area.${area}`, { defaultValue: humanise(area) })}: {t(`audit.did.${rest.join("_")}`, { defaultValue: action })}
        </strong>
        {kind && entry.record_id && entry.record_title ? (
          linked.has(kind) ? (
            <Link href={recordHref(kind, entry.record_id)} className={css.link}>
              <bdi>{entry.record_title}</bdi>
            </Link>
          ) : (
            <bdi>{entry.record_title}</bdi>
          )
        ) : null}
        {(entry.companies as { id: string; name: string }[]).map((company) => (
          <span key={company.id} className={css.toward}>
            → <bdi>{company.name}</bdi>
          </span>
        ))}
      </span>
      <span className={css.dim}>
        <bdi>{entry.person?.name ?? t("admin.programs")}</bdi>
        {kind && ` · ${word(t, "kind", kind)}`}
        {detail.map(([name, value]) => (
          <span key={name}>
            {" · "}
            {word(t, "field", name)}: <bdi>{String(value).slice(0, 120)}</bdi>
          </span>
        ))}
      </span>
    </span>
  );
}
