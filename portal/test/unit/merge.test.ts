import { describe, expect, it } from "vitest";
import { changed, merge, type Fields } from "../../src/lib/merge";

describe("merge", () => {
  const base = { title: "A", city: "Lübeck", phone: null };

  it("sends what only I changed and takes what only they changed", () => {
    const result = merge(base, { ...base, title: "B" }, { ...base, city: "Gdańsk" });
    expect(result).toEqual({ mine: { title: "B" }, theirs: { city: "Gdańsk" }, conflicts: [] });
  });
  it("asks when both changed the same field differently", () => {
    const result = merge(base, { ...base, title: "B" }, { ...base, title: "C" });
    expect(result.conflicts).toEqual([{ field: "title", base: "A", mine: "B", theirs: "C" }]);
    expect(result.mine).toEqual({});
  });
  it("does not ask when both wrote the same", () => {
    expect(merge(base, { ...base, title: "B" }, { ...base, title: "B" }).conflicts).toEqual([]);
  });
  it("holds empty and absent for the same", () => {
    expect(merge(base, { ...base, phone: "" }, base)).toEqual({ mine: {}, theirs: {}, conflicts: [] });
    expect(changed(base, { ...base, phone: "" })).toEqual({});
    expect(changed(base, { ...base, city: "" })).toEqual({ city: "" });
  });
  it("puts every changed field in exactly one place, whatever was changed", () => {
    const values = [null, "", "x", "y", "z"];
    const pick = () => values[Math.floor(Math.random() * values.length)]!;
    for (let i = 0; i < 2000; i++) {
      const names = ["a", "b", "c", "d"];
      const make = (): Fields => Object.fromEntries(names.map((name) => [name, pick()]));
      const [b, m, t] = [make(), make(), make()];
      const result = merge(b, m, t);
      const same = (p: string | null | undefined, q: string | null | undefined) => (p ?? "") === (q ?? "");
      for (const name of names) {
        const places = [name in result.mine, name in result.theirs, result.conflicts.some((conflict) => conflict.field === name)].filter(Boolean).length;
        const touched = !same(b[name], m[name]) || !same(b[name], t[name]);
        expect(places).toBe(touched ? 1 : 0);
      }
    }
  });
});
