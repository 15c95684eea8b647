// Brings the line of a place into view whenever a jump is asked for.
import { useEffect, useRef } from "react";
import type { Span } from "./segments";

export function useJump(jump: { to: Span; turn: number } | null) {
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const box = scroller.current;
    if (!box || !jump) return;
    const line = [...box.querySelectorAll<HTMLElement>("[data-from]")].find((each) => Number(each.dataset.from) < jump.to.to && jump.to.from < Number(each.dataset.to));
    if (!line) return;
    box.scrollTo({ top: line.offsetTop - box.clientHeight / 3 });
    box.scrollIntoView({ block: "nearest" });
  }, [jump]);
  return scroller;
}
