// One lead: where it stands, its facts by who sees them, with whom it is shared, and what happened.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { IconEyeOff, IconLock, IconPencil, IconUsers, IconUserShield } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { lead as leadQuery } from "../../api/queries";
import type { Lead } from "../../api/types";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { country, day, money } from "../../lib/format";
import { useLang, useTitle } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { useRecordStream } from "../../live/LiveProvider";
import { Fact, FactGroup, Facts } from "../../ui/Fields";
import { Card } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import { Bones, ErrorState, NotFound, Unshared } from "../../ui/States";
import { Actions } from "../record/Actions";
import { RecordFrame } from "../record/RecordFrame";
import css from "../record/RecordFrame.module.css";
import { Sharing } from "../record/Sharing";
import { Side } from "../record/Side";
import { Tracker } from "../record/Tracker";
import { useAct } from "../record/useAct";
import { EditLead } from "./EditLead";
import { groups, way, type Group, type LeadField } from "./stages";
import { groupValues } from "./values";

export default function LeadRecord({ id }: { id: string }) {
  const over = useRecordStream(id);
  if (over === "not_found") return <NotFound />;
  if (over) return <Unshared back="/leads" />;
  return <Open id={id} />;
}

function Open({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(leadQuery(id));
  const may = useMay("member");
  const [editing, edit] = useDisclosure(false);
  const lead = query.data?.record;
  const title = lead ? (lead.identity?.title ?? lead.product_interest ?? lead.number) : "";
  // From level read on, a company keeps its own private notes on the lead.
  const mayEdit = may && lead !== undefined && lead.level !== "teaser";
  useTitle(lead ? `${lead.number} ${title}` : t("nav.leads"));
  useKey("e", edit.open, mayEdit);
  const act = useAct(id, "stage", ["leads"], query.data?.etag);

  if (query.isPending) return <Bones rows={10} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <RecordFrame
        back="/leads"
        eyebrow={
          <>
            {lead!.number} · <span dir="auto">{lead!.owner.name}</span>
          </>
        }
        title={title}
        pills={
          <>
            <Pill tone={tone(lead!.stage)} dot>{word(t, "stage", lead!.stage)}</Pill>
            {lead!.level !== "own" && <Pill tone="accent">{t("lead.your_level", { level: t(`level.${lead!.level}`) })}</Pill>}
          </>
        }
        actions={
          <>
            {mayEdit && (
              <Button variant="default" className={css.edit} leftSection={<IconPencil size={15} />} onClick={edit.open}>
                {t("common.edit")}
              </Button>
            )}
            {may && <Actions actions={lead!.actions} busy={act.isPending} onAct={act.mutateAsync} />}
          </>
        }
        under={
          <>
            <Tracker group="stage" steps={way} now={lead!.stage} />
            <Sharing id={id} kind="lead" mine={lead!.level === "own"} />
          </>
        }
        main={
          <Card flush>
            {groups.map((group) => (
              <FactsOf key={group.id} lead={lead!} group={group.id} fields={group.fields} />
            ))}
          </Card>
        }
        side={<Side id={id} kind="lead" group="stage" />}
      />
      {editing && <EditLead start={query.data} onClose={edit.close} />}
    </>
  );
}

const groupIcons: Record<Group, typeof IconLock> = {
  identity: IconUsers,
  outline: IconUsers,
  detail: IconUsers,
  commercial: IconUsers,
  personal: IconUserShield,
  private: IconLock,
};

function FactsOf({ lead, group, fields }: { lead: Lead; group: Group; fields: LeadField[] }) {
  const { t } = useTranslation();
  const lang = useLang();
  const values = groupValues(lead, group);
  const hidden = values === null && lead.level !== "own" && group !== "private";
  const GroupIcon = hidden ? IconEyeOff : groupIcons[group];
  const note = hidden ? t("lead.hidden") : t(`lead.who.${group}`);
  const shown = fields.filter((field) => values?.[field.name] !== null && values?.[field.name] !== undefined && values?.[field.name] !== "");
  return (
    <FactGroup icon={<GroupIcon size={13} stroke={1.8} aria-hidden />} title={t(`lead.group.${group}`)} note={note}>
      {!hidden && shown.length === 0 && <span style={{ color: "var(--h-dim)" }}>–</span>}
      {!hidden && shown.length > 0 && (
        <Facts>
          {shown
            .filter((field) => field.name !== "currency")
            .map((field) => (
              <Fact key={field.name} label={t(`field.${field.name}`)} wide={field.type === "area"}>
                <Value field={field} values={values!} lang={lang} />
              </Fact>
            ))}
        </Facts>
      )}
    </FactGroup>
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
