// What the simple lists share: a searchable table, a dialog to create, and the same dialog to read and edit a row.
import { Button, Checkbox, NativeSelect, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient, type InfiniteData, type UseInfiniteQueryResult } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useRef, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "wouter";
import { ApiError, newIdempotencyKey, type Tagged } from "../../api/client";
import type { Page as PageOf } from "../../api/types";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { useLang, useQueryValue, useTitle } from "../../lib/hooks";
import { countryOptions, currencies } from "../../lib/lists";
import { problemText } from "../../lib/words";
import { DataTable, type ColumnOf } from "../../ui/DataTable";
import { Dialog } from "../../ui/Dialog";
import { FormGrid, Wide } from "../../ui/Fields";
import { Page } from "../../ui/Page";
import { SearchBox } from "../../ui/SearchBox";
import { Bones, Empty, ErrorState } from "../../ui/States";
import { say } from "../../ui/toast";
import css from "./Directory.module.css";

export interface DirectoryField {
  name: string;
  type: "text" | "email" | "tel" | "country" | "currency" | "money" | "bool" | "account";
  required?: boolean;
  wide?: boolean;
  max?: number;
  /** Shown only while another field is ticked. */
  when?: string;
}

export type Values = Record<string, string>;

interface Props<T extends { id: string }, R> {
  /** Catalogue part and query root: "accounts". */
  name: "accounts" | "contacts" | "products";
  columns: ColumnOf<T>[];
  card: (row: T) => ReactNode;
  query: UseInfiniteQueryResult<InfiniteData<PageOf<T>>>;
  fields: DirectoryField[];
  /** The whole record behind a row. */
  fetchOne: (id: string) => Promise<Tagged<R>>;
  toValues: (record: R) => Values;
  mayEdit: (record: R) => boolean;
  options?: Record<string, { value: string; label: string }[]>;
  create: (values: Values, key: string) => Promise<unknown>;
  update: (record: Tagged<R>, values: Values) => Promise<unknown>;
}

export function Directory<T extends { id: string }, R>({ name, columns, card, query, fields, fetchOne, toValues, mayEdit, options, create, update }: Props<T, R>) {
  const { t } = useTranslation();
  const mayWrite = useMay("member");
  const [q, setQ] = useQueryValue("q");
  const [fresh, setFresh] = useQueryValue("new");
  const [opened, setOpened] = useQueryValue("open");
  const [params] = useSearchParams();
  const title = t(`nav.${name}`);
  useTitle(title);
  useKey("c", () => setFresh("1"), mayWrite);
  const linkTo = (item: T) => {
    const next = new URLSearchParams(params);
    next.set("open", item.id);
    return `/${name}?${next.toString()}`;
  };
  return (
    <Page
      fill
      title={title}
      actions={
        mayWrite && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setFresh("1")}>
            {t(`${name}.new`)}
          </Button>
        )
      }
      tools={<SearchBox value={q} onChange={setQ} label={t(`${name}.search`)} />}
    >
      <DataTable name={name} label={title} columns={columns} query={query} href={linkTo} card={card} cardHeight={66} empty={<Empty title={q ? t("common.nothing_found") : t(`${name}.empty`)} text={q ? t("common.other_filter") : t(`${name}.empty_text`)} />} />
      {fresh && <Sheet title={t(`${name}.new`)} root={name} start={{}} fields={fields} options={options} readOnly={false} save={create} onClose={() => setFresh("")} />}
      {opened && (
        <Opened key={opened} id={opened} fetchOne={fetchOne} title={t(`${name}.one`)} onClose={() => setOpened("")}>
          {(found) => (
            <Sheet
              title={t(`${name}.one`)}
              root={name}
              start={toValues(found.record)}
              fields={fields}
              options={options}
              readOnly={!mayWrite || !mayEdit(found.record)}
              save={(values) => update(found, values)}
              onClose={() => setOpened("")}
            />
          )}
        </Opened>
      )}
    </Page>
  );
}

interface OpenedProps<R> {
  id: string;
  fetchOne: (id: string) => Promise<Tagged<R>>;
  title: string;
  onClose: () => void;
  children: (found: Tagged<R>) => ReactNode;
}

