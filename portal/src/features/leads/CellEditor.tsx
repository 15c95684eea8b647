// The field that stands in a cell while it is changed: Enter keeps it, Escape leaves it, Tab goes on to the next.
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLang } from "../../lib/hooks";
import { countryOptions, currencies } from "../../lib/lists";
import { word } from "../../lib/words";
import type { Line } from "./api";
import { columnLabel, editText, type Column } from "./columns";
import { stepsOf, type Moves } from "./moves";
import css from "./Table.module.css";

/** Where the focus goes after an edit; "stay" leaves it where it went by itself. */
export type Going = "stay" | "same" | "next" | "back" | "down";

interface Props {
  column: Column;
  line: Line;
  steps: Moves | null;
  people: ReadonlyMap<string, string> | null;
  done: (line: Line, column: Column, text: string | null, go: Going) => void;
}

function optionsOf({ column, line, steps, people }: Props, lang: string, t: ReturnType<typeof useTranslation>["t"]): { value: string; label: string }[] {
  switch (column.editor) {
    case "stage":
      return [{ value: line.stage, label: word(t, "stage", line.stage) }, ...(steps ? stepsOf(steps.rows, line, steps.role).map((row) => ({ value: row.to_state, label: word(t, "stage", row.to_state) })) : [])];
    case "country":
      return [{ value: "", label: "–" }, ...countryOptions(lang)];
    case "currency":
      return [...new Set([line.currency ?? "", ...currencies])].map((value) => ({ value, label: value || "–" }));
    case "person": {
      const now = line.assigned_to && !people?.has(line.assigned_to) ? [{ value: line.assigned_to, label: line.assigned_to_name ?? "…" }] : [];
      return [{ value: "", label: t("lead.nobody") }, ...now, ...[...(people ?? [])].map(([value, label]) => ({ value, label }))];
    }
    default:
      return [];
  }
}

export function CellEditor(props: Props) {
  const { column, done } = props;
  // What the person began from: a change of somebody else's that arrives meanwhile must not be written over unseen.
  const [line] = useState(props.line);
  const { t } = useTranslation();
  const lang = useLang();
  const [text, setText] = useState(() => editText(column, line));
  const field = useRef<HTMLInputElement & HTMLSelectElement>(null);
  const over = useRef(false);
  useEffect(() => {
    field.current?.focus();
    const element: HTMLElement | null = field.current;
    if (element instanceof HTMLInputElement && element.type === "text") element.select();
  }, []);
  // Leaving the field by Enter also blurs it: the change is sent once.
  const end = (value: string | null, go: Going) => {
    if (over.current) return;
    over.current = true;
    done(line, column, value, go);
  };
  const onKeyDown = (event: React.KeyboardEvent) => {
    event.stopPropagation();
    if (event.nativeEvent.isComposing) return;
    const goes: Record<string, Going> = { Enter: "down", Escape: "same", Tab: event.shiftKey ? "back" : "next" };
    const going = goes[event.key];
    if (!going) return;
    event.preventDefault();
    end(event.key === "Escape" ? null : text, going);
  };
  const common = {
    ref: field,
    className: css.editor,
    value: text,
    "aria-label": columnLabel(t, column.id),
    onKeyDown,
    onBlur: () => end(text, "stay"),
    onChange: (event: React.ChangeEvent<HTMLInputElement & HTMLSelectElement>) => setText(event.currentTarget.value),
  };
  if (["stage", "country", "currency", "person"].includes(column.editor ?? "")) {
    return (
      <select {...common}>
        {optionsOf(props, lang, t).map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    );
  }
  return <input {...common} type={column.editor === "date" ? "date" : "text"} inputMode={column.editor === "money" ? "decimal" : undefined} maxLength={column.max} dir="auto" />;
}
