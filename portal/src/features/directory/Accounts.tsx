// The accounts a company keeps, and those partners share.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api, read, readTagged } from "../../api/client";
import { accounts } from "../../api/queries";
import type { Account, AccountRecord } from "../../api/types";
import { country } from "../../lib/format";
import { useLang, useQueryValue } from "../../lib/hooks";
import css from "../../ui/Rows.module.css";
import { changes, Directory, type DirectoryField, type Values } from "./Directory";

const fields: DirectoryField[] = [
  { name: "name", type: "text", required: true, wide: true },
  { name: "website", type: "text" },
  { name: "industry", type: "text", max: 100 },
  { name: "country", type: "country" },
  { name: "city", type: "text", max: 100 },
];

const toValues = (row: AccountRecord): Values => ({
  name: row.name,
  website: row.website ?? "",
  industry: row.industry ?? "",
  country: row.country ?? "",
  city: row.city ?? "",
});

export default function Accounts() {
  const { t } = useTranslation();
  const lang = useLang();
  const [q] = useQueryValue("q");
  const query = useInfiniteQuery(accounts(q));
  const name = (row: Account) => (
    <Link href={`/accounts?open=${row.id}`} className={css.main} dir="auto">
      {row.name}
    </Link>
  );
  return (
    <Directory<Account, AccountRecord>
      name="accounts"
      query={query}
      fields={fields}
      fetchOne={(id) => readTagged(api.GET("/api/accounts/{id}", { params: { path: { id } } }))}
      toValues={toValues}
      mayEdit={(row) => row.level === "own" || row.level === "edit"}
      columns={[
        { id: "name", header: t("field.name"), track: "minmax(220px, 2fr)", main: true, cell: name },
        { id: "industry", header: t("field.industry"), track: "minmax(120px, 1fr)", cell: (row) => <span dir="auto">{row.industry ?? "–"}</span> },
        { id: "city", header: t("field.city"), track: "minmax(120px, 1fr)", cell: (row) => <span dir="auto">{row.city ?? "–"}</span> },
        { id: "country", header: t("field.country"), track: "minmax(120px, 1fr)", cell: (row) => country(row.country, lang) },
        { id: "website", header: t("field.website"), track: "minmax(150px, 1.2fr)", cell: (row) => <span className={css.dim}>{row.website}</span> },
      ]}
      card={(row) => (
        <div className={css.card}>
          {name(row)}
          <div className={css.cardMid}>{[row.city, country(row.country, lang)].filter(Boolean).join(", ")}</div>
        </div>
      )}
      create={(values, key) => read(api.POST("/api/accounts", { params: { header: { "Idempotency-Key": key } }, body: changes({}, values) as never }))}
      update={({ record, etag }, values) => read(api.PATCH("/api/accounts/{id}", { params: { path: { id: record.id }, header: { "If-Match": etag ?? "" } }, body: changes(toValues(record), values) as never }))}
    />
  );
}
