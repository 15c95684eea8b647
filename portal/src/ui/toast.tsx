// Short messages at the edge of the screen, also read out.
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import { problemText } from "../lib/words";

export function say(message: string): void {
  notifications.show({ message, color: "teal", autoClose: 3500, withBorder: true });
}

export function complain(error: unknown): void {
  notifications.show({ message: problemText(i18next.t, error), color: "red", autoClose: 7000, withBorder: true });
}