/** Fetches the record that the URL names, then shows it; an unknown one looks like one of somebody else's. */
function Opened<R>({ id, fetchOne, title, onClose, children }: OpenedProps<R>) {
  const found = useQuery({ queryKey: ["record", id, "directory"], queryFn: () => fetchOne(id) });
  if (found.data) return children(found.data);
  return (
    <Dialog onClose={onClose} title={title} size="lg">
      {found.isError ? <ErrorState error={found.error} /> : <Bones rows={4} />}
    </Dialog>
  );
}

interface SheetProps {
  title: string;
  root: string;
  start: Values;
  fields: DirectoryField[];
  options: Record<string, { value: string; label: string }[]> | undefined;
  readOnly: boolean;
  save: (values: Values, key: string) => Promise<unknown>;
  onClose: () => void;
}

function Sheet({ title, root, start, fields, options, readOnly, save, onClose }: SheetProps) {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const key = useRef(newIdempotencyKey());
  const [values, setValues] = useState(start);
  const saving = useMutation({
    mutationFn: () => save(values, key.current),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: [root] });
      void client.invalidateQueries({ queryKey: ["record"] });
      say(t("common.saved"));
      onClose();
    },
    onError: (failure) => {
      key.current = newIdempotencyKey();
      // Somebody was faster: the sheet stays, the record behind it is fetched anew for the next try.
      if (failure instanceof ApiError && failure.status === 412) void client.invalidateQueries({ queryKey: ["record"] });
    },
  });
  const error = saving.error;
  const fieldError = (name: string) => (error instanceof ApiError ? error.field(name) : undefined);
  const general = error && !(error instanceof ApiError && (error.problem.errors?.length ?? 0) > 0);
  return (
    <Dialog onClose={onClose} title={title} size="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          saving.mutate();
        }}
      >
        {general && (
          <div className={css.alert} role="alert">
            {problemText(t, error)}
          </div>
        )}
        <fieldset className={css.fields} disabled={readOnly}>
          <FormGrid>
            {fields
              .filter((field) => !field.when || values[field.when] === "true")
              .map((field) => {
                const set = (value: string) => setValues((before) => ({ ...before, [field.name]: value }));
                const common = { label: t(`field.${field.name}`), error: fieldError(field.name), required: field.required ?? false };
                const value = values[field.name] ?? "";
                const choices: Record<string, { value: string; label: string }[]> = {
                  country: countryOptions(lang),
                  currency: currencies.map((code) => ({ value: code, label: code })),
                  account: options?.[field.name] ?? [],
                };
                const list = choices[field.type];
                const input = list ? (
                  <NativeSelect key={field.name} {...common} value={value} onChange={(event) => set(event.currentTarget.value)} data={[{ value: "", label: "–" }, ...list]} />
                ) : field.type === "bool" ? (
                  <Checkbox key={field.name} mt={28} label={common.label} checked={value === "true"} onChange={(event) => set(String(event.currentTarget.checked))} />
                ) : (
                  <TextInput
                    key={field.name}
                    {...common}
                    type={field.type === "money" ? "text" : field.type}
                    inputMode={field.type === "money" ? "decimal" : undefined}
                    dir={field.type === "text" ? "auto" : undefined}
                    maxLength={field.max ?? 200}
                    value={value}
                    onChange={(event) => set(event.currentTarget.value)}
                  />
                );
                return field.wide ? <Wide key={field.name}>{input}</Wide> : input;
              })}
          </FormGrid>
        </fieldset>
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {readOnly ? t("common.close") : t("common.cancel")}
          </Button>
          {!readOnly && (
            <Button type="submit" loading={saving.isPending}>
              {t("common.save")}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}

/** Only what differs from before; an emptied field is sent as null. */
export function changes(before: Values, after: Values): Record<string, string | boolean | number | null> {
  const pairs = Object.entries(after).filter(([name, value]) => (before[name] ?? "") !== value);
  return Object.fromEntries(pairs.map(([name, value]) => [name, value === "true" ? true : value === "false" ? false : value === "" ? null : value]));
}
