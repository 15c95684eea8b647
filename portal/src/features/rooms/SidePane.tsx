// Beside the messages: one thread, what is pinned, the files, or the search.
import { CloseButton, SegmentedControl, TextInput } from "@mantine/core";
import { useInfiniteQuery, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconSearch } from "@tabler/icons-react";
import { useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useSession } from "../../app/session";
import { dateTime } from "../../lib/format";
import { useLang, useRested } from "../../lib/hooks";
import { Bones, ErrorState } from "../../ui/States";
import { Composer } from "./Composer";
import { changeText } from "./deeds";
import { useFeed } from "./feed";
import { fileIcon, fileSize } from "./FileTiles";
import { plainName } from "./links";
import { MessageRow } from "./MessageRow";
import { messageSearch, roomFiles, roomPins, threadMessages } from "./queries";
import css from "./Room.module.css";
import row from "./Message.module.css";
import { makeRows } from "./rows";
import type { Abilities } from "./RowTools";
import { clock, dayName } from "./tell";
import type { Message, RoomDetail, RoomPerson, Side } from "./types";
import { asPending, useLetters } from "./useRoom";

interface Props {
  room: RoomDetail;
  side: Side;
  people: RoomPerson[];
  names: ReadonlyMap<string, string>;
  able: (message: Message, note: boolean) => Abilities;
  onReact: (message: Message, emoji: string, on: boolean) => void;
  onJump: (seq: number) => void;
  onThread: (id: string) => void;
  onClose: () => void;
}

export default function SidePane(props: Props) {
  const { t } = useTranslation();
  const { side, onClose } = props;
  const frame = useRef<HTMLElement>(null);
  const [from] = useState(() => document.activeElement);
  useEffect(
    () => () => {
      if (from instanceof HTMLElement && from.isConnected) from.focus({ preventScroll: true });
    },
    [from],
  );
  return (
    <aside
      ref={frame}
      className={css.side}
      aria-label={t(`room.side_${side.type}`)}
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.defaultPrevented) return;
        event.preventDefault();
        onClose();
      }}
    >
      <header className={css.sideHead}>
        <h2>{t(`room.side_${side.type}`)}</h2>
        <CloseButton aria-label={t("common.close")} onClick={onClose} />
      </header>
      {side.type === "thread" && <Thread {...props} thread={side.id} />}
      {side.type === "pins" && <Pins {...props} />}
      {side.type === "files" && <Files room={props.room} />}
      {side.type === "search" && <Search room={props.room} onJump={props.onJump} onThread={props.onThread} />}
    </aside>
  );
}

function Thread({ room, thread, people, names, onReact }: Props & { thread: string }) {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const feed = useFeed();
  const { person, company } = useSession();
  const query = useQuery(threadMessages(room.id, thread));
  const letters = useLetters();
  const [editing, setEditing] = useState<Message | null>(null);
  const items = query.data?.items;
  const pending = useMemo(() => asPending(letters, room.id, thread), [letters, room.id, thread]);
  const rows = useMemo(() => makeRows(items ?? [], pending, { me: person.id, notesRoom: null, readTo: null }), [items, pending, person.id]);
  const end = useRef<HTMLDivElement>(null);
  const count = rows.length;
  useEffect(() => {
    if (count > 0) end.current?.scrollIntoView({ block: "end" });
  }, [count]);
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const lastOwn = items?.findLast((message) => message.person_id === person.id && message.deleted === null) ?? null;
  return (
    <>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <div className={css.sideScroll} tabIndex={0} role="region" aria-label={t("room.side_thread")}>
        {query.isPending && <Bones rows={4} height={30} />}
        {rows.map((it) =>
          it.type === "message" ? (
            <MessageRow
              key={it.key}
              t={t}
              lang={lang}
              message={it.message}
              head={it.head}
              note={false}
              me={person.id}
              myCompany={company.id}
              names={it.message.mentions.flatMap((id) => names.get(id) ?? [])}
              focusable={false}
              marked={false}
              tools={null}
              onThread={null}
              onReact={onReact}
            />
          ) : it.type === "pending" ? (
            <div key={it.key} className={row.row} data-pending>
              <div className={row.gutter} />
              <div className={row.main}>
                <div className={row.plain} dir="auto">{it.pending.text}</div>
              </div>
            </div>
          ) : null,
        )}
        <div ref={end} />
      </div>
      {room.can.post && (
        <Composer
          key={editing?.id ?? "new"}
          place={`${room.id}.${thread}`}
          room={room.id}
          people={people}
          placeholder={t("room.reply_write")}
          mayNote={false}
          mayFind={false}
          maySend={feed !== null}
          editing={editing}
          takesFocus
          onSend={(draft) => feed?.outbox.add({ room: room.id, shown: room.id, note: false, draft: { ...draft, thread_id: thread } })}
          onEdit={(text) => {
            if (editing) void changeText(client, editing, text);
            setEditing(null);
          }}
          onCancel={() => setEditing(null)}
          onEditLast={() => lastOwn && setEditing(lastOwn)}
        />
      )}
    </>
  );
}

