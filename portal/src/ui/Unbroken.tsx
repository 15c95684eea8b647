// A sentence in which a number ("GD-2026-0412") stays on one line, however narrow the screen is.
import css from "./Rows.module.css";

export function Unbroken({ text, number }: { text: string; number: string | null | undefined }) {
  const at = number ? text.indexOf(number) : -1;
  if (!number || at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <span className={css.number}>{number}</span>
      {text.slice(at + number.length)}
    </>
  );
}
