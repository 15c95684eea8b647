// Where a line of an order stands beside what was ordered: at which step, how much is missing, over, or still to come.
import type { Order, OrderLine } from "../../api/types";
import { compareDecimal, subtractDecimal } from "../../lib/decimal";

export const steps = ["confirmed_qty", "shipped_qty", "invoiced_qty"] as const;
export type Step = (typeof steps)[number];

const reached: Record<Step, string[]> = {
  confirmed_qty: ["confirmed", "partly_shipped", "shipped", "delivered", "invoiced", "paid", "closed"],
  shipped_qty: ["partly_shipped", "shipped", "delivered", "invoiced", "paid", "closed"],
  invoiced_qty: ["invoiced", "paid", "closed"],
};

export interface Difference {
  /** `open`: the rest may still come; `fewer` and `more`: the step is done and says something else than the order. */
  kind: "open" | "fewer" | "more";
  by: string;
}

/** Null while the step has not begun, and where it says what was ordered. */
export function difference(order: Pick<Order, "state">, line: Pick<OrderLine, "quantity" | Step>, step: Step): Difference | null {
  const value = line[step] ?? "0";
  const begun = reached[step].includes(order.state) || compareDecimal(value, "0") !== 0;
  const way = begun ? compareDecimal(value, line.quantity) : 0;
  if (way === 0) return null;
  if (way > 0) return { kind: "more", by: trimmed(subtractDecimal(value, line.quantity)) };
  const confirmed = line.confirmed_qty ?? line.quantity;
  const coming = step === "shipped_qty" && order.state === "partly_shipped" && compareDecimal(confirmed, value) > 0;
  return coming ? { kind: "open", by: trimmed(subtractDecimal(confirmed, value)) } : { kind: "fewer", by: trimmed(subtractDecimal(line.quantity, value)) };
}

function trimmed(value: string): string {
  return value.includes(".") ? value.replace(/\.?0+$/, "") : value;
}

export function anyDifference(order: Pick<Order, "state">, line: Pick<OrderLine, "quantity" | Step>): boolean {
  return steps.some((step) => difference(order, line, step) !== null);
}
