// Asks for what a step of the life cycle requires before the leads move.
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { word } from "../../lib/words";
import { Dialog } from "../../ui/Dialog";
import css from "./LeadForm.module.css";
import type { Asked } from "./moves";
import { nameOf } from "./lines";

export default function MoveSheet({ asked, onMove, onClose }: { asked: Asked; onMove: (note: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const { lines, to } = asked;
  return (
    <Dialog onClose={onClose} title={t("lead.move.title", { stage: word(t, "stage", to) })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (note.trim()) onMove(note.trim());
        }}
      >
        <ul className={css.asked}>
          {lines.slice(0, 5).map((line) => (
            <li key={line.id} dir="auto">
              {nameOf(line)}
            </li>
          ))}
          {lines.length > 5 && <li>{t("lead.move.more", { count: lines.length - 5 })}</li>}
        </ul>
        <Textarea label={t("lead.move.why")} description={t("lead.move.why_who")} dir="auto" autosize minRows={3} maxLength={2000} required value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" disabled={!note.trim()}>
            {t("lead.move.title", { stage: word(t, "stage", to) })}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
