// The readable view and the raw bytes point at each other.
import { describe, expect, it } from "vitest";
import { flatten, type Readable } from "../../src/features/documents/readable";
import { overlaps, segments } from "../../src/features/documents/segments";

const isa = "ISA*00*          *00*          *ZZ*GDANSKDIST     *ZZ*LUEBECKINST    *261121*1015*U*00401*000000905*0*P*>";

describe("segments", () => {
  it("are cut by the terminator that ISA names", () => {
    expect(segments(`${isa}'GS*PO'ST*850*0001'`).map((segment) => segment.text)).toEqual([`${isa}'`, "GS*PO'", "ST*850*0001'"]);
  });
  it("count bytes, not letters", () => {
    const found = segments(`${isa}~N1*BY*Gdańsk~N4*Łódź~`);
    expect(found[1]).toMatchObject({ from: 106, to: 120, text: "N1*BY*Gdańsk~" });
    expect(found[2]!.from).toBe(120);
  });
  it("keep their line ends, and show none", () => {
    const found = segments(`${isa}~\r\nST*850~\r\n`);
    expect(found.map((segment) => segment.text)).toEqual([`${isa}~`, "ST*850~"]);
    expect(found[1]!.from).toBe(108);
  });
  it("read what is cut short or empty", () => {
    expect(segments("")).toEqual([]);
    expect(segments("ST*850~BEG*0").map((segment) => segment.text)).toEqual(["ST*850~", "BEG*0"]);
  });
  it("cover every byte once, wherever the text is cut", () => {
    const whole = `${isa}~GS*PO~N1*BY*Łódź 李~\nSE*2~`;
    for (let n = 0; n <= whole.length; n++) {
      const text = whole.slice(0, n);
      let at = 0;
      for (const segment of segments(text)) {
        expect(segment.from).toBe(at);
        at = segment.to;
      }
      expect(at).toBe(new TextEncoder().encode(text).length);
    }
  });
});

describe("readable", () => {
  const readable: Readable = {
    rows: [["BEG", "", 174, 31, "00", "SA", "4500012352", "", "20261121"], ["N1", "N1", 233, 34, "BY"], ["N1", "PO1/N1", 300, 10, "XX"]],
    names: { BEG: "Beginning", BEG01: "Purpose", N1: "Party" },
    codes: { "BEG01=00": "Original" },
  };
  const lines = flatten(readable);
  it("names segments and elements and says what codes mean", () => {
    expect(lines[0]).toMatchObject({ code: "BEG", label: "Beginning", value: null, depth: 0 });
    expect(lines[1]).toMatchObject({ code: "BEG01", label: "Purpose", value: "00", meaning: "Original", depth: 1 });
    expect(lines[2]).toMatchObject({ code: "BEG02", label: "BEG02", value: "SA" });
  });
  it("calls segments and elements as the reader's language does, where it has a name", () => {
    const told = flatten({ ...readable, references: { BEG01: "353" } }, { BEG: "Początek zamówienia", 353: "Cel dokumentu", "353=00": "Oryginał", "353=SA": "?", BEG02: "?" });
    expect(told.slice(0, 3).map((line) => line.label)).toEqual(["Początek zamówienia", "Cel dokumentu", "BEG02"]);
    expect(told.slice(1, 3).map((line) => line.meaning)).toEqual(["Oryginał", undefined]);
    expect(told.find((line) => line.code === "N1")!.label).toBe("Party");
  });
  it("takes no segment of an unknown name for something else", () => {
    expect(flatten({ ...readable, rows: [["constructor", "", 0, 1]] })[0]!.label).toBe("constructor");
  });
  it("leaves out empty elements and keeps the count", () => {
    expect(lines.filter((line) => line.key.startsWith("0/")).map((line) => line.code)).toEqual(["BEG01", "BEG02", "BEG03", "BEG05"]);
  });
  it("goes as deep as the loops", () => {
    expect(lines.filter((line) => line.code === "N1").map((line) => line.depth)).toEqual([1, 2]);
  });
  it("lights up what overlaps", () => {
    expect(overlaps(lines[0]!, { from: 204, to: 205 })).toBe(true);
    expect(overlaps(lines[0]!, { from: 205, to: 206 })).toBe(false);
    expect(overlaps(lines[0]!, null)).toBe(false);
  });
  it("is empty for what could not be read", () => {
    expect(flatten(null)).toEqual([]);
  });
});
