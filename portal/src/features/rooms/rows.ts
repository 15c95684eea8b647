// Messages as rows of the list: days between them, runs of one author put together, the line before what is new.
import type { Message } from "./types";

/** A message on its way, or one that the server refused. */
export interface Pending {
  cid: string;
  text: string;
  note: boolean;
  at: string;
  state: "waiting" | "failed";
  problem?: string | undefined;
  files: number;
}

export type Row =
  | { type: "day"; key: string; at: string }
  | { type: "new"; key: string }
  | { type: "message"; key: string; message: Message; head: boolean; note: boolean }
  | { type: "pending"; key: string; pending: Pending; head: boolean };

const together = 5 * 60_000;

const days = new Map<string, string>();

/** The reader's own day; worked out once for each minute, for rows are made anew with every message. */
function dayOf(at: string): string {
  const minute = at.slice(0, 16);
  let day = days.get(minute);
  if (day === undefined) {
    const date = new Date(at);
    day = `${date.getFullYear()}-${date.getMonth()}-${date.getDate()}`;
    if (days.size > 5000) days.clear();
    days.set(minute, day);
  }
  return day;
}

export interface RowOptions {
  me: string;
  notesRoom: string | null;
  /** Others' messages after this number are new; null shows no line. */
  readTo: number | null;
}

export function makeRows(messages: Message[], pending: Pending[], { me, notesRoom, readTo }: RowOptions): Row[] {
  const rows: Row[] = [];
  const arrived = new Set<string>();
  let before: Message | null = null;
  let day = "";
  let line = readTo === null;
  for (const message of messages) {
    if (message.person_id === me) arrived.add(message.cid);
    const note = notesRoom !== null && message.room_id === notesRoom;
    const today = dayOf(message.at);
    let head = before === null || before.room_id !== message.room_id || before.person_id !== message.person_id
      || before.company_id !== message.company_id || (message.at.slice(0, 16) !== before.at.slice(0, 16) && Date.parse(message.at) - Date.parse(before.at) > together);
    if (today !== day) {
      rows.push({ type: "day", key: `day ${today} ${message.id}`, at: message.at });
      day = today;
      head = true;
    }
    if (!line && !note && message.seq > readTo! && message.person_id !== me) {
      rows.push({ type: "new", key: "new" });
      line = true;
      head = true;
    }
    // What one wrote oneself stays the same row while it is on its way and once it is there: the list keeps its place.
    rows.push({ type: "message", key: message.person_id === me ? `own ${message.cid}` : message.id, message, head, note });
    before = message;
  }
  let after: Pending | null = null;
  for (const item of pending) {
    if (arrived.has(item.cid)) continue;
    const head: boolean = after ? after.note !== item.note : before === null || before.person_id !== me || (before.room_id === notesRoom) !== item.note;
    rows.push({ type: "pending", key: `own ${item.cid}`, pending: item, head });
    after = item;
  }
  return rows;
}
