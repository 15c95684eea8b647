// Saved views: a name for the query of the URL, for oneself or for the company.
import { ActionIcon, Button, Checkbox, Menu, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconDeviceFloppy, IconDots, IconTrash, IconUser, IconUsers } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api, newIdempotencyKey, read } from "../../api/client";
import { useMay } from "../../app/session";
import { usePhone } from "../../lib/hooks";
import { Sheet } from "../../ui/Dialog";
import { Bones, ErrorState } from "../../ui/States";
import { complain, say } from "../../ui/toast";
import { savedViews, type SavedView } from "./api";
import css from "./Leads.module.css";
import { formatView, type View } from "./view";

export default function ViewPanel({ view, exported, onClose }: { view: View; exported: (format: string) => string; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const phone = usePhone();
  const member = useMay("member");
  const manager = useMay("manager");
  const list = useQuery(savedViews);
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const query = formatView(view).toString();
  const refresh = () => void client.invalidateQueries({ queryKey: savedViews.queryKey });
  const save = useMutation({
    mutationFn: () => read(api.POST("/api/views", { params: { header: { "Idempotency-Key": newIdempotencyKey() } }, body: { name: name.trim(), shared, query } as never })),
    onSuccess: () => {
      refresh();
      setName("");
      say(t("common.saved"));
    },
    onError: complain,
  });
  const change = useMutation({
    mutationFn: ({ of, to }: { of: SavedView; to: Record<string, unknown> }) =>
      read(api.PATCH("/api/views/{id}", { params: { path: { id: of.id }, header: { "If-Match": `"${of.version}"` } }, body: to as never })),
    onSuccess: () => say(t("common.saved")),
    onError: complain,
    onSettled: refresh,
  });
  const remove = useMutation({
    mutationFn: (id: string) => read(api.DELETE("/api/views/{id}", { params: { path: { id } } })),
    onError: complain,
    onSettled: refresh,
  });

  return (
    <Sheet onClose={onClose} title={t("lead.views")} position="right" size="md">
      {list.isPending && <Bones rows={4} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && list.data.length === 0 && <p>{t("lead.views_none")}</p>}
      <ul className={css.views}>
        {list.data?.map((saved) => {
          const may = saved.mine || (saved.shared && manager);
          return (
            <li key={saved.id}>
              {saved.shared ? <IconUsers size={15} aria-label={t("lead.view_shared")} /> : <IconUser size={15} aria-label={t("lead.view_private")} />}
              <Link href={`/leads${saved.query ? `?${saved.query}` : ""}`} onClick={onClose} dir="auto" data-now={saved.query === query || undefined}>
                {saved.name}
                {!saved.mine && saved.by && <small>{saved.by}</small>}
              </Link>
              {may && (
                <Menu position="bottom-end">
                  <Menu.Target>
                    <ActionIcon variant="subtle" color="gray" aria-label={t("lead.view_more", { name: saved.name })}>
                      <IconDots size={16} />
                    </ActionIcon>
                  </Menu.Target>
                  <Menu.Dropdown>
                    <Menu.Item leftSection={<IconDeviceFloppy size={15} />} onClick={() => change.mutate({ of: saved, to: { query } })}>
                      {t("lead.view_replace")}
                    </Menu.Item>
                    {member && (
                      <Menu.Item leftSection={saved.shared ? <IconUser size={15} /> : <IconUsers size={15} />} onClick={() => change.mutate({ of: saved, to: { shared: !saved.shared } })}>
                        {saved.shared ? t("lead.view_unshare") : t("lead.view_share")}
                      </Menu.Item>
                    )}
                    <Menu.Item color="red" leftSection={<IconTrash size={15} />} onClick={() => remove.mutate(saved.id)}>
                      {t("lead.view_remove")}
                    </Menu.Item>
                  </Menu.Dropdown>
                </Menu>
              )}
            </li>
          );
        })}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim()) save.mutate();
        }}
      >
        <TextInput label={t("lead.view_name")} dir="auto" maxLength={80} value={name} onChange={(event) => setName(event.currentTarget.value)} />
        {member && <Checkbox mt={10} label={t("lead.view_for_all")} checked={shared} onChange={(event) => setShared(event.currentTarget.checked)} />}
        <div className={css.buttons}>
          {phone && (
            <Button variant="default" component="a" href={exported("csv")} download>
              {t("lead.export.csv")}
            </Button>
          )}
          <Button type="submit" loading={save.isPending} disabled={!name.trim()}>
            {t("lead.view_save")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}
