// The company's own affairs: its data and identifiers, people, keys for systems, the rule of its rooms, and what was done.
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { useMay } from "../../app/session";
import { useTitle } from "../../lib/hooks";
import { Page } from "../../ui/Page";
import { NoRight, NotFound } from "../../ui/States";
import css from "./Admin.module.css";
import { ApiKeys } from "./ApiKeys";
import { Audit } from "./Audit";
import { CompanyTab } from "./CompanyTab";
import { Members } from "./Members";
import { Reported } from "./Reported";
import { Talk } from "./Talk";

const tabs = { company: CompanyTab, members: Members, keys: ApiKeys, talk: Talk, reported: Reported, audit: Audit };

export default function Admin({ tab }: { tab: string }) {
  const { t } = useTranslation();
  const may = useMay("admin");
  useTitle(t("nav.admin"));
  if (!may) return <NoRight />;
  const Tab = tabs[tab as keyof typeof tabs];
  if (!Tab) return <NotFound />;
  return (
    <Page
      title={t("nav.admin")}
      tools={
        <nav className={css.tabs} aria-label={t("nav.admin")}>
          {Object.keys(tabs).map((name) => (
            <Link key={name} href={`/admin/${name}`} aria-current={name === tab ? "page" : undefined}>
              {t(`admin.tab.${name}`)}
            </Link>
          ))}
        </nav>
      }
    >
      <div className={css.body} data-wide={tab === "audit" || undefined}>
        <Tab />
      </div>
    </Page>
  );
}
