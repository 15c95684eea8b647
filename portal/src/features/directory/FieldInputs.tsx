// The inputs of a directory record, for making one and for changing one.
import { Checkbox, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { languages } from "../../app/i18n";
import { languageName } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { countryOptions, currencies } from "../../lib/lists";
import type { Fields } from "../../lib/merge";
import { FormGrid, Wide } from "../../ui/Fields";
import { AccountPicker } from "./AccountPicker";
import type { DirectoryField } from "./kinds";

interface Props {
  fields: DirectoryField[];
  values: Fields;
  error: unknown;
  owner: boolean;
  onChange: (name: string, value: string) => void;
}

export function FieldInputs({ fields, values, error, owner, onChange }: Props) {
  const { t } = useTranslation();
  const lang = useLang();
  const wrong = (name: string) => {
    if (!(error instanceof ApiError)) return undefined;
    const detail = error.field(name);
    return detail === undefined ? undefined : t(`problem.${error.kind}`, { defaultValue: detail || t("problem.unexpected") });
  };
  const shown = fields.filter((field) => !field.when || values[field.when] === "true");
  return (
    <FormGrid>
      {shown.map((field, index) => {
        const common = {
          label: t(field.label ?? `field.${field.name}`),
          error: wrong(field.name),
          required: field.required ?? false,
          disabled: (field.owner ?? false) && !owner,
          "data-autofocus": index === 0 || undefined,
        };
        const value = values[field.name] ?? "";
        const set = (next: string) => onChange(field.name, next);
        const input = () => {
          switch (field.type) {
            case "country":
              return <NativeSelect {...common} value={value} onChange={(event) => set(event.currentTarget.value)} data={[{ value: "", label: "–" }, ...countryOptions(lang)]} />;
            case "currency":
              return <NativeSelect {...common} value={value} onChange={(event) => set(event.currentTarget.value)} data={["", ...currencies].map((code) => ({ value: code, label: code || "–" }))} />;
            case "language":
              return <NativeSelect {...common} value={value} onChange={(event) => set(event.currentTarget.value)} data={[{ value: "", label: "–" }, ...languages.map((code) => ({ value: code, label: languageName(code) }))]} />;
            case "account":
              return <AccountPicker label={common.label} error={common.error} value={value} onChange={set} />;
            case "bool":
              return <Checkbox mt={28} label={common.label} checked={value === "true"} onChange={(event) => set(String(event.currentTarget.checked))} />;
            case "area":
              return <Textarea {...common} dir="auto" autosize minRows={3} maxRows={12} maxLength={field.max ?? 2000} value={value} onChange={(event) => set(event.currentTarget.value)} />;
            default:
              return (
                <TextInput
                  {...common}
                  type={field.type === "money" || field.type === "url" ? "text" : field.type}
                  inputMode={field.type === "money" ? "decimal" : field.type === "url" ? "url" : undefined}
                  dir={field.type === "text" ? "auto" : undefined}
                  maxLength={field.max ?? 200}
                  value={value}
                  onChange={(event) => set(event.currentTarget.value)}
                />
              );
          }
        };
        return field.wide ? <Wide key={field.name}>{input()}</Wide> : <div key={field.name}>{input()}</div>;
      })}
    </FormGrid>
  );
}
