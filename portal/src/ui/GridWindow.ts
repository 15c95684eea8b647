// The window on a long list of rows of one height: which places are in sight. Tells only when a few rows have gone by,
// so that scrolling costs no rendering in between.
import { useCallback, useEffect, useLayoutEffect, useRef, useState, type RefObject } from "react";

export interface Window {
  from: number;
  to: number;
}

const step = 6;

/** Rows from..to (exclusive) are to be drawn; `over` more on both sides than are seen. */
export function windowAt(top: number, height: number, size: number, count: number, over: number): Window {
  const first = Math.max(0, Math.floor(top / size) - over);
  const from = first - (first % step);
  const to = Math.min(count, Math.ceil((top + height) / size) + over);
  return { from: Math.min(from, count), to: to + ((step - (to % step)) % step) > count ? count : to + ((step - (to % step)) % step) };
}

export function useWindow(scroller: RefObject<HTMLElement | null>, size: number, count: number, over = 6, offset = 0): Window {
  const [at, setAt] = useState<Window>(() => windowAt(0, globalThis.innerHeight ?? 900, size, Math.max(count, step * 4), 0));
  const latest = useRef({ size, count, over, offset });
  useLayoutEffect(() => {
    latest.current = { size, count, over, offset };
  });
  const look = useCallback(() => {
    const element = scroller.current;
    if (!element) return;
    const now = latest.current;
    const next = windowAt(Math.max(0, element.scrollTop - now.offset), element.clientHeight, now.size, now.count, now.over);
    setAt((before) => (before.from === next.from && before.to === next.to ? before : next));
  }, [scroller]);
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    element.addEventListener("scroll", look, { passive: true });
    const observer = new ResizeObserver(look);
    observer.observe(element);
    return () => {
      element.removeEventListener("scroll", look);
      observer.disconnect();
    };
  }, [scroller, look]);
  useEffect(look, [look, count, size]);
  return at.to > count ? { from: Math.min(at.from, count), to: count } : at;
}

/** Brings a row into sight with the least movement. */
export function reveal(element: HTMLElement, index: number, size: number, before = 0, after = 0): void {
  const top = index * size;
  if (top < element.scrollTop) element.scrollTop = Math.max(0, top);
  else if (top + size + before + after > element.scrollTop + element.clientHeight) element.scrollTop = top + size + before + after - element.clientHeight;
}
