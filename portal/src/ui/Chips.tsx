// A row of filters of which one is on, each with its count.
import { count } from "../lib/format";
import { useLang } from "../lib/hooks";
import css from "./Chips.module.css";

export interface Chip {
  value: string;
  label: string;
  count?: number;
}

export function Chips({ label, chips, value, onChange }: { label: string; chips: Chip[]; value: string; onChange: (value: string) => void }) {
  const lang = useLang();
  return (
    <div className={css.chips} role="group" aria-label={label}>
      {chips.map((chip) => (
        <button key={chip.value} type="button" aria-pressed={chip.value === value} onClick={() => onChange(chip.value)}>
          {chip.label}
          {chip.count !== undefined && <span>{count(chip.count, lang)}</span>}
        </button>
      ))}
    </div>
  );
}
