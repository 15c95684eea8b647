// What one has begun to write, per room and thread, kept in the browser until it is sent.
import type { Ref, RoomFile } from "./types";

export interface Started {
  text: string;
  note: boolean;
  refs: (Ref & { title?: string })[];
  mentions: { id: string; name: string }[];
  files: RoomFile[];
}

export const blank: Started = { text: "", note: false, refs: [], mentions: [], files: [] };

const keyOf = (owner: string, place: string) => `hansa.draft.${owner}.${place}`;

export function readDraft(owner: string, place: string): Started {
  try {
    const kept = localStorage.getItem(keyOf(owner, place));
    return kept ? { ...blank, ...(JSON.parse(kept) as Partial<Started>) } : blank;
  } catch {
    return blank;
  }
}

export function keepDraft(owner: string, place: string, draft: Started): void {
  try {
    const empty = draft.text.trim() === "" && draft.refs.length === 0 && draft.files.length === 0;
    if (empty && !draft.note) localStorage.removeItem(keyOf(owner, place));
    else localStorage.setItem(keyOf(owner, place), JSON.stringify(draft));
  } catch {
    // Storage may be full or forbidden; the draft then lasts for this page.
  }
}
