// The products a company sells, and those partners share.
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api, ApiError, read, readTagged } from "../../api/client";
import { products } from "../../api/queries";
import type { Product, ProductRecord } from "../../api/types";
import { minorDigits, minorToDecimal, money, typedToMinor } from "../../lib/format";
import { useLang, useQueryValue } from "../../lib/hooks";
import css from "../../ui/Rows.module.css";
import { changes, Directory, type DirectoryField, type Values } from "./Directory";

const fields: DirectoryField[] = [
  { name: "name", type: "text", required: true, wide: true },
  { name: "sku", type: "text", required: true, max: 80 },
  { name: "gtin", type: "text", max: 14 },
  { name: "unit", type: "text", max: 20 },
  { name: "price_minor", type: "money" },
  { name: "currency", type: "currency" },
];

const toValues = (row: ProductRecord): Values => ({
  name: row.name,
  sku: row.sku,
  gtin: row.gtin ?? "",
  unit: row.unit ?? "",
  price_minor: row.price_minor === null ? "" : minorToDecimal(row.price_minor, minorDigits(row.currency ?? "EUR")),
  currency: row.currency ?? "",
});

function body(before: Values, values: Values, unreadable: string) {
  const changed = changes(before, values);
  if ((typeof changed.price_minor === "string" || "currency" in changed) && values.price_minor) {
    const minor = typedToMinor(values.price_minor, values.currency || "EUR");
    if (minor === null) throw new ApiError({ type: "/problems/amount_unreadable", title: "", status: 422, errors: [{ pointer: "/price_minor", detail: unreadable }] });
    changed.price_minor = Number(minor);
  }
  return changed as never;
}

export default function Products() {
  const { t } = useTranslation();
  const lang = useLang();
  const [q] = useQueryValue("q");
  const query = useInfiniteQuery(products(q));
  const unreadable = t("problem.amount_unreadable");
  const name = (row: Product) => (
    <Link href={`/products?open=${row.id}`} className={css.main} dir="auto">
      {row.name}
    </Link>
  );
  return (
    <Directory<Product, ProductRecord>
      name="products"
      query={query}
      fields={fields}
      fetchOne={(id) => readTagged(api.GET("/api/products/{id}", { params: { path: { id } } }))}
      toValues={toValues}
      mayEdit={(row) => row.level === "own" || row.level === "edit"}
      columns={[
        { id: "sku", header: t("field.sku"), track: "130px", cell: (row) => <span className={css.dim}>{row.sku}</span> },
        { id: "name", header: t("field.name"), track: "minmax(220px, 2fr)", main: true, cell: name },
        { id: "gtin", header: t("field.gtin"), track: "140px", cell: (row) => <span className={css.dim}>{row.gtin ?? "–"}</span> },
        { id: "unit", header: t("field.unit"), track: "80px", cell: (row) => row.unit ?? "–" },
        { id: "price", header: t("field.price_minor"), track: "130px", end: true, cell: (row) => <strong className={css.figure}>{money(row.price_minor, row.currency, lang)}</strong> },
      ]}
      card={(row) => (
        <div className={css.card}>
          <div className={css.cardTop}>
            {name(row)}
            <strong className={css.figure}>{money(row.price_minor, row.currency, lang)}</strong>
          </div>
          <div className={css.cardMid}>{row.sku}</div>
        </div>
      )}
      create={async (values, key) => read(api.POST("/api/products", { params: { header: { "Idempotency-Key": key } }, body: body({}, values, unreadable) }))}
      update={async ({ record, etag }, values) => read(api.PATCH("/api/products/{id}", { params: { path: { id: record.id }, header: { "If-Match": etag ?? "" } }, body: body(toValues(record), values, unreadable) }))}
    />
  );
}
