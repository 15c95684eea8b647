// Says what happened: to the screen reader at once, and as a toast with a way back.
import { Button } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import i18next from "i18next";
import css from "./Leads.module.css";

let last: (() => void) | null = null;

/** The line that a screen reader reads out; the screen holds one element with this id. */
export const lineId = "leads-live";

export function announce(text: string): void {
  const line = document.getElementById(lineId);
  if (!line) return;
  // The same words twice are read only when the text was another in between.
  line.textContent = "";
  requestAnimationFrame(() => (line.textContent = text));
}

const closing = () => ({ "aria-label": i18next.t("common.close") });

export function refuse(message: string): void {
  notifications.show({ message, closeButtonProps: closing(), color: "red", autoClose: 7000, withBorder: true });
}

export function offerUndo(message: string, label: string, undo: () => void): void {
  const id = "leads-undo";
  const once = () => {
    last = null;
    notifications.hide(id);
    undo();
  };
  last = once;
  // One after the other: an older toast would take back what is no longer the last.
  notifications.hide(id);
  notifications.show({
    id,
    message: (
      <span className={css.toast}>
        <span>{message}</span>
        <Button size="compact-sm" variant="light" onClick={once}>
          {label}
        </Button>
      </span>
    ),
    closeButtonProps: closing(),
    color: "teal",
    autoClose: 9000,
    withBorder: true,
    onClose: () => {
      if (last === once) last = null;
    },
  });
}

/** What Z does. */
export function undoLast(): void {
  last?.();
}
