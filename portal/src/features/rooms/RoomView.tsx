// A room: who is in it, what was said, where one writes, and a pane for threads, pins, files and search.
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconUserPlus, IconX } from "@tabler/icons-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../app/session";
import { Bones, Empty, ErrorState, Unshared } from "../../ui/States";
import { offer, say } from "../../ui/toast";
import { Composer, type ComposerHandle } from "./Composer";
import { changeText, deleteSoon, reactTo, setPin } from "./deeds";
import { useFeed } from "./feed";
import { MessageList } from "./MessageList";
import { RoomHeader } from "./RoomHeader";
import { RowTools, type Abilities, type Deed } from "./RowTools";
import { Invited } from "./Invited";
import css from "./Room.module.css";
import { roomTitle } from "./tell";
import type { Draft, Message, RoomDetail, Side } from "./types";
import { usePeople, usePresence, useRoomOver, useRoomRecord, useStable, useTalk } from "./useRoom";

const SidePane = lazy(() => import("./SidePane"));
const PeopleDialog = lazy(() => import("./PeopleDialog"));
const Judge = lazy(() => import("./Judge"));
const History = lazy(() => import("./History"));

const undoTime = 8000;

interface Props {
  id: string;
  /** The number of the message to open at. */
  at: number | null;
  /** In a pane beside a record: without the way back and without a pane of its own beside it. */
  narrow?: boolean;
  back?: (() => void) | undefined;
  side: Side | null;
  onSide: (side: Side | null) => void;
  onJump: (seq: number | null) => void;
  /** Takes the focus when it opens. */
  takesFocus?: boolean;
}

export function RoomView(props: Props) {
  const { room, error, retry } = useRoomRecord(props.id);
  const over = useRoomOver(props.id);
  if (over) return <Unshared back={props.narrow ? "/" : "/rooms"} />;
  if (error) return <ErrorState error={error} retry={retry} />;
  if (!room) return <Bones rows={8} height={34} gap={18} />;
  if (room.status === "invited") return <Invited room={room} back={props.back} />;
  return <Open key={room.id} room={room} {...props} />;
}

