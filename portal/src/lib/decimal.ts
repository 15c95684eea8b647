// Arithmetic on decimal strings, exact.

function scaled(value: string, scale: number): bigint {
  const [whole = "0", fraction = ""] = value.replace("-", "").split(".");
  const number = BigInt(whole + fraction.padEnd(scale, "0"));
  return value.startsWith("-") ? -number : number;
}

/** a − b, never below zero. */
export function subtractDecimal(a: string, b: string): string {
  const scale = Math.max(a.split(".")[1]?.length ?? 0, b.split(".")[1]?.length ?? 0);
  const left = scaled(a, scale) - scaled(b, scale);
  if (left <= 0n) return "0";
  if (scale === 0) return left.toString();
  const text = left.toString().padStart(scale + 1, "0");
  return `${text.slice(0, -scale)}.${text.slice(-scale)}`;
}

/** -1, 0 or 1, exactly. */
export function compareDecimal(a: string, b: string): number {
  const scale = Math.max(a.split(".")[1]?.length ?? 0, b.split(".")[1]?.length ?? 0);
  const left = scaled(a, scale);
  const right = scaled(b, scale);
  return left < right ? -1 : left > right ? 1 : 0;
}
