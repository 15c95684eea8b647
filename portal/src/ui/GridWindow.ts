// The window on a long list of rows of one height: which places are in sight. Tells only when a few rows have gone by,
// so that scrolling costs no rendering in between.
import { useEffect, useState, type RefObject } from "react";

export interface Window {
  from: number;
  to: number;
}

const step = 6;

/** Rows from..to (exclusive) are to be drawn; `over` more on both sides than are seen. */
export function windowAt(top: number, height: number, size: number, count: number, over: number): Window {
  const first = Math.max(0, Math.floor(top / size) - over);
  const from = first - (first % step);
  const last = Math.ceil((top + height) / size) + over;
  return { from: Math.min(from, count), to: Math.min(count, Math.ceil(last / step) * step) };
}

export function useWindow(scroller: RefObject<HTMLElement | null>, size: number, count: number, over = 6): Window {
  const [at, setAt] = useState<Window>(() => windowAt(0, globalThis.innerHeight ?? 900, size, Math.max(count, step * 4), 0));
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const look = () => {
      const next = windowAt(element.scrollTop, element.clientHeight, size, count, over);
      setAt((before) => (before.from === next.from && before.to === next.to ? before : next));
    };
    element.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [scroller, size, count, over]);
  return at.to > count ? { from: Math.min(at.from, count), to: count } : at;
}

/** Brings a row into sight with the least movement. */
export function reveal(element: HTMLElement, index: number, size: number, before = 0, after = 0): void {
  const top = index * size;
  if (top < element.scrollTop) element.scrollTop = Math.max(0, top);
  else if (top + size + before + after > element.scrollTop + element.clientHeight) element.scrollTop = top + size + before + after - element.clientHeight;
}
