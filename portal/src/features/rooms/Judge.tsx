// Reporting a message to the admins, or taking it away as one of them: both with a reason.
import { Button, Textarea } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Dialog } from "../../ui/Dialog";
import { complain, say } from "../../ui/toast";
import { removeMessage, report } from "./http";
import css from "./Dialogs.module.css";
import type { Message } from "./types";

export default function Judge({ message, deed, onClose }: { message: Message; deed: "report" | "remove"; onClose: () => void }) {
  const { t } = useTranslation();
  const send = useMutation({
    mutationFn: (reason: string) => (deed === "report" ? report(message.id, reason) : removeMessage(message.id, reason)),
    onSuccess: () => {
      say(deed === "report" ? t("room.reported") : t("room.removed"));
      onClose();
    },
    onError: complain,
  });
  return (
    <Dialog onClose={onClose} title={deed === "report" ? t("room.report") : t("room.remove")}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          send.mutate(String(new FormData(event.currentTarget).get("reason")).trim());
        }}
      >
        <blockquote className={css.quote} dir="auto">
          <strong><bdi>{message.author}</bdi></strong>: {(message.text ?? "").slice(0, 200)}
        </blockquote>
        <p className={css.text}>{deed === "report" ? t("room.report_text") : t("room.remove_text")}</p>
        <Textarea name="reason" label={t("room.reason")} required autosize minRows={2} maxLength={1000} dir="auto" data-autofocus />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>{t("common.cancel")}</Button>
          <Button type="submit" color={deed === "remove" ? "red" : undefined} loading={send.isPending}>
            {deed === "report" ? t("room.report") : t("room.remove")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
