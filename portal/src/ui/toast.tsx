// Short messages at the edge of the screen, also read out; one of them may offer the way back.
import type { NotificationData } from "@mantine/notifications";
import i18next from "i18next";
import { problemText } from "../lib/words";
import css from "./toast.module.css";

/** The package comes with the first message: no screen needs it to be drawn. */
const load = () => import("./Toasts");
let said = false;
const watchers = new Set<() => void>();

/** Whether anything was said yet: only then there need be a place for it. */
export const hasSaid = (): boolean => said;
export function watchSaid(watcher: () => void): () => void {
  watchers.add(watcher);
  return () => watchers.delete(watcher);
}

function show(message: NotificationData): void {
  void load().then(({ notifications }) => {
    if (message.id) notifications.hide(message.id);
    notifications.show({ withBorder: true, closeButtonProps: { "aria-label": i18next.t("common.close") }, ...message });
    said = true;
    for (const watcher of watchers) watcher();
  });
}

export function say(message: string): void {
  show({ message, color: "teal", autoClose: 3500 });
}

export function refuse(message: string): void {
  show({ message, color: "red", autoClose: 7000 });
}

export function complain(error: unknown): void {
  refuse(problemText(i18next.t, error));
}

/** Says what was done and offers a button beside it, for as long as a person needs to notice the mistake; one with the same id takes the place of the one before. */
export function offer(message: string, label: string, run: () => unknown, { id = crypto.randomUUID() as string, onClose }: { id?: string; onClose?: () => void } = {}): void {
  const press = () => {
    void load().then(({ notifications }) => notifications.hide(id));
    void run();
  };
  show({
    id,
    color: "teal",
    autoClose: 8000,
    ...(onClose ? { onClose } : {}),
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
