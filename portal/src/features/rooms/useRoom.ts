// Everything a room on the screen needs: its messages and notes woven together, what is on its way, what is new, and the deeds.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import { useSession } from "../../app/session";
import { complain } from "../../ui/toast";
import { useFeed } from "./feed";
import * as http from "./http";
import type { Letter } from "./outbox";
import type { InRoom } from "./presence";
import { anchorAt, messagesKey, roomDetail, roomList, roomMessages, roomPeople } from "./queries";
import { makeRows, type Pending } from "./rows";
import type { Draft, Message, Room, RoomDetail, RoomPerson } from "./types";
import { nothing, weave, type Window } from "./window";


/** The same function for ever, which does what the latest one does. */
export function useStable<A extends unknown[], R>(act: (...given: A) => R): (...given: A) => R {
  const latest = useRef(act);
  useLayoutEffect(() => {
    latest.current = act;
  });
  return useCallback((...given: A) => latest.current(...given), []);
}

const noLetters: Letter[] = [];
const nobody: RoomPerson[] = [];
const never = () => () => {};
const none = () => noLetters;

export function useLetters(): Letter[] {
  const feed = useFeed();
  return useSyncExternalStore(feed?.outbox.watch ?? never, feed?.outbox.all ?? none, none);
}

export function asPending(letters: Letter[], room: string, thread: string | null): Pending[] {
  return letters
    .filter((letter) => letter.shown === room && (letter.draft.thread_id ?? null) === thread)
    .map((letter) => ({ cid: letter.cid, text: letter.draft.text, note: letter.note, at: letter.at, state: letter.state, problem: letter.problem, files: letter.draft.files?.length ?? 0 }));
}

/** The room as the list knows it, which is told live, and what else its own answer says. */
export function useRoomRecord(id: string): { room: RoomDetail | undefined; error: unknown; retry: () => void } {
  const detail = useQuery(roomDetail(id));
  const list = useQuery(roomList);
  const listed = list.data?.find((room) => room.id === id);
  const room = useMemo(() => (detail.data ? { ...detail.data, ...listed, can: detail.data.can, from_seq: detail.data.from_seq } : undefined), [detail.data, listed]);
  return { room, error: detail.isError && !detail.data ? detail.error : null, retry: () => void detail.refetch() };
}

export function usePeople(id: string): { people: RoomPerson[]; names: ReadonlyMap<string, string> } {
  const people = useQuery(roomPeople(id)).data ?? nobody;
  const names = useMemo(() => new Map(people.map((person) => [person.id, person.name])), [people]);
  return { people, names };
}

const nobodyHere: InRoom = { typing: [], here: new Map() };

export function usePresence(room: string): InRoom {
  const feed = useFeed();
  const read = useCallback(() => feed?.presence.in(room) ?? nobodyHere, [feed, room]);
  return useSyncExternalStore(feed?.presence.watch ?? never, read, read);
}

const open = () => null;

/** Why the room is over for this person, once it is. */
export function useRoomOver(id: string): string | null {
  const feed = useFeed();
  const read = useCallback(() => feed?.ended(id) ?? null, [feed, id]);
  return useSyncExternalStore(feed?.watchEnds ?? never, feed ? read : open, open);
}

/** True while this page is looked at. */
function useLooking(): boolean {
  const [looking, setLooking] = useState(() => !document.hidden && document.hasFocus());
  useEffect(() => {
    const look = () => setLooking(!document.hidden && document.hasFocus());
    const events = ["focus", "blur"] as const;
    for (const event of events) window.addEventListener(event, look);
    document.addEventListener("visibilitychange", look);
    return () => {
      for (const event of events) window.removeEventListener(event, look);
      document.removeEventListener("visibilitychange", look);
    };
  }, []);
  return looking;
}

