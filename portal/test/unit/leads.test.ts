// The logic of the leads screens: what the URL says, who is chosen, where a lead stands in a windowed list, what it may do next.
import { describe, expect, it } from "vitest";
import { changeOf } from "../../src/features/leads/edit";
import { blocksOf, slotAt } from "../../src/features/leads/blocks";
import { columns, mayEdit, shownColumns } from "../../src/features/leads/columns";
import { stepsOf, stepTo } from "../../src/features/leads/moves";
import { changed, counted, emptyPart, filled, keyOf, placeFor, put, taken, totals } from "../../src/features/leads/parts";
import { choose, extend, nothing, taken as takenAlong, toggle, without } from "../../src/features/leads/selection";
import { asQuery, formatView, narrowed, parseView, type View } from "../../src/features/leads/view";
import { wayOf } from "../../src/features/leads/way";
import { stepsShown } from "../../src/features/record/steps";
import { windowAt } from "../../src/ui/GridWindow";
import type { Line, Transition } from "../../src/features/leads/api";

const line = (id: string, more: Partial<Line> = {}): Line =>
  ({ id, number: `L-${id}`, stage: "new", level: "own", title: `Lead ${id}`, company_name: null, country: "DE", industry: null, product_interest: null, source: null,
    value_minor: 100, currency: "EUR", expected_close: null, company_id: "c1", owner_name: "One", assigned_to: null, assigned_to_name: null, shared_with: 0, version: 1,
    created_at: "2026-11-01T00:00:00Z", updated_at: "2026-11-02T00:00:00Z", ...more }) as Line;

const row = (from_state: string, action: string, to_state: string, side: string, requires: string[] = [], role = "member") => ({ from_state, action, to_state, side, role, requires }) as Transition;
const life = [
  row("new", "qualify", "qualified", "owner"), row("new", "disqualify", "disqualified", "owner"), row("qualified", "offer", "offered", "owner"),
  row("qualified", "start", "working", "either"), row("offered", "accept", "accepted", "grantee"), row("offered", "decline", "qualified", "grantee", ["note"]),
  row("offered", "recall", "qualified", "owner"), row("accepted", "start", "working", "either"), row("working", "convert", "converted", "either"),
  row("working", "lose", "lost", "either", ["note"]), row("working", "return", "returned", "grantee", ["note"]), row("returned", "qualify", "qualified", "owner"),
];

describe("the URL of a list of leads", () => {
  const full: View = {
    view: "board",
    filter: { stage: ["new", "lost"], owner: ["a"], assigned_to: ["me", "none"], country: ["DE"], industry: ["Food, drink & more"], source: ["trade fair"], value: ["1000", ""],
      close: ["2026-01-01", "2026-12-31"], created: ["2026-02-01", "2026-02-28"], with: "0d9e3b52-7c5c-4ff0-a2b4-5b1b1f2f3a4c", updated: ["", "2026-11-20"], q: "łódź =1+1", shared: "own", currency: "EUR" },
    sort: "value", dir: "asc", by: "owner", columns: [{ id: "title", width: 320 }, { id: "stage" }], folded: ["a", "-"],
  };

  it("says a whole view and is read back without loss", () => {
    expect(parseView(formatView(full).toString())).toEqual(full);
  });

  it("says nothing of what is as it comes", () => {
    expect(formatView(parseView("")).toString()).toBe("");
    expect(formatView(parseView("view=table&sort=updated&dir=desc&by=")).toString()).toBe("");
  });

  it("passes over what it does not know, and over values that are none", () => {
    const view = parseView("view=pie&sort=luck&dir=up&by=moon&value=a..b&close=2026-1-1..&shared=yes&currency=eur&columns=title:5,stage:100000&stage=&evil=1");
    expect(view).toEqual({ view: "table", filter: {}, sort: "updated", dir: "desc", by: "", columns: [{ id: "title" }, { id: "stage" }], folded: [] });
  });

  it("still reads the links of one stage", () => {
    expect(parseView("?stage=new").filter).toEqual({ stage: ["new"] });
  });

  it("puts the reader in the place of “me” only when it asks the server", () => {
    expect(asQuery(full.filter, "person-7").assigned_to).toEqual(["person-7", "00000000-0000-0000-0000-000000000000"]);
    expect(asQuery({ value: ["5", ""], close: ["", "2026-02-01"] }, "x")).toEqual({ value_from: "5", close_to: "2026-02-01" });
  });

  it("narrows a filter to one group", () => {
    expect(narrowed({ country: ["DE"] }, "assigned_to", null)).toEqual({ country: ["DE"], assigned_to: ["none"] });
  });
});

