// The days a month's page shows, whole weeks from the first day of the reader's week.
import { addDays } from "../tasks/dates";

/** 1 is Monday, 7 is Sunday. */
export function firstWeekday(lang: string): number {
  const locale = new Intl.Locale(lang) as Intl.Locale & { getWeekInfo?: () => { firstDay: number }; weekInfo?: { firstDay: number } };
  // English is read here as in most of the world, not as in the country its locale stands for.
  if (lang === "en") return 1;
  return locale.getWeekInfo?.().firstDay ?? locale.weekInfo?.firstDay ?? 1;
}

export function weeksOf(month: string, first: number): string[][] {
  const start = `${month}-01`;
  const weekday = new Date(`${start}T00:00:00Z`).getUTCDay() || 7;
  let day = addDays(start, -((weekday - first + 7) % 7));
  const weeks: string[][] = [];
  do {
    weeks.push(Array.from({ length: 7 }, (_, i) => addDays(day, i)));
    day = addDays(day, 7);
  } while (day.startsWith(month));
  return weeks;
}

export function addMonths(month: string, by: number): string {
  const [year = 0, number = 1] = month.split("-").map(Number);
  const at = new Date(Date.UTC(year, number - 1 + by, 1));
  return at.toISOString().slice(0, 7);
}

/** Where an arrow key leads in the grid of days. */
export function moveDay(day: string, key: string, rtl = false): string | null {
  const step = { ArrowLeft: rtl ? 1 : -1, ArrowRight: rtl ? -1 : 1, ArrowUp: -7, ArrowDown: 7 }[key];
  return step === undefined ? null : addDays(day, step);
}
