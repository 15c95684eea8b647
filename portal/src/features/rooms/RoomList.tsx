// The list of rooms in its groups, with what is unread in each and a filter above.
import { ActionIcon, TextInput, Tooltip } from "@mantine/core";
import { useQuery, type UseQueryResult } from "@tanstack/react-query";
import { IconArchive, IconBellOff, IconPlus, IconSearch } from "@tabler/icons-react";
import { memo, useDeferredValue, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useKey } from "../../app/keys";
import { ago, dateTime, day } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Avatar } from "../../ui/Avatar";
import { Bones, Empty, ErrorState } from "../../ui/States";
import { grouped, manyUnread } from "./list";
import { archivedRooms } from "./queries";
import css from "./Room.module.css";
import { roomTitle } from "./tell";
import type { Room } from "./types";

export function RoomList({ list, openId, onNew }: { list: UseQueryResult<Room[]>; openId: string | null; onNew: (() => void) | null }) {
  const { t } = useTranslation();
  const lang = useLang();
  const [typed, setTyped] = useState("");
  const filter = useDeferredValue(typed);
  const box = useRef<HTMLInputElement>(null);
  const links = useRef<HTMLElement>(null);
  const groups = grouped(list.data ?? [], filter);
  const archived = useQuery({ ...archivedRooms, retry: false });

  const step = (by: number) => {
    const all = [...(links.current?.querySelectorAll<HTMLAnchorElement>("a") ?? [])];
    if (all.length === 0) return;
    const at = all.findIndex((link) => link === document.activeElement);
    const from = at >= 0 ? at : all.findIndex((link) => link.getAttribute("aria-current") === "page");
    all[Math.min(all.length - 1, Math.max(0, from + by))]?.focus();
  };
  useKey("j", () => step(1));
  useKey("k", () => step(-1));
  // Without an open room beside it the list is what the page is about.
  const Heading = openId === null ? "h1" : "h2";

  return (
    <nav ref={links} className={css.rooms} aria-label={t("nav.rooms")}>
      <header className={css.roomsHead}>
        <Heading>{t("nav.rooms")}</Heading>
        {onNew && (
          <Tooltip label={t("room.new")}>
            <ActionIcon variant="subtle" color="gray" size={34} aria-label={t("room.new")} onClick={onNew}>
              <IconPlus size={18} stroke={1.8} />
            </ActionIcon>
          </Tooltip>
        )}
      </header>
      <div className={css.filter}>
        <TextInput
          ref={box}
          type="search"
          size="sm"
          aria-label={t("room.filter")}
          placeholder={t("room.filter")}
          value={typed}
          leftSection={<IconSearch size={15} />}
          onChange={(event) => setTyped(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key === "ArrowDown") {
              event.preventDefault();
              step(1);
            } else if (event.key === "Escape") setTyped("");
          }}
        />
      </div>
      <div className={css.roomsScroll}>
        {list.isPending && <Bones rows={7} height={30} />}
        {list.isError && !list.data && <ErrorState error={list.error} retry={() => void list.refetch()} />}
        {list.isSuccess && list.data.length === 0 && <Empty title={t("room.none")} text={t("room.none_text")} />}
        {list.isSuccess && list.data.length > 0 && groups.length === 0 && <p className={css.none}>{t("room.filter_none")}</p>}
        {groups.map(([name, rooms]) => (
          <section key={name}>
            <h3>{t(`room.group_${name}`)}</h3>
            <ul>
              {rooms.map((room) => (
                <RoomLine key={room.id} room={room} open={room.id === openId} lang={lang} />
              ))}
            </ul>
          </section>
        ))}
        {(archived.data ?? []).length > 0 && (
          <section>
            <h3>{t("room.group_archived")}</h3>
            <ul>
              {archived.data!.map((room) => (
                <li key={room.id}>
                  <Link href={`/rooms?archived=${room.id}`} className={css.line}>
                    <IconArchive size={20} stroke={1.6} aria-hidden />
                    <span className={css.lineMain}>
                      <bdi className={css.lineTitle}>{room.title ?? t("room.untitled")}</bdi>
                      <span className={css.lineLast}>{day(room.at, lang)}</span>
                    </span>
                  </Link>
                </li>
              ))}
            </ul>
          </section>
        )}
      </div>
    </nav>
  );
}

const RoomLine = memo(function RoomLine({ room, open, lang }: { room: Room; open: boolean; lang: string }) {
  const { t } = useTranslation();
  const unread = room.unread + room.notes_unread;
  const loud = unread > 0 && room.notify !== "none";
  const title = roomTitle(t, room);
  const companies = room.companies.map((company) => company.name).join(", ");
  return (
    <li>
      <Link href={`/rooms/${room.id}`} className={css.line} aria-current={open ? "page" : undefined} data-unread={loud || undefined}>
        <Avatar name={title} size={34} square />
        <span className={css.lineMain}>
          <span className={css.lineTop}>
            <bdi className={css.lineTitle}>{title}</bdi>
            <time dateTime={room.at} title={dateTime(room.at, lang)}>{ago(room.at, lang)}</time>
          </span>
          <span className={css.lineLast}>
            {room.status === "invited" ? (
              t("room.invited_by", { company: room.invited_by ?? "" })
            ) : room.last ? (
              <>
                <bdi>{room.last.author}</bdi>: <bdi>{room.last.text ?? ""}</bdi>
              </>
            ) : (
              <bdi>{companies}</bdi>
            )}
          </span>
        </span>
        {room.notify === "none" && <IconBellOff size={14} aria-label={t("room.notify_none")} />}
        {unread > 0 && (
          <span className={css.badge} data-mention={room.mentioned || undefined} data-quiet={!loud || undefined}>
            <span aria-hidden>
              {room.mentioned ? "@" : ""}
              {unread >= manyUnread ? `${manyUnread - 1}+` : unread}
            </span>
            <span className={css.heard}>{t("room.unread", { count: unread })}</span>
          </span>
        )}
      </Link>
    </li>
  );
});
