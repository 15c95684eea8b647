// The one table of keys: what is pressed, what it does. The sheet of keys is drawn from it; a screen that offers a key has it here.

export interface Keys {
  keys: readonly string[];
  /** Its words are `help.key.<does>`. */
  does: string;
}

export const keymap: readonly { id: string; lines: readonly Keys[] }[] = [
  {
    id: "anywhere",
    lines: [
      { keys: ["mod k", "/"], does: "palette" },
      { keys: ["n"], does: "notifications" },
      { keys: ["f"], does: "favourite" },
      { keys: ["["], does: "rail" },
      { keys: ["?"], does: "help" },
      { keys: ["Escape"], does: "close" },
    ],
  },
  {
    id: "lists",
    lines: [
      { keys: ["j"], does: "next" },
      { keys: ["k"], does: "previous" },
      { keys: ["Enter"], does: "open" },
      { keys: ["x"], does: "select" },
      { keys: ["c"], does: "create" },
    ],
  },
  {
    id: "leads",
    lines: [
      { keys: ["v"], does: "view" },
      { keys: ["alt ArrowLeft", "alt ArrowRight"], does: "stage" },
      { keys: ["shift ArrowUp", "shift ArrowDown"], does: "extend" },
      { keys: ["."], does: "menu" },
      { keys: ["mod a"], does: "all" },
      { keys: ["z"], does: "undo" },
    ],
  },
  {
    id: "record",
    lines: [
      { keys: ["e"], does: "edit" },
      { keys: ["s"], does: "share" },
      { keys: ["m"], does: "message" },
      { keys: ["]"], does: "pane" },
      { keys: ["b"], does: "back" },
    ],
  },
  {
    id: "room",
    lines: [
      { keys: ["Enter"], does: "send" },
      { keys: ["shift Enter"], does: "newline" },
      { keys: ["ArrowUp"], does: "last" },
      { keys: ["r"], does: "reply" },
      { keys: ["+"], does: "react" },
      { keys: ["p"], does: "pin" },
      { keys: ["Delete"], does: "delete" },
    ],
  },
  {
    id: "calendar",
    lines: [
      { keys: ["p"], does: "before" },
      { keys: ["n"], does: "after" },
      { keys: ["t"], does: "today" },
    ],
  },
];

const names: Record<string, string> = { Escape: "Esc", ArrowLeft: "←", ArrowRight: "→", ArrowUp: "↑", ArrowDown: "↓", alt: "Alt", shift: "Shift" };
const mac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

/** How a key stands on the keyboard: "alt ArrowLeft" → ["Alt", "←"]. */
export function keyCaps(sequence: string): string[] {
  return sequence.split(" ").map((key) => (key === "mod" ? (mac ? "⌘" : "Ctrl") : (names[key] ?? (key.length === 1 ? key.toUpperCase() : key))));
}
