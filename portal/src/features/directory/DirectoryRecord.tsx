// One account, contact or product: its facts, who else sees it, what happened to it, and the form that changes it in place.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconPencil, IconPlus } from "@tabler/icons-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { ApiError, type Tagged } from "../../api/client";
import type { Kind } from "../../api/types";
import { useCommands } from "../../app/commands";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { ago, country, languageName, money } from "../../lib/format";
import { useLang, useQueryValue, useTitle } from "../../lib/hooks";
import { problemText } from "../../lib/words";
import { useRecordStream } from "../../live/LiveProvider";
import { useFocusBack } from "../../ui/Dialog";
import { Fact, Facts } from "../../ui/Fields";
import { Card } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import { Bones, ErrorState, NotFound, Unshared } from "../../ui/States";
import { Conflicts } from "../record/Conflicts";
import { RecordFrame } from "../record/RecordFrame";
import frame from "../record/RecordFrame.module.css";
import { Sharing } from "../record/Sharing";
import { Side } from "../record/Side";
import { useSave, type Version } from "../record/useSave";
import css from "./Directory.module.css";
import { FieldInputs } from "./FieldInputs";
import { kinds, toBody, toFields, update, type DirectoryField, type DirectoryName, type DirectoryRow } from "./kinds";
import { directory, directoryRecord } from "./queries";

export default function DirectoryRecord({ name, id }: { name: DirectoryName; id: string }) {
  const over = useRecordStream(id);
  if (over === "not_found") return <NotFound />;
  if (over) return <Unshared back={`/${name}`} />;
  return <Open name={name} id={id} />;
}

function Open({ name, id }: { name: DirectoryName; id: string }) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(directoryRecord(name, id));
  const mayWrite = useMay("member");
  const [editing, setEditing] = useQueryValue("edit");
  const record = query.data?.record;
  const kind = kinds[name];
  const mayEdit = mayWrite && record !== undefined && kind.editable(record.level);
  useTitle(record?.name ?? t(`nav.${name}`));
  useKey("e", () => setEditing("1"), mayEdit);
  useCommands("directory", mayEdit ? [{ id: "edit", label: t("common.edit"), run: () => setEditing("1") }] : []);
  if (query.isPending) return <Bones rows={9} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const { level, owner } = record!;
  return (
    <RecordFrame
      back={`/${name}`}
      eyebrow={
        <>
          {t(`${name}.one`)} · <span dir="auto">{owner.name}</span>
        </>
      }
      title={record!.name}
      pills={
        <>
          {name === "contacts" && <Pill tone={record!.consent_to_share ? "good" : "mute"}>{record!.consent_to_share ? t("contacts.consented") : t("contacts.not_consented")}</Pill>}
          {level !== "own" && <Pill tone="accent">{t("lead.your_level", { level: t(`level.${level}`) })}</Pill>}
        </>
      }
      actions={
        mayEdit && !editing ? (
          <Button variant="default" className={frame.edit} leftSection={<IconPencil size={15} />} onClick={() => setEditing("1")}>
            {t("common.edit")}
          </Button>
        ) : undefined
      }
      under={<Sharing id={id} kind={kind.one as Kind} mine={level === "own"} />}
      main={
        <>
          <Card title={editing && mayEdit ? t("common.edit") : undefined}>
            {editing && mayEdit ? (
              <Edit name={name} start={query.data} onClose={() => setEditing("")} />
            ) : (
              <Facts>
                {kind.fields
                  .filter((field) => field.name !== "currency" && field.name !== "name" && (!field.when || record![field.when] === true))
                  .map((field) => (
                    <Fact key={field.name} label={t(field.label ?? `field.${field.name}`)} wide={field.type === "area"}>
                      <Value field={field} record={record!} lang={lang} />
                    </Fact>
                  ))}
                <Fact label={t("field.updated_at")}>{ago(record!.updated_at, lang)}</Fact>
              </Facts>
            )}
          </Card>
          {name === "accounts" && <People account={id} mayWrite={mayWrite && level === "own"} />}
        </>
      }
      side={<Side id={id} group="state_word" />}
    />
  );
}

