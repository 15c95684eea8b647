// Says what happened: to the screen reader at once, and as a toast with a way back.
import { offer } from "../../ui/toast";

let last: (() => void) | null = null;
let under = 0;
let wished = false;

/** The line that a screen reader reads out; the screen holds one element with this id. */
export const lineId = "leads-live";

export function announce(text: string): void {
  const line = document.getElementById(lineId);
  if (!line) return;
  // The same words twice are read only when the text was another in between.
  line.textContent = "";
  requestAnimationFrame(() => (line.textContent = text));
}

/** A change is on its way: from now on Z means this one, and takes it back as soon as it can be. Gives what ends that. */
export function underWay(): () => void {
  under += 1;
  return () => {
    under -= 1;
    if (under === 0) wished = false;
  };
}

/** One after the other: an older toast would take back what is no longer the last. */
export function offerUndo(message: string, label: string, undo: () => void): void {
  const once = () => {
    last = null;
    undo();
  };
  if (wished) {
    wished = false;
    once();
    return;
  }
  last = once;
  offer(message, label, once, {
    id: "leads-undo",
    onClose: () => {
      if (last === once) last = null;
    },
  });
}

/** What Z does. */
export function undoLast(): void {
  if (under > 0) wished = true;
  else last?.();
}
