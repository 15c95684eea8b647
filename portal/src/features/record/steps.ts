// The steps of a record's way.

export interface Step {
  name: string;
  state: "done" | "now" | "next";
  /** Beside the way: lost, rejected. */
  off: boolean;
  /** Goes there from here. */
  go?: { title: string; run: () => void } | undefined;
}

/** The way, or for a record that has left it, where it began and where it stands. */
export function stepsShown(way: readonly string[], now: string): Step[] {
  const at = way.indexOf(now);
  if (at < 0) return [{ name: way[0]!, state: "done", off: false }, { name: now, state: "now", off: true }];
  return way.map((name, index) => ({ name, state: index < at ? "done" : index === at ? "now" : "next", off: false }));
}