function Open({ room, at, narrow, back, side, onSide, onJump, takesFocus = false }: Props & { room: RoomDetail }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const feed = useFeed();
  const session = useSession();
  const { person, company } = session;
  const guest = (session.role as string) === "guest";
  const [turn, setTurn] = useState(0);
  const target = useMemo(() => (at === null ? null : { seq: at, turn }), [at, turn]);
  const talk = useTalk(room, at);
  const { people, names } = usePeople(room.id);
  const [editing, setEditing] = useState<Message | null>(null);
  const [open, setOpen] = useState<{ id: string; what: "react" | "more" } | null>(null);
  const [dialog, setDialog] = useState<{ type: "people" } | { type: "history" | "report" | "remove"; message: Message } | null>(null);
  const [dragging, setDragging] = useState(false);
  const composer = useRef<ComposerHandle>(null);
  const title = roomTitle(t, room);
  useEffect(() => feed?.presence.enter(room.id), [feed, room.id]);

  const actor = useMemo(() => ({ id: person.id, name: person.name }), [person.id, person.name]);
  const onReact = useCallback((message: Message, emoji: string, on: boolean) => void reactTo(client, message, emoji, on, actor), [client, actor]);
  const onThread = useCallback((id: string) => onSide({ type: "thread", id }), [onSide]);

  const able = (message: Message, note: boolean): Abilities => {
    const mine = message.person_id === person.id;
    return {
      write: room.can.post || note,
      reply: (room.can.post || note) && !note && message.thread_id === null,
      edit: mine,
      remove: mine,
      pin: !note && !guest && room.can.post,
      report: !mine && !note,
      moderate: !mine && !note && room.can.moderate,
    };
  };

  const editText = async (message: Message, text: string) => {
    setEditing(null);
    requestAnimationFrame(() => composer.current?.focus());
    const before = message.text ?? "";
    if (text === before) return;
    if (await changeText(client, message, text)) offer(t("room.edited_toast"), t("common.undo"), () => changeText(client, message, before));
  };
  const doIt = (deed: Deed, message: Message) => {
    setOpen(null);
    if (deed === "reply") onThread(message.thread_id ?? message.id);
    else if (deed === "edit") setEditing(message);
    else if (deed === "pin") void setPin(client, message, message.pinned_at === null, actor);
    else if (deed === "copy") void navigator.clipboard?.writeText(`${location.origin}/rooms/${room.id}?m=${message.seq}`).then(() => say(t("room.copied")));
    else if (deed === "delete") {
      const { undo } = deleteSoon(client, message, undoTime);
      offer(t("room.deleted_toast"), t("common.undo"), undo);
    } else setDialog({ type: deed, message });
  };
  const onKey = (event: React.KeyboardEvent, message: Message, note: boolean) => {
    if (event.ctrlKey || event.metaKey || event.altKey || message.deleted !== null) return;
    const may = able(message, note);
    const deeds: Record<string, (() => void) | false> = {
      e: may.edit && (() => doIt("edit", message)),
      p: may.pin && (() => doIt("pin", message)),
      r: may.reply && (() => doIt("reply", message)),
      "+": may.write && (() => setOpen({ id: message.id, what: "react" })),
      Enter: () => setOpen({ id: message.id, what: "more" }),
      Delete: may.remove && (() => doIt("delete", message)),
      Escape: () => composer.current?.focus(),
    };
    const deed = deeds[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!deed) return;
    event.preventDefault();
    event.stopPropagation();
    deed();
  };

  // The same functions while messages arrive: what has nothing to do with them is not drawn again.
  const onSend = useStable((draft: Draft, note: boolean) => void talk.send(draft, note));
  const onEdit = useStable((text: string) => editing && void editText(editing, text));
  const onCancel = useStable(() => {
    setEditing(null);
    requestAnimationFrame(() => composer.current?.focus());
  });
  const onEditLast = useStable(() => talk.lastOwn && setEditing(talk.lastOwn));
  const onPeople = useStable(() => setDialog({ type: "people" }));
  const onSideStable = useStable(onSide);
  const onBack = useStable(() => back?.());

  const held = open ? (talk.rows.find((row) => row.type === "message" && row.message.id === open.id)?.key ?? null) : null;
  const tools = (message: Message, note: boolean) => (
    <RowTools
      message={message}
      able={able(message, note)}
      open={open?.id === message.id ? open.what : null}
      onOpen={(what) => setOpen(what ? { id: message.id, what } : null)}
      onReact={onReact}
      onDo={doIt}
    />
  );
  const jump = (seq: number) => {
    setTurn((now) => now + 1);
    onJump(seq);
  };

  return (
    <div className={css.room} data-narrow={narrow || undefined} data-side={side !== null || undefined}>
      <section
        className={css.talk}
        aria-label={title}
        data-dragging={dragging || undefined}
        onDragOver={(event) => {
          if (!event.dataTransfer.types.includes("Files") || !room.can.post) return;
          event.preventDefault();
          setDragging(true);
        }}
        onDragLeave={(event) => !event.currentTarget.contains(event.relatedTarget as globalThis.Node | null) && setDragging(false)}
        onDrop={(event) => {
          if (!event.dataTransfer.types.includes("Files")) return;
          event.preventDefault();
          setDragging(false);
          composer.current?.take([...event.dataTransfer.files]);
        }}
      >
        <RoomHeader room={room} title={title} narrow={narrow ?? false} back={back ? onBack : undefined} side={side} guest={guest} people={people} onSide={onSideStable} onPeople={onPeople} />
        <Newcomers room={room} owner={company.id} />
        {talk.main.isError && !talk.main.data ? (
          <ErrorState error={talk.main.error} retry={() => void talk.main.refetch()} />
        ) : talk.main.isPending ? (
          <div className={css.wait}><Bones rows={8} height={34} gap={18} /></div>
        ) : (
          <MessageList
            label={t("room.messages_of", { room: title })}
            rows={talk.rows}
            atStart={talk.window.atStart}
            atEnd={talk.window.atEnd}
            busy={talk.busy}
            me={person.id}
            myCompany={company.id}
            names={names}
            target={target}
            unread={room.unread}
            empty={<Empty title={t("room.empty")} text={t("room.empty_text")} />}
            tools={tools}
            held={held}
            onOlder={talk.older}
            onNewer={talk.newer}
            newestTurn={talk.newestTurn}
            onNewest={() => {
              onJump(null);
              void talk.toNewest();
            }}
            onBottom={talk.setBottom}
            onAnchor={talk.onAnchor}
            onThread={onThread}
            onReact={onReact}
            onRetry={(cid) => feed?.outbox.retry(cid)}
            onDrop={(cid) => feed?.outbox.drop(cid)}
            onKey={onKey}
          />
        )}
        <Typing room={room.id} />
        <Announcer items={talk.window.items} me={person.id} />
        {room.can.post || !guest ? (
          <Composer
            key={editing?.id ?? "new"}
            ref={composer}
            place={room.id}
            room={room.id}
            people={people}
            placeholder={t("room.write", { room: title })}
            mayNote={!guest && room.kind !== "notes"}
            mayFind={!guest}
            maySend={feed !== null && (room.can.post || !guest)}
            editing={editing}
            takesFocus={takesFocus}
            onSend={onSend}
            onEdit={onEdit}
            onCancel={onCancel}
            onEditLast={onEditLast}
          />
        ) : (
          <p className={css.readOnly}>{t("room.read_only")}</p>
        )}
        {dragging && <div className={css.drop} aria-hidden>{t("room.drop_here")}</div>}
      </section>
      {side && (
        <Suspense fallback={<aside className={css.side}><Bones rows={5} /></aside>}>
          <SidePane key={side.type === "thread" ? side.id : side.type} room={room} side={side} people={people} names={names} able={able} onReact={onReact} onJump={jump} onThread={onThread} onClose={() => onSide(null)} />
        </Suspense>
      )}
      <Suspense fallback={null}>
        {dialog?.type === "people" && <PeopleDialog room={room} title={title} people={people} onClose={() => setDialog(null)} />}
        {dialog?.type === "history" && <History message={dialog.message} onClose={() => setDialog(null)} />}
        {(dialog?.type === "report" || dialog?.type === "remove") && <Judge message={dialog.message} deed={dialog.type} onClose={() => setDialog(null)} />}
      </Suspense>
    </div>
  );
}

