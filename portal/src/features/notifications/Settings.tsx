// How a person wants to be told: which class by which channel, when not, and where.
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { Button, NativeSelect, Switch, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read } from "../../api/client";
import { useLang } from "../../lib/hooks";
import { problemText } from "../../lib/words";
import { Dialog } from "../../ui/Dialog";
import { Bones, ErrorState } from "../../ui/States";
import { say } from "../../ui/toast";
import { chime, permission, want, wanted } from "./browser";
import css from "./Settings.module.css";
import { classes, settings as settingsQuery, type Channels, type Class, type Settings } from "./queries";

const mails = ["off", "once", "digest"] as const;

function zones(now: string): string[] {
  const all = Intl.supportedValuesOf("timeZone");
  return all.includes(now) ? all : [now, ...all];
}

export default function NotificationSettings({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const query = useQuery(settingsQuery);
  return (
    <Dialog onClose={onClose} title={t("notify.title")} size="xl">
      {query.isPending && <Bones rows={6} />}
      {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {query.isSuccess && <Form start={query.data} onClose={onClose} />}
    </Dialog>
  );
}

function Form({ start, onClose }: { start: Settings; onClose: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone;
  // Nobody has chosen UTC who never opened this: the device knows better.
  const [value, setValue] = useState<Settings>({ ...start, time_zone: start.time_zone === "UTC" ? own : start.time_zone });
  const [here, setHere] = useState(wanted() && permission() === "granted");
  const set = (change: Partial<Settings>) => setValue({ ...value, ...change });
  const setClass = (name: Class, change: Partial<Channels>) => set({ classes: { ...value.classes, [name]: { ...value.classes[name], ...change } } });
  const quiet = value.quiet_from !== null;
  const hour = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { hour: "2-digit", minute: "2-digit", timeZone: "UTC" });
  const save = useMutation({
    mutationFn: () => {
      const { classes, digest_hour, quiet_from, quiet_to, time_zone, sound } = value;
      return read(api.PUT("/api/notification-settings", { body: { classes, digest_hour, quiet_from, quiet_to, time_zone, sound } as never }));
    },
    onSuccess: () => {
      client.setQueryData(settingsQuery.queryKey, value);
      void client.invalidateQueries({ queryKey: ["notifications"] });
      void client.invalidateQueries({ queryKey: ["me"] });
      say(t("common.saved"));
      onClose();
    },
  });
  return (
    <form
      className={css.form}
      onSubmit={(event) => {
        event.preventDefault();
        save.mutate();
      }}
    >
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">{t("notify.class")}</th>
            <th scope="col">{t("notify.portal")}</th>
            <th scope="col">{t("notify.browser")}</th>
            <th scope="col">{t("notify.mail")}</th>
          </tr>
        </thead>
        <tbody>
          {classes.map((name) => {
            const label = t(`notify.class_${name}`);
            const now = value.classes[name];
            return (
              <tr key={name}>
                <th scope="row">
                  <strong>{label}</strong>
                  <span>{t(`notify.about_${name}`)}</span>
                </th>
                <td>
                  <Switch aria-label={`${label}: ${t("notify.portal")}`} checked={now.portal} onChange={(event) => setClass(name, { portal: event.currentTarget.checked })} />
                </td>
                <td>
                  <Switch aria-label={`${label}: ${t("notify.browser")}`} checked={now.browser} onChange={(event) => setClass(name, { browser: event.currentTarget.checked })} />
                </td>
                <td>
                  <NativeSelect
                    aria-label={`${label}: ${t("notify.mail")}`}
                    value={now.mail}
                    onChange={(event) => setClass(name, { mail: mails.find((mail) => mail === event.currentTarget.value) ?? "off" })}
                    data={mails.map((mail) => ({ value: mail, label: t(`notify.mail_${mail}`) }))}
                  />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <section className={css.here}>
        <Switch
          label={t("notify.here")}
          description={permission() === "denied" ? t("notify.here_denied") : permission() === "unknown" ? t("notify.here_unknown") : t("notify.here_text")}
          checked={here}
          disabled={permission() === "unknown" || permission() === "denied"}
          onChange={(event) => void want(event.currentTarget.checked).then(setHere)}
        />
        <Switch
          label={t("notify.sound")}
          checked={value.sound}
          onChange={(event) => {
            if (event.currentTarget.checked) chime();
            set({ sound: event.currentTarget.checked });
          }}
        />
      </section>
      <div className={css.row}>
        <NativeSelect label={t("notify.digest_hour")} value={String(value.digest_hour)} onChange={(event) => set({ digest_hour: Number(event.currentTarget.value) })} data={Array.from({ length: 24 }, (_, i) => ({ value: String(i), label: hour.format(Date.UTC(2026, 0, 1, i)) }))} />
        <NativeSelect label={t("notify.zone")} value={value.time_zone} onChange={(event) => set({ time_zone: event.currentTarget.value })} data={zones(value.time_zone).map((zone) => ({ value: zone, label: zone.replaceAll("_", " ") }))} />
      </div>
      <fieldset className={css.quiet}>
        <legend>
          <Switch label={t("notify.quiet")} checked={quiet} onChange={(event) => set(event.currentTarget.checked ? { quiet_from: "20:00", quiet_to: "07:00" } : { quiet_from: null, quiet_to: null })} />
        </legend>
        {quiet && (
          <div className={css.row}>
            <TextInput type="time" required label={t("notify.quiet_from")} value={value.quiet_from ?? ""} onChange={(event) => set({ quiet_from: event.currentTarget.value })} />
            <TextInput type="time" required label={t("notify.quiet_to")} value={value.quiet_to ?? ""} onChange={(event) => set({ quiet_to: event.currentTarget.value })} />
          </div>
        )}
      </fieldset>
      {save.isError && <p className={css.bad} role="alert">{problemText(t, save.error)}</p>}
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {t("common.cancel")}
        </Button>
        <Button type="submit" loading={save.isPending}>
          {t("common.save")}
        </Button>
      </div>
    </form>
  );
}
