// The live frames by long poll, for networks that let no socket through: one question, the frames that are there.

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
  return ((await answer.json()) as { frames: unknown[] }).frames;
}
