// The company as its partners see it, and the identifiers by which documents find it.
import { ActionIcon, Button, NativeSelect, Textarea, TextInput } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconTrash } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { api, newIdempotencyKey, read } from "../../api/client";
import { company as companyQuery, identifiers } from "../../api/queries";
import type { Company } from "../../api/types";
import { useLang } from "../../lib/hooks";
import { countryOptions } from "../../lib/lists";
import { problemText } from "../../lib/words";
import { FormGrid, Wide } from "../../ui/Fields";
import { Card } from "../../ui/Page";
import { Bones, ErrorState } from "../../ui/States";
import { complain, say } from "../../ui/toast";
import css from "./Admin.module.css";

const schemes = ["domain", "isa", "duns", "gln", "tax"];

export function CompanyTab() {
  const query = useQuery(companyQuery);
  if (query.isPending) return <Bones />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <Profile company={query.data} />
      <Identifiers />
    </>
  );
}

function Profile({ company }: { company: Company }) {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const save = useMutation({
    mutationFn: async (form: FormData) => {
      const changed: Record<string, string | null> = {};
      for (const [name, value] of form) {
        const text = String(value).trim();
        if ((company[name as keyof Company] ?? "") !== text) changed[name] = text || null;
      }
      if (Object.keys(changed).length > 0) await read(api.PATCH("/api/company", { params: { header: { "If-Match": `"${company.version}"` } }, body: changed as never }));
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["company"] });
      void client.invalidateQueries({ queryKey: ["me"] });
      say(t("common.saved"));
    },
  });
  return (
    <Card title={t("admin.profile")}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          save.mutate(new FormData(event.currentTarget));
        }}
      >
        {save.isError && (
          <div className={css.alert} role="alert">
            {problemText(t, save.error)}
          </div>
        )}
        <FormGrid>
          <TextInput name="name" label={t("field.name")} defaultValue={company.name} required maxLength={200} dir="auto" />
          <TextInput name="website" label={t("field.website")} defaultValue={company.website ?? ""} maxLength={200} />
          <NativeSelect name="country" label={t("field.country")} defaultValue={company.country ?? ""} data={[{ value: "", label: "–" }, ...countryOptions(lang)]} />
          <TextInput name="city" label={t("field.city")} defaultValue={company.city ?? ""} maxLength={100} dir="auto" />
          <TextInput name="industry" label={t("field.industry")} defaultValue={company.industry ?? ""} maxLength={100} dir="auto" />
          <Wide>
            <Textarea name="about" label={t("field.about")} defaultValue={company.about ?? ""} autosize minRows={2} maxLength={2000} dir="auto" />
          </Wide>
        </FormGrid>
        <div className={css.buttons}>
          <Button type="submit" loading={save.isPending}>
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
