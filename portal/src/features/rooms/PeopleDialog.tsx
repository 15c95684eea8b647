// Who is in a room and who may come in: companies, one's own people, guests, and the way out.
import { ActionIcon, Button, Checkbox, CopyButton, NativeSelect, NumberInput, SegmentedControl, Switch, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconCopy, IconUserMinus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { members as memberQuery, partnerships } from "../../api/queries";
import { languages, type Language } from "../../app/i18n";
import { useSession } from "../../app/session";
import { dateTime, languageName } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { problemText, word } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import { Dialog } from "../../ui/Dialog";
import { Bones } from "../../ui/States";
import { complain, say } from "../../ui/toast";
import * as http from "./http";
import css from "./Dialogs.module.css";
import { roomGuests } from "./queries";
import type { RoomDetail, RoomPerson } from "./types";
import { usePresence } from "./useRoom";

interface Props {
  room: RoomDetail;
  title: string;
  people: RoomPerson[];
  onClose: () => void;
}

export default function PeopleDialog({ room, title, people, onClose }: Props) {
  const { t } = useTranslation();
  const [tab, setTab] = useState("people");
  const guest = (useSession().role as string) === "guest";
  const tabs = ["people", ...(guest ? [] : ["companies"]), ...(room.can.admit && room.kind !== "notes" ? ["ours"] : []), ...(room.can.guests ? ["guests"] : [])];
  return (
    <Dialog onClose={onClose} title={t("room.people_of", { room: title })} size="lg">
      {tabs.length > 1 && (
        <SegmentedControl fullWidth mb="md" aria-label={t("room.people")} value={tab} onChange={setTab} data={tabs.map((value) => ({ value, label: t(`room.tab_${value}`) }))} />
      )}
      {tab === "people" && <People room={room} people={people} />}
      {tab === "companies" && <Companies room={room} onClose={onClose} />}
      {tab === "ours" && <Ours room={room} people={people} />}
      {tab === "guests" && <Guests room={room} />}
    </Dialog>
  );
}

function useChange(room: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (work: () => Promise<unknown>) => work(),
    onSuccess: () => {
      for (const part of ["detail", "people", "guests"]) void client.invalidateQueries({ queryKey: ["room", room, part] });
      void client.invalidateQueries({ queryKey: ["rooms"] });
    },
    onError: complain,
  });
}

