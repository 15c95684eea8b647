// All that a guest has of the portal: the one room, a language, light or dark, and the way out.
import { ActionIcon, NativeSelect, Tooltip, useMantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconLock, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { languages, switchLanguage, type Language } from "../../app/i18n";
import { useLeave } from "../../app/person";
import { useSession } from "../../app/session";
import { dateTime, languageName } from "../../lib/format";
import { useLang, usePhone, useQueryValue } from "../../lib/hooks";
import { Mark } from "../../ui/Mark";
import { Notice } from "../../ui/States";
import RoomsLive from "../rooms/RoomsLive";
import { RoomView } from "../rooms/RoomView";
import type { Side } from "../rooms/types";
import { useRoomOver } from "../rooms/useRoom";
import css from "./Guest.module.css";

export default function GuestShell() {
  const { t } = useTranslation();
  const session = useSession() as ReturnType<typeof useSession> & { guest?: { room_id: string; expires_at: string } | null };
  const [location, navigate] = useLocation();
  const room = session.guest?.room_id ?? null;
  // Wherever a guest's address leads, there is this room and nothing else.
  useEffect(() => {
    if (room && location !== `/rooms/${room}`) navigate(`/rooms/${room}`, { replace: true });
  }, [room, location, navigate]);
  return (
    <div className={css.shell}>
      <Top expires={session.guest?.expires_at ?? null} />
      <RoomsLive />
      <main id="content" className={css.content} tabIndex={-1}>
        {room ? <One id={room} /> : <GuestOver />}
      </main>
      <p className={css.note}>{t("guest.note")}</p>
    </div>
  );
}

function One({ id }: { id: string }) {
  const over = useRoomOver(id);
  const phone = usePhone();
  const [side, setSide] = useState<Side | null>(null);
  const [m, setM] = useQueryValue("m");
  if (over) return <GuestOver />;
  return <RoomView id={id} at={/^\d{1,15}$/.test(m) ? Number(m) : null} side={side} onSide={setSide} onJump={(seq) => setM(seq === null ? "" : String(seq))} takesFocus={!phone} />;
}

/** Also what a guest reads whose session has ended: there is no log-in for guests. */
export function GuestOver() {
  const { t } = useTranslation();
  return (
    <div role="alert">
      <Notice page icon={<IconLock size={30} stroke={1.5} />} title={t("guest.over")} text={t("guest.over_text")} />
    </div>
  );
}

function Top({ expires }: { expires: string | null }) {
  const { t, i18n } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const leave = useLeave();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const dark = colorScheme === "dark" || (colorScheme === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  return (
    <header className={css.top}>
      <Mark size={26} />
      <strong>Hansa</strong>
      {expires && <span className={css.until}>{t("guest.until", { at: dateTime(expires, lang) })}</span>}
      <NativeSelect
        size="xs"
        className={css.language}
        aria-label={t("nav.language")}
        value={i18n.language}
        onChange={(event) => void switchLanguage(event.currentTarget.value as Language).then(() => client.invalidateQueries({ queryKey: ["ref"] }))}
        data={languages.map((code) => ({ value: code, label: languageName(code) }))}
      />
      <Tooltip label={t("nav.appearance")}>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label={t("nav.appearance")} onClick={() => setColorScheme(dark ? "light" : "dark")}>
          {dark ? <IconSun size={18} stroke={1.7} /> : <IconMoon size={18} stroke={1.7} />}
        </ActionIcon>
      </Tooltip>
      <Tooltip label={t("nav.log_out")}>
        <ActionIcon variant="subtle" color="gray" size={34} aria-label={t("nav.log_out")} onClick={() => void leave(false)}>
          <IconLogout size={18} stroke={1.7} />
        </ActionIcon>
      </Tooltip>
    </header>
  );
}
