// What one's company keeps of a room it is no longer in: words, names and names of files, as they were.
import { CloseButton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { dateTime } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Bones, ErrorState } from "../../ui/States";
import { Body } from "./Body";
import { plainName } from "./links";
import { archive } from "./queries";
import css from "./Room.module.css";

const nobody: string[] = [];

export function Archived({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(archive(id));
  if (query.isPending) return <Bones rows={8} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <section className={css.talk} aria-label={query.data.title ?? t("room.untitled")}>
      <header className={css.head}>
        <div className={css.names}>
          <h1 className={css.title}><bdi>{query.data.title ?? t("room.untitled")}</bdi></h1>
          <span className={css.topic}>{t("room.archived_text")}</span>
        </div>
        <CloseButton aria-label={t("common.close")} onClick={onClose} />
      </header>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
      <ol className={css.archive} tabIndex={0}>
        {query.data.messages.map((message) => (
          <li key={message.id}>
            <span className={css.hitBy}>
              <strong><bdi>{message.author}</bdi></strong>
              <bdi>{message.company}</bdi>
              <time dateTime={message.at}>{dateTime(message.at, lang)}</time>
            </span>
            {message.deleted && <span className={css.topic}>{t(`room.deleted.${message.deleted}`)}</span>}
            {message.text && <Body text={message.text} names={nobody} />}
            {(message.files ?? []).map((file, at) => (
              <bdi key={at} className={css.hitRoom}>{plainName(file.name)}</bdi>
            ))}
          </li>
        ))}
      </ol>
    </section>
  );
}
