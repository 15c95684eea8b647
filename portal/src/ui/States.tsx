// What a screen shows instead of content: empty, wrong, not there, no right, or still on its way.
import { Button } from "@mantine/core";
import { IconAlertTriangle, IconLock, IconMapOff, IconShip } from "@tabler/icons-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { ApiError } from "../api/client";
import { useForget } from "../app/marks";
import { problemText } from "../lib/words";
import css from "./States.module.css";

export function Notice({ icon, title, text, page, children }: { icon: ReactNode; title: string; text?: string; page?: boolean; children?: ReactNode }) {
  const Heading = page ? "h1" : "h2";
  return (
    <div className={css.notice}>
      <div className={css.icon} aria-hidden>
        {icon}
      </div>
      <Heading className={css.title}>{title}</Heading>
      {text && <p className={css.text}>{text}</p>}
      {children && <div className={css.actions}>{children}</div>}
    </div>
  );
}

export function Empty({ title, text, children }: { title: string; text?: string; children?: ReactNode }) {
  return (
    <Notice icon={<IconShip size={30} stroke={1.5} />} title={title} text={text}>
      {children}
    </Notice>
  );
}

/** The same words for what does not exist and for what is not yours to see. */
export function NotFound() {
  const { t } = useTranslation();
  useForget();
  return (
    <Notice page icon={<IconMapOff size={30} stroke={1.5} />} title={t("state.not_found.title")} text={t("state.not_found.text")}>
      <Button component={Link} href="/" variant="default">
        {t("nav.home")}
      </Button>
    </Notice>
  );
}

export function Unshared({ back }: { back: string }) {
  const { t } = useTranslation();
  useForget();
  return (
    <div role="alert">
      <Notice page icon={<IconLock size={30} stroke={1.5} />} title={t("state.unshared.title")} text={t("state.unshared.text")}>
        <Button component={Link} href={back} variant="default">
          {t("common.back_to_list")}
        </Button>
      </Notice>
    </div>
  );
}

export function NoRight() {
  const { t } = useTranslation();
  return <Notice page icon={<IconLock size={30} stroke={1.5} />} title={t("state.no_right.title")} text={t("state.no_right.text")} />;
}

export function ErrorState({ error, retry }: { error: unknown; retry?: () => void }) {
  const { t } = useTranslation();
  if (error instanceof ApiError && error.status === 404) return <NotFound />;
  if (error instanceof ApiError && error.status === 403) return <NoRight />;
  return (
    <div role="alert">
      <Notice icon={<IconAlertTriangle size={30} stroke={1.5} />} title={t("state.error.title")} text={problemText(t, error)}>
        {retry && (
          <Button variant="default" onClick={retry}>
            {t("common.retry")}
          </Button>
        )}
      </Notice>
    </div>
  );
}

export function Bones({ rows = 8, height = 20, gap = 14 }: { rows?: number; height?: number; gap?: number }) {
  const { t } = useTranslation();
  return (
    <div className={css.bones} style={{ gap }} role="status" aria-label={t("common.loading")}>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className={css.bone} style={{ height, width: `${92 - ((i * 37) % 40)}%` }} />
      ))}
    </div>
  );
}
