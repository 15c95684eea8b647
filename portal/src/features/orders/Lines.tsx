// The lines of an order: what was ordered beside what was confirmed, shipped and invoiced, differences in amber and in words.
import { useTranslation } from "react-i18next";
import type { Order, OrderLine } from "../../api/types";
import { day, decimal, isZero, money, price } from "../../lib/format";
import { useLang, usePhone, useQueryValue } from "../../lib/hooks";
import { Switch } from "../../ui/Pick";
import { anyDifference, difference, steps, type Step } from "./differences";
import css from "./Lines.module.css";

export function Lines({ order }: { order: Order }) {
  const { t } = useTranslation();
  const lang = useLang();
  const phone = usePhone();
  const part = (line: OrderLine) => [line.buyer_part, line.seller_part, line.gtin].filter(Boolean).join(" · ");
  const [only, setOnly] = useQueryValue("lines");
  const differing = order.lines.filter((line) => anyDifference(order, line));
  const shown = only === "differing" && differing.length > 0 ? differing : order.lines;
  const quantity = (line: OrderLine, step: Step) => {
    const value = line[step];
    const off = difference(order, line, step);
    if (!off) return isZero(value) ? <span className={css.none}>–</span> : <span className={css.ok}>{decimal(value, lang)}</span>;
    return (
      <span className={css.off}>
        <strong>{decimal(value ?? "0", lang)}</strong>
        <small>{t(`order.diff.${off.kind}`, { by: decimal(off.by, lang) })}</small>
      </span>
    );
  };
  const later = (line: OrderLine) => line.promised_on !== null && order.requested_on !== null && line.promised_on > order.requested_on;
  // The order says its own date above; a line says one only where it has another.
  const promised = (line: OrderLine) =>
    line.promised_on !== order.promised_on &&
    line.promised_on && (
      <span className={later(line) ? css.later : undefined}>
        {" · "}
        {day(line.promised_on, lang)}
        {later(line) && ` (${t("order.later")})`}
      </span>
    );
  const sum = differing.length > 0 && (
    <div className={css.sum} role="status">
      <span>{t("order.diff_count", { count: differing.length })}</span>
      <Switch label={t("order.only_differing")} on={only === "differing"} onChange={(on) => setOnly(on ? "differing" : "")} />
    </div>
  );

  if (phone) {
    return (
      <>
      {sum}
      <ul className={css.cards}>
        {shown.map((line) => (
          <li key={line.line_no}>
            <div className={css.cardTop}>
              <strong dir="auto">{line.description ?? part(line)}</strong>
              <span>{money(line.amount_minor, order.currency, lang)}</span>
            </div>
            <div className={css.dim}>
              {part(line)} · {decimal(line.quantity, lang)} {line.unit} × {price(line.unit_price, order.currency, lang)}
              {promised(line)}
            </div>
            <dl className={css.steps}>
              {steps.map((step) => (
                <div key={step}>
                  <dt>{t(`order.${step}`)}</dt>
                  <dd>{quantity(line, step)}</dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      </>
    );
  }
  return (
    <>
    {sum}
    {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard */}
    <div className={css.scroll} role="region" aria-label={t("order.lines")} tabIndex={0}>
      <table className={css.table}>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">{t("order.item")}</th>
            <th scope="col" className={css.end}>{t("order.quantity")}</th>
            {steps.map((step) => (
              <th key={step} scope="col" className={css.end}>
                {t(`order.${step}`)}
              </th>
            ))}
            <th scope="col" className={css.end}>{t("order.unit_price")}</th>
            <th scope="col" className={css.end}>{t("order.amount")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((line) => (
            <tr key={line.line_no}>
              <td className={css.dim}>{line.line_no}</td>
              <td className={css.item}>
                <div dir="auto">{line.description ?? "–"}</div>
                <div className={css.dim}>
                  {part(line)}
                  {promised(line)}
                </div>
              </td>
              <td className={css.end}>
                <strong>{decimal(line.quantity, lang)}</strong> <span className={css.dim}>{line.unit}</span>
              </td>
              {steps.map((step) => (
                <td key={step} className={css.end}>
                  {quantity(line, step)}
                </td>
              ))}
              <td className={css.end}>{price(line.unit_price, order.currency, lang)}</td>
              <td className={css.end}>{money(line.amount_minor, order.currency, lang)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td colSpan={7}>{t("field.total")}</td>
            <td className={css.end}>{money(order.total_minor, order.currency, lang)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
    </>
  );
}
