// Ctrl+K: act, create, go, find. ">" keeps to actions, "#" to records, "@" to people; what is typed is looked for in messages too.
import "@mantine/spotlight/styles.layer.css";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { IconBolt, IconMessage, IconMoon, IconPlus, IconSearch, IconUser, type Icon } from "@tabler/icons-react";
import { useEffect, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { search } from "../api/queries";
import { languageName } from "../lib/format";
import { useRested } from "../lib/hooks";
import { word } from "../lib/words";
import { commandsNow, type Command } from "./commands";
import { languages } from "./i18n";
import { useMarks } from "./marks";
import { kindAt, kindIcons, places, recordHref } from "./nav";
import { messagesFound, peopleFound, roomsKnown } from "./paletteQueries";
import { schemes, useActFor, useChooseLanguage, useChooseScheme, useLeave } from "./person";
import { useMay, useSession } from "./session";

const [store, actions] = createSpotlight();

/** Where the words for the states of a kind stand. */
const groups: Record<string, string> = { lead: "stage", order: "order_state", partnership: "partnership_state", document: "delivery" };

const creations = [
  { id: "new_lead", href: "/leads?new=1", least: "member" },
  { id: "new_room", href: "/rooms?new=1", least: "member" },
  { id: "new_task", href: "/tasks?new=1", least: "member" },
  { id: "invite_partner", href: "/partners?new=1", least: "manager" },
  { id: "new_account", href: "/accounts?new=1", least: "member" },
  { id: "new_contact", href: "/contacts?new=1", least: "member" },
  { id: "new_product", href: "/products?new=1", least: "member" },
] as const;

const signs = { ">": "act", "#": "record", "@": "person" } as const;

interface Entry {
  key: string;
  label: string;
  about?: string | undefined;
  icon: Icon;
  run: () => void;
}

interface Props {
  opened: boolean;
  onClose: () => void;
  shell: { help: () => void; notifications: () => void; rail: (() => void) | null };
}

export default function Palette({ opened, onClose, shell }: Props) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const { companies, company } = useSession();
  const member = useMay("member");
  const manager = useMay("manager");
  const { marks } = useMarks();
  const choose = useChooseLanguage();
  const chooseScheme = useChooseScheme();
  const actFor = useActFor();
  const leave = useLeave();
  const [typed, setTyped] = useState("");
  const sign = signs[typed.trimStart().charAt(0) as keyof typeof signs];
  const words = (sign ? typed.trimStart().slice(1) : typed).trim();
  const q = useRested(words, 180);
  const wants = (what: "act" | "record" | "person") => sign === undefined || sign === what;
  const found = useQuery({ ...search(q), enabled: opened && q.length > 1 && sign !== "act" });
  const people = useQuery({ ...peopleFound, enabled: opened && member && wants("person") && words.length > 0 });
  const rooms = useQuery({ ...roomsKnown, enabled: opened && wants("record") });
  const messages = useQuery({ ...messagesFound(q), enabled: opened && q.length > 2 && sign === undefined });
  // The screen's own commands are read at the moment the palette opens.
  const here = useMemo<Command[]>(() => (opened ? commandsNow() : []), [opened]);
  useEffect(() => {
    if (opened) actions.open();
    else actions.close();
  }, [opened]);

  const folded = (text: string) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase();
  const matches = (text: string) => folded(text).includes(folded(words));
  const go = (href: string) => () => navigate(href);
  const some = words.length > 0;

  const groupsShown: { label: string; entries: Entry[] }[] = [];
  const add = (label: string, entries: Entry[], most = 8) => {
    if (entries.length > 0) groupsShown.push({ label, entries: entries.slice(0, most) });
  };

  if (wants("act")) {
    add(t("palette.here"), here.filter((command) => matches(command.label)).map((command) => ({ key: `here:${command.id}`, label: command.label, icon: IconBolt, run: command.run })), 10);
  }
  if (wants("record") && some) {
    add(
      t("palette.records"),
      (found.data ?? []).filter((hit) => hit.kind !== "contact" || sign === "record").map((hit) => {
        const [state = "", ...rest] = (hit.snippet ?? "").split(" · ");
        const known = groups[hit.kind];
        return {
          key: hit.id,
          label: hit.title,
          about: [word(t, "kind", hit.kind), known && /^[a-z_]+$/.test(state) ? word(t, known, state) : state === "active" ? "" : state, ...rest].filter(Boolean).join(" · "),
          icon: kindIcons[hit.kind] ?? IconSearch,
          run: go(recordHref(hit.kind, hit.id)),
        };
      }),
      10,
    );
    add(t("nav.rooms"), (rooms.data ?? []).filter((room) => matches(room.title)).map((room) => ({ key: room.id, label: room.title, about: room.companies, icon: kindIcons.room!, run: go(`/rooms/${room.id}`) })), 5);
  }
  if (wants("person") && some) {
    add(
      t("palette.people"),
      [
        ...(found.data ?? []).filter((hit) => hit.kind === "contact").map((hit) => ({ key: `p:${hit.id}`, label: hit.title, about: word(t, "kind", hit.kind), icon: kindIcons.contact!, run: go(recordHref(hit.kind, hit.id)) })),
        ...(people.data ?? []).filter((person) => matches(`${person.name} ${person.email ?? ""}`)).map((person) => ({ key: person.id, label: person.name, about: [person.email, company.name].filter(Boolean).join(" · "), icon: IconUser, run: go(`/admin/members?q=${encodeURIComponent(person.name)}`) })),
      ],
      6,
    );
  }
  if (sign === undefined && words.length > 2) {
    add(t("palette.messages"), (messages.data ?? []).map((message) => ({ key: message.id, label: message.text, about: [message.author, message.room].filter(Boolean).join(" · "), icon: IconMessage, run: go(message.href) })), 5);
  }
  if (sign === undefined) {
    if (!some) add(t("nav.recent"), marks.recent.map((mark) => ({ key: `recent:${mark.href}`, label: mark.title, icon: kindIcons[kindAt(mark.href) ?? ""] ?? IconSearch, run: go(mark.href) })), 5);
    add(t("palette.go_to"), places.flat().filter((place) => matches(t(`nav.${place.id}`))).map((place) => ({ key: place.id, label: t(`nav.${place.id}`), icon: place.icon, run: go(place.href) })), 20);
  }
  if (wants("act") && (sign === "act" || some || sign === undefined)) {
    add(t("palette.create"), creations.filter((item) => (item.least === "manager" ? manager : member) && matches(t(`palette.${item.id}`))).map((item) => ({ key: item.id, label: t(`palette.${item.id}`), icon: IconPlus, run: go(item.href) })));
    const own: Entry[] = [
      { key: "notifications", label: t("nav.notifications"), icon: IconBolt, run: shell.notifications },
      { key: "help", label: t("nav.help"), icon: IconBolt, run: shell.help },
      ...(shell.rail ? [{ key: "rail", label: t("help.key.rail"), icon: IconBolt, run: shell.rail }] : []),
      ...schemes.map((scheme) => ({ key: `scheme:${scheme}`, label: `${t("nav.appearance")}: ${t(`scheme.${scheme}`)}`, icon: IconMoon, run: () => void chooseScheme(scheme) })),
      ...languages.map((code) => ({ key: `language:${code}`, label: `${t("nav.language")}: ${languageName(code)}`, icon: IconBolt, run: () => void choose(code) })),
      ...companies.filter((other) => other.id !== company.id).map((other) => ({ key: `company:${other.id}`, label: t("palette.act_for", { company: other.name }), icon: IconBolt, run: () => void actFor(other.id) })),
      { key: "leave", label: t("nav.log_out"), icon: IconBolt, run: () => void leave(false) },
    ];
    if (sign === "act" || some) add(t("palette.act"), own.filter((entry) => matches(entry.label)), sign === "act" ? 30 : 6);
  }

  const loading = found.isFetching || messages.isFetching || people.isFetching;
  return (
    <Spotlight.Root store={store} query={typed} onQueryChange={setTyped} onSpotlightClose={onClose} shortcut={null} clearQueryOnClose attributes={{ content: { "aria-label": t("nav.search") } }} maxHeight={460} scrollable>
      <Spotlight.Search placeholder={t("palette.placeholder")} leftSection={<IconSearch size={18} stroke={1.7} />} aria-label={t("nav.search")} />
      <Spotlight.ActionsList>
        {groupsShown.map((group) => (
          <Spotlight.ActionsGroup key={group.label} label={group.label}>
            {group.entries.map((entry) => (
              <Spotlight.Action
                key={entry.key}
                label={entry.label}
                {...(entry.about ? { description: entry.about } : {})}
                leftSection={<entry.icon size={18} stroke={1.6} />}
                onClick={() => {
                  onClose();
                  entry.run();
                }}
              />
            ))}
          </Spotlight.ActionsGroup>
        ))}
        {groupsShown.length === 0 && <Spotlight.Empty>{loading ? t("common.loading") : sign === "person" && !some ? t("palette.type_name") : t("palette.nothing")}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
