// A room on the screen holds exactly what was said, in order, whoever wrote it and however it arrived.
import { describe, expect, it } from "vitest";
import { countEvent, grouped, readUpTo, unreadRooms } from "../../src/features/rooms/list";
import { makeRows, type Pending } from "../../src/features/rooms/rows";
import type { Message, Room } from "../../src/features/rooms/types";
import { apply, extend, nothing, trim, upsert, weave, type Window } from "../../src/features/rooms/window";
import { wordAt, peopleFor } from "../../src/features/rooms/Picker";
import { withReaction } from "../../src/features/rooms/deeds";

const me = "anna";
const message = (seq: number, more: Partial<Message> = {}): Message => ({
  id: `m${seq}`, room_id: "room", seq, cid: `c${seq}`, company_id: "globex", company: "Globex", person_id: "piotr", author: "Piotr", guest: false, thread_id: null,
  text: `text ${seq}`, refs: [], mentions: [], files: [], reactions: [], rev: 1, at: new Date(Date.UTC(2026, 10, 21, 8) + seq * 1000).toISOString(), edited_at: null, deleted: null,
  pinned_at: null, pinned_by: null, reply_count: 0, last_reply_at: null, after_seq: null, ...more,
});
const window = (from: number, to: number, more: Partial<Window> = {}): Window => ({
  items: Array.from({ length: to - from + 1 }, (_, i) => message(from + i)), atStart: false, atEnd: true, ...more,
});
const seqs = (it: Window) => it.items.map((item) => item.seq);

describe("the messages at hand", () => {
  it("take what is new at their end and what changed in its place", () => {
    const next = upsert(window(5, 7), [message(8), message(6, { text: "changed", rev: 2 })]);
    expect(seqs(next)).toEqual([5, 6, 7, 8]);
    expect(next.items[1]!.text).toBe("changed");
  });
  it("stay the same object when nothing of theirs changed", () => {
    const before = window(5, 7);
    expect(upsert(before, [message(2)])).toBe(before);
    expect(upsert(before, [])).toBe(before);
  });
  it("leave out what lies beyond a hole, so that scrolling brings it in order", () => {
    expect(seqs(upsert(window(5, 7, { atEnd: false }), [message(20)]))).toEqual([5, 6, 7]);
    expect(seqs(upsert(window(5, 7), [message(1)]))).toEqual([5, 6, 7]);
    expect(seqs(upsert(window(5, 7, { atStart: true }), [message(1)]))).toEqual([1, 5, 6, 7]);
  });
  it("fill an empty room", () => {
    expect(seqs(upsert(nothing, [message(3), message(1)]))).toEqual([1, 3]);
  });
  it("grow by pages on both sides without doubling what both know", () => {
    const older = extend(window(50, 60), [message(48), message(49), message(50)], "older", true);
    expect(seqs(older).slice(0, 4)).toEqual([48, 49, 50, 51]);
    expect(older.atStart).toBe(false);
    expect(extend(window(5, 7, { atEnd: false }), [message(8)], "newer", false).atEnd).toBe(true);
  });
  it("are cut at the top when there are many, and say that older ones exist", () => {
    const cut = trim(window(1, 2001, { atStart: true }), 2000, 1000);
    expect([cut.items.length, cut.items[0]!.seq, cut.atStart]).toEqual([1000, 1002, false]);
  });
  it("count a reply once, however often it comes", () => {
    const reply = message(9, { thread_id: "m5" });
    const once = apply(window(5, 7), [reply]);
    expect(once.items[0]).toMatchObject({ reply_count: 1, last_reply_at: reply.at });
    expect(apply(once, [reply]).items[0]!.reply_count).toBe(1);
    expect(seqs(once)).toEqual([5, 6, 7]);
  });
  it("end the same in whatever order pages and events come", () => {
    for (let seed = 1; seed <= 200; seed++) {
      let x = seed * 2654435761;
      const random = () => {
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        return (x >>> 0) / 4294967296;
      };
      const head = 30 + Math.floor(random() * 30);
      let at: Window = { items: [], atStart: true, atEnd: true };
      for (let seq = 1; seq <= head; seq++) {
        at = apply(at, [message(seq)]);
        if (random() < 0.3) at = upsert(at, [message(1 + Math.floor(random() * seq), { rev: 2 })]);
        if (random() < 0.1 && at.items.length > 10) at = { ...at, items: at.items.slice(5), atStart: false };
        if (random() < 0.1 && !at.atStart) at = extend(at, Array.from({ length: at.items[0]!.seq - 1 }, (_, i) => message(i + 1)), "older", false);
      }
      if (!at.atStart) at = extend(at, Array.from({ length: at.items[0]!.seq - 1 }, (_, i) => message(i + 1)), "older", false);
      expect(seqs(at), `seed ${seed}`).toEqual(Array.from({ length: head }, (_, i) => i + 1));
    }
  });
});

describe("one's own notes", () => {
  const note = (seq: number, after: number) => message(seq, { id: `n${seq}`, cid: `n${seq}`, room_id: "notes", after_seq: after });
  it("stand behind what they were written after", () => {
    expect(weave([message(1), message(5), message(9)], [note(1, 0), note(2, 5), note(3, 30)], true).map((item) => item.id)).toEqual(["n1", "m1", "m5", "n2", "m9", "n3"]);
  });
  it("from before the piece at hand wait for its older part", () => {
    expect(weave([message(5), message(9)], [note(1, 2), note(2, 6)], false).map((item) => item.id)).toEqual(["m5", "n2", "m9"]);
  });
});