export function useTalk(room: Room, jump: number | null) {
  const client = useQueryClient();
  const feed = useFeed();
  const { person } = useSession();
  const letters = useLetters();
  const main = useQuery(roomMessages(room.id));
  const notes = useQuery({ ...roomMessages(room.notes_id ?? ""), enabled: room.notes_id !== null });
  const window = main.data ?? nothing;
  const noteWindow = room.notes_id !== null ? (notes.data ?? nothing) : nothing;
  const [busy, setBusy] = useState(false);
  const [bottom, setBottom] = useState(true);
  const looking = useLooking();
  const following = looking && bottom && window.atEnd;

  // The line before what is new stays where it was when one came, until one looks away and more arrives.
  const [line, setLine] = useState(room.read_to);
  const wasFollowing = useRef(following);
  useEffect(() => {
    if (wasFollowing.current && !following) setLine((now) => (room.unread === 0 ? Math.max(now, room.head) : now));
    wasFollowing.current = following;
  }, [following, room.head, room.unread]);

  const last = Math.max(window.items.at(-1)?.seq ?? 0, room.head);
  const lastNote = noteWindow.items.at(-1)?.seq ?? 0;
  const ready = main.isSuccess;
  useEffect(() => (feed && following && ready ? feed.follow(room.id) : undefined), [feed, following, ready, room.id]);
  const told = useRef(room.read_to);
  useEffect(() => {
    if (!feed || !following || !ready || last <= told.current) return;
    told.current = last;
    feed.read(room.id, last);
  }, [feed, following, ready, last, room.id]);
  useEffect(() => {
    if (feed && following && room.notes_id && lastNote > 0 && room.notes_unread > 0) feed.read(room.notes_id, lastNote);
  }, [feed, following, room.notes_id, room.notes_unread, lastNote]);

  const pending = useMemo(() => asPending(letters, room.id, null), [letters, room.id]);
  const rows = useMemo(
    () => makeRows(weave(window.items, noteWindow.items, window.atStart), pending, { me: person.id, notesRoom: room.notes_id, readTo: line }),
    [window, noteWindow, pending, person.id, room.notes_id, line],
  );

  const change = useCallback(
    (id: string, by: (now: Window) => Window) => client.setQueryData<Window>(messagesKey(id), (now) => now && by(now)),
    [client],
  );
  const [newestTurn, setNewestTurn] = useState(0);
  const working = useRef(false);
  const more = useCallback(
    async (side: "older" | "newer") => {
      if (working.current) return;
      working.current = true;
      setBusy(true);
      try {
        change(room.id, await http.fetchMore(room.id, window, side));
        if (side === "older" && room.notes_id && !noteWindow.atStart) change(room.notes_id, await http.fetchMore(room.notes_id, noteWindow, "older"));
      } catch (error) {
        complain(error);
        await new Promise((resolve) => setTimeout(resolve, 2000));
      } finally {
        working.current = false;
        setBusy(false);
      }
    },
    [change, room.id, room.notes_id, window, noteWindow],
  );
  const older = useCallback(() => void more("older"), [more]);
  const newer = useCallback(() => void more("newer"), [more]);

  const goTo = useCallback(
    async (seq: number | null) => {
      anchorAt(room.id, seq);
      await client.refetchQueries({ queryKey: messagesKey(room.id), exact: true });
    },
    [client, room.id],
  );
  const onAnchor = useCallback((seq: number | null) => anchorAt(room.id, seq), [room.id]);
  useEffect(() => () => anchorAt(room.id, null), [room.id]);

  // A message that is asked for and not at hand is fetched with what stands around it.
  const asked = useRef<number | null>(null);
  useEffect(() => {
    if (jump === null || !ready || asked.current === jump) return;
    asked.current = jump;
    const [first, end] = [window.items[0]?.seq ?? 0, window.items.at(-1)?.seq ?? 0];
    const here = (jump >= first || window.atStart) && (jump <= end || window.atEnd);
    if (!here) void goTo(jump);
  }, [jump, ready, window, goTo]);

  const toNewest = useCallback(async () => {
    await goTo(null);
    setNewestTurn((now) => now + 1);
  }, [goTo]);

  const send = useCallback(
    async (draft: Draft, note: boolean) => {
      if (!feed) return;
      let to = room.id;
      if (note) {
        try {
          to = room.notes_id ?? (await http.notesOf(room.id)).id;
          if (!room.notes_id) {
            client.setQueryData(roomList.queryKey, (rooms) => rooms?.map((other) => (other.id === room.id ? { ...other, notes_id: to } : other)));
            void client.invalidateQueries({ queryKey: ["room", room.id, "detail"] });
          }
        } catch (error) {
          complain(error);
          return;
        }
      }
      if (window.atEnd) setNewestTurn((now) => now + 1);
      else void toNewest();
      setLine(Number.MAX_SAFE_INTEGER);
      feed.outbox.add({ room: to, shown: room.id, note, draft });
    },
    [client, feed, toNewest, room.id, room.notes_id, window.atEnd],
  );

  const lastOwn = useMemo(() => {
    const all: Message[] = [...window.items, ...noteWindow.items].sort((a, b) => (a.at < b.at ? -1 : 1));
    return all.findLast((message) => message.person_id === person.id && message.deleted === null) ?? null;
  }, [window, noteWindow, person.id]);

  return { main, toNewest, newestTurn, rows, window, busy: busy || main.isPending, older, newer, goTo, onAnchor, send, lastOwn, setBottom, ready };
}