function People({ room, people }: { room: RoomDetail; people: RoomPerson[] }) {
  const { t } = useTranslation();
  const { here } = usePresence(room.id);
  return (
    <>
      {room.companies.map((company) => {
        const its = people.filter((person) => person.company_id === company.id);
        return (
          <section key={company.id} className={css.group}>
            <h3><bdi>{company.name}</bdi>{company.guest && <span>{t("room.guest")}</span>}</h3>
            {its.length === 0 && <p className={css.text}>{t("room.nobody_yet")}</p>}
            <ul className={css.people}>
              {its.map((person) => (
                <li key={person.id}>
                  <Avatar name={person.name} size={26} />
                  <bdi>{person.name}</bdi>
                  {person.me && <small>{t("room.you")}</small>}
                  {here.get(person.id) === "active" && <small className={css.here}>{t("room.is_here")}</small>}
                </li>
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

function Companies({ room, onClose }: { room: RoomDetail; onClose: () => void }) {
  const { t } = useTranslation();
  const { company } = useSession();
  const [, navigate] = useLocation();
  const change = useChange(room.id);
  const partners = useQuery({ ...partnerships, enabled: room.can.invite });
  const invited = room.invited ?? [];
  const inside = new Set([...room.companies, ...invited].map((other) => other.id));
  const free = (partners.data ?? []).filter((p) => p.state === "active" && !inside.has(p.partner.id)).map((p) => p.partner);
  const [chosen, setChosen] = useState("");
  const [history, setHistory] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const wanted = free.find((partner) => partner.id === chosen) ?? free[0];
  return (
    <>
      <ul className={css.people}>
        {room.companies.filter((other) => !other.guest).map((other) => (
          <li key={other.id}>
            <Avatar name={other.name} size={26} square />
            <bdi>{other.name}</bdi>
            {other.id === room.owner_id && <small>{t("room.owner")}</small>}
            {room.can.invite && room.can.admit && room.kind === "free" && other.id !== company.id && (
              <ActionIcon className={css.last} variant="subtle" color="gray" aria-label={t("room.remove_company", { company: other.name })} onClick={() => change.mutate(() => http.removeCompany(room.id, other.id))}>
                <IconUserMinus size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
      {invited.length > 0 && (
        <section className={css.group}>
          <h3>{t("room.not_answered")}</h3>
          <ul className={css.people}>
            {invited.map((other) => (
              <li key={other.id}>
                <Avatar name={other.name} size={26} square />
                <bdi>{other.name}</bdi>
                {room.can.admit && (
                  <Button
                    className={css.last}
                    size="compact-xs"
                    variant="default"
                    aria-label={t("room.take_back_of", { company: other.name })}
                    onClick={() => change.mutate(() => http.removeCompany(room.id, other.id).then(() => say(t("room.taken_back", { company: other.name }))))}
                  >
                    {t("room.take_back")}
                  </Button>
                )}
              </li>
            ))}
          </ul>
        </section>
      )}
      {room.can.invite && room.kind === "free" && (
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            if (wanted) change.mutate(() => http.inviteCompany(room.id, wanted.id, history).then(() => say(t("room.company_invited", { company: wanted.name }))));
          }}
        >
          {free.length === 0 ? (
            <p className={css.text}>{t("room.nobody_to_invite")}</p>
          ) : (
            <>
              <NativeSelect label={t("room.invite_company")} value={wanted?.id ?? ""} onChange={(event) => setChosen(event.currentTarget.value)} data={free.map((partner) => ({ value: partner.id, label: partner.name }))} />
              <Checkbox label={t("room.with_history")} description={t("room.with_history_text")} checked={history} onChange={(event) => setHistory(event.currentTarget.checked)} />
              <div className={css.buttons}>
                <Button type="submit" loading={change.isPending}>{t("room.invite")}</Button>
              </div>
            </>
          )}
        </form>
      )}
      {room.kind === "record" && <p className={css.text}>{t("room.follows_record")}</p>}
      {room.can.leave && !leaving && (
        <div className={css.buttons}>
          <Button variant="default" color="red" onClick={() => setLeaving(true)}>
            {t("room.leave")}
          </Button>
        </div>
      )}
      {leaving && (
        <section className={css.group} aria-label={t("room.leave")}>
          <p className={css.text}>{t("room.leave_ask")}</p>
          <div className={css.buttons}>
            <Button variant="default" ref={takeFocus} onClick={() => setLeaving(false)}>
              {t("common.cancel")}
            </Button>
            <Button
              color="red"
              loading={change.isPending}
              onClick={() =>
                change.mutate(() =>
                  http.answerInvitation(room.id, "leave").then(() => {
                    onClose();
                    navigate("/rooms");
                    say(t("room.left"));
                  }),
                )
              }
            >
              {t("room.leave_now")}
            </Button>
          </div>
        </section>
      )}
    </>
  );
}

function Ours({ room, people }: { room: RoomDetail; people: RoomPerson[] }) {
  const { t } = useTranslation();
  const { company } = useSession();
  const change = useChange(room.id);
  const all = useQuery(memberQuery);
  const inside = new Set(people.filter((person) => person.company_id === company.id).map((person) => person.id));
  return (
    <>
      <Switch
        checked={room.listed}
        label={t("room.listed")}
        description={t("room.listed_text")}
        mb="md"
        onChange={(event) => {
          const listed = event.currentTarget.checked;
          change.mutate(() => http.putListed(room.id, listed));
        }}
      />
      {all.isPending && <Bones rows={4} />}
      <ul className={css.people}>
        {(all.data ?? []).map((member) => {
          const isIn = inside.has(member.person_id);
          return (
            <li key={member.person_id}>
              <Avatar name={member.name} size={26} />
              <bdi>{member.name}</bdi>
              <small>{word(t, "role", member.role)}</small>
              {room.listed && (
                <Button className={css.last} size="compact-xs" variant={isIn ? "default" : "light"} onClick={() => change.mutate(() => http.putPerson(room.id, member.person_id, !isIn))}>
                  {isIn ? t("room.take_person_out") : t("room.let_in")}
                </Button>
              )}
            </li>
          );
        })}
      </ul>
    </>
  );
}

/** What appears in place of what had the focus takes it. */
const takeFocus = (field: HTMLElement | null) => field?.focus();

function Guests({ room }: { room: RoomDetail }) {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const guests = useQuery(roomGuests(room.id));
  const change = useChange(room.id);
  const [link, setLink] = useState<{ name: string; href: string } | null>(null);
  const make = useMutation({
    mutationFn: (form: FormData) =>
      http.createGuest(room.id, {
        name: String(form.get("name")).trim(),
        ...(String(form.get("email")).trim() ? { email: String(form.get("email")).trim() } : {}),
        language: form.get("language") as Language,
        days: Number(form.get("days")),
        history: form.get("history") === "on",
      }),
    onSuccess: (made, form) => {
      setLink({ name: String(form.get("name")).trim(), href: new URL(made.link, location.origin).href });
      void client.invalidateQueries({ queryKey: ["room", room.id, "guests"] });
    },
  });
  return (
    <>
      {link ? (
        <div className={css.link} role="status">
          <p className={css.text}>{t("room.guest_link_text", { name: link.name })}</p>
          <div className={css.copy}>
            <TextInput readOnly aria-label={t("room.guest_link")} value={link.href} ref={takeFocus} onFocus={(event) => event.currentTarget.select()} />
            <CopyButton value={link.href}>
              {({ copied, copy }) => (
                <Button variant="default" leftSection={copied ? <IconCheck size={15} /> : <IconCopy size={15} />} onClick={copy}>
                  {copied ? t("room.copied") : t("room.copy")}
                </Button>
              )}
            </CopyButton>
          </div>
          <Button variant="subtle" size="compact-sm" onClick={() => setLink(null)}>{t("room.another_guest")}</Button>
        </div>
      ) : (
        <form
          className={css.form}
          onSubmit={(event) => {
            event.preventDefault();
            make.mutate(new FormData(event.currentTarget));
          }}
        >
          {make.isError && <div className={css.alert} role="alert">{problemText(t, make.error)}</div>}
          <div className={css.pair}>
            <TextInput name="name" label={t("room.guest_name")} required maxLength={200} dir="auto" />
            <TextInput name="email" type="email" label={t("room.guest_email")} maxLength={254} />
            <NativeSelect name="language" label={t("nav.language")} defaultValue={lang} data={languages.map((code) => ({ value: code, label: languageName(code) }))} />
            <NumberInput name="days" label={t("room.guest_days")} min={1} max={90} defaultValue={14} required />
          </div>
          <Checkbox name="history" label={t("room.with_history")} description={t("room.guest_history_text")} />
          <div className={css.buttons}>
            <Button type="submit" loading={make.isPending}>{t("room.make_link")}</Button>
          </div>
        </form>
      )}
      {guests.isPending && <Bones rows={2} />}
      <ul className={css.people}>
        {(guests.data ?? []).map((guest) => (
          <li key={guest.id}>
            <Avatar name={guest.name} size={26} />
            <bdi>{guest.name}</bdi>
            <small>{guest.entered_at ? t("room.guest_until", { at: dateTime(guest.expires_at, lang) }) : t("room.guest_not_yet", { at: dateTime(guest.expires_at, lang) })}</small>
            {guest.own && (
              <ActionIcon className={css.last} variant="subtle" color="gray" aria-label={t("room.revoke_guest", { name: guest.name })} onClick={() => change.mutate(() => http.revokeGuest(room.id, guest.id))}>
                <IconX size={16} />
              </ActionIcon>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
