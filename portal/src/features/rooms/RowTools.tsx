// What can be done with a message, beside the one that is pointed at or has the focus.
import { Menu } from "@mantine/core";
import { IconDots, IconFlag, IconHistory, IconLink, IconMessageReply, IconMoodPlus, IconPencil, IconPin, IconPinnedOff, IconShieldX, IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import css from "./Message.module.css";
import type { Message } from "./types";

export const quickReactions = ["👍", "❤️", "😄", "🎉", "👀", "✅", "🙏", "❗"];

export interface Abilities {
  write: boolean;
  reply: boolean;
  edit: boolean;
  remove: boolean;
  pin: boolean;
  report: boolean;
  moderate: boolean;
}

export type Deed = "reply" | "edit" | "delete" | "pin" | "copy" | "history" | "report" | "remove";

interface Props {
  message: Message;
  able: Abilities;
  open: "react" | "more" | null;
  onOpen: (what: "react" | "more" | null) => void;
  onReact: (message: Message, emoji: string, on: boolean) => void;
  onDo: (deed: Deed, message: Message) => void;
}

export function RowTools({ message, able, open, onOpen, onReact, onDo }: Props) {
  const { t } = useTranslation();
  const pick = (emoji: string) => {
    onOpen(null);
    onReact(message, emoji, true);
  };
  return (
    <div className={css.tools} role="toolbar" aria-label={t("room.tools")}>
      {able.write && (
        <button type="button" title={t("room.react_with", { emoji: "👍" })} aria-label={t("room.react_with", { emoji: "👍" })} onClick={() => pick("👍")}>
          <span aria-hidden>👍</span>
        </button>
      )}
      {able.write && (
        <Menu opened={open === "react"} onChange={(on) => onOpen(on ? "react" : null)} position="top-end" withinPortal>
          <Menu.Target>
            <button type="button" title={t("room.react")} aria-label={t("room.react")}>
              <IconMoodPlus size={17} stroke={1.7} aria-hidden />
            </button>
          </Menu.Target>
          <Menu.Dropdown>
            <div className={css.emojis}>
              {quickReactions.map((emoji) => (
                <Menu.Item key={emoji} className={css.emoji} aria-label={emoji} onClick={() => pick(emoji)}>
                  {emoji}
                </Menu.Item>
              ))}
            </div>
          </Menu.Dropdown>
        </Menu>
      )}
      {able.reply && (
        <button type="button" title={t("room.reply")} aria-label={t("room.reply")} onClick={() => onDo("reply", message)}>
          <IconMessageReply size={17} stroke={1.7} aria-hidden />
        </button>
      )}
      <Menu opened={open === "more"} onChange={(on) => onOpen(on ? "more" : null)} position="bottom-end" withinPortal>
        <Menu.Target>
          <button type="button" title={t("room.more")} aria-label={t("room.more")}>
            <IconDots size={17} stroke={1.7} aria-hidden />
          </button>
        </Menu.Target>
        <Menu.Dropdown>
          {able.edit && <Menu.Item leftSection={<IconPencil size={16} />} rightSection={<kbd>E</kbd>} onClick={() => onDo("edit", message)}>{t("common.edit")}</Menu.Item>}
          {able.pin && (
            <Menu.Item leftSection={message.pinned_at ? <IconPinnedOff size={16} /> : <IconPin size={16} />} rightSection={<kbd>P</kbd>} onClick={() => onDo("pin", message)}>
              {message.pinned_at ? t("room.unpin") : t("room.pin")}
            </Menu.Item>
          )}
          <Menu.Item leftSection={<IconLink size={16} />} onClick={() => onDo("copy", message)}>{t("room.copy_link")}</Menu.Item>
          {message.edited_at && <Menu.Item leftSection={<IconHistory size={16} />} onClick={() => onDo("history", message)}>{t("room.history")}</Menu.Item>}
          {able.report && <Menu.Item leftSection={<IconFlag size={16} />} onClick={() => onDo("report", message)}>{t("room.report")}</Menu.Item>}
          {able.remove && <Menu.Item color="red" leftSection={<IconTrash size={16} />} rightSection={<kbd>Del</kbd>} onClick={() => onDo("delete", message)}>{t("room.delete")}</Menu.Item>}
          {able.moderate && <Menu.Item color="red" leftSection={<IconShieldX size={16} />} onClick={() => onDo("remove", message)}>{t("room.remove")}</Menu.Item>}
        </Menu.Dropdown>
      </Menu>
    </div>
  );
}
