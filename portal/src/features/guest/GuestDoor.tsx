// A guest's way in: by link, to one room of one company, for a time.
import { Button, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useParams } from "wouter";
import { isLanguage, switchLanguage } from "../../app/i18n";
import { dateTime } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { problemText } from "../../lib/words";
import { Bones } from "../../ui/States";
import { Door } from "../session/Door";
import css from "../session/Door.module.css";
import { givenToken } from "../session/token";
import { enterAsGuest, lookUpGuest } from "./http";

export default function GuestDoor() {
  const { t } = useTranslation();
  const lang = useLang();
  const token = givenToken(useParams<{ token?: string }>().token);
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const found = useQuery({ queryKey: ["guest", token], queryFn: () => lookUpGuest(token), retry: false, staleTime: Infinity });
  const enter = useMutation({
    mutationFn: (form: FormData) => {
      const organisation = String(form.get("organisation")).trim();
      return enterAsGuest({ token, name: String(form.get("name")).trim(), language: lang, ...(organisation ? { organisation } : {}) });
    },
    onSuccess: () => {
      client.clear();
      navigate("/", { replace: true });
    },
  });
  // The language the host thought of, until the guest chooses another.
  const meant = found.data?.language;
  const spoken = useRef(false);
  useEffect(() => {
    if (spoken.current || !isLanguage(meant)) return;
    spoken.current = true;
    void switchLanguage(meant);
  }, [meant]);

  return (
    <Door title={found.data ? t("guest.title", { room: found.data.room ?? "" }) : t("guest.door")} {...(found.data ? { lead: t("guest.lead", { company: found.data.company }) } : {})}>
      {found.isPending && <Bones rows={3} />}
      {found.isError && (
        <div className={css.alert} role="alert">
          {t("guest.invalid")}
        </div>
      )}
      {found.data && (
        <form
          onSubmit={(event) => {
            event.preventDefault();
            enter.mutate(new FormData(event.currentTarget));
          }}
        >
          {enter.isError && (
            <div className={css.alert} role="alert">
              {problemText(t, enter.error)}
            </div>
          )}
          <TextInput name="name" label={t("field.your_name")} defaultValue={found.data.name ?? ""} autoComplete="name" required maxLength={200} dir="auto" />
          <TextInput name="organisation" label={t("guest.organisation")} autoComplete="organization" maxLength={200} dir="auto" />
          <p>{t("guest.until", { at: dateTime(found.data.expires_at, lang) })}</p>
          <Button type="submit" size="md" loading={enter.isPending}>
            {t("guest.enter")}
          </Button>
        </form>
      )}
    </Door>
  );
}
