// One message of the list, as plain elements: hundreds of them come and go while one scrolls.
import { IconCornerDownRight, IconLock, IconPinFilled } from "@tabler/icons-react";
import type { TFunction } from "i18next";
import { memo, type ReactNode } from "react";
import { dateTime } from "../../lib/format";
import { Avatar } from "../../ui/Avatar";
import { Body } from "./Body";
import { FileTiles } from "./FileTiles";
import css from "./Message.module.css";
import { RefCards } from "./RefCards";
import { clock, hueOf } from "./tell";
import type { Message } from "./types";

interface Props {
  t: TFunction;
  lang: string;
  message: Message;
  head: boolean;
  note: boolean;
  me: string;
  myCompany: string;
  /** The names of those who are mentioned, for the words of the message. */
  names: string[];
  focusable: boolean;
  marked: boolean;
  tools: ReactNode;
  onThread: ((id: string) => void) | null;
  onReact: (message: Message, emoji: string, on: boolean) => void;
}

export const MessageRow = memo(function MessageRow({ t, lang, message, head, note, me, myCompany, names, focusable, marked, tools, onThread, onReact }: Props) {
  const ours = message.company_id === myCompany;
  const time = clock(message.at, lang);
  const who = { author: message.author, company: message.company, time };
  const toMe = message.mentions.includes(me) && message.person_id !== me;
  return (
    <div
      className={css.row}
      role="article"
      aria-label={note ? t("room.note_by", who) : t("room.message_by", who)}
      data-seq={message.seq}
      data-head={head || undefined}
      data-note={note || undefined}
      data-me={toMe || undefined}
      data-marked={marked || undefined}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- arrow keys walk through the messages, one of which takes the focus
      tabIndex={focusable ? 0 : -1}
    >
      <div className={css.gutter}>{head ? <Avatar name={message.author} size={32} /> : <time className={css.early} dateTime={message.at}>{time}</time>}</div>
      <div className={css.main}>
        {head && (
          <div className={css.by}>
            <strong><bdi>{message.author}</bdi></strong>
            {note ? (
              <span className={css.noteTag}>
                <IconLock size={11} aria-hidden />
                {t("room.only_us")}
              </span>
            ) : (
              <span className={css.company} data-ours={ours || undefined} data-hue={hueOf(message.company_id)}><bdi>{message.company}</bdi></span>
            )}
            {message.guest && <span className={css.guest}>{t("room.guest")}</span>}
            <time dateTime={message.at} title={dateTime(message.at, lang)}>{time}</time>
          </div>
        )}
        {message.deleted ? (
          <div className={css.gone}>{t(`room.deleted.${message.deleted}`)}</div>
        ) : (
          <>
            {message.text && <Body text={message.text} names={names} />}
            {message.refs.length > 0 && <RefCards refs={message.refs} />}
            {message.files.length > 0 && <FileTiles files={message.files} />}
          </>
        )}
        {(message.edited_at !== null || message.pinned_at !== null) && message.deleted === null && (
          <div className={css.marks}>
            {message.pinned_at && (
              <span>
                <IconPinFilled size={12} aria-hidden />
                {t("room.pinned")}
              </span>
            )}
            {message.edited_at && <span>{t("room.edited")}</span>}
          </div>
        )}
        {message.reactions.length > 0 && (
          <div className={css.reactions}>
            {message.reactions.map((reaction) => {
              const mine = reaction.people.some((person) => person.id === me);
              const givers = reaction.people.map((person) => person.name).join(", ");
              return (
                <button
                  key={reaction.emoji}
                  type="button"
                  tabIndex={focusable ? 0 : -1}
                  aria-pressed={mine}
                  title={givers}
                  onClick={() => onReact(message, reaction.emoji, !mine)}
                >
                  <span>{reaction.emoji}</span>
                  <span>{reaction.people.length}</span>
                  <span className={css.heard}>{givers}</span>
                </button>
              );
            })}
          </div>
        )}
        {onThread && message.reply_count > 0 && (
          <button type="button" className={css.replies} tabIndex={focusable ? 0 : -1} onClick={() => onThread(message.id)}>
            <IconCornerDownRight size={14} aria-hidden />
            {t("room.replies", { count: message.reply_count })}
            {message.last_reply_at && <span>{t("room.last_reply", { at: dateTime(message.last_reply_at, lang) })}</span>}
          </button>
        )}
      </div>
      {tools}
    </div>
  );
});
