// People at accounts, with the consent that decides whether partners may see them.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api, read, readTagged } from "../../api/client";
import { accounts, contacts } from "../../api/queries";
import type { Contact, ContactRecord } from "../../api/types";
import { useQueryValue } from "../../lib/hooks";
import { Pill } from "../../ui/Pill";
import css from "../../ui/Rows.module.css";
import { changes, Directory, type DirectoryField, type Values } from "./Directory";

const fields: DirectoryField[] = [
  { name: "name", type: "text", required: true },
  { name: "title", type: "text", max: 100 },
  { name: "email", type: "email", max: 254 },
  { name: "phone", type: "tel", max: 40 },
  { name: "account_id", type: "account", wide: true },
  { name: "consent_to_share", type: "bool" },
  { name: "consent_source", type: "text", when: "consent_to_share", required: true },
];

const toValues = (row: ContactRecord): Values => ({
  name: row.name,
  title: row.title ?? "",
  email: row.email ?? "",
  phone: row.phone ?? "",
  account_id: row.account_id ?? "",
  consent_to_share: String(row.consent_to_share ?? false),
  consent_source: row.consent_source ?? "",
});

export default function Contacts() {
  const { t } = useTranslation();
  const [q] = useQueryValue("q");
  const query = useInfiniteQuery(contacts(q));
  const known = useInfiniteQuery(accounts());
  const options = { account_id: (known.data?.pages.flatMap((page) => page.items) ?? []).map((account) => ({ value: account.id, label: account.name })) };
  const accountName = (row: Contact) => options.account_id.find((option) => option.value === row.account_id)?.label;
  const name = (row: Contact) => (
    <Link href={`/contacts?open=${row.id}`} className={css.main} dir="auto">
      {row.name}
    </Link>
  );
  const consent = (row: Contact) => <Pill tone={row.consent_to_share ? "good" : "mute"}>{row.consent_to_share ? t("contacts.consented") : t("contacts.not_consented")}</Pill>;
  return (
    <Directory<Contact, ContactRecord>
      name="contacts"
      query={query}
      fields={fields}
      options={options}
      fetchOne={(id) => readTagged(api.GET("/api/contacts/{id}", { params: { path: { id } } }))}
      toValues={toValues}
      mayEdit={(row) => row.level === "own"}
      columns={[
        { id: "name", header: t("field.name"), track: "minmax(180px, 1.5fr)", main: true, cell: name },
        { id: "title", header: t("field.job_title"), track: "minmax(130px, 1fr)", cell: (row) => <span dir="auto">{row.title ?? "–"}</span> },
        { id: "account", header: t("field.account_id"), track: "minmax(150px, 1.2fr)", cell: (row) => <span dir="auto">{accountName(row) ?? "–"}</span> },
        { id: "email", header: t("field.email"), track: "minmax(170px, 1.3fr)", cell: (row) => <span className={css.dim}>{row.email ?? "–"}</span> },
        { id: "phone", header: t("field.phone"), track: "130px", cell: (row) => <span className={css.dim}>{row.phone ?? "–"}</span> },
        { id: "consent", header: t("field.consent"), track: "120px", cell: consent },
      ]}
      card={(row) => (
        <div className={css.card}>
          <div className={css.cardTop}>
            {name(row)}
            {consent(row)}
          </div>
          <div className={css.cardMid} dir="auto">{[row.title, accountName(row)].filter(Boolean).join(" · ")}</div>
        </div>
      )}
      create={(values, key) => read(api.POST("/api/contacts", { params: { header: { "Idempotency-Key": key } }, body: changes({}, values) as never }))}
      update={({ record, etag }, values) => read(api.PATCH("/api/contacts/{id}", { params: { path: { id: record.id }, header: { "If-Match": etag ?? "" } }, body: changes(toValues(record), values) as never }))}
    />
  );
}
