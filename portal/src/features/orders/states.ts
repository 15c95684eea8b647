// The way of an order.
import type { OrderState } from "../../api/types";

export const way: OrderState[] = ["received", "confirmed", "shipped", "delivered", "invoiced", "paid"];
export const states: OrderState[] = ["received", "confirmed", "partly_shipped", "shipped", "delivered", "invoiced", "paid", "closed", "rejected", "cancelled"];
