// One order: its steps, lines, parties, shipments, invoices, the documents behind it and the customer's link.
import { useQuery } from "@tanstack/react-query";
import { IconFileCode } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { order as orderQuery } from "../../api/queries";
import type { Order, OrderParty } from "../../api/types";
import { useMay } from "../../app/session";
import { country, dateTime, day, money } from "../../lib/format";
import { useLang, useTitle } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { useRecordStream } from "../../live/LiveProvider";
import { Fact, Facts } from "../../ui/Fields";
import { Card } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import { Bones, ErrorState, NotFound, Unshared } from "../../ui/States";
import { Unbroken } from "../../ui/Unbroken";
import { Actions } from "../record/Actions";
import { RecordFrame } from "../record/RecordFrame";
import { Side } from "../record/Side";
import { stepsShown } from "../record/steps";
import { Tracker } from "../record/Tracker";
import { useAct } from "../record/useAct";
import { ActDialog, type Step } from "./ActDialog";
import { Lines } from "./Lines";
import css from "./OrderRecord.module.css";
import { way } from "./states";
import { TrackingLink } from "./TrackingLink";

export default function OrderRecord({ id }: { id: string }) {
  const over = useRecordStream(id);
  if (over === "not_found") return <NotFound />;
  if (over) return <Unshared back="/orders" />;
  return <Open id={id} />;
}

function Open({ id }: { id: string }) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(orderQuery(id));
  const may = useMay("member");
  const order = query.data?.record;
  const [step, setStep] = useState<Step | null>(null);
  const act = useAct(id, "order_state", ["orders"], query.data?.etag);
  useTitle(order ? order.number : t("nav.orders"));

  if (query.isPending) return <Bones rows={10} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const late = order!.promised_on !== null && order!.requested_on !== null && order!.promised_on > order!.requested_on;
  return (
    <>
      <RecordFrame
        back="/orders"
        eyebrow={
          <>
            <span dir="auto">{order!.buyer.name}</span> → <span dir="auto">{order!.seller.name}</span>
          </>
        }
        title={t("order.title", { number: order!.number })}
        heading={<Unbroken text={t("order.title", { number: order!.number })} number={order!.number} />}
        pills={
          <>
            <Pill tone={tone(order!.state)} dot>{word(t, "order_state", order!.state)}</Pill>
            <Pill>{t(`order.side_${order!.my_side}`)}</Pill>
          </>
        }
        actions={
          may && (
            <Actions
              actions={order!.actions}
              busy={act.isPending}
              onAct={act.mutateAsync}
              special={{ confirm: () => setStep("confirm"), ship: () => setStep("ship"), invoice: () => setStep("invoice") }}
            />
          )
        }
        under={<Tracker group="order_state" steps={stepsShown(order!.state === "partly_shipped" ? way.map((name) => (name === "shipped" ? "partly_shipped" : name)) : way, order!.state === "closed" ? "paid" : order!.state)} />}
        main={
          <>
            <Card>
              <Facts>
                <Fact label={t("field.ordered_on")}>{day(order!.ordered_on, lang)}</Fact>
                <Fact label={t("field.requested_on")}>{day(order!.requested_on, lang)}</Fact>
                <Fact label={t("field.promised_on")}>
                  {order!.promised_on ? <span className={late ? css.late : undefined}>
                      {day(order!.promised_on, lang)}
                      {late && ` (${t("order.later")})`}
                    </span> : null}
                </Fact>
                <Fact label={t("field.total")}>
                  <strong>{money(order!.total_minor, order!.currency, lang)}</strong>
                </Fact>
                <Fact label={t("field.source")}>{word(t, "source", order!.source)}</Fact>
                <Fact label={t("nav.documents")}>
                  {order!.documents.length > 0 ? (
                    <span className={css.chips}>
                      {order!.documents.map((document) => (
                        <Link key={document.id} href={`/documents/${document.id}`} className={css.chip}>
                          <IconFileCode size={13} aria-hidden />
                          {document.set_id}
                        </Link>
                      ))}
                    </span>
                  ) : null}
                </Fact>
                {order!.note && (
                  <Fact label={t("field.note")} wide>
                    {order!.note}
                  </Fact>
                )}
              </Facts>
            </Card>
            <Card title={t("order.lines")} flush>
              <Lines order={order!} />
            </Card>
            <Parties parties={order!.parties} />
            <Shipments order={order!} />
            <Invoices order={order!} />
          </>
        }
        side={
          <>
            <TrackingLink order={order!} may={may} />
            <Side id={id} kind="order" group="order_state" />
          </>
        }
      />
      {step && <ActDialog step={step} order={order!} busy={act.isPending} onAct={act.mutateAsync} onClose={() => setStep(null)} />}
    </>
  );
}

function Parties({ parties }: { parties: OrderParty[] }) {
  const { t } = useTranslation();
  const lang = useLang();
  if (parties.length === 0) return null;
  return (
    <Card title={t("order.parties")}>
      <div className={css.parties}>
        {parties.map((party, index) => (
          <address key={`${party.role}-${index}`} dir="auto">
            <span>{t(`party.${party.role}`, { defaultValue: party.role })}</span>
            <strong>{party.name ?? "–"}</strong>
            {[party.street, [party.postcode, party.city, party.region].filter(Boolean).join(" "), country(party.country, lang)].filter(Boolean).map((line) => (
              <span key={line} className={css.line}>
                {line}
              </span>
            ))}
            {party.id_code && (
              <code>
                {party.id_scheme ? `${word(t, "scheme_id", party.id_scheme)} ` : ""}
                {party.id_code}
              </code>
            )}
          </address>
        ))}
      </div>
    </Card>
  );
}

function Shipments({ order }: { order: Order }) {
  const { t } = useTranslation();
  const lang = useLang();
  if (order.shipments.length === 0) return null;
  return (
    <Card title={t("order.shipments")}>
      <ul className={css.list}>
        {order.shipments.map((shipment) => (
          <li key={shipment.id}>
            <strong dir="auto">{shipment.carrier ?? shipment.number}</strong>
            <code>{shipment.tracking_number}</code>
            <span>{shipment.delivered_at ? t("order.delivered_at", { at: dateTime(shipment.delivered_at, lang) }) : t("order.shipped_at", { at: dateTime(shipment.shipped_at, lang) })}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}

function Invoices({ order }: { order: Order }) {
  const { t } = useTranslation();
  const lang = useLang();
  if (order.invoices.length === 0) return null;
  return (
    <Card title={t("order.invoices")}>
      <ul className={css.list}>
        {order.invoices.map((invoice) => (
          <li key={invoice.id}>
            <strong>{invoice.number}</strong>
            <span>{t("order.due", { day: day(invoice.due_on, lang) || "–" })}</span>
            <strong className={css.sum}>{money(invoice.total_minor, invoice.currency ?? order.currency, lang)}</strong>
          </li>
        ))}
      </ul>
    </Card>
  );
}
