// The first three steps of a new company; gone once they are done.
import { useQuery } from "@tanstack/react-query";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { leadCounts, orderCounts, partnerships } from "../../api/queries";
import { useMay } from "../../app/session";
import css from "./Home.module.css";

export function Start() {
  const { t } = useTranslation();
  const member = useMay("member");
  const partners = useQuery(partnerships);
  const leads = useQuery(leadCounts);
  const orders = useQuery(orderCounts);
  if (!member || !partners.isSuccess || !leads.isSuccess || !orders.isSuccess) return null;
  const some = (counts: { count: number }[]) => counts.some((item) => item.count > 0);
  const steps = [
    { id: "partner", done: partners.data.some((p) => p.state === "active"), href: "/partners?new=1" },
    { id: "lead", done: partners.data.some((p) => p.shared_out > 0), href: some(leads.data) ? "/leads?shared=own" : "/leads?new=1" },
    { id: "order", done: some(orders.data), href: "/admin/keys" },
  ];
  if (steps.every((step) => step.done) || steps.filter((step) => step.done).length === 2) return null;
  return (
    <section className={css.start} aria-label={t("start.title")}>
      <h2>{t("start.title")}</h2>
      <ol>
        {steps.map((step, index) => (
          <li key={step.id} data-done={step.done || undefined}>
            <Link href={step.href}>
              <span className={css.step} aria-hidden>{step.done ? <IconCheck size={15} stroke={2.4} /> : index + 1}</span>
              <span>
                <strong>{t(`start.${step.id}`)}</strong>
                <small>{step.done ? t("start.done") : t(`start.${step.id}_text`)}</small>
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </section>
  );
}
