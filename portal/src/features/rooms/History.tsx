// What a message said before it was changed.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dateTime } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Dialog } from "../../ui/Dialog";
import { Bones, ErrorState } from "../../ui/States";
import { Body } from "./Body";
import css from "./Dialogs.module.css";
import { messageEdits } from "./queries";
import type { Message } from "./types";

const nobody: string[] = [];

export default function History({ message, onClose }: { message: Message; onClose: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const edits = useQuery(messageEdits(message.id, message.rev));
  return (
    <Dialog onClose={onClose} title={t("room.history")} size="lg">
      {edits.isPending && <Bones rows={4} />}
      {edits.isError && <ErrorState error={edits.error} retry={() => void edits.refetch()} />}
      {edits.data && (
        <ol className={css.versions}>
          {[{ rev: message.rev, text: message.text, at: message.edited_at ?? message.at }, ...edits.data.filter((edit) => edit.rev !== message.rev)].map((edit) => (
            <li key={edit.rev}>
              <time dateTime={edit.at}>{dateTime(edit.at, lang)}</time>
              <Body text={edit.text ?? ""} names={nobody} />
            </li>
          ))}
        </ol>
      )}
    </Dialog>
  );
}
