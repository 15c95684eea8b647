// A free room between companies one chooses: its title, who is asked, and whether they see what was said before.
import { Button, Checkbox, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { newIdempotencyKey } from "../../api/client";
import { partnerships } from "../../api/queries";
import { problemText } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import { Dialog } from "../../ui/Dialog";
import css from "./Dialogs.module.css";
import { createRoom } from "./http";

export function NewRoom({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const key = useRef(newIdempotencyKey());
  const partners = useQuery(partnerships);
  const active = (partners.data ?? []).filter((p) => p.state === "active").map((p) => p.partner);
  const [chosen, setChosen] = useState<string[]>([]);
  const create = useMutation({
    mutationFn: (form: FormData) => {
      const topic = String(form.get("topic")).trim();
      return createRoom({ title: String(form.get("title")).trim(), ...(topic ? { topic } : {}), companies: chosen, history: form.get("history") === "on" }, key.current);
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ["rooms"] });
      navigate(`/rooms/${id}`);
    },
    onError: () => {
      key.current = newIdempotencyKey();
    },
  });
  return (
    <Dialog onClose={onClose} title={t("room.new")}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate(new FormData(event.currentTarget));
        }}
      >
        {create.isError && <div className={css.alert} role="alert">{problemText(t, create.error)}</div>}
        <TextInput name="title" label={t("room.title")} required maxLength={200} dir="auto" data-autofocus />
        <TextInput name="topic" label={t("room.topic")} maxLength={500} dir="auto" />
        <fieldset className={css.choose}>
          <legend>{t("room.with_companies")}</legend>
          {active.length === 0 && <p className={css.text}>{t("room.no_partners")}</p>}
          {active.map((partner) => (
            <label key={partner.id}>
              <input
                type="checkbox"
                checked={chosen.includes(partner.id)}
                onChange={(event) => setChosen(event.currentTarget.checked ? [...chosen, partner.id] : chosen.filter((id) => id !== partner.id))}
              />
              <Avatar name={partner.name} size={24} square />
              <bdi>{partner.name}</bdi>
            </label>
          ))}
        </fieldset>
        <Checkbox name="history" defaultChecked label={t("room.with_history")} description={t("room.with_history_text")} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" loading={create.isPending}>{t("room.create")}</Button>
        </div>
      </form>
    </Dialog>
  );
}
