// The company's rule for what its people write in rooms, and what must not be erased.
import { ActionIcon, Button, Checkbox, NativeSelect, NumberInput, TextInput } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, newIdempotencyKey, read } from "../../api/client";
import { members } from "../../api/queries";
import { day } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { problemText } from "../../lib/words";
import { FormGrid } from "../../ui/Fields";
import { Card } from "../../ui/Page";
import { Bones, ErrorState } from "../../ui/States";
import { complain, offer } from "../../ui/toast";
import { roomList } from "../rooms/queries";
import css from "./Admin.module.css";
import { CompanyRooms } from "./CompanyRooms";

const chatRule = queryOptions({ queryKey: ["company", "chat-rule"], queryFn: () => read(api.GET("/api/company/chat-rule")) });
const holds = queryOptions({ queryKey: ["company", "holds"], queryFn: async () => (await read(api.GET("/api/company/holds"))).items });
type Rule = Awaited<ReturnType<NonNullable<typeof chatRule.queryFn> extends (context: never) => infer R ? () => R : never>>;

export function Talk() {
  const query = useQuery(chatRule);
  if (query.isPending) return <Bones />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <RuleForm key={query.data.version} rule={query.data} />
      <CompanyRooms />
      <Holds />
    </>
  );
}

const put = (rule: Omit<Rule, "version">) => read(api.PUT("/api/company/chat-rule", { body: rule as never }));

function RuleForm({ rule }: { rule: Rule }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [days, setDays] = useState<number | string>(rule.retention_days ?? "");
  const [minutes, setMinutes] = useState<number | string>(rule.edit_minutes ?? "");
  const [mega, setMega] = useState<number | string>(rule.file_max_mb);
  const [types, setTypes] = useState((rule.file_types ?? []).join(", "));
  const [deleting, setDeleting] = useState(rule.delete_allowed);
  const [guests, setGuests] = useState(rule.guests_allowed);
  const refresh = () => client.invalidateQueries({ queryKey: ["company", "chat-rule"] });
  const number = (value: number | string) => (value === "" ? null : Number(value));
  const save = useMutation({
    mutationFn: () => {
      const list = types.split(/[\s,;]+/).filter(Boolean);
      return put({ retention_days: number(days), edit_minutes: number(minutes), delete_allowed: deleting, file_max_mb: Number(mega || 0), file_types: list.length > 0 ? list : null, guests_allowed: guests });
    },
    onSuccess: () => {
      void refresh();
      const { version: _, ...before } = rule;
      // What a shorter keeping erased does not come back, so that alone is not offered to be undone.
      if (number(days) === rule.retention_days) offer(t("common.saved"), t("common.undo"), () => put(before).then(refresh, complain));
    },
  });
  return (
    <Card title={t("talk.rule")}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate();
        }}
      >
        <p className={css.lead}>{t("talk.rule_text")}</p>
        {save.isError && (
          <div className={css.alert} role="alert">
            {problemText(t, save.error)}
          </div>
        )}
        <FormGrid>
          <NumberInput label={t("talk.retention")} description={t("talk.retention_text")} min={1} max={36_500} allowDecimal={false} value={days} onChange={setDays} hideControls />
          <NumberInput label={t("talk.edit")} description={t("talk.edit_text")} min={0} max={525_600} allowDecimal={false} value={minutes} onChange={setMinutes} hideControls />
          <NumberInput label={t("talk.file_max")} description={t("talk.file_max_text")} min={0} max={20} allowDecimal={false} required value={mega} onChange={setMega} hideControls />
          <TextInput label={t("talk.file_types")} description={t("talk.file_types_text")} placeholder="image/*, application/pdf" value={types} onChange={(event) => setTypes(event.currentTarget.value)} />
        </FormGrid>
        <Checkbox label={t("talk.delete_allowed")} checked={deleting} onChange={(event) => setDeleting(event.currentTarget.checked)} />
        <Checkbox label={t("talk.guests_allowed")} checked={guests} onChange={(event) => setGuests(event.currentTarget.checked)} />
        <div className={css.buttons}>
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

const scopes = ["company", "room", "person"] as const;

function Holds() {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const list = useQuery(holds);
  const rooms = useQuery(roomList);
  const people = useQuery(members);
  const [scope, setScope] = useState<(typeof scopes)[number]>("company");
  const [ending, setEnding] = useState<string | null>(null);
  const done = () => client.invalidateQueries({ queryKey: ["company", "holds"] });
  const add = useMutation({
    mutationFn: (form: FormData) =>
      read(
        api.POST("/api/company/holds", {
          params: { header: { "Idempotency-Key": newIdempotencyKey() } },
          body: {
            scope,
            ...(scope === "room" ? { room_id: String(form.get("of")) } : scope === "person" ? { person_id: String(form.get("of")) } : {}),
            reason: String(form.get("reason")).trim(),
          },
        }),
      ),
    onSuccess: done,
    onError: complain,
  });
  const end = useMutation({
    mutationFn: (id: string) => read(api.DELETE("/api/company/holds/{id}", { params: { path: { id } } })),
    onSuccess: () => {
      setEnding(null);
      void done();
    },
    onError: complain,
  });
  const choices = scope === "room" ? (rooms.data ?? []).map((room) => ({ value: room.id, label: room.title ?? t("kind.room") })) : (people.data ?? []).map((member) => ({ value: member.person_id, label: member.name }));
  return (
    <Card title={t("talk.holds")} flush>
      <p className={css.none}>{t("talk.holds_text")}</p>
      {list.isPending && <Bones rows={2} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      <ul className={css.list}>
        {list.data?.map((hold) => (
          <li key={hold.id}>
            <span className={css.grow}>
              <strong>
                {t(`talk.scope.${hold.scope}`)}
                {hold.scope !== "company" && (
                  <>
                    : <bdi>{(hold.scope === "room" ? hold.room_title : hold.person_name) ?? "–"}</bdi>
                  </>
                )}
              </strong>
              <span className={css.dim} dir="auto">{hold.reason}</span>
            </span>
            <span className={css.dim}>{t("share.since", { day: day(hold.created_at, lang) })}</span>
            {ending === hold.id ? (
              <>
                <Button size="compact-sm" color="red" loading={end.isPending} onClick={() => end.mutate(hold.id)}>
                  {t("talk.end_hold")}
                </Button>
                <Button size="compact-sm" variant="default" onClick={() => setEnding(null)}>
                  {t("common.cancel")}
                </Button>
              </>
            ) : (
              <ActionIcon variant="subtle" color="gray" aria-label={t("talk.end_hold")} onClick={() => setEnding(hold.id)}>
                <IconTrash size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      <form
        className={css.inline}
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          add.mutate(new FormData(form), { onSuccess: () => form.reset() });
        }}
      >
        <NativeSelect label={t("talk.hold_what")} value={scope} onChange={(event) => setScope(event.currentTarget.value as (typeof scopes)[number])} data={scopes.map((name) => ({ value: name, label: t(`talk.scope.${name}`) }))} />
        {scope !== "company" && <NativeSelect key={scope} name="of" label={t(`talk.scope.${scope}`)} required data={choices} />}
        <TextInput name="reason" label={t("talk.reason")} required maxLength={1000} dir="auto" />
        <Button type="submit" variant="default" loading={add.isPending} disabled={scope !== "company" && choices.length === 0}>
          {t("talk.place_hold")}
        </Button>
      </form>
    </Card>
  );
}
