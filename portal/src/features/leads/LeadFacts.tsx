// The facts of a lead by who owns and who sees them: beside each group stand the companies that can read it.
import { IconEyeOff, IconLock, IconUsers, IconUserShield } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { grants } from "../../api/queries";
import type { Grant, Lead } from "../../api/types";
import { useSession } from "../../app/session";
import { country, day, money } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Avatar } from "../../ui/Avatar";
import { Fact, Facts } from "../../ui/Fields";
import css from "./LeadFacts.module.css";
import { groups, type Group, type LeadField } from "./stages";
import { groupValues } from "./values";

const icons: Record<Group, typeof IconLock> = {
  identity: IconUsers,
  outline: IconUsers,
  detail: IconUsers,
  commercial: IconUsers,
  personal: IconUserShield,
  private: IconLock,
};

/** Whether a company with that grant reads the group. */
export function reads(group: Group, grant: Pick<Grant, "level" | "owner" | "company_id">, consent: boolean, me: string): boolean {
  if (group === "private") return grant.company_id === me;
  if (group === "outline" || grant.owner) return true;
  if (grant.level === "teaser") return false;
  return group !== "personal" || consent;
}

export function LeadFacts({ lead }: { lead: Lead }) {
  const list = useQuery(grants(lead.id));
  return groups.map((group) => <FactsOf key={group.id} lead={lead} group={group.id} fields={group.fields} sharers={list.data ?? []} />);
}

function FactsOf({ lead, group, fields, sharers }: { lead: Lead; group: Group; fields: LeadField[]; sharers: Grant[] }) {
  const { t } = useTranslation();
  const lang = useLang();
  const { company } = useSession();
  const values = groupValues(lead, group);
  const hidden = values === null && (lead.level === "teaser" ? group !== "private" && group !== "outline" : group === "personal" && lead.level !== "own");
  // Without a row there is nothing to consent to, and nothing to see.
  const consent = lead.personal?.consent_to_share ?? false;
  const who = sharers.filter((grant) => reads(group, grant, consent, company.id));
  const Icon = hidden ? IconEyeOff : icons[group];
  const note = hidden ? t("lead.hidden") : t(`lead.who.${group}`);
  const shown = fields.filter((field) => values?.[field.name] !== null && values?.[field.name] !== undefined && values?.[field.name] !== "" && field.name !== "currency");
  return (
    <section className={css.group}>
      <header>
        <h2>{t(`lead.group.${group}`)}</h2>
        <span className={css.note} title={note}>
          <Icon size={13} stroke={1.8} aria-hidden />
          <span>{note}</span>
        </span>
        {who.length > 0 && (
          <ul className={css.who} aria-label={t("lead.seen_by")}>
            {who.slice(0, 6).map((grant) => (
              <li key={grant.company_id} title={grant.name}>
                <Avatar name={grant.name} size={20} square />
                <span className={css.name}>{grant.name}</span>
              </li>
            ))}
            {who.length > 6 && <li className={css.more}>+{who.length - 6}</li>}
          </ul>
        )}
      </header>
      {!hidden && shown.length === 0 && <span className={css.empty}>–</span>}
      {!hidden && shown.length > 0 && (
        <Facts>
          {shown.map((field) => (
            <Fact key={field.name} label={t(`field.${field.name}`)} wide={field.type === "area"}>
              <Value field={field} values={values!} lang={lang} />
            </Fact>
          ))}
        </Facts>
      )}
    </section>
  );
}

function Value({ field, values, lang }: { field: LeadField; values: Record<string, unknown>; lang: string }) {
  const { t } = useTranslation();
  const value = values[field.name];
  const text = String(value as string | number | boolean);
  if (field.type === "money") return <strong>{money(text, values.currency as string | null, lang)}</strong>;
  if (field.type === "date") return day(text, lang);
  if (field.type === "country") return country(text, lang);
  if (field.type === "bool") return value === true ? t("common.yes") : t("common.no");
  if (field.type === "email") return <a href={`mailto:${text}`}>{text}</a>;
  if (field.type === "tel") return <a href={`tel:${text.replace(/[^+\d]/g, "")}`}>{text}</a>;
  if (field.name === "website" && /^https?:\/\//.test(text)) {
    return (
      <a href={text} target="_blank" rel="noopener noreferrer">
        {text.replace(/^https?:\/\//, "")}
      </a>
    );
  }
  return text;
}