describe("choosing leads", () => {
  const order = ["a", "b", undefined, "c", "d"];
  it("takes one in and out", () => {
    const one = toggle(nothing, "a");
    expect([...one.ids]).toEqual(["a"]);
    expect([...toggle(one, "a").ids]).toEqual([]);
  });
  it("takes the range from where the last was chosen, in either direction, over places not fetched", () => {
    expect([...extend(toggle(nothing, "b"), "d", order).ids].sort()).toEqual(["b", "c", "d"]);
    expect([...extend(toggle(nothing, "d"), "b", order).ids].sort()).toEqual(["b", "c", "d"]);
  });
  it("keeps the anchor, so that a range can be drawn further", () => {
    expect([...extend(extend(toggle(nothing, "a"), "b", order), "c", order).ids].sort()).toEqual(["a", "b", "c"]);
  });
  it("adds the lead alone when there is nothing to begin at", () => {
    expect([...extend(nothing, "c", order).ids]).toEqual(["c"]);
  });
  it("moves all that are chosen when one of them is dragged, and else only the one", () => {
    expect(takenAlong(choose(["a", "b"]), "b").sort()).toEqual(["a", "b"]);
    expect(takenAlong(choose(["a", "b"]), "c")).toEqual(["c"]);
  });
  it("forgets those that are gone", () => {
    expect([...without(choose(["a", "b"]), ["a"]).ids]).toEqual(["b"]);
  });
});

describe("parts of a windowed list", () => {
  const part = filled(counted(emptyPart("new"), 6, [{ currency: "EUR", minor: 600 }]), 0, ["a", "b", "c"]);
  it("have a place for each lead that is counted, fetched or not", () => {
    expect(part.ids).toEqual(["a", "b", "c", undefined, undefined, undefined]);
    expect(counted(part, 2, []).ids).toEqual(["a", "b"]);
  });
  it("give a lead one place only when it comes again further down", () => {
    expect(filled(part, 3, ["b", "d"]).ids).toEqual(["a", undefined, "c", "b", "d", undefined]);
  });
  it("keep count and sums when a lead goes and another comes", () => {
    const [gone, at] = taken(part, line("b"));
    expect([gone.count, at, gone.sums[0]!.minor, gone.ids[1]]).toEqual([5, 1, 500, "c"]);
    const come = put(gone, line("z", { value_minor: 50 }), 0);
    expect([come.count, come.sums[0]!.minor, come.ids[0], come.ids.length]).toEqual([6, 550, "z", 6]);
  });
  it("lose an unknown place when a lead goes that was not fetched", () => {
    expect(taken(part, line("y"))[0].ids).toEqual(["a", "b", "c", undefined, undefined]);
  });
  it("follow a changed value, also into another currency", () => {
    expect(changed(part, line("a"), line("a", { value_minor: 250, currency: "PLN" })).sums).toEqual([{ currency: "EUR", minor: 500 }, { currency: "PLN", minor: 250 }]);
  });
  it("are summed by currency, the largest first", () => {
    expect(totals([{ ...emptyPart("x"), sums: [{ currency: "EUR", minor: 5 }] }, { ...emptyPart("y"), sums: [{ currency: "PLN", minor: 9 }, { currency: "EUR", minor: 1 }] }])).toEqual([{ currency: "PLN", minor: 9 }, { currency: "EUR", minor: 6 }]);
  });
  it("know the group of a lead", () => {
    expect([keyOf(line("a"), ""), keyOf(line("a"), "stage"), keyOf(line("a"), "owner"), keyOf(line("a"), "assigned_to")]).toEqual(["", "new", "c1", ""]);
  });
  it("find the place of a lead in the order, empty values last, and say so when it lies among places not fetched", () => {
    const rows = new Map([["a", line("a", { value_minor: 900 })], ["b", line("b", { value_minor: 500 })], ["c", line("c", { value_minor: 100 })]]);
    const three = filled(counted(emptyPart(""), 3, []), 0, ["a", "b", "c"]);
    expect(placeFor(line("n", { value_minor: 600 }), three, rows, "value", "desc")).toBe(1);
    expect(placeFor(line("n", { value_minor: null }), three, rows, "value", "desc")).toBe(3);
    expect(placeFor(line("n", { value_minor: 50 }), part, rows, "value", "desc")).toBe(null);
    expect(placeFor(line("n"), part, rows, "updated", "desc")).toBe(0);
  });
});

