// The filter: each field with the values that leads have, and how many; or from-to.
import { Button, TextInput, NativeSelect } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { partnerships } from "../../api/queries";
import { useSession } from "../../app/session";
import { count, country, minorDigits, minorToDecimal, typedToMinor } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { currencies } from "../../lib/lists";
import { word } from "../../lib/words";
import { Sheet } from "../../ui/Dialog";
import { Bones } from "../../ui/States";
import { groupLeads } from "./api";
import css from "./Leads.module.css";
import { stages } from "./stages";
import { asQuery, lists, ME, NOBODY, type Filter, type ListField, type RangeField, type View } from "./view";

interface Props {
  view: View;
  setView: (change: Partial<View>) => void;
  onClose: () => void;
}

export default function FilterPanel({ view, setView, onClose }: Props) {
  const { t } = useTranslation();
  const [filter, setFilter] = useState(view.filter);
  const put = (change: Filter) => setFilter((before) => Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value !== undefined && (!Array.isArray(value) || value.some(Boolean)))) as Filter);
  return (
    <Sheet onClose={onClose} title={t("lead.filter")} position="right" size="md">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setView({ filter });
          onClose();
        }}
      >
        <NativeSelect
          label={t("lead.whose")}
          mb={10}
          value={filter.shared ?? ""}
          onChange={(event) => put({ shared: (event.currentTarget.value || undefined) as "own" | undefined } as Filter)}
          data={[
            { value: "", label: t("common.all") },
            { value: "own", label: t("lead.own") },
            { value: "received", label: t("lead.received") },
          ]}
        />
        <With filter={filter} put={put} />
        {lists.map((name) => (
          <Field key={name} name={name} filter={filter} put={put} />
        ))}
        <Range name="value" filter={filter} put={put} />
        <Range name="close" filter={filter} put={put} />
        <Range name="created" filter={filter} put={put} />
        <Range name="updated" filter={filter} put={put} />
        <div className={css.buttons}>
          <Button variant="default" onClick={() => setFilter(filter.q ? { q: filter.q } : {})}>
            {t("lead.filter_clear")}
          </Button>
          <Button type="submit">{t("lead.filter_apply")}</Button>
        </div>
      </form>
    </Sheet>
  );
}

function With({ filter, put }: { filter: Filter; put: (change: Filter) => void }) {
  const { t } = useTranslation();
  const partners = useQuery(partnerships).data ?? [];
  const known = partners.map(({ partner }) => ({ value: partner.id, label: partner.name }));
  if (filter.with && !known.some(({ value }) => value === filter.with)) known.unshift({ value: filter.with, label: "…" });
  if (known.length === 0) return null;
  return (
    <NativeSelect
      label={t("lead.between")}
      mb={10}
      value={filter.with ?? ""}
      onChange={(event) => put({ with: event.currentTarget.value || undefined } as Filter)}
      data={[{ value: "", label: t("common.all") }, ...known]}
    />
  );
}

function Field({ name, filter, put }: { name: ListField; filter: Filter; put: (change: Filter) => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const { person } = useSession();
  const chosen = filter[name] ?? [];
  const [open, setOpen] = useState(chosen.length > 0);
  const { [name]: _, ...others } = filter;
  // The values are those among the leads that the rest of the filter lets through.
  const found = useQuery({ queryKey: ["leads", "groups", name, others], queryFn: () => groupLeads({ ...asQuery(others, person.id), by: name }), enabled: open, staleTime: 10_000 });
  const label = (key: string | null, given: string | null): string => {
    if (key === null) return name === "assigned_to" ? t("lead.nobody") : t("lead.without");
    if (name === "stage") return word(t, "stage", key);
    if (name === "country") return country(key, lang);
    return given ?? (name === "owner" || name === "assigned_to" ? t("lead.unnamed") : key);
  };
  const groups = (found.data ?? []).filter((group) => group.key !== null || name === "assigned_to");
  const options = [
    ...(name === "assigned_to" ? [{ value: ME, label: t("lead.me"), count: null as number | null }] : []),
    ...(name === "stage" ? stages.flatMap((stage) => groups.filter((group) => group.key === stage)) : groups).map((group) => ({ value: group.key ?? NOBODY, label: label(group.key, group.name), count: group.count as number | null })),
  ];
  for (const value of chosen) if (!options.some((option) => option.value === value)) options.unshift({ value, label: label(value, null), count: 0 });
  return (
    <details className={css.field} open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {t(`field.${name}`)}
        {chosen.length > 0 && <em>{count(chosen.length, lang)}</em>}
      </summary>
      {open &&
        (found.isPending ? (
          <Bones rows={3} height={16} gap={10} />
        ) : (
          <div className={css.options} role="group" aria-label={t(`field.${name}`)}>
            {options.map((option) => (
              <label key={option.value}>
                <input type="checkbox" checked={chosen.includes(option.value)} onChange={() => put({ [name]: chosen.includes(option.value) ? chosen.filter((value) => value !== option.value) : [...chosen, option.value] } as Filter)} />
                <span dir="auto">{option.label}</span>
                <span>{option.count === null ? "" : count(option.count, lang)}</span>
              </label>
            ))}
            {options.length === 0 && <span>–</span>}
          </div>
        ))}
    </details>
  );
}

function Range({ name, filter, put }: { name: RangeField; filter: Filter; put: (change: Filter) => void }) {
  const { t } = useTranslation();
  const [from = "", to = ""] = filter[name] ?? [];
  const currency = filter.currency ?? "EUR";
  const shown = (text: string) => (text && name === "value" ? minorToDecimal(text, minorDigits(currency)) : text);
  const [typed, setTyped] = useState<[string, string]>([shown(from), shown(to)]);
  const set = (at: 0 | 1, text: string) => {
    const next: [string, string] = at === 0 ? [text, typed[1]] : [typed[0], text];
    setTyped(next);
    const read = (each: string) => (name === "value" ? (typedToMinor(each, currency) ?? "") : each);
    const range: [string, string] = [read(next[0]), read(next[1])];
    put({ [name]: range, ...(name === "value" && (range[0] || range[1]) ? { currency } : {}) } as Filter);
  };
  const type = name === "value" ? "text" : "date";
  return (
    <details className={css.field} open={Boolean(from || to) || undefined}>
      <summary>{t(`lead.range.${name}`)}</summary>
      <div className={css.pair}>
        <TextInput label={t("lead.from")} type={type} inputMode={name === "value" ? "decimal" : undefined} value={typed[0]} onChange={(event) => set(0, event.currentTarget.value)} />
        <TextInput label={t("lead.to")} type={type} inputMode={name === "value" ? "decimal" : undefined} value={typed[1]} onChange={(event) => set(1, event.currentTarget.value)} />
        {name === "value" && <NativeSelect className={css.wide} label={t("field.currency")} value={filter.currency ?? ""} onChange={(event) => put({ currency: event.currentTarget.value || undefined } as Filter)} data={[{ value: "", label: t("common.all") }, ...currencies]} />}
      </div>
    </details>
  );
}
