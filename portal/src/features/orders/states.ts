// The way of an order.
export const way = ["received", "confirmed", "shipped", "delivered", "invoiced", "paid"];
export const states = ["received", "confirmed", "partly_shipped", "shipped", "delivered", "invoiced", "paid", "closed", "rejected", "cancelled"];
