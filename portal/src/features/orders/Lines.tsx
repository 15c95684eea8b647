// The lines of an order: what was ordered beside what was confirmed, shipped and invoiced, differences in amber.
import { useTranslation } from "react-i18next";
import type { Order, OrderLine } from "../../api/types";
import { day, decimal, isZero, money, price, sameDecimal } from "../../lib/format";
import { useLang, usePhone } from "../../lib/hooks";
import css from "./Lines.module.css";

const steps = ["confirmed_qty", "shipped_qty", "invoiced_qty"] as const;
const reached: Record<(typeof steps)[number], string[]> = {
  confirmed_qty: ["confirmed", "partly_shipped", "shipped", "delivered", "invoiced", "paid", "closed"],
  shipped_qty: ["partly_shipped", "shipped", "delivered", "invoiced", "paid", "closed"],
  invoiced_qty: ["invoiced", "paid", "closed"],
};

/** A step is a difference when the order has come that far and the quantity is not what was ordered. */
function differs(order: Order, line: OrderLine, step: (typeof steps)[number]): boolean {
  const value = line[step];
  if (!reached[step].includes(order.state) && isZero(value)) return false;
  return !sameDecimal(value, line.quantity);
}

export function Lines({ order }: { order: Order }) {
  const { t } = useTranslation();
  const lang = useLang();
  const phone = usePhone();
  const part = (line: OrderLine) => [line.buyer_part, line.seller_part, line.gtin].filter(Boolean).join(" · ");
  const quantity = (line: OrderLine, step: (typeof steps)[number]) => {
    const value = line[step];
    const off = differs(order, line, step);
    if (!off && isZero(value)) return <span className={css.none}>–</span>;
    return (
      <span className={off ? css.off : css.ok}>
        {decimal(value ?? "0", lang)}
        {off && <span className={css.hidden}> ({t("order.differs")})</span>}
      </span>
    );
  };

  if (phone) {
    return (
      <ul className={css.cards}>
        {order.lines.map((line) => (
          <li key={line.line_no}>
            <div className={css.cardTop}>
              <strong dir="auto">{line.description ?? part(line)}</strong>
              <span>{money(line.amount_minor, order.currency, lang)}</span>
            </div>
            <div className={css.dim}>
              {part(line)} · {decimal(line.quantity, lang)} {line.unit} × {price(line.unit_price, order.currency, lang)}
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
    );
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
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
          {order.lines.map((line) => (
            <tr key={line.line_no}>
              <td className={css.dim}>{line.line_no}</td>
              <td className={css.item}>
                <div dir="auto">{line.description ?? "–"}</div>
                <div className={css.dim}>
                  {part(line)}
                  {line.promised_on && ` · ${day(line.promised_on, lang)}`}
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
  );
}
