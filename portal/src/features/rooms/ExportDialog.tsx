// Takes a room away as a ZIP file: how far it is, and the way to stop it.
import { Button, Progress } from "@mantine/core";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { problemText } from "../../lib/words";
import { Dialog } from "../../ui/Dialog";
import css from "./Dialogs.module.css";
import { ExportTooBig, exportRoom, safeName, save, type Exported, type ExportState } from "./export";

export default function ExportDialog({ room, title, onClose }: { room: string; title: string; onClose: () => void }) {
  const { t } = useTranslation();
  const [state, setState] = useState<ExportState | null>(null);
  const [done, setDone] = useState<Exported | null>(null);
  const [error, setError] = useState<unknown>(null);
  useEffect(() => {
    const stop = new AbortController();
    exportRoom(room, stop.signal, setState).then(
      (made) => {
        if (stop.signal.aborted) return;
        setDone(made);
        save(made.blob, `${safeName(title)}.zip`);
      },
      (reason: unknown) => {
        if (!stop.signal.aborted) setError(reason);
      },
    );
    return () => stop.abort();
  }, [room, title]);
  const percent = done ? 100 : state ? (state.of > 0 ? (state.bytes / state.of) * 100 : 50) : 2;
  return (
    <Dialog onClose={onClose} title={t("room.export_of", { room: title })} size="md">
      <div className={css.form}>
        <p className={css.text}>{t("room.export_text")}</p>
        {error ? (
          <div className={css.alert} role="alert">
            {error instanceof ExportTooBig ? t("room.export_too_big") : problemText(t, error)}
          </div>
        ) : (
          <>
            <Progress value={percent} aria-label={t("room.export")} />
            <p className={css.text} role="status">
              {done ? t("room.export_done", { messages: done.messages, files: done.files }) : t("room.export_progress", { done: state?.files ?? 0, total: state?.total ?? 0 })}
            </p>
            {done !== null && done.missing > 0 && <p className={css.text}>{t("room.export_missing", { total: done.missing })}</p>}
          </>
        )}
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {done || error ? t("common.close") : t("common.cancel")}
          </Button>
        </div>
      </div>
    </Dialog>
  );
}
