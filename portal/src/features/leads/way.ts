// The way of a lead as the transition rows have it: the longest one from the first stage to the end that is wished for.
import type { Transition } from "./api";

const first = "new";
const goal = "converted";

type Edge = Pick<Transition, "from_state" | "to_state">;

export function wayOf(rows: readonly Edge[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from_state, to_state } of rows) next.set(from_state, [...(next.get(from_state) ?? []), to_state]);
  const longest = (at: string, passed: readonly string[]): string[] | null => {
    if (at === goal) return [...passed, at];
    let best: string[] | null = null;
    for (const to of new Set(next.get(at))) {
      if (passed.includes(to) || to === at) continue;
      const found = longest(to, [...passed, at]);
      if (found && found.length > (best?.length ?? 0)) best = found;
    }
    return best;
  };
  return longest(first, []) ?? [first, goal];
}