describe("groups in one long table", () => {
  const parts = [{ ...emptyPart("a"), count: 3 }, { ...emptyPart(""), count: 2 }, { ...emptyPart("c"), count: 4 }];
  it("stand below one another, each with its head; a closed one has only that", () => {
    const { blocks, total } = blocksOf(parts, true, ["-"]);
    expect(total).toBe(4 + 1 + 5);
    expect(slotAt(blocks, true, 0)).toEqual({ part: parts[0], place: -1 });
    expect(slotAt(blocks, true, 3)).toEqual({ part: parts[0], place: 2 });
    expect(slotAt(blocks, true, 4)).toEqual({ part: parts[1], place: -1 });
    expect(slotAt(blocks, true, 6)).toEqual({ part: parts[2], place: 0 });
    expect(slotAt(blocks, true, 10)).toBe(null);
  });
  it("are one part without heads when nothing is grouped", () => {
    const { blocks, total } = blocksOf([parts[2]!], false, []);
    expect([total, slotAt(blocks, false, 3)!.place]).toEqual([4, 3]);
  });
});

describe("the window on a list", () => {
  it("holds what is in sight and a little more, and never what is not there", () => {
    const { from, to } = windowAt(4000, 800, 40, 10_000, 6);
    expect(from).toBeLessThanOrEqual(94);
    expect(to).toBeGreaterThanOrEqual(126);
    expect(to - from).toBeLessThan(50);
    expect(windowAt(1_000_000, 800, 40, 10, 6)).toEqual({ from: 10, to: 10 });
    expect(windowAt(0, 800, 40, 3, 6)).toEqual({ from: 0, to: 3 });
  });
  it("stays as it is while less than a few rows go by", () => {
    expect(windowAt(4001, 800, 40, 10_000, 6)).toEqual(windowAt(4030, 800, 40, 10_000, 6));
  });
});

describe("the steps of a lead", () => {
  it("are those of the reader's side of it", () => {
    expect(stepTo(life, line("a", { stage: "offered" }), "qualified", "member")?.action).toBe("recall");
    expect(stepTo(life, line("a", { stage: "offered", level: "edit" }), "qualified", "member")?.action).toBe("decline");
    expect(stepsOf(life, line("a", { stage: "offered", level: "read" }), "member")).toEqual([]);
    expect(stepsOf(life, line("a", { stage: "working" }), "member").map((step) => step.to_state)).toEqual(["converted", "lost"]);
    expect(stepsOf(life, line("a"), "viewer")).toEqual([]);
  });
  it("make the way that the tracker draws, from the rows alone", () => {
    expect(wayOf(life)).toEqual(["new", "qualified", "offered", "accepted", "working", "converted"]);
    expect(wayOf(life.filter((step) => step.action !== "offer"))).toEqual(["new", "qualified", "working", "converted"]);
  });
  it("show a lead that has left the way where it stands", () => {
    const way = wayOf(life);
    expect(stepsShown(way, "offered").map((step) => step.state)).toEqual(["done", "done", "now", "next", "next", "next"]);
    expect(stepsShown(way, "lost")).toEqual([{ name: "new", state: "done", off: false }, { name: "lost", state: "now", off: true }]);
  });
});

describe("changing a cell", () => {
  const column = (id: string) => columns.find((each) => each.id === id)!;
  it("reads an amount as people write it, in the lead's currency", () => {
    expect(changeOf(column("value_minor"), line("a"), "1 234,50", new Map())).toEqual({ value_minor: 123450, currency: "EUR" });
    expect(changeOf(column("value_minor"), line("a"), "", new Map())).toEqual({ value_minor: null });
    expect(changeOf(column("value_minor"), line("a"), "much", new Map())).toBe(null);
    expect(changeOf(column("value_minor"), line("a"), "-5", new Map())).toBe(null);
  });
  it("does not take a title away, but other fields", () => {
    expect(changeOf(column("title"), line("a"), " ", new Map())).toBe(null);
    expect(changeOf(column("industry"), line("a"), " ", new Map())).toEqual({ industry: null });
  });
  it("is for those who may: the owner all, an editor all but who is assigned, a reader nothing", () => {
    expect(mayEdit(column("assigned_to"), line("a"), true)).toBe(true);
    expect(mayEdit(column("assigned_to"), line("a", { level: "edit" }), true)).toBe(false);
    expect(mayEdit(column("industry"), line("a", { level: "edit" }), true)).toBe(true);
    expect(mayEdit(column("industry"), line("a", { level: "comment" }), true)).toBe(false);
    expect(mayEdit(column("industry"), line("a"), false)).toBe(false);
    expect(mayEdit(column("number"), line("a"), true)).toBe(false);
  });
  it("always shows the title first, whatever the URL says of the columns", () => {
    expect(shownColumns(parseView("columns=stage,nonsense,value_minor:200")).map(({ id, wide }) => [id, wide])).toEqual([["title", 300], ["stage", 140], ["value_minor", 200]]);
  });
});
