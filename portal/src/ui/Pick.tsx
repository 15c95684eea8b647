// A filter with one choice of many, beside a list; nothing chosen is "all".
import { NativeSelect } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./Pick.module.css";

interface Props {
  label: string;
  value: string;
  onChange: (value: string) => void;
  options: { value: string; label: string }[];
}

export function Pick({ label, value, onChange, options }: Props) {
  const { t } = useTranslation();
  // A choice from a pasted address stays visible though the options may not have come yet.
  const known = options.some((option) => option.value === value) || value === "";
  const data = [{ value: "", label: `${label}: ${t("common.all")}` }, ...options.map((option) => ({ value: option.value, label: `${label}: ${option.label}` }))];
  return <NativeSelect aria-label={label} w="auto" maw={230} value={value} onChange={(event) => onChange(event.currentTarget.value)} data={known ? data : [...data, { value, label: `${label}: …` }]} />;
}

/** A filter that is on or off. */
export function Switch({ label, on, onChange }: { label: string; on: boolean; onChange: (on: boolean) => void }) {
  return (
    <button type="button" className={css.switch} aria-pressed={on} onClick={() => onChange(!on)}>
      {label}
    </button>
  );
}