function Line({ message, title, lang, onOpen }: { message: Message; title?: string | null; lang: string; onOpen: () => void }) {
  const { t } = useTranslation();
  return (
    <li>
      <button type="button" onClick={onOpen}>
        <span className={css.hitBy}>
          <strong><bdi>{message.author}</bdi></strong>
          <bdi>{message.company}</bdi>
          <time dateTime={message.at} title={dateTime(message.at, lang)}>{dayName(t, message.at, lang)}, {clock(message.at, lang)}</time>
        </span>
        {title && <span className={css.hitRoom}><bdi>{title}</bdi></span>}
        <span className={css.hitText} dir="auto">{(message.text ?? "").slice(0, 300)}</span>
      </button>
    </li>
  );
}

function Pins({ room, onJump, onThread }: Props) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(roomPins(room.id));
  if (query.isPending) return <Bones rows={4} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className={css.none}>{t("room.no_pins")}</p>;
  return (
    <ul className={css.hits}>
      {query.data.map((message) => (
        <Line key={message.id} message={message} lang={lang} onOpen={() => (message.thread_id ? onThread(message.thread_id) : onJump(message.seq))} />
      ))}
    </ul>
  );
}

function Files({ room }: { room: RoomDetail }) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(roomFiles(room.id));
  if (query.isPending) return <Bones rows={4} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  if (query.data.length === 0) return <p className={css.none}>{t("room.no_files")}</p>;
  return (
    <ul className={css.fileList}>
      {query.data.map((file) => {
        const FileIcon = fileIcon(file.type);
        const name = plainName(file.name) || t("room.file");
        return (
          <li key={file.id}>
            <a href={`/api/files/${file.id}`} download={name} rel="noopener">
              {file.preview ? <img src={`/api/files/${file.id}`} alt="" loading="lazy" width={36} height={36} /> : <FileIcon size={22} stroke={1.6} aria-hidden />}
              <span>
                <bdi>{name}</bdi>
                <small>
                  {fileSize(file.size, lang)} · <bdi>{file.author}</bdi>, {dayName(t, file.at, lang)}
                </small>
              </span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function Search({ room, onJump, onThread }: Pick<Props, "room" | "onJump" | "onThread">) {
  const { t } = useTranslation();
  const lang = useLang();
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState("");
  const [where, setWhere] = useState<"here" | "all">("here");
  const q = useRested(typed.trim(), 250);
  const query = useInfiniteQuery(messageSearch(q, where === "here" ? room.id : undefined));
  const open = (message: Message) => {
    if (message.room_id === room.notes_id) onJump(message.after_seq ?? 0);
    else if (message.room_id !== room.id) navigate(`/rooms/${message.room_id}?${message.thread_id ? `thread=${message.thread_id}` : `m=${message.seq}`}`);
    else if (message.thread_id) onThread(message.thread_id);
    else onJump(message.seq);
  };
  const hits = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <>
      <div className={css.searchBox}>
        <TextInput
          type="search"
          // oxlint-disable-next-line jsx-a11y/no-autofocus -- the pane was opened to search
          autoFocus
          aria-label={t("room.search")}
          placeholder={t("room.search")}
          value={typed}
          leftSection={<IconSearch size={15} />}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
        <SegmentedControl
          size="xs"
          fullWidth
          aria-label={t("room.search_where")}
          value={where}
          onChange={(value) => setWhere(value as "here" | "all")}
          data={[
            { value: "here", label: t("room.search_here") },
            { value: "all", label: t("room.search_all") },
          ]}
        />
      </div>
      {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      {q.length > 1 && query.isSuccess && hits.length === 0 && <p className={css.none} role="status">{t("room.search_none")}</p>}
      <ul className={css.hits} aria-busy={query.isFetching}>
        {hits.map(({ message, room_title }) => (
          <Line
            key={message.id}
            message={message}
            title={where === "all" ? room_title : null}
            lang={lang}
            onOpen={() => open(message)}
          />
        ))}
        {query.hasNextPage && (
          <li>
            <button type="button" className={css.moreHits} onClick={() => void query.fetchNextPage()}>{t("common.older")}</button>
          </li>
        )}
      </ul>
    </>
  );
}
