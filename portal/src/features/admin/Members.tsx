// The people of the company with their roles, and invitations by link.
import { ActionIcon, Button, CopyButton, NativeSelect, TextInput, Tooltip } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconCopy, IconTrash } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read } from "../../api/client";
import { invitations, members } from "../../api/queries";
import type { Member } from "../../api/types";
import { useSession } from "../../app/session";
import { day } from "../../lib/format";
import { useLang, useQueryValue } from "../../lib/hooks";
import { Avatar } from "../../ui/Avatar";
import { Card } from "../../ui/Page";
import { Bones, ErrorState } from "../../ui/States";
import { SearchBox } from "../../ui/SearchBox";
import { Dialog } from "../../ui/Dialog";
import { complain, offer, say } from "../../ui/toast";
import css from "./Admin.module.css";

const roles = ["viewer", "member", "manager", "admin"];

export function Members() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { person } = useSession();
  const list = useQuery(members);
  const done = () => client.invalidateQueries({ queryKey: ["members"] });
  const [q, setQ] = useQueryValue("q");
  const [leaving, setLeaving] = useState<Member | null>(null);
  const change = useMutation({
    mutationFn: ({ id, role }: { id: string; role: string; before?: string }) => read(api.PATCH("/api/members/{person_id}", { params: { path: { person_id: id } }, body: { role } as never })),
    onMutate: ({ id, role }) => {
      // Shown at once; the list fetched anew afterwards says what holds.
      client.setQueryData<Member[]>(members.queryKey, (now) => now?.map((member) => (member.person_id === id ? { ...member, role } : member)));
    },
    onSuccess: (_, { id, before }) => {
      if (before) offer(t("common.saved"), t("common.undo"), () => change.mutate({ id, role: before }));
    },
    onError: complain,
    onSettled: done,
  });
  const remove = useMutation({
    mutationFn: (id: string) => read(api.DELETE("/api/members/{person_id}", { params: { path: { person_id: id } } })),
    onSuccess: () => {
      setLeaving(null);
      say(t("common.saved"));
      void done();
    },
    onError: complain,
  });
  const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  const shown = (list.data ?? []).filter((member) => !q || fold(`${member.name} ${member.email}`).includes(fold(q)));
  return (
    <>
      <Card title={t("admin.tab.members")} aside={<SearchBox value={q} onChange={setQ} label={t("admin.search_people")} />} flush>
        {list.isPending && <Bones rows={4} />}
        {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
        <ul className={css.list}>
          {shown.map((member) => (
            <li key={member.person_id}>
              <Avatar name={member.name} size={30} />
              <span className={css.grow}>
                <strong dir="auto">{member.name}</strong>
                <span className={css.dim}>{member.email}</span>
              </span>
              <NativeSelect
                w={150}
                aria-label={t("admin.role_of", { name: member.name })}
                value={member.role}
                disabled={member.person_id === person.id}
                onChange={(event) => change.mutate({ id: member.person_id, role: event.currentTarget.value, before: member.role })}
                data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
              />
              <ActionIcon variant="subtle" color="gray" disabled={member.person_id === person.id} aria-label={t("admin.remove_member", { name: member.name })} onClick={() => setLeaving(member)}>
                <IconTrash size={16} />
              </ActionIcon>
            </li>
          ))}
        </ul>
        {list.isSuccess && shown.length === 0 && <p className={css.none}>{t("common.nothing_found")}</p>}
      </Card>
      <Invitations />
      {leaving && (
        <Dialog onClose={() => setLeaving(null)} title={t("admin.remove_member", { name: leaving.name })}>
          <p className={css.lead}>{t("admin.remove_text")}</p>
          <div className={css.buttons}>
            <Button variant="default" onClick={() => setLeaving(null)}>
              {t("common.cancel")}
            </Button>
            <Button color="red" loading={remove.isPending} onClick={() => remove.mutate(leaving.person_id)}>
              {t("admin.remove")}
            </Button>
          </div>
        </Dialog>
      )}
    </>
  );
}

function Invitations() {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const list = useQuery(invitations);
  const [link, setLink] = useState<string | null>(null);
  const done = () => client.invalidateQueries({ queryKey: ["invitations"] });
  const invite = useMutation({
    mutationFn: (body: { email: string; role: string }) => read<{ id: string; link: string }>(api.POST("/api/invitations", { body: body as never })),
    onSuccess: (made) => {
      setLink(new URL(made.link, location.origin).href);
      void done();
    },
    onError: complain,
  });
  const withdraw = useMutation({
    mutationFn: (id: string) => read(api.DELETE("/api/invitations/{id}", { params: { path: { id } } })),
    onSuccess: done,
    onError: complain,
  });
  const open = list.data?.filter((item) => item.accepted_at === null) ?? [];
  return (
    <Card title={t("admin.invitations")} flush>
      {list.isPending && <Bones rows={2} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && open.length === 0 && <p className={css.none}>{t("admin.no_invitations")}</p>}
      <ul className={css.list}>
        {open.map((item) => (
          <li key={item.id}>
            <span className={css.grow}>
              <strong>{item.email}</strong>
              <span className={css.dim}>
                {t(`role.${item.role}`)} · {t("admin.valid_until", { day: day(item.expires_at, lang) })}
              </span>
            </span>
            <ActionIcon variant="subtle" color="gray" aria-label={t("admin.withdraw_invitation", { email: item.email })} onClick={() => withdraw.mutate(item.id)}>
              <IconTrash size={16} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {link && (
        <div style={{ padding: "0 16px 12px" }}>
          <p className={css.dim}>{t("admin.invitation_link")}</p>
          <Secret value={link} />
        </div>
      )}
      <form
        className={css.inline}
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const data = new FormData(form);
          invite.mutate({ email: String(data.get("email")).trim(), role: String(data.get("role")) }, { onSuccess: () => form.reset() });
        }}
      >
        <TextInput name="email" type="email" label={t("field.email")} required maxLength={254} />
        <NativeSelect name="role" label={t("field.role")} defaultValue="member" data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))} />
        <Button type="submit" variant="default" loading={invite.isPending}>
          {t("admin.invite")}
        </Button>
      </form>
    </Card>
  );
}

/** A value that is shown only now, with a button to copy it. */
export function Secret({ value }: { value: string }) {
  const { t } = useTranslation();
  return (
    <div className={css.secret}>
      <code>{value}</code>
      <CopyButton value={value}>
        {({ copied, copy }) => (
          <Tooltip label={copied ? t("common.copied") : t("common.copy")}>
            <ActionIcon variant="default" onClick={copy} aria-label={t("common.copy")}>
              {copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
            </ActionIcon>
          </Tooltip>
        )}
      </CopyButton>
    </div>
  );
}
