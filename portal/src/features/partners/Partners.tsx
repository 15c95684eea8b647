// The companies one works with, as a directory: who, on what footing, and how much goes each way. Invite by domain.
import { Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconArrowDownLeft, IconArrowUpRight, IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api, ApiError, newIdempotencyKey, read } from "../../api/client";
import { partnerships } from "../../api/queries";
import type { Partnership } from "../../api/types";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { count, country, day } from "../../lib/format";
import { useLang, useQueryValue, useTitle } from "../../lib/hooks";
import { asAction, problemText, tone, word } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import { Chips } from "../../ui/Chips";
import { Dialog } from "../../ui/Dialog";
import { Page } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import { SearchBox } from "../../ui/SearchBox";
import { Bones, Empty, ErrorState } from "../../ui/States";
import { say } from "../../ui/toast";
import { Actions } from "../record/Actions";
import { useAct } from "../record/useAct";
import css from "./Partners.module.css";

const roles = ["vendor", "distributor", "reseller", "customer"];
const sections: { id: string; states: string[] }[] = [
  { id: "invited", states: ["invited"] },
  { id: "current", states: ["active", "suspended", "notice"] },
  { id: "former", states: ["ended", "declined", "expired", "cancelled"] },
];

export default function Partners() {
  const { t } = useTranslation();
  const lang = useLang();
  const mayInvite = useMay("manager");
  const list = useQuery(partnerships);
  const [fresh, setFresh] = useQueryValue("new");
  const [role, setRole] = useQueryValue("role");
  const [q, setQ] = useQueryValue("q");
  useTitle(t("nav.partners"));
  useKey("c", () => setFresh("1"), mayInvite);
  const all = list.data ?? [];
  const fold = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  const shown = all.filter((p) => (!role || p.their_role === role) && (!q || fold([p.partner.name, p.partner.city, p.partner.industry].join(" ")).includes(fold(q))));
  const present = roles.filter((name) => all.some((p) => p.their_role === name));
  return (
    <Page
      title={t("nav.partners")}
      count={list.isSuccess ? count(all.filter((p) => p.state === "active").length, lang) : undefined}
      actions={
        mayInvite && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setFresh("1")}>
            {t("partner.invite")}
          </Button>
        )
      }
      tools={
        all.length > 0 && (
          <>
            <Chips
              label={t("partner.their_role")}
              value={role}
              onChange={setRole}
              chips={[{ value: "", label: t("common.all"), count: all.length }, ...present.map((name) => ({ value: name, label: t(`partner_role.${name}`), count: all.filter((p) => p.their_role === name).length }))]}
            />
            <SearchBox value={q} onChange={setQ} label={t("partner.search")} />
          </>
        )
      }
    >
      {list.isPending && <Bones rows={5} height={56} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && all.length === 0 && (
        <Empty title={t("partner.empty")} text={t("partner.empty_text")}>
          {mayInvite && <Button onClick={() => setFresh("1")}>{t("partner.invite")}</Button>}
        </Empty>
      )}
      {all.length > 0 && shown.length === 0 && <Empty title={t("common.nothing_found")} text={t("common.other_filter")} />}
      {sections.map((section) => {
        const members = shown.filter((p) => section.states.includes(p.state));
        if (members.length === 0) return null;
        return (
          <section key={section.id} className={css.section}>
            <h2>{t(`partner.section.${section.id}`)}</h2>
            <ul className={css.cards}>
              {members.map((p) => (
                <PartnerCard key={p.id} partnership={p} />
              ))}
            </ul>
          </section>
        );
      })}
      {fresh && <Invite onClose={() => setFresh("")} />}
    </Page>
  );
}

function PartnerCard({ partnership: p }: { partnership: Partnership }) {
  const { t } = useTranslation();
  const lang = useLang();
  return (
    <li className={css.card}>
      <div className={css.top}>
        <Avatar name={p.partner.name} size={40} square />
        <div className={css.names}>
          <Link href={`/partners/${p.id}`} className={css.cover} dir="auto">
            {p.partner.name}
          </Link>
          <span>{[word(t, "partner_role", p.their_role), country(p.partner.country, lang)].filter(Boolean).join(" · ")}</span>
        </div>
        <Pill tone={tone(p.state)} dot>{word(t, "partnership_state", p.state)}</Pill>
      </div>
      {p.message && p.state === "invited" && <blockquote dir="auto">{p.message}</blockquote>}
      <div className={css.facts}>
        <span>
          <IconArrowUpRight size={14} aria-hidden />
          {t("partner.shared_out", { count: p.shared_out })}
        </span>
        <span>
          <IconArrowDownLeft size={14} aria-hidden />
          {t("partner.shared_in", { count: p.shared_in })}
        </span>
        {p.since && <span>{t("partner.since", { day: day(p.since, lang) })}</span>}
        {p.state === "notice" && p.ends_at && <span className={css.ends}>{t("partner.ends", { day: day(p.ends_at, lang) })}</span>}
      </div>
      {p.state === "invited" && <Answer partnership={p} />}
    </li>
  );
}

/** An invitation is answered on its card. */
function Answer({ partnership: p }: { partnership: Partnership }) {
  const act = useAct(p.id, "partnership_state", ["partnerships", "leads", "orders", "home"]);
  const may = useMay("manager");
  if (!may || p.actions.map(asAction).length === 0) return null;
  return (
    <div className={css.actions}>
      <Actions actions={p.actions} busy={act.isPending} onAct={act.mutateAsync} />
    </div>
  );
}

function Invite({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const key = useRef(newIdempotencyKey());
  const [my, setMy] = useState("vendor");
  const [their, setTheir] = useState("distributor");
  const invite = useMutation({
    mutationFn: (form: FormData) =>
      read(
        api.POST("/api/partnerships", {
          params: { header: { "Idempotency-Key": key.current } },
          body: { domain: String(form.get("domain")).trim(), my_role: my, their_role: their, message: String(form.get("message")).trim() || null } as never,
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["partnerships"] });
      say(t("partner.invited"));
      onClose();
    },
    onError: () => {
      key.current = newIdempotencyKey();
    },
  });
  const about = invite.error instanceof ApiError ? invite.error.field("domain") : undefined;
  const data = roles.map((role) => ({ value: role, label: t(`partner_role.${role}`) }));
  return (
    <Dialog onClose={onClose} title={t("partner.invite")}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          invite.mutate(new FormData(event.currentTarget));
        }}
      >
        <ol className={css.way}>
          <li>{t("partner.way.invite")}</li>
          <li>{t("partner.way.accept")}</li>
          <li>{t("partner.way.share")}</li>
        </ol>
        <TextInput
          name="domain"
          label={t("partner.domain")}
          description={t("partner.domain_text")}
          placeholder="example.com"
          required
          maxLength={253}
          data-autofocus
          error={invite.isError ? problemText(t, invite.error) || about : undefined}
        />
        <div className={css.pair}>
          <NativeSelect label={t("partner.my_role")} data={data} value={my} onChange={(event) => setMy(event.currentTarget.value)} />
          <NativeSelect label={t("partner.their_role")} data={data} value={their} onChange={(event) => setTheir(event.currentTarget.value)} />
        </div>
        <Textarea name="message" label={t("partner.message")} dir="auto" autosize minRows={2} maxLength={2000} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={invite.isPending}>
            {t("partner.send_invite")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
