// Quiet hours, in the person's own zone.

/** "22:30" as minutes of the day. */
function minutes(time: string): number {
  const [hours = 0, rest = 0] = time.split(":").map(Number);
  return hours * 60 + rest;
}

export function minuteOfDay(now: Date, zone: string): number {
  let text: string;
  try {
    text = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: zone }).format(now);
  } catch {
    text = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }).format(now);
  }
  return minutes(text);
}

/** Whether it is quiet now; hours that end before they begin go over midnight. */
export function isQuiet(now: Date, from: string | null, to: string | null, zone: string): boolean {
  if (!from || !to) return false;
  const [begin, end, at] = [minutes(from), minutes(to), minuteOfDay(now, zone)];
  if (begin === end) return false;
  return begin < end ? at >= begin && at < end : at >= begin || at < end;
}
