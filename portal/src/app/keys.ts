// Keyboard shortcuts: one listener for the page, and a hook by which a screen offers its own.
import { useEffect, useLayoutEffect, useRef } from "react";

type Handler = () => void;

const handlers = new Map<string, Handler[]>();
let pending: { key: string; until: number } | null = null;
/** Whether a dialog was open when the key went down: the key that closed it does nothing more. */
let dialogOpen = false;

function typing(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName);
}

function inDialog(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest("[role=dialog],[role=menu],[role=listbox]") !== null;
}

function call(sequence: string, event: KeyboardEvent): boolean {
  const found = handlers.get(sequence)?.at(-1);
  if (!found) return false;
  event.preventDefault();
  found();
  return true;
}

function onKeyDown(event: KeyboardEvent): void {
  // The palette opens from anywhere, a text field included.
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k" && call("mod k", event)) return;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || typing(event.target) || inDialog(event.target)) return;
  if (dialogOpen) return;
  const bare = event.key.length === 1 ? event.key.toLowerCase() : event.key;
  // With Alt only what a screen offers counts: letters under Alt belong to the browser and to other alphabets.
  const key = event.altKey ? `alt ${bare}` : bare;
  const sequence = pending && pending.until > Date.now() && !event.altKey ? `${pending.key} ${key}` : key;
  pending = null;
  if (call(sequence, event)) return;
  if ([...handlers.keys()].some((known) => known.startsWith(`${key} `))) {
    pending = { key, until: Date.now() + 1200 };
  }
}

function lookForDialog(): void {
  dialogOpen = document.querySelector("[role=dialog][aria-modal=true]") !== null;
}

export function listenToKeys(): () => void {
  window.addEventListener("keydown", lookForDialog, true);
  window.addEventListener("keydown", onKeyDown);
  return () => {
    window.removeEventListener("keydown", lookForDialog, true);
    window.removeEventListener("keydown", onKeyDown);
  };
}

/** Offers `handler` under a key ("c", "alt ArrowLeft") or a sequence ("g l") while mounted; the newest offer wins. */
export function useKey(sequence: string, handler: Handler, enabled = true): void {
  const latest = useRef(handler);
  useLayoutEffect(() => {
    latest.current = handler;
  });
  useEffect(() => {
    if (!enabled) return;
    const call = () => latest.current();
    const list = handlers.get(sequence) ?? [];
    handlers.set(sequence, [...list, call]);
    return () => {
      const left = (handlers.get(sequence) ?? []).filter((other) => other !== call);
      if (left.length > 0) handlers.set(sequence, left);
      else handlers.delete(sequence);
    };
  }, [sequence, enabled]);
}
