// One live connection for the whole portal: subscriptions, resume after a cut, reconnect with jitter, and long polling
// where sockets do not open.
import { plain } from "../lib/plain";
import { pollOnce, PollRefused } from "./poll";
import { advance, COMPANY, fresh, startingAt, type Effect, type StreamFrame, type StreamState } from "./reducer";

export type Connection = "connecting" | "open" | "offline" | "closed";

export type StreamListener = (effect: Exclude<Effect, { do: "resubscribe" }>) => void;

/** Something that passes: who types, who is here. It has no number and may be lost. */
export interface Ephemeral {
  t: "eph";
  s: string;
  k: "typing" | "here";
  by: string;
  name?: string;
  co?: string;
  ttl: number;
  state?: "active" | "away";
  ask?: boolean;
}

/** The answer to what was sent under a cid. */
export type Answer =
  | { t: "ack"; cid: string; s: string; seq: number; id: string; dup?: boolean }
  | { t: "err"; re: string; status: number; type: string; detail?: string };

type ServerFrame =
  | StreamFrame
  | Ephemeral
  | Extract<Answer, { t: "ack" }>
  | { t: "hello"; epoch?: string; now?: string; ping?: number }
  | { t: "pong" }
  | { t: "err"; re?: string; status?: number; type?: string; detail?: string }
  | { t: "bye"; s?: undefined; why: string; retry?: [number, number] };

interface Stream {
  state: StreamState;
  listeners: Set<StreamListener>;
}

const subsInOneFrame = 200;
const opensBeforePolling = 3;
const tryAgainEvery = 60_000;
const pollWait = 25;

function listenersOf<T>() {
  const set = new Set<(value: T) => void>();
  return {
    add(listener: (value: T) => void): () => void {
      set.add(listener);
      return () => set.delete(listener);
    },
    tell(value: T) {
      for (const listener of set) listener(value);
    },
  };
}

export class LiveSocket {
  private socket: WebSocket | null = null;
  private readonly streams = new Map<string, Stream>();
  private readonly watchers = new Set<() => void>();
  private readonly passing = listenersOf<Ephemeral>();
  private readonly answers = listenersOf<Answer>();
  private readonly caughtUp = listenersOf<string>();
  private connection: Connection = "closed";
  private attempts = 0;
  private neverOpened = 0;
  private retryRange: [number, number] | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private lastHeard = 0;
  private poll: AbortController | null = null;
  private pollTimer: ReturnType<typeof setTimeout> | undefined;
  private newlyAsked = new Set<string>();

  constructor(
    private readonly url: string,
    private readonly onSessionOver: () => void,
  ) {}

  start(): void {
    if (this.connection !== "closed") return;
    window.addEventListener("online", this.wake);
    document.addEventListener("visibilitychange", this.wake);
    this.connect();
  }

  stop(): void {
    window.removeEventListener("online", this.wake);
    document.removeEventListener("visibilitychange", this.wake);
    clearTimeout(this.retryTimer);
    clearTimeout(this.pollTimer);
    clearInterval(this.pingTimer);
    this.set("closed");
    this.stopPolling();
    this.socket?.close(1000);
    this.socket = null;
    this.streams.clear();
  }

  status = (): Connection => this.connection;

  /** By long poll nothing can be sent here: it goes by REST. */
  canSend = (): boolean => this.connection === "open" && this.socket?.readyState === WebSocket.OPEN && this.poll === null;

  polls = (): boolean => this.poll !== null;

  /** Everything up to now has arrived on that stream. */
  isLive = (name: string): boolean => this.connection === "open" && this.streams.get(name)?.state.phase === "live";

  watch = (listener: () => void): (() => void) => {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  };

  onEphemeral = this.passing.add;
  onAnswer = this.answers.add;
  onLive = this.caughtUp.add;

  /** Listens to a stream until the returned function is called; `from` is what is known of it already. */
  subscribe(name: string, listener: StreamListener, from?: number): () => void {
    let stream = this.streams.get(name);
    if (!stream) {
      stream = { state: from === undefined ? fresh : startingAt(from), listeners: new Set() };
      this.streams.set(name, stream);
      if (this.connection === "open") this.ask([name]);
    }
    stream.listeners.add(listener);
    return () => {
      stream.listeners.delete(listener);
      if (stream.listeners.size > 0 || this.streams.get(name) !== stream) return;
      this.streams.delete(name);
      this.send({ t: "unsub", s: name });
    };
  }

  /** False when nothing was sent, because the socket is not open. */
  send(frame: object): boolean {
    if (this.socket?.readyState !== WebSocket.OPEN || this.connection !== "open") return false;
    this.socket.send(JSON.stringify(frame));
    return true;
  }

  private connect(): void {
    if (this.poll === null) this.set("connecting");
    const socket = new WebSocket(this.url, "hansa.v1");
    this.socket = socket;
    socket.addEventListener("message", (message) => this.receive(socket, String(message.data)));
    socket.addEventListener("close", () => this.lost(socket));
  }

  private receive(socket: WebSocket, text: string): void {
    if (socket !== this.socket) return;
    this.lastHeard = Date.now();
    try {
      this.take(JSON.parse(plain(text)) as ServerFrame);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
    }
  }