function Typing({ room }: { room: string }) {
  const { t } = useTranslation();
  const { typing } = usePresence(room);
  const names = typing.map((person) => person.name).slice(0, 3).join(", ");
  return (
    <div className={css.typing}>
      {typing.length > 0 && (
        <>
          <span className={css.dots} aria-hidden><i /><i /><i /></span>
          <bdi>{t("room.typing", { count: typing.length, names })}</bdi>
        </>
      )}
    </div>
  );
}

/** Says aloud what arrives while one is here; a burst in one sentence. */
function Announcer({ items, me }: { items: Message[]; me: string }) {
  const { t } = useTranslation();
  const [text, setText] = useState("");
  const heard = useRef<number | null>(null);
  const newest = items.at(-1)?.seq ?? 0;
  useEffect(() => {
    if (heard.current === null) {
      heard.current = newest;
      return;
    }
    const timer = setTimeout(() => {
      const fresh = items.filter((message) => message.seq > heard.current! && message.person_id !== me && message.deleted === null);
      heard.current = Math.max(heard.current!, newest);
      if (fresh.length === 1) setText(t("room.heard", { author: fresh[0]!.author, text: (fresh[0]!.text ?? "").slice(0, 200) }));
      else if (fresh.length > 1) setText(t("room.heard_many", { count: fresh.length }));
    }, 400);
    return () => clearTimeout(timer);
    // The numbers tell when something came; changes of what was there are not read out.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [newest]);
  return <div className={css.heard} role="log" aria-live="polite" aria-label={t("room.arrivals")}>{text}</div>;
}

/** A company that was not here last time is named until one has taken note of it. */
function Newcomers({ room, owner }: { room: RoomDetail; owner: string }) {
  const { t } = useTranslation();
  const key = `hansa.companies.${owner}.${room.id}`;
  const [known, setKnown] = useState<string[] | null>(() => {
    try {
      return JSON.parse(localStorage.getItem(key) ?? "null") as string[] | null;
    } catch {
      return null;
    }
  });
  const ids = room.companies.map((company) => company.id);
  const keep = (list: string[]) => {
    setKnown(list);
    try {
      localStorage.setItem(key, JSON.stringify(list));
    } catch {
      // Without storage the banner comes again next time.
    }
  };
  useEffect(() => {
    if (known === null && ids.length > 0) keep(ids);
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [known === null, ids.length]);
  const fresh = known === null ? [] : room.companies.filter((company) => company.id !== owner && !known.includes(company.id));
  if (fresh.length === 0) return null;
  return (
    <div className={css.banner} role="status">
      <IconUserPlus size={17} aria-hidden />
      <span>{t("room.joined_banner", { count: fresh.length, names: fresh.map((company) => company.name).join(", ") })}</span>
      <Button size="compact-xs" variant="subtle" leftSection={<IconX size={13} />} onClick={() => keep([...(known ?? []), ...ids])}>
        {t("room.understood")}
      </Button>
    </div>
  );
}
