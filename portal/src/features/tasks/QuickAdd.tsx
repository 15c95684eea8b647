// One line that makes a task: type, end with a day if there is one, press Enter.
import { TextInput } from "@mantine/core";
import { IconPlus } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useKey } from "../../app/keys";
import { day } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { readQuick } from "./dates";
import type { Draft } from "./queries";
import css from "./Tasks.module.css";

export function QuickAdd({ today, letter, busy, onAdd }: { today: string; letter?: string; busy: boolean; onAdd: (draft: Draft) => Promise<unknown> }) {
  const { t } = useTranslation();
  const lang = useLang();
  const [text, setText] = useState("");
  const box = useRef<HTMLInputElement>(null);
  useKey(letter ?? "c", () => box.current?.focus(), letter !== undefined);
  const { title, due_on } = readQuick(text, lang, today);
  return (
    <form
      className={css.quick}
      onSubmit={(event) => {
        event.preventDefault();
        if (!title || busy) return;
        const typed = text;
        setText("");
        // What could not be kept goes back into the line.
        onAdd(due_on ? { title, due_on } : { title }).catch(() => setText((now) => now || typed));
      }}
    >
      <TextInput
        ref={box}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        maxLength={300}
        dir="auto"
        aria-label={t("task.new")}
        placeholder={t("task.quick")}
        leftSection={<IconPlus size={16} />}
        rightSectionWidth={due_on ? 130 : undefined}
        rightSection={due_on ? <span className={css.read}>{day(due_on, lang)}</span> : undefined}
      />
      <span className={css.live} role="status">{due_on ? t("task.quick_due", { day: day(due_on, lang) }) : ""}</span>
    </form>
  );
}
