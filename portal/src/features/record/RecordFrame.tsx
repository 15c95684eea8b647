// The common frame of a record's screen: way back, heading, main column, side column.
import { ActionIcon } from "@mantine/core";
import { IconArrowLeft } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { useKey } from "../../app/keys";
import css from "./RecordFrame.module.css";

export function RecordFrame({
  back,
  eyebrow,
  title,
  pills,
  actions,
  under,
  main,
  side,
}: {
  back: string;
  eyebrow: ReactNode;
  title: string;
  pills?: ReactNode;
  actions?: ReactNode;
  under?: ReactNode;
  main: ReactNode;
  side?: ReactNode;
}) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  useKey("b", () => navigate(back));
  return (
    <article className={css.record}>
      <header className={css.head}>
        <div className={css.line}>
          <ActionIcon component={Link} href={back} variant="subtle" color="gray" aria-label={t("common.back_to_list")}>
            <IconArrowLeft size={18} stroke={1.8} />
          </ActionIcon>
          <div className={css.names}>
            <div className={css.eyebrow}>{eyebrow}</div>
            <h1 dir="auto">{title}</h1>
          </div>
          <div className={css.pills}>{pills}</div>
          {actions && <div className={css.actions}>{actions}</div>}
        </div>
        {under}
      </header>
      <div className={css.columns} data-single={side === undefined || undefined}>
        <div className={css.main}>{main}</div>
        {side !== undefined && <aside className={css.side}>{side}</aside>}
      </div>
    </article>
  );
}
