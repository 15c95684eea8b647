// Short messages at the edge of the screen, also read out; one of them may offer the way back.
import type { NotificationData } from "@mantine/notifications";
import i18next from "i18next";
import { problemText } from "../lib/words";
import css from "./toast.module.css";

const closing = () => ({ "aria-label": i18next.t("common.close") });

/** The package comes with the first message: no screen needs it to be drawn. */
const load = () => import("@mantine/notifications");
const show = (data: NotificationData) => void load().then(({ notifications }) => notifications.show(data));

export function say(message: string): void {
  show({ message, color: "teal", autoClose: 3500, withBorder: true, closeButtonProps: closing() });
}

export function complain(error: unknown): void {
  show({ message: problemText(i18next.t, error), color: "red", autoClose: 7000, withBorder: true, closeButtonProps: closing() });
}

/** Says what was done and offers a button beside it, for as long as a person needs to notice the mistake. */
export function offer(message: string, label: string, run: () => unknown): void {
  const id = crypto.randomUUID();
  const press = () => {
    void load().then(({ notifications }) => notifications.hide(id));
    void run();
  };
  show({
    id,
    color: "teal",
    autoClose: 8000,
    withBorder: true,
    closeButtonProps: closing(),
    message: (
      <span className={css.offer}>
        <span>{message}</span>
        <button type="button" onClick={press}>
          {label}
        </button>
      </span>
    ),
  });
}
