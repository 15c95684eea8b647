// The company as its partners see it, and the identifiers by which documents find it.
import { ActionIcon, Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { api, newIdempotencyKey, read, readTagged } from "../../api/client";
import { company as companyQuery, identifiers } from "../../api/queries";
import type { Company } from "../../api/types";
import { country } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { countryOptions } from "../../lib/lists";
import { problemText } from "../../lib/words";
import { FormGrid, Wide } from "../../ui/Fields";
import { Card } from "../../ui/Page";
import { Bones, ErrorState } from "../../ui/States";
import { complain } from "../../ui/toast";
import { Conflicts } from "../record/Conflicts";
import { useSave, type Version } from "../record/useSave";
import css from "./Admin.module.css";

const schemes = ["domain", "isa", "duns", "gln", "tax"];

export function CompanyTab() {
  const query = useQuery(companyQuery);
  if (query.isPending) return <Bones />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <Profile key={query.data.version} company={query.data} />
      <Identifiers />
    </>
  );
}

const profileFields = ["name", "website", "country", "city", "industry", "about"] as const;

function asVersion(company: Company): Version {
  return { fields: Object.fromEntries(profileFields.map((name) => [name, company[name] ?? null])), etag: `"${company.version}"` };
}

function Profile({ company }: { company: Company }) {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const save = useSave({
    start: asVersion(company),
    fetch: async () => asVersion(await client.fetchQuery({ ...companyQuery, staleTime: 0 })),
    send: async (fields, _, etag) => {
      const body = Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, value?.trim() || null]));
      return (await readTagged(api.PATCH("/api/company", { params: { header: { "If-Match": etag ?? "" } }, body: body as never }))).etag;
    },
    refresh: () => {
      void client.invalidateQueries({ queryKey: ["company"] });
      void client.invalidateQueries({ queryKey: ["me"] });
    },
    onClose: () => {},
  });
  if (save.clash) {
    return (
      <Card title={t("merge.title")}>
        <Conflicts merged={save.clash.merged} label={(field) => t(`field.${field}`)} show={(field, value) => (field === "country" ? country(value, lang) : value)} busy={save.busy} onSave={save.settle} onClose={() => save.settle({})} />
      </Card>
    );
  }
  const text = (name: (typeof profileFields)[number]) => ({ label: t(`field.${name}`), value: save.fields[name] ?? "", onChange: (event: { currentTarget: { value: string } }) => save.set(name, event.currentTarget.value) });
  return (
    <Card title={t("admin.profile")}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.submit();
        }}
      >
        {save.error && (
          <div className={css.alert} role="alert">
            {problemText(t, save.error)}
          </div>
        )}
        <FormGrid>
          <TextInput {...text("name")} required maxLength={200} dir="auto" />
          <TextInput {...text("website")} maxLength={200} />
          <NativeSelect {...text("country")} data={[{ value: "", label: "–" }, ...countryOptions(lang)]} />
          <TextInput {...text("city")} maxLength={100} dir="auto" />
          <TextInput {...text("industry")} maxLength={100} dir="auto" />
          <Wide>
            <Textarea {...text("about")} autosize minRows={2} maxLength={2000} dir="auto" />
          </Wide>
        </FormGrid>
        <div className={css.buttons}>
          <Button type="submit" loading={save.busy} disabled={!save.dirty}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Card>
  );
}

function Identifiers() {
  const { t } = useTranslation();
  const client = useQueryClient();
  const list = useQuery(identifiers);
  const done = () => client.invalidateQueries({ queryKey: ["company", "identifiers"] });
  const add = useMutation({
    mutationFn: (body: { scheme: string; value: string }) => read(api.POST("/api/company/identifiers", { params: { header: { "Idempotency-Key": newIdempotencyKey() } }, body: body as never })),
    onSuccess: done,
    onError: complain,
  });
  const remove = useMutation({
    mutationFn: (id: string) => read(api.DELETE("/api/company/identifiers/{id}", { params: { path: { id } } })),
    onSuccess: done,
    onError: complain,
  });
  return (
    <Card title={t("admin.identifiers")} flush>
      {list.isPending && <Bones rows={3} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      <ul className={css.list}>
        {list.data?.map((item) => (
          <li key={item.id}>
            <span className={css.scheme}>{t(`scheme_id.${item.scheme}`)}</span>
            <code className={css.grow}>{item.value}</code>
            <ActionIcon variant="subtle" color="gray" aria-label={t("admin.remove_identifier", { value: item.value })} onClick={() => remove.mutate(item.id)}>
              <IconTrash size={16} />
            </ActionIcon>
          </li>
        ))}
      </ul>
      {list.data?.length === 0 && <p className={css.none}>{t("admin.no_identifiers")}</p>}
      <form
        className={css.inline}
        onSubmit={(event) => {
          event.preventDefault();
          const form = event.currentTarget;
          const data = new FormData(form);
          add.mutate({ scheme: String(data.get("scheme")), value: String(data.get("value")).trim() }, { onSuccess: () => form.reset() });
        }}
      >
        <NativeSelect name="scheme" label={t("admin.scheme")} data={schemes.map((scheme) => ({ value: scheme, label: t(`scheme_id.${scheme}`) }))} />
        <TextInput name="value" label={t("admin.value")} required maxLength={120} />
        <Button type="submit" variant="default" loading={add.isPending}>
          {t("common.add")}
        </Button>
      </form>
    </Card>
  );
}