function Value({ field, record, lang }: { field: DirectoryField; record: DirectoryRow; lang: string }) {
  const { t } = useTranslation();
  const value = record[field.name];
  if (value === null || value === undefined || value === "") return "–";
  const text = String(value as string | number | boolean);
  switch (field.type) {
    case "money":
      return <strong>{money(text, record.currency as string | null, lang)}</strong>;
    case "country":
      return country(text, lang);
    case "language":
      return languageName(text);
    case "bool":
      return value === true ? t("common.yes") : t("common.no");
    case "email":
      return <a href={`mailto:${text}`}>{text}</a>;
    case "tel":
      return <a href={`tel:${text.replace(/[^+\d]/g, "")}`}>{text}</a>;
    case "account":
      return <Link href={`/accounts/${text}`}>{record.account_name ?? text}</Link>;
    case "url": {
      const address = /^https?:\/\//i.test(text) ? text : /^[a-z0-9.-]+\.[a-z]{2,}(\/\S*)?$/i.test(text) ? `https://${text}` : null;
      return address ? (
        <a href={address} target="_blank" rel="noopener noreferrer">
          {text.replace(/^https?:\/\//i, "")}
        </a>
      ) : (
        text
      );
    }
    default:
      return text;
  }
}

/** The people known at an account. */
function People({ account, mayWrite }: { account: string; mayWrite: boolean }) {
  const { t } = useTranslation();
  const list = useInfiniteQuery(directory("contacts", { account_id: account }));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card
      title={t("nav.contacts")}
      aside={
        mayWrite && (
          <Link href={`/contacts?new=1&account=${account}`} className={css.add}>
            <IconPlus size={14} aria-hidden />
            {t("contacts.new")}
          </Link>
        )
      }
      flush
    >
      {list.isPending && <Bones rows={2} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && <p className={css.none}>{t("contacts.empty")}</p>}
      <ul className={css.people}>
        {rows.map((row) => (
          <li key={row.id}>
            <Link href={`/contacts/${row.id}`} dir="auto">
              {row.name}
            </Link>
            <span dir="auto">{[row.title, row.email].filter(Boolean).join(" · ")}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Edit({ name, start, onClose }: { name: DirectoryName; start: Tagged<DirectoryRow>; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id } = start.record;
  const kind = kinds[name];
  const form = useRef<HTMLFormElement>(null);
  useFocusBack();
  useEffect(() => form.current?.querySelector<HTMLElement>("input:not(:disabled)")?.focus(), []);
  const version = ({ record, etag }: Tagged<DirectoryRow>): Version => ({ fields: toFields(name, record), etag });
  const save = useSave({
    start: version(start),
    fetch: async () => version(await client.fetchQuery({ ...directoryRecord(name, id), staleTime: 0 })),
    send: async (fields, all, etag) => (await update(name, id, etag, toBody(fields, all))).etag,
    refresh: () => {
      void client.invalidateQueries({ queryKey: ["record", id] });
      void client.invalidateQueries({ queryKey: [name] });
    },
    onClose,
  });
  const labelOf = (field: string) => {
    const found = kind.fields.find((other) => other.name === field);
    return t(found?.label ?? `field.${field}`);
  };
  if (save.clash) return <Conflicts merged={save.clash.merged} label={labelOf} busy={save.busy} onSave={save.settle} onClose={onClose} />;
  const general = save.error && !(save.error instanceof ApiError && (save.error.problem.errors?.length ?? 0) > 0);
  return (
    <form
      ref={form}
      onSubmit={(event) => {
        event.preventDefault();
        save.submit();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape" && !event.defaultPrevented) onClose();
      }}
    >
      {general && (
        <div className={css.alert} role="alert">
          {problemText(t, save.error)}
        </div>
      )}
      <FieldInputs fields={kind.fields} values={save.fields} error={save.error} owner={start.record.level === "own"} onChange={save.set} />
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" loading={save.busy}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
