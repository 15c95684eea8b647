// What is shown of a lead in a list.
import { minorDigits, minorToDecimal, money, moneyShort } from "../../lib/format";
import type { Line, Sum } from "./api";

/** What a lead is called for someone who may not see its title. */
export function nameOf(line: Pick<Line, "title" | "product_interest" | "industry" | "number">): string {
  return line.title ?? line.product_interest ?? line.industry ?? line.number;
}

const formats = new Map<string, Intl.NumberFormat>();

function made(key: string, make: () => Intl.NumberFormat): Intl.NumberFormat {
  let found = formats.get(key);
  if (!found) formats.set(key, (found = make()));
  return found;
}

/** An amount where room is scarce: without the part after the point. */
export function amount(minor: number | null, currency: string | null, lang: string): string {
  if (minor === null || !currency) return "";
  try {
    return made(`${lang} ${currency}`, () => new Intl.NumberFormat(lang, { style: "currency", currency, maximumFractionDigits: 0, minimumFractionDigits: 0 })).format(
      minorToDecimal(minor, minorDigits(currency)) as Intl.StringNumericLiteral,
    );
  } catch {
    return money(minor, currency, lang);
  }
}

const units: [string, number][] = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["week", 604_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
];

/** How long ago, in as few letters as the language has for it: 3d, 5w. */
export function age(at: string, lang: string, now: number = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(at)) / 1000);
  const [unit, size] = units.find(([, size]) => seconds >= size) ?? units.at(-1)!;
  return made(`${lang} ${unit}`, () => new Intl.NumberFormat(lang, { style: "unit", unit, unitDisplay: "narrow", maximumFractionDigits: 0 })).format(Math.max(1, Math.floor(seconds / size)));
}

export function sumsText(sums: readonly Sum[], lang: string, most = 2): string {
  const shown = sums.slice(0, most).map((sum) => moneyShort(sum.minor, sum.currency, lang));
  return sums.length > most ? `${shown.join(" · ")} …` : shown.join(" · ");
}

export function sumsTitle(sums: readonly Sum[], lang: string): string {
  return sums.map((sum) => money(sum.minor, sum.currency, lang)).join("\n");
}
