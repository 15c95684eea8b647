// The records a message points to, unfolded under the reader's own rights; what one may not see is a closed card.
import { useQuery } from "@tanstack/react-query";
import { IconLock } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { recordHref } from "../../app/nav";
import { money } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { Pill } from "../../ui/Pill";
import { fetchRefs } from "./http";
import css from "./Message.module.css";
import type { Ref, RefCard } from "./types";

/** Cards asked for in one moment go in one request. */
let batch: { ids: Set<string>; answer: Promise<Map<string, RefCard>> } | null = null;

function cardOf(id: string): Promise<RefCard | null> {
  if (!batch) {
    const ids = new Set<string>();
    const answer = new Promise<void>((resolve) => setTimeout(resolve, 15)).then(async () => {
      batch = null;
      return new Map((await fetchRefs([...ids])).map((card) => [card.id, card]));
    });
    batch = { ids, answer };
  }
  batch.ids.add(id);
  return batch.answer.then((cards) => cards.get(id) ?? null);
}

const groups: Record<string, string> = { lead: "stage", order: "order_state", partnership: "partnership_state", document: "delivery" };

export function RefCards({ refs }: { refs: Ref[] }) {
  return (
    <div className={css.cards}>
      {refs.map((ref) => (
        <Card key={ref.id} of={ref} />
      ))}
    </div>
  );
}

function Card({ of }: { of: Ref }) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery({ queryKey: ["ref", of.id], queryFn: () => cardOf(of.id), staleTime: 30_000, retry: 1 });
  const card = query.data;
  if (query.isPending) return <span className={css.card} data-wait aria-busy />;
  if (!card) {
    return (
      <span className={css.card} data-closed>
        <IconLock size={15} aria-hidden />
        <span className={css.cardKind}>{word(t, "kind", of.kind)}</span>
        <span>{t("room.ref_closed")}</span>
      </span>
    );
  }
  const group = groups[card.kind];
  const amount = card.amount_minor === null || card.amount_minor === undefined ? "" : money(String(card.amount_minor), card.currency ?? null, lang);
  return (
    <Link className={css.card} href={recordHref(card.kind, card.id)}>
      <span className={css.cardKind}>{word(t, "kind", card.kind)}</span>
      <bdi className={css.cardTitle}>{card.title ?? ""}</bdi>
      {card.state && group && <Pill tone={tone(card.state)}>{word(t, group, card.state)}</Pill>}
      {amount && <span className={css.cardAmount}>{amount}</span>}
    </Link>
  );
}
