// The fields of a lead, for a new one and for an edit.
import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { IconLock, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { currencies, countryOptions } from "../../lib/lists";
import { useLang } from "../../lib/hooks";
import type { Fields } from "../../lib/merge";
import { FormGrid, Wide } from "../../ui/Fields";
import css from "./LeadForm.module.css";
import { groups, type Group, type LeadField } from "./stages";

interface Props {
  fields: Fields;
  errors: Record<string, string>;
  only: Group[];
  onChange: (name: string, value: string) => void;
}

export function LeadForm({ fields, errors, only, onChange }: Props) {
  const { t } = useTranslation();
  return (
    <>
      {groups.filter((group) => only.includes(group.id)).map((group) => (
        <fieldset key={group.id} className={css.group}>
          <legend>
            {t(`lead.group.${group.id}`)}
            <span>
              {group.id === "private" ? <IconLock size={12} aria-hidden /> : <IconUsers size={12} aria-hidden />}
              {t(`lead.who.${group.id}`)}
            </span>
          </legend>
          <FormGrid>
            {group.fields.map((field) => {
              const input = <Field key={field.name} field={field} value={fields[field.name] ?? ""} error={errors[field.name]} onChange={(value) => onChange(field.name, value)} />;
              return field.wide ? <Wide key={field.name}>{input}</Wide> : input;
            })}
          </FormGrid>
        </fieldset>
      ))}
    </>
  );
}

function Field({ field, value, error, onChange }: { field: LeadField; value: string; error: string | undefined; onChange: (value: string) => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const common = { label: t(`field.${field.name}`), error, name: field.name };
  switch (field.type) {
    case "area":
      return <Textarea {...common} value={value} dir="auto" autosize minRows={2} maxRows={8} maxLength={field.max} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "country":
      return <NativeSelect {...common} value={value} onChange={(event) => onChange(event.currentTarget.value)} data={[{ value: "", label: "–" }, ...countryOptions(lang)]} />;
    case "currency":
      return <NativeSelect {...common} value={value} onChange={(event) => onChange(event.currentTarget.value)} data={["", ...currencies]} />;
    case "bool":
      return <Checkbox mt={28} label={t(`field.${field.name}`)} checked={value === "true"} onChange={(event) => onChange(String(event.currentTarget.checked))} error={error} />;
    case "date":
      return <TextInput {...common} type="date" value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "score":
      return <TextInput {...common} type="number" min={0} max={100} value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
    case "money":
      return <TextInput {...common} inputMode="decimal" value={value} onChange={(event) => onChange(event.currentTarget.value)} />;
    default:
      return <TextInput {...common} type={field.type} dir="auto" maxLength={field.max} value={value} required={field.name === "title"} data-autofocus={field.name === "title" || undefined} onChange={(event) => onChange(event.currentTarget.value)} />;
  }
}
