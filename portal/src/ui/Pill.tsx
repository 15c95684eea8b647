// A state in a small coloured field, as plain DOM so that long lists stay cheap.
import type { ReactNode } from "react";
import type { Tone } from "../lib/words";
import css from "./Pill.module.css";

export function Pill({ tone = "mute", dot, children }: { tone?: Tone; dot?: boolean; children: ReactNode }) {
  return (
    <span className={css.pill} data-tone={tone}>
      {dot && <span className={css.dot} aria-hidden />}
      {children}
    </span>
  );
}
