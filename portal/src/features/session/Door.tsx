// The frame of the screens before log-in: the mark, one card, the languages.
import { useId, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { languages, switchLanguage } from "../../app/i18n";
import { languageName } from "../../lib/format";
import { useTitle } from "../../lib/hooks";
import { Mark } from "../../ui/Mark";
import css from "./Door.module.css";

export function Door({ title, lead, children }: { title: string; lead?: string; children: ReactNode }) {
  const { t, i18n } = useTranslation();
  const id = useId();
  useTitle(title);
  return (
    <div className={css.door}>
      <main className={css.main} aria-labelledby={id}>
        <div className={css.brand}>
          <Mark size={44} />
          <span>Hansa</span>
        </div>
        <div className={css.card}>
          <h1 id={id}>{title}</h1>
          {lead && <p>{lead}</p>}
          {children}
        </div>
        <p className={css.motto}>{t("login.motto")}</p>
        <nav className={css.languages} aria-label={t("nav.language")}>
          {languages.map((code) => (
            <button key={code} type="button" lang={code} aria-pressed={code === i18n.language} onClick={() => void switchLanguage(code)}>
              {languageName(code)}
            </button>
          ))}
        </nav>
      </main>
    </div>
  );
}
