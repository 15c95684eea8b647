// Small words and colours of rooms: times, days, names of rooms, the colour of a company.
import type { TFunction } from "i18next";
import { day } from "../../lib/format";
import type { Room } from "./types";

const clocks = new Map<string, Intl.DateTimeFormat>();
const times = new Map<string, string>();

export function clock(at: string, lang: string): string {
  const key = `${lang}${at.slice(0, 16)}`;
  let time = times.get(key);
  if (time === undefined) {
    let format = clocks.get(lang);
    if (!format) clocks.set(lang, (format = new Intl.DateTimeFormat(lang === "en" ? "en-GB" : lang, { hour: "2-digit", minute: "2-digit" })));
    time = format.format(new Date(at));
    if (times.size > 5000) times.clear();
    times.set(key, time);
  }
  return time;
}

const startOf = (date: Date) => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
const local = (date: Date) => `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;

export function dayName(t: TFunction, at: string, lang: string, now: Date = new Date()): string {
  const then = new Date(at);
  const days = Math.round((startOf(now) - startOf(then)) / 86_400_000);
  if (days === 0) return t("room.today");
  if (days === 1) return t("room.yesterday");
  return day(local(then), lang);
}

/** One of eight colours, the same for the same company everywhere. */
export function hueOf(id: string): number {
  let sum = 0;
  for (let i = 0; i < id.length; i++) sum = (sum * 31 + id.charCodeAt(i)) % 997;
  return sum % 8;
}

export function roomTitle(t: TFunction, room: Pick<Room, "title" | "about_kind">): string {
  return room.title ?? t(`kind.${room.about_kind ?? "room"}`, { defaultValue: t("room.untitled") });
}
