// The table on a phone: one card below the other, a window on any number of them.
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { country, money } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { useWindow } from "../../ui/GridWindow";
import { Pill } from "../../ui/Pill";
import rows from "../../ui/Rows.module.css";
import css from "./Leads.module.css";
import { nameOf } from "./lines";
import type { LeadStore } from "./store";
import { blocksOf, slotAt } from "./blocks";

const cardSize = 86;

export default function PhoneList({ store }: { store: LeadStore }) {
  const { t } = useTranslation();
  const lang = useLang();
  const scroller = useRef<HTMLDivElement>(null);
  const { blocks, total } = blocksOf(store.parts, false, []);
  const { from, to } = useWindow(scroller, cardSize, total, 5);
  useEffect(() => {
    for (const block of blocks) {
      const first = Math.max(from, block.start) - block.start;
      const last = Math.min(to, block.start + block.rows) - 1 - block.start;
      if (last >= first) store.need(block.part.key, Math.max(0, first), last);
    }
  });
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div ref={scroller} className={css.cards} role="region" aria-label={t("nav.leads")} tabIndex={0}>
      <div role="list" style={{ height: total * cardSize, position: "relative" }}>
        {Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i).map((index) => {
          const slot = slotAt(blocks, false, index);
          const id = slot?.part.ids[slot.place];
          const line = id === undefined ? undefined : store.rows.get(id);
          if (!line)
            return (
              <div key={`at-${index}`} role="listitem" className={css.card} style={{ transform: `translateY(${index * cardSize}px)` }} aria-label={t("common.loading")}>
                <span className={css.boneLine} />
                <span className={css.boneLine} />
              </div>
            );
          return (
            <div key={line.id} role="listitem" className={css.card} data-flash={store.flashes.has(line.id) || undefined} style={{ transform: `translateY(${index * cardSize}px)` }}>
              <div className={rows.card}>
                <div className={rows.cardTop}>
                  <Link href={`/leads/${line.id}`} className={rows.main} dir="auto">
                    {nameOf(line)}
                  </Link>
                  <strong className={rows.figure}>{money(line.value_minor, line.currency, lang)}</strong>
                </div>
                <div className={rows.cardMid} dir="auto">
                  {[line.company_name, country(line.country, lang)].filter(Boolean).join(" · ")}
                </div>
                <div className={rows.cardLow}>
                  <Pill tone={tone(line.stage)} dot>
                    {word(t, "stage", line.stage)}
                  </Pill>
                  <span dir="auto">{line.owner_name}</span>
                </div>
              </div>
            </div>
          );
        })}
      </div>
    </div>
  );
}
