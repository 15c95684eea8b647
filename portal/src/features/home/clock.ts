// How pressing something is, as a number to sort by: hours until it is due.

export interface Clock {
  since: string;
  /** A day or a moment. */
  due: string | null;
}

const hour = 3_600_000;

/** Negative once the day or moment has passed. What has no end counts as due a week after it began to wait, never as overdue. */
export function pressing(clock: Clock, now: Date): number {
  if (clock.due) {
    // Midnight in UTC is a day as a date; it ends when the reader's day does.
    const day = /^(\d{4})-(\d\d)-(\d\d)(?:$|T00:00:00)/.exec(clock.due);
    const end = day ? new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3]) + 1).getTime() : Date.parse(clock.due);
    return (end - now.getTime()) / hour;
  }
  return Math.max(0, (Date.parse(clock.since) + 7 * 24 * hour - now.getTime()) / hour);
}
