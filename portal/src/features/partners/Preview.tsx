// One of our records as a partner sees it: what its level lets through, and what stays with us.
import { useQuery } from "@tanstack/react-query";
import { IconEye, IconEyeOff } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { lead as leadQuery } from "../../api/queries";
import { country, day, money } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Dialog } from "../../ui/Dialog";
import { Bones, ErrorState } from "../../ui/States";
import { kinds, type DirectoryName } from "../directory/kinds";
import { directoryRecord } from "../directory/queries";
import { groups, type Group } from "../leads/stages";
import { groupValues } from "../leads/values";
import css from "./Partners.module.css";
import type { SharedRecord } from "./queries";

interface Part {
  id: string;
  title: string;
  why: string;
  seen: boolean;
  values: [label: string, value: string][];
}

/** What a level shows of a lead's groups; personal data also needs the person's consent. */
export function sees(group: Group, level: string, consent: boolean): boolean {
  if (group === "outline") return true;
  if (group === "private") return false;
  if (group === "personal") return level !== "teaser" && consent;
  return level !== "teaser";
}

export function Preview({ record, partner, onClose }: { record: SharedRecord; partner: { name: string }; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} title={t("partner.preview_as", { company: partner.name })} size="lg">
      <p style={{ marginTop: 0, color: "var(--h-dim)" }}>
        {t(`level.${record.level}`)}: {t(`level.about.${record.level}`)}
      </p>
      {record.kind === "lead" ? <LeadPreview record={record} /> : <DirectoryPreview record={record} name={`${record.kind}s`} />}
    </Dialog>
  );
}

function Parts({ parts }: { parts: Part[] }) {
  const { t } = useTranslation();
  return (
    <ul className={css.see}>
      {parts.map((part) => {
        const EyeIcon = part.seen ? IconEye : IconEyeOff;
        return (
          <li key={part.id} data-off={!part.seen || undefined}>
            <h3>
              <EyeIcon size={15} aria-hidden />
              {part.title}
              {!part.seen && <span className={css.dim}>({part.why})</span>}
            </h3>
            {part.seen && part.values.length === 0 && <span className={css.dim}>{t("partner.no_values")}</span>}
            {part.seen && (
              <dl>
                {part.values.map(([label, value]) => [
                  <dt key={`${label}:`}>{label}</dt>,
                  <dd key={label} dir="auto">{value}</dd>,
                ])}
              </dl>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function LeadPreview({ record }: { record: SharedRecord }) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(leadQuery(record.id));
  if (query.isPending) return <Bones rows={5} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const lead = query.data.record;
  const consent = lead.personal?.consent_to_share === true;
  const parts = groups.map<Part>((group) => {
    const values = groupValues(lead, group.id) ?? {};
    return {
      id: group.id,
      title: t(`lead.group.${group.id}`),
      why: t(`lead.who.${group.id}`),
      seen: sees(group.id, record.level, consent),
      values: group.fields
        .filter((field) => field.type !== "currency" && field.type !== "bool")
        .flatMap((field): [string, string][] => {
          const value = values[field.name];
          if (value === null || value === undefined || value === "") return [];
          const text = String(value as string | number);
          const shown = field.type === "money" ? money(text, values.currency as string | null, lang) : field.type === "date" ? day(text, lang) : field.type === "country" ? country(text, lang) : text;
          return [[t(`field.${field.name}`), shown]];
        }),
    };
  });
  return <Parts parts={parts} />;
}

function DirectoryPreview({ record, name }: { record: SharedRecord; name: DirectoryName }) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(directoryRecord(name, record.id));
  if (query.isPending) return <Bones rows={5} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const row = query.data.record;
  const values = kinds[name].fields
    .filter((field) => !["bool", "currency", "account"].includes(field.type) && field.name !== "consent_source")
    .flatMap((field): [string, string][] => {
      const value = row[field.name];
      if (value === null || value === undefined || value === "") return [];
      const text = String(value as string | number);
      const shown = field.type === "money" ? money(text, row.currency as string | null, lang) : field.type === "country" ? country(text, lang) : text;
      return [[t(field.label ?? `field.${field.name}`), shown]];
    });
  return <Parts parts={[{ id: name, title: t(`${name}.one`), why: t("lead.who.identity"), seen: record.level !== "teaser", values }]} />;
}
