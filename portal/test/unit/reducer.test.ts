// The client ends with exactly the events of the stream, in order, whatever the wire does to them.
import { describe, expect, it } from "vitest";
import { advance, compareAt, COMPANY, fresh, startingAt, type Effect, type StreamFrame, type StreamState } from "../../src/live/reducer";

const s = "11111111-1111-4111-8111-111111111111";
const ev = (seq: number): StreamFrame => ({ t: "ev", s, seq, k: "lead.updated" });

function run(frames: StreamFrame[], start: StreamState = fresh): [StreamState, Effect[]] {
  let state = start;
  const all: Effect[] = [];
  for (const frame of frames) {
    const [next, effects] = advance(state, frame);
    state = next;
    all.push(...effects);
  }
  return [state, all];
}

const applied = (effects: Effect[]) => effects.flatMap((effect) => (effect.do === "apply" ? [effect.event.seq] : []));

describe("a record stream", () => {
  it("starts at the head and fetches once", () => {
    const [state, effects] = run([{ t: "sub.ok", s, epoch: "e1", head: 7 }, { t: "live", s, at: 7 }, ev(8)]);
    expect(state).toMatchObject({ epoch: "e1", last: "8", phase: "live" });
    expect(effects.map((effect) => effect.do)).toEqual(["refetch", "apply"]);
  });
  it("replays after a cut without fetching", () => {
    const known: StreamState = { epoch: "e1", last: "7", phase: "live" };
    const [state, effects] = run([{ t: "sub.ok", s, epoch: "e1", head: 9 }, ev(8), ev(9), { t: "live", s, at: 9 }], known);
    expect(state.last).toBe("9");
    expect(applied(effects)).toEqual([8, 9]);
  });
  it("throws its history away when the epoch is another", () => {
    const known: StreamState = { epoch: "e1", last: "700", phase: "live" };
    const [state, effects] = run([{ t: "sub.ok", s, epoch: "e2", head: 3 }, ev(2), ev(3), ev(4)], known);
    expect(effects[0]).toEqual({ do: "refetch" });
    expect(applied(effects)).toEqual([4]);
    expect(state.last).toBe("4");
  });
  it("asks again at a hole and ignores what follows until the answer", () => {
    const known: StreamState = { epoch: "e1", last: "7", phase: "live" };
    const [state, effects] = run([ev(9), ev(10), { t: "sub.ok", s, epoch: "e1", head: 10 }, ev(8), ev(9), ev(10)], known);
    expect(effects.filter((effect) => effect.do === "resubscribe")).toHaveLength(1);
    expect(applied(effects)).toEqual([8, 9, 10]);
    expect(state.last).toBe("10");
  });
  it("jumps over a gap by fetching", () => {
    const known: StreamState = { epoch: "e1", last: "7", phase: "live" };
    const [state, effects] = run([{ t: "gap", s, from: 8, head: 9000 }, ev(9001)], known);
    expect(effects.map((effect) => effect.do)).toEqual(["refetch", "apply"]);
    expect(state.last).toBe("9001");
  });
  it("is over after bye, and says why", () => {
    const known: StreamState = { epoch: "e1", last: "7", phase: "live" };
    const [state, effects] = run([{ t: "bye", s, why: "unshared" }, ev(8)], known);
    expect(state).toMatchObject({ phase: "over", why: "unshared" });
    expect(effects).toEqual([{ do: "gone", why: "unshared" }]);
  });
  it("applies events outside the numbering as they come", () => {
    const known: StreamState = { epoch: "e1", last: "7", phase: "live" };
    const [state, effects] = run([{ t: "ev", s, k: "lead.updated" }], known);
    expect(effects).toHaveLength(1);
    expect(state.last).toBe("7");
  });
});

