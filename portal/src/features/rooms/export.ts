// A room taken away as one file: its messages as JSON lines and the own company's files, put together in the browser.
import { Zip, ZipDeflate, ZipPassThrough } from "fflate";
import { ApiError } from "../../api/client";
import type { Problem } from "../../api/types";

export interface ExportFile {
  id: string;
  name: string;
  size: number;
  path: string;
  /** Where it lies in the archive; null when it was erased meanwhile. */
  entry?: string | null;
}

export interface ExportState {
  files: number;
  total: number;
  bytes: number;
  of: number;
}

export interface Exported {
  blob: Blob;
  messages: number;
  files: number;
  missing: number;
}

/** Archives of the plain form end before four gigabytes. */
const most = 3.5 * 2 ** 30;

export class ExportTooBig extends Error {}

/** A name every system can write, whatever people called the file. */
export function safeName(name: string): string {
  const plain = name.normalize("NFC").replace(/[\p{C}/\\:*?"<>|]/gu, "_").replace(/^[. ]+|[. ]+$/g, "");
  const end = /\.[^.]{1,10}$/.exec(plain)?.[0] ?? "";
  return (plain.length > 120 ? plain.slice(0, 120 - end.length) + end : plain) || "file";
}

interface Line {
  files?: ExportFile[];
}

/** The lines of the export and the files they name, each with its place in the archive. */
export function readLines(text: string): { lines: Line[]; files: ExportFile[] } {
  const lines = text.split("\n").filter(Boolean).map((line) => JSON.parse(line) as Line);
  const files = lines.flatMap((line) => line.files ?? []);
  for (const file of files) file.entry = `files/${file.id}/${safeName(file.name)}`;
  return { lines, files };
}

async function get(path: string, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { signal, credentials: "same-origin", headers: { "Accept-Language": document.documentElement.lang || "en" } });
  } catch (error) {
    if (signal.aborted) throw error;
    throw new ApiError({ type: "/problems/unreachable", title: "unreachable", status: 0 });
  }
  if (response.ok || response.status === 404) return response;
  throw new ApiError(await response.json().then((problem: Problem) => problem, () => ({ type: "/problems/unexpected", title: response.statusText || "Error", status: response.status })));
}

const breath = () => new Promise((resolve) => setTimeout(resolve));
const chunk = 1 << 18;

export async function exportRoom(room: string, signal: AbortSignal, tell: (state: ExportState) => void): Promise<Exported> {
  const answer = await get(`/api/rooms/${room}/export`, signal);
  if (!answer.ok) throw new ApiError((await answer.json()) as Problem);
  const { lines, files } = readLines(await answer.text());
  const state: ExportState = { files: 0, total: files.length, bytes: 0, of: files.reduce((sum, file) => sum + file.size, 0) };
  if (state.of > most) throw new ExportTooBig();
  const parts: Blob[] = [];
  const zip = new Zip((error, data) => {
    if (error) throw error;
    // A blob may lie on the disk, where an array may not.
    parts.push(new Blob([data as Uint8Array<ArrayBuffer>]));
  });
  let missing = 0;
  for (const file of files) {
    tell({ ...state });
    const response = await get(file.path, signal);
    if (response.ok) {
      const entry = new ZipPassThrough(file.entry!);
      zip.add(entry);
      const reader = response.body!.getReader();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        entry.push(value);
        state.bytes += value.length;
        tell({ ...state });
      }
      entry.push(new Uint8Array(), true);
      state.files += 1;
    } else {
      file.entry = null;
      missing += 1;
    }
  }
  // Last, when it is known which files were there.
  const entry = new ZipDeflate("messages.jsonl", { level: 6 });
  zip.add(entry);
  const encoder = new TextEncoder();
  let waiting = "";
  for (const line of lines) {
    waiting += `${JSON.stringify(line)}\n`;
    if (waiting.length < chunk) continue;
    entry.push(encoder.encode(waiting));
    waiting = "";
    await breath();
    signal.throwIfAborted();
  }
  entry.push(encoder.encode(waiting), true);
  zip.end();
  tell({ ...state });
  return { blob: new Blob(parts, { type: "application/zip" }), messages: lines.length - 1, files: state.files, missing };
}

/** Hands it to the browser as a download. */
export function save(blob: Blob, name: string): void {
  const href = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(href), 60_000);
}
