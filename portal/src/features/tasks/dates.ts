// Days of tasks: where a task stands in the list, and what a person means by the last words of a quick entry.

export function isoDay(date: Date): string {
  return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, "0")}-${String(date.getDate()).padStart(2, "0")}`;
}

export function addDays(day: string, days: number): string {
  const at = new Date(`${day}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

export interface Due {
  due_on: string | null;
  due_at: string | null;
}

/** The reader's own day on which a task is due. */
export function dueDay(task: Due): string | null {
  if (task.due_on) return task.due_on;
  return task.due_at ? isoDay(new Date(task.due_at)) : null;
}

export const groups = ["overdue", "today", "week", "later", "undated"] as const;
export type Group = (typeof groups)[number];

export function groupOf(task: Due, today: string): Group {
  const day = dueDay(task);
  if (day === null) return "undated";
  if (day < today) return "overdue";
  if (day === today) return "today";
  return day <= addDays(today, 7) ? "week" : "later";
}

const days = (lang: string, numeric: "auto" | "always") => new Intl.RelativeTimeFormat(lang, { numeric });

/**
 * Takes a day off the end of what was typed: "tomorrow", "friday" (in the reader's language), "+3", "2026-12-01".
 * What is only a day stays a title.
 */
export function readQuick(text: string, lang: string, today: string): { title: string; due_on: string | null } {
  const typed = text.trim();
  const cut = (word: string, due_on: string) => {
    const title = typed.slice(0, typed.length - word.length).replace(/[\s,;·]+$/, "");
    return title ? { title, due_on } : null;
  };
  const lower = typed.toLocaleLowerCase(lang);
  const plus = /(?:^|\s)(\+(\d{1,3}))$/.exec(typed);
  if (plus) return cut(plus[1]!, addDays(today, Number(plus[2]))) ?? { title: typed, due_on: null };
  const iso = /(?:^|\s)(\d{4}-\d{2}-\d{2})$/.exec(typed)?.[1];
  if (iso && !Number.isNaN(Date.parse(iso)) && new Date(iso).toISOString().slice(0, 10) === iso) return cut(iso, iso) ?? { title: typed, due_on: null };
  const words: [string, string][] = [0, 1, 2].map((n) => [days(lang, "auto").format(n, "day").toLocaleLowerCase(lang), addDays(today, n)]);
  for (let n = 1; n <= 7; n++) {
    const day = addDays(today, n);
    for (const weekday of ["long", "short"] as const) {
      words.push([new Intl.DateTimeFormat(lang, { weekday, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`)).toLocaleLowerCase(lang).replace(/\.$/, ""), day]);
    }
  }
  words.sort((a, b) => b[0].length - a[0].length);
  for (const [word, day] of words) {
    // Chinese sets no space between words.
    const apart = lang === "zh" ? true : /\s/.test(lower.charAt(lower.length - word.length - 1));
    if (word && lower.endsWith(word) && apart) return cut(word, day) ?? { title: typed, due_on: null };
  }
  return { title: typed, due_on: null };
}

/** What a date field and a time field hold of a due task, in the reader's zone. */
export function toFields(task: Due): { date: string; time: string } {
  if (!task.due_at) return { date: task.due_on ?? "", time: "" };
  const at = new Date(task.due_at);
  return { date: isoDay(at), time: `${String(at.getHours()).padStart(2, "0")}:${String(at.getMinutes()).padStart(2, "0")}` };
}

export function fromFields(date: string, time: string): Due {
  if (!date) return { due_on: null, due_at: null };
  if (!time) return { due_on: date, due_at: null };
  return { due_on: null, due_at: new Date(`${date}T${time}`).toISOString() };
}

/** "2026-11-22T09:30" for a field of the reader's zone. */
export function toLocal(moment: string | null): string {
  if (!moment) return "";
  const { date, time } = toFields({ due_on: null, due_at: moment });
  return `${date}T${time}`;
}
