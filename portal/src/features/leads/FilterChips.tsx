// What narrows the list, as chips that can be opened and taken away.
import { IconX } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { partnerships } from "../../api/queries";
import { country, day, money } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { word } from "../../lib/words";
import css from "./Leads.module.css";
import type { LeadStore } from "./store";
import { lists, ME, NOBODY, ranges, type Filter, type ListField, type RangeField, type View } from "./view";

interface Props {
  store: LeadStore;
  view: View;
  setView: (change: Partial<View>) => void;
  onOpen: () => void;
}

export function FilterChips({ store, view, setView, onOpen }: Props) {
  const { t } = useTranslation();
  const lang = useLang();
  const { filter } = view;
  const partners = useQuery({ ...partnerships, enabled: filter.with !== undefined });
  const drop = (name: keyof Filter) => {
    const { [name]: _, ...rest } = filter;
    setView({ filter: rest });
  };
  const valueText = (name: ListField, value: string): string => {
    if (value === ME) return t("lead.me");
    if (value === NOBODY) return t("lead.nobody");
    if (name === "stage") return word(t, "stage", value);
    if (name === "country") return country(value, lang);
    if (name !== "owner" && name !== "assigned_to") return value;
    // The names are those of the leads that came.
    for (const line of store.rows.values()) {
      if (name === "owner" && line.company_id === value) return line.owner_name ?? "…";
      if (name === "assigned_to" && line.assigned_to === value) return line.assigned_to_name ?? "…";
    }
    return "…";
  };
  const rangeText = (name: RangeField, [from, to]: [string, string]): string => {
    const one = (text: string) => (text === "" ? "…" : name === "value" ? money(text, filter.currency ?? "EUR", lang) : day(text, lang));
    return `${one(from)} – ${one(to)}`;
  };
  const chips: { name: keyof Filter; label: string; text: string }[] = [
    ...lists.flatMap((name) => (filter[name] ? [{ name, label: t(`field.${name}`), text: filter[name].map((value) => valueText(name, value)).join(", ") }] : [])),
    ...(filter.shared ? [{ name: "shared" as const, label: t("lead.whose"), text: filter.shared === "own" ? t("lead.own") : t("lead.received") }] : []),
    ...(filter.with ? [{ name: "with" as const, label: t("lead.between"), text: partners.data?.find(({ partner }) => partner.id === filter.with)?.partner.name ?? "…" }] : []),
    ...ranges.flatMap((name) => (filter[name] ? [{ name, label: t(`lead.range.${name}`), text: rangeText(name, filter[name]) }] : [])),
    ...(filter.currency && !filter.value ? [{ name: "currency" as const, label: t("field.currency"), text: filter.currency }] : []),
    ...(filter.q ? [{ name: "q" as const, label: t("lead.words"), text: filter.q }] : []),
  ];
  return (
    <div className={css.chips} role="group" aria-label={t("lead.filter")}>
      {chips.map((chip) => (
        <span key={chip.name} className={css.chip}>
          <button type="button" onClick={onOpen}>
            {chip.label} <strong dir="auto">{chip.text}</strong>
          </button>
          <button type="button" onClick={() => drop(chip.name)} aria-label={t("lead.filter_remove", { name: chip.label })}>
            <IconX size={13} aria-hidden />
          </button>
        </span>
      ))}
      <button type="button" className={css.clear} onClick={() => setView({ filter: {} })}>
        {t("lead.filter_clear")}
      </button>
    </div>
  );
}
