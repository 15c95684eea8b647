// The state of one live stream as a pure function of the frames that arrive: what was applied last, and what to do next.

export interface StreamState {
  /** Names the history that `last` counts in; another epoch makes `last` meaningless. */
  epoch: string | null;
  /** The last event applied: a dense number on a record stream, "tx.id" on the company stream. */
  last: string | null;
  phase: "asked" | "replaying" | "live" | "over";
  why?: string;
}

export interface LiveEvent {
  s: string;
  seq?: number | null;
  at?: string;
  k: string;
  kind?: string;
  id?: string;
  by?: string;
  d?: Record<string, unknown> | null;
}

export type StreamFrame =
  | { t: "sub.ok"; s: string; epoch?: string | number; head?: number | string; first?: number | string }
  | { t: "live"; s: string; at?: number | string }
  | ({ t: "ev" } & LiveEvent)
  | { t: "gap"; s: string; from?: number | string; head?: number | string }
  | { t: "bye"; s: string; why: string };

/** `apply` the event, `refetch` by REST because history was skipped, `resubscribe` from `last`, or say it is `gone`. */
export type Effect = { do: "apply"; event: LiveEvent } | { do: "refetch" } | { do: "resubscribe" } | { do: "gone"; why: string };

export const fresh: StreamState = { epoch: null, last: null, phase: "asked" };

/** A stream of which everything up to `last` is known from elsewhere: the answer of a list, for instance. */
export const startingAt = (last: number): StreamState => ({ epoch: null, last: String(last), phase: "asked" });

export const COMPANY = "company";

/** Orders two positions: by number, part by part ("12.7" before "12.10"). */
export function compareAt(a: string, b: string): number {
  const left = a.split(".");
  const right = b.split(".");
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const x = BigInt(left[i] ?? "0");
    const y = BigInt(right[i] ?? "0");
    if (x !== y) return x < y ? -1 : 1;
  }
  return 0;
}

export function advance(state: StreamState, frame: StreamFrame): [StreamState, Effect[]] {
  if (state.phase === "over" && frame.t !== "sub.ok") return [state, []];
  switch (frame.t) {
    case "sub.ok": {
      const epoch = frame.epoch === undefined ? state.epoch : String(frame.epoch);
      const head = frame.head === undefined ? null : String(frame.head);
      // A position from elsewhere names no epoch; it is taken unless it lies beyond the end of this history.
      const sameHistory = state.epoch === epoch || (state.epoch === null && (head === null || compareAt(state.last ?? "0", head) <= 0));
      if (state.last !== null && sameHistory) {
        // What came before this company joined is neither shown nor missing.
        const before = frame.first === undefined ? state.last : String(BigInt(frame.first) - 1n);
        return [{ epoch, last: compareAt(state.last, before) < 0 ? before : state.last, phase: "replaying" }, []];
      }
      return [{ epoch, last: head, phase: "replaying" }, [{ do: "refetch" }]];
    }
    case "live":
      return [{ ...state, phase: "live" }, []];
    case "gap": {
      const head = frame.head === undefined ? state.last : String(frame.head);
      return [{ ...state, last: head }, [{ do: "refetch" }]];
    }
    case "bye":
      return [{ ...state, phase: "over", why: frame.why }, [{ do: "gone", why: frame.why }]];
    case "ev": {
      const { t: _, ...event } = frame;
      return frame.s === COMPANY ? advanceFeed(state, event) : advanceRecord(state, event);
    }
  }
}

/** A record stream is dense: the next event is exactly last + 1, anything further is a hole to be asked for again. */
function advanceRecord(state: StreamState, event: LiveEvent): [StreamState, Effect[]] {
  // An event for this company alone is outside the numbering.
  if (event.seq === undefined || event.seq === null) return [state, [{ do: "apply", event }]];
  if (state.phase === "asked") return [state, []];
  const last = BigInt(state.last ?? "0");
  const seq = BigInt(event.seq);
  if (seq <= last) return [state, []];
  if (seq > last + 1n) return [{ ...state, phase: "asked" }, [{ do: "resubscribe" }]];
  return [{ ...state, last: String(seq) }, [{ do: "apply", event }]];
}

/** The company feed has holes by nature (other companies' events), but only ever moves forward. */
function advanceFeed(state: StreamState, event: LiveEvent): [StreamState, Effect[]] {
  if (event.at === undefined) return [state, [{ do: "apply", event }]];
  if (state.last !== null && compareAt(event.at, state.last) <= 0) return [state, []];
  return [{ ...state, last: event.at }, [{ do: "apply", event }]];
}
