// What is kept for a time without a network: bounded, never what is secret, the session always.
import { describe, expect, it } from "vitest";
import { choose, worthKeeping, type Entry } from "../../src/offline/store";

const entry = (key: unknown[], at: number, data: unknown = { a: 1 }): Entry => ({ key, data, at });

describe("what is kept for offline", () => {
  it("is the newest first, the session before all, and no more than fits", () => {
    const entries = [entry(["me"], 1), ...Array.from({ length: 10 }, (_, i) => entry(["orders", i], 10 + i))];
    const kept = choose(entries, { entries: 4, each: 1000, all: 1000 });
    expect(kept.map((item) => item.key)).toEqual([["me"], ["orders", 9], ["orders", 8], ["orders", 7]]);
  });

  it("leaves out what alone is too large, and goes on with the rest", () => {
    const kept = choose([entry(["leads"], 3, "x".repeat(600)), entry(["orders"], 2), entry(["tasks"], 1)], { entries: 9, each: 500, all: 5000 });
    expect(kept.map((item) => item.key[0])).toEqual(["orders", "tasks"]);
  });

  it("never is a search, a key, an invitation, a feed's address or a raw document", () => {
    for (const key of [["search", "q"], ["api-keys"], ["invitations"], ["calendar", "feeds"], ["record", "id", "raw"], ["audit"]]) expect(worthKeeping(key)).toBe(false);
    expect(worthKeeping(["record", "id", "lead"])).toBe(true);
  });
});