/** A server with a numbered history, and a wire that repeats, swaps and loses frames, and cuts the connection. */
function simulate(random: () => number): { wanted: number[]; got: (number | null | undefined)[]; state: StreamState } {
  const head = 40 + Math.floor(random() * 60);
  let state: StreamState = { epoch: "e1", last: "0", phase: "live" };
  let written = 0;
  let wire: StreamFrame[] = [];
  const got: (number | null | undefined)[] = [];
  const subscribe = () => {
    const from = Number(state.last);
    wire = [{ t: "sub.ok", s, epoch: "e1", head: written }];
    for (let seq = from + 1; seq <= written; seq++) wire.push(ev(seq));
    wire.push({ t: "live", s, at: written });
  };
  for (let round = 0; round < 5000 && (written < head || Number(state.last) < head); round++) {
    if (written < head && random() < 0.5) wire.push(ev(++written));
    if (wire.length > 2 && random() < 0.1) wire.push(wire[Math.floor(random() * wire.length)]!);
    if (wire.length > 2 && random() < 0.1) wire.splice(1, 0, wire.pop()!);
    if (random() < 0.08) wire.shift();
    if (random() < 0.03 || (wire.length === 0 && written === head && Number(state.last) < head)) subscribe();
    const frame = wire.shift();
    if (!frame) continue;
    const [next, effects] = advance(state, frame);
    state = next;
    got.push(...applied(effects));
    if (effects.some((effect) => effect.do === "resubscribe")) subscribe();
  }
  return { wanted: Array.from({ length: head }, (_, i) => i + 1), got, state };
}

describe("a bad wire", () => {
  it("neither loses, doubles nor swaps an event", () => {
    for (let seed = 1; seed <= 400; seed++) {
      let x = seed * 2654435761;
      const random = () => {
        x ^= x << 13;
        x ^= x >>> 17;
        x ^= x << 5;
        return (x >>> 0) / 4294967296;
      };
      const { wanted, got, state } = simulate(random);
      expect(got, `seed ${seed}`).toEqual(wanted);
      expect(state.last).toBe(String(wanted.length));
    }
  });
});

describe("the company feed", () => {
  const feed = (at: string): StreamFrame => ({ t: "ev", s: COMPANY, at, k: "lead.created" });
  it("orders positions by number", () => {
    expect([compareAt("9.1", "10.1"), compareAt("12.10", "12.9"), compareAt("5.5", "5.5"), compareAt("12", "12.0")]).toEqual([-1, 1, 0, 0]);
  });
  it("moves forward over holes and drops what it has seen", () => {
    const [state, effects] = run([{ t: "sub.ok", s: COMPANY, epoch: "e1", head: "100.5" }, feed("100.5"), feed("100.7"), feed("99.9"), feed("200.1"), feed("200.1")]);
    expect(effects.filter((effect) => effect.do === "apply")).toHaveLength(2);
    expect(state.last).toBe("200.1");
  });
});

describe("a stream known from elsewhere", () => {
  const known = startingAt(40);
  it("goes on from there without fetching", () => {
    const [state, effects] = run([{ t: "sub.ok", s, epoch: "e1", head: 42 }, ev(41), ev(42), { t: "live", s, at: 42 }], known);
    expect(applied(effects)).toEqual([41, 42]);
    expect(effects.some((effect) => effect.do === "refetch")).toBe(false);
    expect(state).toMatchObject({ epoch: "e1", last: "42", phase: "live" });
  });
  it("is fetched when its history is shorter than what was known", () => {
    const [state, effects] = run([{ t: "sub.ok", s, epoch: "e2", head: 7 }], known);
    expect(effects).toEqual([{ do: "refetch" }]);
    expect(state.last).toBe("7");
  });
  it("does not wait for what was said before its company joined", () => {
    const [state, effects] = run([{ t: "sub.ok", s, epoch: "e1", head: 52, first: 51 }, ev(51), ev(52)], known);
    expect(applied(effects)).toEqual([51, 52]);
    expect(state.last).toBe("52");
  });
});
