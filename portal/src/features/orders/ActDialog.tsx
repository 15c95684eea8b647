// The small dialogs behind confirm, ship and invoice: the few values the step needs, per line where quantities may differ.
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Order, OrderLine } from "../../api/types";
import { decimal, isZero, sameDecimal } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { subtractDecimal } from "../../lib/decimal";
import { Dialog } from "../../ui/Dialog";
import type { Act } from "../record/useAct";
import css from "./ActDialog.module.css";

export type Step = "confirm" | "ship" | "invoice";

interface Props {
  step: Step;
  order: Order;
  busy: boolean;
  onAct: (act: Act) => Promise<unknown>;
  onClose: () => void;
}

/** What is proposed for a line: all that is left to do of this step. */
function proposed(step: Step, line: OrderLine): string {
  if (step === "confirm") return line.quantity;
  return subtractDecimal(line.confirmed_qty ?? line.quantity, line.shipped_qty ?? "0");
}

export function ActDialog({ step, order, busy, onAct, onClose }: Props) {
  const { t } = useTranslation();
  const lang = useLang();
  const byLine = step !== "invoice";
  const lines = byLine ? order.lines.filter((line) => !isZero(proposed(step, line))) : [];
  const [quantities, setQuantities] = useState<Record<string, string>>(() => Object.fromEntries(lines.map((line) => [line.line_no, trimmed(proposed(step, line))])));

  function submit(form: FormData) {
    const data: Record<string, unknown> = {};
    for (const [name, value] of form) if (typeof value === "string" && value.trim()) data[name] = value.trim();
    const differing = lines.filter((line) => !sameDecimal(quantities[line.line_no]?.replace(",", "."), proposed(step, line)));
    const given = lines.map((line) => ({ line_no: line.line_no, quantity: quantities[line.line_no]!.replace(",", ".") }));
    if (differing.length > 0) data.lines = step === "ship" ? given.filter((line) => !isZero(line.quantity)) : given;
    onAct({ action: step, data }).then(onClose, () => {});
  }

  return (
    <Dialog onClose={onClose} title={t(`order.dialog.${step}`, { number: order.number })} size={byLine ? "lg" : "md"}>
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <div className={css.fields}>
          {step === "confirm" && <TextInput type="date" name="promised_on" label={t("field.promised_on")} defaultValue={order.promised_on ?? order.requested_on ?? ""} data-autofocus />}
          {step === "ship" && (
            <>
              <TextInput name="carrier" label={t("field.carrier")} required maxLength={100} data-autofocus />
              <TextInput name="tracking_number" label={t("field.tracking_number")} maxLength={100} />
            </>
          )}
          {step === "invoice" && (
            <>
              <TextInput name="number" label={t("field.invoice_number")} maxLength={80} data-autofocus />
              <TextInput type="date" name="due_on" label={t("field.due_on")} />
            </>
          )}
        </div>
        {lines.length > 0 && (
          <table className={css.lines}>
            <thead>
              <tr>
                <th scope="col">{t("order.item")}</th>
                <th scope="col">{t("order.quantity")}</th>
                <th scope="col">{t(`order.step.${step}`)}</th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line) => (
                <tr key={line.line_no}>
                  <td dir="auto">{line.description ?? line.buyer_part ?? line.seller_part}</td>
                  <td>
                    {decimal(line.quantity, lang)} {line.unit}
                  </td>
                  <td>
                    <TextInput
                      size="xs"
                      inputMode="decimal"
                      pattern="\d+([.,]\d+)?"
                      required
                      aria-label={`${t(`order.step.${step}`)} ${line.description ?? line.line_no ?? ""}`}
                      value={quantities[line.line_no] ?? ""}
                      onChange={(event) => setQuantities({ ...quantities, [line.line_no]: event.currentTarget.value })}
                      data-off={!sameDecimal(quantities[line.line_no]?.replace(",", "."), proposed(step, line)) || undefined}
                      className={css.quantity}
                    />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t(`action.${step}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function trimmed(value: string): string {
  return value.includes(".") ? value.replace(/\.?0+$/, "") : value;
}
