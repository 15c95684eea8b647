// The head of a room: what it is called and, always, which companies are in it.
import { ActionIcon, Menu, Tooltip } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconArrowLeft, IconBell, IconBellOff, IconCheck, IconDots, IconExternalLink, IconFileZip, IconFiles, IconPin, IconSearch, IconUsers } from "@tabler/icons-react";
import { lazy, memo, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { recordHref } from "../../app/nav";
import { useMay } from "../../app/session";
import { word } from "../../lib/words";
import { complain } from "../../ui/toast";
import { putNotify } from "./http";
import { roomList } from "./queries";
import css from "./Room.module.css";
import { hueOf } from "./tell";
import type { Notify, RoomDetail, RoomPerson, Side } from "./types";
import { usePresence } from "./useRoom";

const ExportDialog = lazy(() => import("./ExportDialog"));

const levels: Notify[] = ["all", "mentions", "none"];

interface Props {
  room: RoomDetail;
  title: string;
  narrow: boolean;
  back: (() => void) | undefined;
  side: Side | null;
  guest: boolean;
  people: RoomPerson[];
  onSide: (side: Side | null) => void;
  onPeople: () => void;
}

/** What a message changes in a room does not change its head. */
const sameHead = (a: Props, b: Props) =>
  a.title === b.title && a.narrow === b.narrow && a.back === b.back && a.side === b.side && a.guest === b.guest && a.people === b.people && a.onSide === b.onSide && a.onPeople === b.onPeople
  && a.room.id === b.room.id && a.room.topic === b.room.topic && a.room.companies === b.room.companies && a.room.notify === b.room.notify && a.room.about_id === b.room.about_id;

export const RoomHeader = memo(function RoomHeader({ room, title, narrow, back, side, guest, people, onSide, onPeople }: Props) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { here } = usePresence(room.id);
  const mayExport = useMay("admin") && !guest;
  const [exporting, setExporting] = useState(false);
  const present = people.filter((person) => here.get(person.id) === "active");
  const notify = async (level: Notify) => {
    const before = client.getQueryData(roomList.queryKey);
    client.setQueryData(roomList.queryKey, (rooms) => rooms?.map((other) => (other.id === room.id ? { ...other, notify: level } : other)));
    try {
      await putNotify(room.id, level);
    } catch (error) {
      client.setQueryData(roomList.queryKey, before);
      complain(error);
    }
  };
  const toggle = (type: "pins" | "files" | "search") => onSide(side?.type === type ? null : { type });
  return (
    <header className={css.head}>
      {back && (
        <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("room.back")} onClick={back}>
          <IconArrowLeft size={20} stroke={1.8} />
        </ActionIcon>
      )}
      <div className={css.names}>
        {narrow ? null : (
          <h1 className={css.title}>
            <bdi>{title}</bdi>
            {room.about_kind && room.about_id && room.about_kind !== "room" && !guest && (
              <Link className={css.about} href={recordHref(room.about_kind, room.about_id)} title={t("room.open_record")}>
                {word(t, "kind", room.about_kind)}
                <IconExternalLink size={12} aria-hidden />
              </Link>
            )}
          </h1>
        )}
        <ul className={css.companies} aria-label={t("room.companies")}>
          {room.companies.map((company) => (
            <li key={company.id} data-hue={hueOf(company.id)} data-guest={company.guest || undefined}>
              <bdi>{company.name}</bdi>
            </li>
          ))}
          {present.length > 0 && (
            <li className={css.here} title={present.map((person) => person.name).join(", ")}>
              <i aria-hidden />
              {t("room.here", { count: present.length })}
            </li>
          )}
        </ul>
      </div>
      <div className={css.acts}>
        {!narrow && room.topic && <span className={css.topic} dir="auto" title={room.topic}>{room.topic}</span>}
        {!narrow && (
          <Tooltip label={t("room.search")}>
            <ActionIcon variant="subtle" color="gray" size={34} aria-label={t("room.search")} aria-pressed={side?.type === "search"} onClick={() => toggle("search")}>
              <IconSearch size={18} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        )}
        <Tooltip label={t("room.people")}>
          <ActionIcon variant="subtle" color="gray" size={34} aria-label={t("room.people")} aria-haspopup="dialog" onClick={onPeople}>
            <IconUsers size={18} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
        <Menu position="bottom-end" width={230}>
          <Menu.Target>
            <ActionIcon variant="subtle" color="gray" size={34} aria-label={t("room.menu")}>
              {room.notify === "none" ? <IconBellOff size={18} stroke={1.7} /> : <IconDots size={18} stroke={1.7} />}
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            <Menu.Item leftSection={<IconPin size={16} />} onClick={() => toggle("pins")}>{t("room.pins")}</Menu.Item>
            <Menu.Item leftSection={<IconFiles size={16} />} onClick={() => toggle("files")}>{t("room.files")}</Menu.Item>
            {narrow && <Menu.Item leftSection={<IconSearch size={16} />} onClick={() => toggle("search")}>{t("room.search")}</Menu.Item>}
            {mayExport && <Menu.Item leftSection={<IconFileZip size={16} />} onClick={() => setExporting(true)}>{t("room.export")}</Menu.Item>}
            {!guest && (
              <>
                <Menu.Divider />
                <Menu.Label>{t("room.notify")}</Menu.Label>
                {levels.map((level) => (
                  <Menu.Item
                    key={level}
                    role="menuitemradio"
                    aria-checked={room.notify === level}
                    leftSection={level === "none" ? <IconBellOff size={16} /> : <IconBell size={16} />}
                    rightSection={room.notify === level ? <IconCheck size={14} /> : null}
                    onClick={() => void notify(level)}
                  >
                    {t(`room.notify_${level}`)}
                  </Menu.Item>
                ))}
              </>
            )}
          </Menu.Dropdown>
        </Menu>
      </div>
      {exporting && (
        <Suspense fallback={null}>
          <ExportDialog room={room.id} title={title} onClose={() => setExporting(false)} />
        </Suspense>
      )}
    </header>
  );
}, sameHead);
