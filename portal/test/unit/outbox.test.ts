// What was written reaches the room once, in order, over cuts and reloads; what is refused is told.
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "../../src/api/client";
import { Outbox, type Delivered, type Letter, type Store } from "../../src/features/rooms/outbox";

function makeStore(kept: Letter[] = []): Store & { map: Map<string, Letter> } {
  const map = new Map(kept.map((letter) => [letter.cid, letter]));
  return { map, all: async () => [...map.values()], put: async (letter) => void map.set(letter.cid, letter), remove: async (cid) => void map.delete(cid) };
}

function make(options: { store?: ReturnType<typeof makeStore>; open?: boolean; rest?: (letter: Letter) => Promise<{ id: string; seq: number }> } = {}) {
  const sent: Letter[] = [];
  const delivered: Delivered[] = [];
  const wire = { open: options.open ?? true };
  const store = options.store ?? makeStore();
  const box = new Outbox(
    "globex.anna",
    store,
    { socketReady: () => wire.open, bySocket: (letter) => (sent.push(letter), true), byRest: options.rest ?? null },
    (it) => delivered.push(it),
  );
  const write = (text: string, room = "room") => box.add({ room, shown: room, note: false, draft: { text } });
  const ack = (letter: Letter, seq = 1) => box.answer({ t: "ack", cid: letter.cid, s: letter.room, seq, id: `m${seq}` });
  return { box, sent, delivered, wire, store, write, ack };
}

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe("the outbox", () => {
  it("sends one letter a room at a time, in the order they were written", () => {
    const { box, sent, write, ack } = make();
    const [first, second] = [write("one"), write("two")];
    write("elsewhere", "other");
    expect(sent.map((letter) => letter.draft.text)).toEqual(["one", "elsewhere"]);
    ack(first);
    expect(sent.at(-1)!.cid).toBe(second.cid);
    expect(box.all().map((letter) => letter.draft.text)).toEqual(["two", "elsewhere"]);
  });
  it("waits while there is no connection and sends when the room has caught up", () => {
    const { box, sent, wire, write } = make({ open: false });
    write("one");
    expect(sent).toEqual([]);
    wire.open = true;
    box.flush("room");
    expect(sent).toHaveLength(1);
  });
  it("sends again what was under way when the connection broke, under the same cid", () => {
    const { box, sent, write } = make();
    const letter = write("one");
    box.interrupt();
    box.flush();
    expect(sent.map((it) => it.cid)).toEqual([letter.cid, letter.cid]);
  });
  it("asks again when no answer comes", () => {
    const { sent, write } = make();
    write("one");
    vi.advanceTimersByTime(10_001);
    expect(sent).toHaveLength(2);
  });
  it("keeps what is not acknowledged over a reload, and only for the same person and company", async () => {
    const store = makeStore();
    const before = make({ store, open: false });
    before.write("one");
    before.write("two");
    before.box.stop();
    store.map.set("x", { ...[...store.map.values()][0]!, cid: "x", owner: "other.person" });
    const after = make({ store });
    await after.box.start();
    expect(after.box.all().map((letter) => letter.draft.text)).toEqual(["one", "two"]);
    expect(after.sent.map((letter) => letter.draft.text)).toEqual(["one"]);
  });
  it("forgets a letter with its acknowledgment, also a second one", () => {
    const { box, store, delivered, write, ack } = make();
    const letter = write("one");
    ack(letter);
    ack(letter);
    expect([box.all().length, store.map.size, delivered.length]).toEqual([0, 0, 1]);
  });
  it("tells a refusal and goes on with the next; the refused one can be tried again or dropped", () => {
    const { box, sent, write } = make();
    const [first, second] = [write("one"), write("two")];
    box.answer({ t: "err", re: first.cid, status: 422, type: "text_too_long", detail: "Too long." });
    expect(box.all()[0]).toMatchObject({ state: "failed", problem: "Too long." });
    expect(sent.at(-1)!.cid).toBe(second.cid);
    box.answer({ t: "ack", cid: second.cid, s: "room", seq: 2, id: "m2" });
    box.retry(first.cid);
    expect(sent.at(-1)!.cid).toBe(first.cid);
    box.drop(first.cid);
    expect(box.all()).toEqual([]);
  });
  it("tries again later when the server is busy, and lets nothing overtake", () => {
    const { box, sent, write } = make();
    const first = write("one");
    write("two");
    box.answer({ t: "err", re: first.cid, status: 429, type: "too_many_requests" });
    expect(sent).toHaveLength(1);
    vi.advanceTimersByTime(1001);
    expect(sent.map((letter) => letter.cid)).toEqual([first.cid, first.cid]);
  });
  it("goes by REST where sockets are blocked", async () => {
    const rest = vi.fn(async () => ({ id: "m1", seq: 1 }));
    const { box, delivered, write } = make({ open: false, rest });
    write("one");
    await vi.runAllTimersAsync();
    expect(rest).toHaveBeenCalledTimes(1);
    expect([delivered.length, box.all().length]).toEqual([1, 0]);
  });
  it("takes a lost request by REST for a pause, not for a refusal", async () => {
    let up = false;
    const rest = vi.fn(async () => {
      if (!up) throw new ApiError({ type: "/problems/unreachable", title: "", status: 0 });
      return { id: "m1", seq: 1 };
    });
    const { box, delivered, write } = make({ open: false, rest });
    write("one");
    await vi.advanceTimersByTimeAsync(10);
    expect(box.all()[0]!.state).toBe("waiting");
    up = true;
    await vi.advanceTimersByTimeAsync(1100);
    expect(delivered).toHaveLength(1);
  });
});