describe("the rows", () => {
  const options = { me, notesRoom: "notes", readTo: null };
  const kinds = (messages: Message[], pending: Pending[] = [], more: Partial<Parameters<typeof makeRows>[2]> = {}) => makeRows(messages, pending, { ...options, ...more });
  const wait: Pending = { cid: "c9", text: "mine", note: false, at: "", state: "waiting", files: 0 };
  it("put a run of one author together and begin anew for another, a pause or a day", () => {
    const rows = kinds([message(1), message(2), message(3, { person_id: "ewa" }), message(1000, { person_id: "ewa" }), message(100_000, { person_id: "ewa" })]);
    expect(rows.map((row) => (row.type === "message" ? row.head : row.type))).toEqual(["day", true, false, true, true, "day", true]);
  });
  it("draw one line before the first message of others that is new", () => {
    const rows = kinds([message(1), message(2, { person_id: me }), message(3), message(4)], [], { readTo: 1 });
    expect(rows.map((row) => row.type)).toEqual(["day", "message", "message", "new", "message", "message"]);
  });
  it("show what is on its way once: no more when the message has arrived", () => {
    expect(kinds([message(1)], [wait]).at(-1)).toMatchObject({ type: "pending" });
    expect(kinds([message(1), message(9, { person_id: me })], [wait]).some((row) => row.type === "pending")).toBe(false);
  });
  it("do not take another's message with the same cid for one's own", () => {
    expect(kinds([message(9)], [wait]).some((row) => row.type === "pending")).toBe(true);
  });
  it("keep notes apart from what all read", () => {
    const rows = kinds([message(1, { person_id: me }), message(2, { person_id: me, room_id: "notes" })]);
    expect(rows.slice(1)).toMatchObject([{ head: true, note: false }, { head: true, note: true }]);
  });
});

const room = (more: Partial<Room> = {}): Room => ({
  id: "room", kind: "free", about_kind: null, about_id: null, title: "Room", topic: null, owner_id: "us", level: "comment", status: "active", companies: [], invited_by: null, listed: false,
  head: 10, from_seq: 0, read_to: 10, unread: 0, mentioned: false, joined: true, notify: "mentions", last: null, at: "2026-11-21T08:00:00Z", notes_id: null, notes_unread: 0, version: 1, ...more,
});
const came = (it: Message, k = "msg.new") => ({ s: "room", seq: it.seq, k, d: it as unknown as Record<string, unknown> });

describe("the list of rooms", () => {
  it("counts each new message of others once", () => {
    const once = countEvent(room(), came(message(11)), me);
    expect(once).toMatchObject({ head: 11, unread: 1, last: { author: "Piotr", text: "text 11" } });
    expect(countEvent(once, came(message(11)), me)).toBe(once);
  });
  it("does not count changes, and takes what one wrote oneself as read", () => {
    expect(countEvent(room(), came(message(4, { seq: 11 }), "msg.edit"), me)).toMatchObject({ head: 11, unread: 0 });
    expect(countEvent(room({ unread: 3, read_to: 5 }), came(message(11, { person_id: me })), me)).toMatchObject({ unread: 0, read_to: 11 });
  });
  it("marks a mention until it is read", () => {
    const called = countEvent(room(), came(message(11, { mentions: [me] })), me);
    expect(called.mentioned).toBe(true);
    expect(readUpTo(called, 11)).toMatchObject({ mentioned: false, unread: 0, read_to: 11 });
  });
  it("never goes back, and asks when it cannot know what remains", () => {
    const it = room({ unread: 4, read_to: 6 });
    expect(readUpTo(it, 5)).toBe(it);
    expect(readUpTo(it, 8)).toBeNull();
  });
  it("shows a badge for invitations and for what is unread in rooms that are not muted", () => {
    expect(unreadRooms([room({ unread: 1 }), room({ unread: 5, notify: "none" }), room({ status: "invited" }), room()])).toBe(2);
  });
  it("stands in groups, and is filtered by title and company", () => {
    const rooms = [room({ id: "a", title: "Fair" }), room({ id: "b", kind: "record", about_kind: "lead", title: "Pumps", companies: [{ id: "g", name: "Globex", guest: false }] }), room({ id: "c", status: "invited" })];
    expect(grouped(rooms, "").map(([name]) => name)).toEqual(["invited", "records", "free"]);
    expect(grouped(rooms, "glob").flatMap(([, its]) => its.map((it) => it.id))).toEqual(["b"]);
  });
});

describe("the picker", () => {
  it("opens at a sign that begins a word, and only there", () => {
    expect(wordAt("hello @Pi", 9, true)).toEqual({ sign: "@", text: "Pi", from: 6, to: 9 });
    expect(wordAt("mail a@b.c", 10, true)).toBeNull();
    expect(wordAt("see #L-10", 9, true)).toMatchObject({ sign: "#", text: "L-10" });
    expect(wordAt("see #L-10", 9, false)).toBeNull();
    expect(wordAt("@ ", 2, true)).toBeNull();
  });
  it("finds people by any part of the name, with or without its accents", () => {
    const person = (name: string, mine = false) => ({ id: name, name, company_id: "g", company: "Globex", guest: false, me: mine });
    const people = [person("Piotr Zieliński"), person("Łukasz Nowak"), person("Anna Zielona", true), person("Zofia Pietrzak")];
    expect(peopleFor(people, "zieli").map((it) => it.name)).toEqual(["Piotr Zieliński"]);
    expect(peopleFor(people, "pi").map((it) => it.name)).toEqual(["Piotr Zieliński", "Zofia Pietrzak"]);
  });
});

describe("reactions", () => {
  it("hold each person once an emoji, and vanish with the last", () => {
    const anna = { id: me, name: "Anna" };
    const once = withReaction(message(1), "👍", true, anna);
    expect(withReaction(once, "👍", true, anna).reactions).toEqual([{ emoji: "👍", people: [anna] }]);
    expect(withReaction(once, "👍", false, anna).reactions).toEqual([]);
  });
});
