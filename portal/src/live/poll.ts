// The live frames by long poll, for networks that let no socket through: one question, the frames that are there.

import { plain } from "../lib/plain";

export class PollRefused extends Error {
  constructor(readonly status: number) {
    super(`poll: ${status}`);
  }
}

export async function pollOnce(subs: object[], wait: number, signal: AbortSignal): Promise<unknown[]> {
  const answer = await fetch("/live/poll", {
    method: "POST",
    credentials: "same-origin",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ subs, wait }),
    signal,
  });
  if (!answer.ok) throw new PollRefused(answer.status);
  return (JSON.parse(plain(await answer.text())) as { frames: unknown[] }).frames;
}
