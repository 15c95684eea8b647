// Files on their way: sent one by one as they are, with progress, and cancelled when one changes one's mind.
import { useCallback, useEffect, useRef, useState } from "react";
import { dropFile } from "./http";
import type { RoomFile } from "./types";

export interface Upload {
  key: string;
  name: string;
  size: number;
  sent: number;
  /** A small picture of what is being sent. */
  picture: string | null;
  problem: { kind: string; detail: string } | null;
}

/** What the server takes at most, whatever a company's rule says. */
export const mostBytes = 20 * 1024 * 1024;
const pictured = /^image\/(png|jpeg|gif|webp)$/;
const pictureBytes = 8 * 1024 * 1024;

function send(file: File, onProgress: (sent: number) => void): { answer: Promise<RoomFile>; cancel: () => void } {
  const request = new XMLHttpRequest();
  const answer = new Promise<RoomFile>((resolve, reject) => {
    request.open("POST", `/api/files?name=${encodeURIComponent(file.name || "file")}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => onProgress(event.loaded));
    request.addEventListener("load", () => {
      const body = request.response as (RoomFile & { type: string; detail?: string }) | null;
      if (request.status === 201 && body) resolve(body);
      else reject(Object.assign(new Error(body?.detail ?? ""), { kind: request.status === 413 ? "file_too_large" : (body?.type?.split("/").pop() ?? "unexpected") }));
    });
    request.addEventListener("error", () => reject(Object.assign(new Error(""), { kind: "unreachable" })));
    request.addEventListener("abort", () => reject(Object.assign(new Error(""), { kind: "cancelled" })));
    request.send(file);
  });
  return { answer, cancel: () => request.abort() };
}

function pictureOf(file: File): Promise<string | null> {
  if (!pictured.test(file.type) || file.size > pictureBytes) return Promise.resolve(null);
  return new Promise((resolve) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => resolve(null));
    reader.readAsDataURL(file);
  });
}

export function useUploads(onDone: (file: RoomFile) => void) {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const cancels = useRef(new Map<string, () => void>());
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  useEffect(() => {
    const all = cancels.current;
    return () => {
      for (const cancel of all.values()) cancel();
    };
  }, []);

  const change = useCallback((key: string, to: Partial<Upload>) => setUploads((list) => list.map((upload) => (upload.key === key ? { ...upload, ...to } : upload))), []);
  const forget = useCallback((key: string) => {
    cancels.current.delete(key);
    setUploads((list) => list.filter((upload) => upload.key !== key));
  }, []);

  const add = useCallback(
    (files: Iterable<File>) => {
      for (const file of files) {
        const key = crypto.randomUUID();
        const upload: Upload = { key, name: file.name, size: file.size, sent: 0, picture: null, problem: null };
        if (file.size > mostBytes || file.size === 0) {
          setUploads((list) => [...list, { ...upload, problem: { kind: file.size === 0 ? "file_empty" : "file_too_large", detail: "" } }]);
          continue;
        }
        setUploads((list) => [...list, upload]);
        void pictureOf(file).then((picture) => picture && change(key, { picture }));
        const { answer, cancel } = send(file, (sent) => change(key, { sent }));
        cancels.current.set(key, cancel);
        answer.then(
          (stored) => {
            forget(key);
            done.current(stored);
          },
          (error: Error & { kind: string }) => {
            if (error.kind === "cancelled") forget(key);
            else change(key, { problem: { kind: error.kind, detail: error.message } });
          },
        );
      }
    },
    [change, forget],
  );

  const cancel = useCallback(
    (key: string) => {
      cancels.current.get(key)?.();
      forget(key);
    },
    [forget],
  );
  const drop = useCallback((file: RoomFile) => void dropFile(file.id).catch(() => {}), []);
  return { uploads, add, cancel, drop, busy: uploads.some((upload) => upload.problem === null) };
}
