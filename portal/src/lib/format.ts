// Turns what the API gives (minor units, decimal strings, ISO dates) into words of the reader's language.
// Intl objects are costly to make, so each is made once per language and options.

const cache = new Map<string, unknown>();

function once<T>(key: string, make: () => T): T {
  let found = cache.get(key) as T | undefined;
  if (found === undefined) {
    found = make();
    cache.set(key, found);
  }
  return found;
}

/** Dates of the English reader are those no one can misread: 21 Nov 2026, 16:05. */
function dated(lang: string): string {
  return lang === "en" ? "en-GB" : lang;
}

const decimalPattern = /^[+-]?\d+(\.\d+)?$/;

/** How many digits the currency has after the point; 2 when the code is unknown. */
export function minorDigits(currency: string): number {
  return once(`digits:${currency}`, () => {
    try {
      return new Intl.NumberFormat("en", { style: "currency", currency }).resolvedOptions().maximumFractionDigits ?? 2;
    } catch {
      return 2;
    }
  });
}

/** 12345 in EUR → "123.45". Works on text so that no amount passes through a float. */
export function minorToDecimal(minor: number | string | bigint, digits: number): string {
  const text = String(minor);
  const sign = text.startsWith("-") ? "-" : "";
  const bare = text.replace(/^[+-]/, "").padStart(digits + 1, "0");
  return digits === 0 ? sign + bare : `${sign}${bare.slice(0, -digits)}.${bare.slice(-digits)}`;
}

