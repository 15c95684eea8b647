// One WebSocket for the whole portal: subscriptions, resume after a cut, reconnect with jitter.
import { advance, COMPANY, fresh, type Effect, type StreamFrame, type StreamState } from "./reducer";

export type Connection = "connecting" | "open" | "offline" | "closed";

export type StreamListener = (effect: Exclude<Effect, { do: "resubscribe" }>) => void;

type ServerFrame =
  | StreamFrame
  | { t: "hello"; epoch?: string; now?: string; ping?: number }
  | { t: "pong" }
  | { t: "err"; status?: number; type?: string; detail?: string }
  | { t: "bye"; s?: undefined; why: string; retry?: [number, number] };

interface Stream {
  state: StreamState;
  listeners: Set<StreamListener>;
}

export class LiveSocket {
  private socket: WebSocket | null = null;
  private readonly streams = new Map<string, Stream>();
  private readonly watchers = new Set<() => void>();
  private connection: Connection = "closed";
  private attempts = 0;
  private retryRange: [number, number] | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private pingTimer: ReturnType<typeof setInterval> | undefined;
  private lastHeard = 0;

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
    clearInterval(this.pingTimer);
    this.set("closed");
    this.socket?.close(1000);
    this.socket = null;
    this.streams.clear();
  }

  status = (): Connection => this.connection;

  watch = (listener: () => void): (() => void) => {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  };

  /** Listens to a stream until the returned function is called. */
  subscribe(name: string, listener: StreamListener): () => void {
    let stream = this.streams.get(name);
    if (!stream) {
      stream = { state: fresh, listeners: new Set() };
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

  private connect(): void {
    this.set("connecting");
    const socket = new WebSocket(this.url, "hansa.v1");
    this.socket = socket;
    socket.addEventListener("message", (message) => this.receive(socket, String(message.data)));
    socket.addEventListener("close", () => this.lost(socket));
  }

  private receive(socket: WebSocket, text: string): void {
    if (socket !== this.socket) return;
    this.lastHeard = Date.now();
    let frame: ServerFrame;
    try {
      frame = JSON.parse(text) as ServerFrame;
    } catch {
      return;
    }
    if (frame.t === "hello") {
      this.attempts = 0;
      this.set("open");
      this.keepAlive((frame.ping ?? 25) * 1000);
      this.ask([...this.streams.keys()]);
    } else if (frame.t === "bye" && frame.s === undefined) {
      if (frame.why === "session") this.onSessionOver();
      this.retryRange = frame.retry ?? null;
    } else if (frame.t !== "pong" && frame.t !== "err") {
      this.feed(frame as StreamFrame);
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
  }

  private ask(names: string[]): void {
    const subs = names.flatMap((name) => {
      const state = this.streams.get(name)?.state;
      if (!state || state.phase === "over") return [];
      if (state.last === null) return [{ s: name }];
      if (name === COMPANY) return [{ s: name, from: state.last }];
      return [{ s: name, epoch: state.epoch ?? undefined, from: Number(state.last) }];
    });
    if (subs.length > 0) this.send({ t: "sub", subs });
  }

  private send(frame: unknown): void {
    if (this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
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
    this.set("offline");
    // Full jitter, so that a restarted server does not meet all its clients in one moment.
    const [least, most] = this.retryRange ?? [250, Math.min(15_000, 500 * 2 ** this.attempts)];
    this.retryRange = null;
    this.attempts = Math.min(this.attempts + 1, 8);
    this.retryTimer = setTimeout(() => this.connect(), least + Math.random() * Math.max(0, most - least));
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
