// A room as a ZIP: its lines, the own company's files under names every system can write, and what happens when it is stopped.
import { unzipSync } from "fflate";
import { afterEach, expect, test, vi } from "vitest";
import { exportRoom, readLines, safeName } from "../../src/features/rooms/export";

const lines = [
  { room: { id: "r", title: "Board" } },
  { id: "m1", text: "zażółć", files: [{ id: "f1", name: "../a:b.pdf", size: 3, path: "/api/files/f1" }, { id: "f2", name: "gone.txt", size: 4, path: "/api/files/f2" }] },
  { id: "m2", text: "theirs", files: [] },
];
const text = lines.map((line) => `${JSON.stringify(line)}\n`).join("");
const answers: Record<string, () => Response> = {
  "/api/rooms/r/export": () => new Response(text),
  "/api/files/f1": () => new Response(new Uint8Array([1, 2, 3])),
  "/api/files/f2": () => Response.json({ type: "/problems/not_found", title: "Not Found", status: 404 }, { status: 404 }),
};
const serve = (more: typeof answers = {}) =>
  vi.stubGlobal("fetch", async (path: string, init: RequestInit) => {
    init.signal?.throwIfAborted();
    return ({ ...answers, ...more })[path]!();
  });
afterEach(() => vi.unstubAllGlobals());

test("holds the messages and the company's own files, and says which were erased meanwhile", async () => {
  serve();
  const told: number[] = [];
  const made = await exportRoom("r", new AbortController().signal, (state) => told.push(state.bytes));
  expect([made.messages, made.files, made.missing, told.at(-1)]).toEqual([2, 1, 1, 3]);
  const inside = unzipSync(new Uint8Array(await made.blob.arrayBuffer()));
  expect(Object.keys(inside).sort()).toEqual(["files/f1/_a_b.pdf", "messages.jsonl"]);
  expect([...inside["files/f1/_a_b.pdf"]!]).toEqual([1, 2, 3]);
  const back = new TextDecoder().decode(inside["messages.jsonl"]).trimEnd().split("\n").map((line) => JSON.parse(line));
  expect(back.map((line) => line.text)).toEqual([undefined, "zażółć", "theirs"]);
  expect(back[1].files.map((file: { entry: string | null }) => file.entry)).toEqual(["files/f1/_a_b.pdf", null]);
});

test("is stopped at once, and tells of a refusal", async () => {
  serve();
  const stop = new AbortController();
  stop.abort();
  await expect(exportRoom("r", stop.signal, () => {})).rejects.toThrow();
  serve({ "/api/files/f1": () => Response.json({ type: "/problems/unavailable", title: "Later", status: 503 }, { status: 503 }) });
  await expect(exportRoom("r", new AbortController().signal, () => {})).rejects.toMatchObject({ status: 503 });
  serve({ "/api/rooms/r/export": () => Response.json({ type: "/problems/not_found", title: "Not Found", status: 404 }, { status: 404 }) });
  await expect(exportRoom("r", new AbortController().signal, () => {})).rejects.toMatchObject({ status: 404 });
});

test("gives every file a place of its own under a name that leads nowhere else", () => {
  expect(["../../etc/passwd", "a\u202Egnp.exe", "CON: x?.pdf", "..", " . ", `${"x".repeat(300)}.jpeg`].map(safeName)).toEqual(["_.._etc_passwd", "a_gnp.exe", "CON_ x_.pdf", "file", "file", `${"x".repeat(115)}.jpeg`]);
  const { files } = readLines(text);
  expect(new Set(files.map((file) => file.entry)).size).toBe(files.length);
});
