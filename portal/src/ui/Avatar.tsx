// A company or person as initials on a calm colour that stays the same for the same name.
import { initials } from "../lib/format";
import css from "./Avatar.module.css";

function hue(name: string): number {
  let sum = 0;
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 997;
  return sum % 8;
}

export function Avatar({ name, size = 24, square }: { name: string | null; size?: number; square?: boolean }) {
  const style = { width: size, height: size, fontSize: Math.max(9, Math.round(size * 0.4)), borderRadius: square ? Math.round(size / 4) : "50%" };
  return (
    <span className={css.avatar} data-hue={hue(name ?? "")} data-initials={initials(name ?? "")} style={style} aria-hidden />
  );
}