  private take(frame: ServerFrame): void {
    switch (frame.t) {
      case "hello":
        this.attempts = 0;
        this.neverOpened = 0;
        this.stopPolling();
        this.set("open");
        this.keepAlive((frame.ping ?? 25) * 1000);
        this.ask(this.notOver());
        return;
      case "eph":
        return this.passing.tell(frame);
      case "ack":
        return this.answers.tell(frame);
      case "err":
        if (frame.re) this.answers.tell({ t: "err", re: frame.re, status: frame.status ?? 500, type: frame.type ?? "", detail: frame.detail ?? "" });
        return;
      case "pong":
        return;
      case "bye":
        if (frame.s !== undefined) return this.feed(frame as StreamFrame);
        if (frame.why === "session") this.onSessionOver();
        this.retryRange = frame.retry ?? null;
        return;
      default:
        this.feed(frame);
    }
  }

  private feed(frame: StreamFrame): void {
    const stream = this.streams.get(frame.s);
    if (!stream) return;
    const [state, effects] = advance(stream.state, frame);
    stream.state = state;
    for (const effect of effects) {
      if (effect.do === "resubscribe") this.ask([frame.s]);
      else for (const listener of stream.listeners) listener(effect);
    }
    if (frame.t === "live") this.caughtUp.tell(frame.s);
  }

  private notOver(): string[] {
    return [...this.streams].flatMap(([name, { state }]) => (state.phase === "over" ? [] : [name]));
  }

  private positions(names: string[]): object[] {
    return names.flatMap((name) => {
      const state = this.streams.get(name)?.state;
      if (!state || state.phase === "over") return [];
      if (state.last === null) return [{ s: name }];
      if (name === COMPANY) return [{ s: name, from: state.last }];
      return [{ s: name, epoch: state.epoch ?? undefined, from: Number(state.last) }];
    });
  }

  private ask(names: string[]): void {
    if (this.poll) {
      // The poll under way does not know these: another one begins.
      for (const name of names) this.newlyAsked.add(name);
      clearTimeout(this.pollTimer);
      this.pollTimer = setTimeout(() => this.poll?.abort(), 20);
      return;
    }
    const subs = this.positions(names);
    for (let at = 0; at < subs.length; at += subsInOneFrame) this.send({ t: "sub", subs: subs.slice(at, at + subsInOneFrame) });
  }

  private keepAlive(every: number): void {
    clearInterval(this.pingTimer);
    this.pingTimer = setInterval(() => {
      if (Date.now() - this.lastHeard > every * 2.5) this.socket?.close();
      else this.send({ t: "ping" });
    }, every);
  }

  private lost(socket: WebSocket): void {
    if (socket !== this.socket || this.connection === "closed") return;
    this.socket = null;
    clearInterval(this.pingTimer);
    if (this.poll) {
      this.retryTimer = setTimeout(() => this.connect(), tryAgainEvery);
      return;
    }
    this.neverOpened = this.connection === "open" ? 0 : this.neverOpened + 1;
    this.set("offline");
    if (this.neverOpened >= opensBeforePolling && navigator.onLine !== false) void this.keepPolling();
    // Full jitter, so that a restarted server does not meet all its clients in one moment.
    const [least, most] = this.retryRange ?? [250, Math.min(15_000, 500 * 2 ** this.attempts)];
    this.retryRange = null;
    this.attempts = Math.min(this.attempts + 1, 8);
    this.retryTimer = setTimeout(() => this.connect(), least + Math.random() * Math.max(0, most - least));
  }

  /** Asks again and again until a socket opens or the server cannot be reached by HTTP either. */
  private async keepPolling(): Promise<void> {
    let failures = 0;
    let first = true;
    this.poll = new AbortController();
    while (this.poll) {
      const round: AbortController = new AbortController();
      this.poll = round;
      // The newest subscriptions come last and are the ones on the screen.
      const names = this.notOver().slice(-subsInOneFrame);
      const asked = this.newlyAsked;
      this.newlyAsked = new Set();
      try {
        const wait = first || asked.size > 0 ? 0 : pollWait;
        const frames = (await pollOnce(this.positions(names), wait, round.signal)) as ServerFrame[];
        if (this.poll !== round) return;
        failures = 0;
        first = false;
        this.set("open");
        for (const frame of frames) if (frame.t !== "hello") this.take(frame);
      } catch (error) {
        if (this.poll !== round) return;
        if (round.signal.aborted) continue;
        if (error instanceof PollRefused && error.status === 401) this.onSessionOver();
        if (++failures > 1) return this.giveUpPolling();
        await new Promise((resolve) => setTimeout(resolve, 1000 * failures));
      }
    }
  }

  private giveUpPolling(): void {
    this.poll = null;
    this.set("offline");
  }

  private stopPolling(): void {
    const { poll } = this;
    this.poll = null;
    poll?.abort();
  }

  private readonly wake = (): void => {
    if (document.visibilityState === "hidden" || this.connection !== "offline") return;
    clearTimeout(this.retryTimer);
    this.connect();
  };

  private set(connection: Connection): void {
    if (connection === this.connection) return;
    this.connection = connection;
    for (const watcher of this.watchers) watcher();
  }
}
