// Addresses at which other calendars read what falls when. An address is shown once, when it is made.
import { Button, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, newIdempotencyKey, read } from "../../api/client";
import { ago } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { problemText } from "../../lib/words";
import { Dialog } from "../../ui/Dialog";
import { Bones, ErrorState } from "../../ui/States";
import { complain } from "../../ui/toast";
import { Secret } from "../admin/Members";
import css from "./Calendar.module.css";
import { feeds, type Scope } from "./queries";

export default function Feeds({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const list = useQuery(feeds);
  const done = () => client.invalidateQueries({ queryKey: feeds.queryKey });
  const make = useMutation({
    mutationFn: (body: { name: string; scope: Scope }) =>
      read<{ id: string; link: string }>(api.POST("/api/calendar-feeds", { params: { header: { "Idempotency-Key": newIdempotencyKey() } }, body })),
    onSuccess: done,
  });
  const remove = useMutation({
    mutationFn: (id: string) => read(api.DELETE("/api/calendar-feeds/{id}", { params: { path: { id } } })),
    onSuccess: done,
    onError: complain,
  });
  return (
    <Dialog onClose={onClose} title={t("feed.title")} size="lg" closeOnClickOutside={!make.isSuccess}>
      <p className={css.hint}>{t("feed.text")}</p>
      {make.isSuccess && (
        <div className={css.made}>
          <p role="status">{t("feed.once")}</p>
          <Secret value={make.data.link} />
        </div>
      )}
      <form
        className={css.feedForm}
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const data = new FormData(form);
          make.mutate({ name: String(data.get("name")).trim(), scope: data.get("scope") as Scope }, { onSuccess: () => form.reset() });
        }}
      >
        <TextInput name="name" label={t("field.name")} placeholder={t("feed.name_example")} required maxLength={100} dir="auto" data-autofocus />
        <NativeSelect name="scope" label={t("feed.scope")} data={["mine", "company"].map((value) => ({ value, label: t(`calendar.scope_${value}`) }))} />
        <Button type="submit" loading={make.isPending}>
          {t("feed.make")}
        </Button>
      </form>
      {make.isError && <p className={css.bad} role="alert">{problemText(t, make.error)}</p>}
      {list.isPending && <Bones rows={2} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      <ul className={css.feeds}>
        {list.data?.map((feed) => (
          <li key={feed.id}>
            <span>
              <strong dir="auto">{feed.name}</strong>
              <span className={css.dim}>
                {t(`calendar.scope_${feed.scope}`)} · {feed.read_at ? t("feed.read", { when: ago(feed.read_at, lang) }) : t("feed.unread")}
              </span>
            </span>
            <Button size="compact-sm" variant="subtle" color="red" aria-label={t("feed.remove_named", { name: feed.name })} onClick={() => remove.mutate(feed.id)}>
              {t("feed.remove")}
            </Button>
          </li>
        ))}
      </ul>
    </Dialog>
  );
}