/** What a person typed ("1 234,50", "1,234.50", "1234.5") as minor units; null when it is no amount of that currency. */
export function typedToMinor(typed: string, currency: string): string | null {
  let text = typed.replace(/[\s\u00a0\u202f']/g, "");
  if (text === "") return null;
  const digits = minorDigits(currency);
  const comma = text.lastIndexOf(",");
  const point = text.lastIndexOf(".");
  if (comma >= 0 && point >= 0) {
    const group = comma > point ? "." : ",";
    text = text.split(group).join("").replace(",", ".");
  } else if (comma >= 0) {
    const single = text.indexOf(",") === comma;
    text = single && text.length - comma - 1 <= Math.max(digits, 2) ? text.replace(",", ".") : text.split(",").join("");
  }
  if (!decimalPattern.test(text)) return null;
  const [whole = "0", fraction = ""] = text.split(".");
  if (fraction.replace(/0+$/, "").length > digits) return null;
  const joined = whole + fraction.slice(0, digits).padEnd(digits, "0");
  return BigInt(joined).toString();
}

export function money(minor: number | string | null | undefined, currency: string | null | undefined, lang: string): string {
  if (minor === null || minor === undefined || minor === "") return "";
  const code = currency ?? "";
  const text = minorToDecimal(minor, minorDigits(code));
  try {
    const format = once(`money:${lang}:${code}`, () => new Intl.NumberFormat(lang, { style: "currency", currency: code }));
    return format.format(text as Intl.StringNumericLiteral);
  } catch {
    return `${text} ${code}`.trim();
  }
}

/** A unit price: at least the currency's digits, at most six. */
export function price(value: string | number | null | undefined, currency: string | null | undefined, lang: string): string {
  if (value === null || value === undefined || value === "") return "";
  const text = String(value);
  const code = currency ?? "";
  if (!decimalPattern.test(text)) return text;
  try {
    const format = once(
      `price:${lang}:${code}`,
      () => new Intl.NumberFormat(lang, { style: "currency", currency: code, maximumFractionDigits: 6 }),
    );
    return format.format(text as Intl.StringNumericLiteral);
  } catch {
    return `${text} ${code}`.trim();
  }
}

export function decimal(value: string | number | null | undefined, lang: string): string {
  if (value === null || value === undefined || value === "") return "";
  const text = String(value);
  if (!decimalPattern.test(text)) return text;
  const format = once(`decimal:${lang}`, () => new Intl.NumberFormat(lang, { maximumFractionDigits: 6 }));
  return format.format(text as Intl.StringNumericLiteral);
}

/** Compares two decimal strings without floats: "12.500" equals "12.5". */
export function sameDecimal(a: string | number | null | undefined, b: string | number | null | undefined): boolean {
  return canonical(a) === canonical(b);
}

function canonical(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return "0";
  const text = String(value).replace(/^\+/, "");
  if (!decimalPattern.test(text)) return text;
  const negative = text.startsWith("-");
  const [whole = "0", fraction = ""] = text.replace("-", "").split(".");
  const bare = whole.replace(/^0+(?=\d)/, "");
  const tail = fraction.replace(/0+$/, "");
  const joined = tail ? `${bare}.${tail}` : bare;
  return negative && joined !== "0" ? `-${joined}` : joined;
}

export function isZero(value: string | number | null | undefined): boolean {
  return canonical(value) === "0";
}

export function count(value: number, lang: string): string {
  return once(`count:${lang}`, () => new Intl.NumberFormat(lang)).format(value);
}

/** A calendar day ("2026-11-21") stays that day in every time zone. */
export function day(value: string | null | undefined, lang: string): string {
  if (!value) return "";
  const at = new Date(`${value.slice(0, 10)}T00:00:00Z`);
  if (Number.isNaN(at.getTime())) return value;
  return once(`day:${lang}`, () => new Intl.DateTimeFormat(dated(lang), { dateStyle: "medium", timeZone: "UTC" })).format(at);
}

export function dateTime(value: string | null | undefined, lang: string): string {
  if (!value) return "";
  const at = new Date(value);
  if (Number.isNaN(at.getTime())) return value;
  return once(`time:${lang}`, () => new Intl.DateTimeFormat(dated(lang), { dateStyle: "medium", timeStyle: "short" })).format(at);
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["minute", 60],
  ["hour", 3600],
  ["day", 86400],
];

/** "5 min ago" within a week, the date after that. */
export function ago(value: string | null | undefined, lang: string, now: number = Date.now()): string {
  if (!value) return "";
  const at = new Date(value).getTime();
  if (Number.isNaN(at)) return value;
  const seconds = Math.round((at - now) / 1000);
  const format = once(`ago:${lang}`, () => new Intl.RelativeTimeFormat(lang, { numeric: "auto", style: "short" }));
  if (Math.abs(seconds) < 45) return format.format(0, "second");
  if (Math.abs(seconds) >= 7 * 86400) {
    return once(`short:${lang}`, () => new Intl.DateTimeFormat(dated(lang), { dateStyle: "medium" })).format(at);
  }
  const [unit, size] = steps.findLast(([, size]) => Math.abs(seconds) >= size) ?? steps[0]!;
  return format.format(Math.round(seconds / size), unit);
}

/** How far off a calendar day is, in whole days ("in 3 days", "2 days ago"), and the date beyond a fortnight. */
export function dueIn(value: string | null | undefined, lang: string, now: Date = new Date()): string {
  if (!value) return "";
  const today = Date.UTC(now.getFullYear(), now.getMonth(), now.getDate());
  const days = Math.round((Date.parse(`${value.slice(0, 10)}T00:00:00Z`) - today) / 86_400_000);
  if (Number.isNaN(days)) return value;
  if (Math.abs(days) > 14) return day(value, lang);
  return once(`due:${lang}`, () => new Intl.RelativeTimeFormat(lang, { numeric: "auto" })).format(days, "day");
}

/** A sum in few letters for a chart: 1.2 M €, 340 k €. */
export function moneyShort(minor: number | string, currency: string, lang: string): string {
  const text = minorToDecimal(minor, minorDigits(currency));
  try {
    const format = once(`short:${lang}:${currency}`, () => new Intl.NumberFormat(lang, { style: "currency", currency, notation: "compact", maximumFractionDigits: 1 }));
    return format.format(text as Intl.StringNumericLiteral);
  } catch {
    return `${text} ${currency}`;
  }
}

export function country(code: string | null | undefined, lang: string): string {
  if (!code) return "";
  try {
    return once(`country:${lang}`, () => new Intl.DisplayNames(lang, { type: "region" })).of(code) ?? code;
  } catch {
    return code;
  }
}

export function languageName(code: string): string {
  try {
    const name = once(`language:${code}`, () => new Intl.DisplayNames(code, { type: "language" })).of(code) ?? code;
    return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
  } catch {
    return code;
  }
}

/** Two letters for an avatar; one for scripts that do not use capitals. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/).filter(Boolean);
  const first = [...(words[0] ?? "?")][0] ?? "?";
  if (!/\p{Lu}|\p{Ll}/u.test(first)) return first;
  const last = words.length > 1 ? [...words[words.length - 1]!][0]! : "";
  return (first + last).toLocaleUpperCase();
}
