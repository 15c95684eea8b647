// The buttons of a record: the first move of its life cycle stands out, the rest follow, the grave ones ask first.
import { Button, Menu, Textarea, ActionIcon } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Action } from "../../api/types";
import { useCommands } from "../../app/commands";
import { usePhone } from "../../lib/hooks";
import { asAction, word } from "../../lib/words";
import { Dialog } from "../../ui/Dialog";
import css from "./Actions.module.css";
import type { Act } from "./useAct";

/** Moves that end something: shown in the menu, and only done after a question. */
const grave = new Set(["lose", "disqualify", "return", "reject", "cancel", "decline", "end", "suspend", "notice", "give_notice", "withdraw"]);

interface Props {
  actions: (Action | string)[];
  busy: boolean;
  onAct: (act: Act) => Promise<unknown>;
  /** Moves that need more than a word: the screen opens its own dialog. */
  special?: Record<string, () => void>;
}

export function Actions({ actions, busy, onAct, special = {} }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [asked, setAsked] = useState<Action | null>(null);
  const all = actions.map(asAction).filter((action) => action.role_ok !== false);
  const plain = all.filter((action) => !grave.has(action.action));
  const ends = all.filter((action) => grave.has(action.action));
  const alone = ends.length === 1 && plain.length < (phone ? 2 : 3);
  const run = (action: Action) => {
    const own = special[action.action];
    if (own) own();
    else if (grave.has(action.action) || action.requires?.includes("note")) setAsked(action);
    else void onAct({ action: action.action }).catch(() => {});
  };
  useCommands("actions", all.map((action) => ({ id: action.action, label: word(t, "action", action.action), run: () => run(action) })));
  if (all.length === 0) return null;
  return (
    <>
      {plain.map((action, index) => (
        <Button key={action.action} variant={index === 0 ? "filled" : "default"} loading={busy && index === 0} disabled={busy} onClick={() => run(action)}>
          {word(t, "action", action.action)}
        </Button>
      ))}
      {alone && (
        <Button variant="default" disabled={busy} onClick={() => run(ends[0]!)}>
          {word(t, "action", ends[0]!.action)}
        </Button>
      )}
      {!alone && ends.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <ActionIcon variant="default" size={36} className={css.more} aria-label={t("record.more_actions")}>
              <IconDots size={18} />
            </ActionIcon>
          </Menu.Target>
          <Menu.Dropdown>
            {ends.map((action) => (
              <Menu.Item key={action.action} color="red" onClick={() => run(action)}>
                {word(t, "action", action.action)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {asked && <Ask action={asked} busy={busy} onClose={() => setAsked(null)} onAct={onAct} />}
    </>
  );
}

function Ask({ action, busy, onAct, onClose }: { action: Action; busy: boolean; onAct: (act: Act) => Promise<unknown>; onClose: () => void }) {
  const { t } = useTranslation();
  const [note, setNote] = useState("");
  const needed = action.requires?.includes("note") ?? false;
  return (
    <Dialog onClose={onClose} title={word(t, "action", action.action)}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          onAct({ action: action.action, note: note.trim() }).then(onClose, () => {});
        }}
      >
        <p>{t(`ask.${action.action}`, { defaultValue: t("ask.default") })}</p>
        <Textarea label={t("field.note")} dir="auto" autosize minRows={2} maxLength={2000} required={needed} value={note} onChange={(event) => setNote(event.currentTarget.value)} data-autofocus />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" color="red" loading={busy}>
            {word(t, "action", action.action)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
