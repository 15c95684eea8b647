// The common frame of a record's screen: way back, heading, main column, and a side column that can be put away.
import { ActionIcon, Tooltip } from "@mantine/core";
import { useLocalStorage } from "@mantine/hooks";
import { IconArrowLeft, IconLayoutSidebarRightCollapse, IconLayoutSidebarRightExpand, IconStar, IconStarFilled } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { useCommands } from "../../app/commands";
import { useKey } from "../../app/keys";
import { useMarks, useVisit } from "../../app/marks";
import css from "./RecordFrame.module.css";

interface Props {
  back: string;
  eyebrow: ReactNode;
  title: string;
  /** The heading, where it is more than the title's text. */
  heading?: ReactNode;
  pills?: ReactNode;
  actions?: ReactNode;
  under?: ReactNode;
  main: ReactNode;
  side?: ReactNode;
}

export function RecordFrame({ back, eyebrow, title, heading, pills, actions, under, main, side }: Props) {
  const { t } = useTranslation();
  const [href, navigate] = useLocation();
  const { isFavourite, toggle } = useMarks();
  const [away, setAway] = useLocalStorage({ key: "hansa.side", defaultValue: false, getInitialValueInEffect: false });
  const starred = isFavourite(href);
  const star = () => toggle({ href, title });
  const starText = starred ? t("nav.unfavourite") : t("nav.favourite");
  const sideText = away ? t("record.show_side") : t("record.hide_side");
  const switchSide = () => setAway((now) => !now);
  useVisit(title);
  useKey("b", () => navigate(back));
  useKey("f", star);
  useKey("]", switchSide, side !== undefined);
  useCommands("frame", [
    { id: "star", label: starText, run: star },
    { id: "link", label: t("record.copy_link"), run: () => void navigator.clipboard?.writeText(location.href) },
    ...(side === undefined ? [] : [{ id: "side", label: sideText, run: switchSide }]),
  ]);
  return (
    <article className={css.record}>
      <header className={css.head}>
        <div className={css.line}>
          <ActionIcon component={Link} href={back} variant="subtle" color="gray" aria-label={t("common.back_to_list")}>
            <IconArrowLeft size={18} stroke={1.8} />
          </ActionIcon>
          <div className={css.names}>
            <div className={css.eyebrow}>{eyebrow}</div>
            <h1 dir="auto">{heading ?? title}</h1>
          </div>
          <Tooltip label={starText}>
            <ActionIcon variant="subtle" color={starred ? "yellow" : "gray"} aria-label={t("nav.favourite")} aria-pressed={starred} onClick={star}>
              {starred ? <IconStarFilled size={16} /> : <IconStar size={16} stroke={1.7} />}
            </ActionIcon>
          </Tooltip>
          <div className={css.pills}>{pills}</div>
          {(actions || side !== undefined) && (
            <div className={css.actions}>
              {actions}
              {side !== undefined && (
                <Tooltip label={sideText}>
                  <ActionIcon variant="subtle" color="gray" size={36} className={css.fold} aria-label={sideText} aria-expanded={!away} onClick={switchSide}>
                    {away ? <IconLayoutSidebarRightExpand size={18} stroke={1.7} /> : <IconLayoutSidebarRightCollapse size={18} stroke={1.7} />}
                  </ActionIcon>
                </Tooltip>
              )}
            </div>
          )}
        </div>
        {under}
      </header>
      <div className={css.columns} data-single={side === undefined || undefined} data-away={away || undefined}>
        <div className={css.main}>{main}</div>
        {side !== undefined && <aside className={css.side}>{side}</aside>}
      </div>
    </article>
  );
}
