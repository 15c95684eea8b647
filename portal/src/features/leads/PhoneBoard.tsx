// The board on a phone: one column a screen, swiped from side to side, with the stages above as a way to jump.
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { count } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { word } from "../../lib/words";
import { Board } from "./Board";
import css from "./Leads.module.css";
import type { Moves } from "./moves";
import type { Selection } from "./selection";
import type { LeadStore } from "./store";

interface Props {
  store: LeadStore;
  moves: Moves;
  selection: Selection;
  select: (selection: Selection) => void;
}

export default function PhoneBoard(props: Props) {
  const { t } = useTranslation();
  const lang = useLang();
  const tabs = useRef<HTMLDivElement>(null);
  const { parts } = props.store;
  const [at, setAt] = useState(() => Math.max(0, parts.findIndex((part) => part.count > 0)));
  useEffect(() => {
    const element = tabs.current?.nextElementSibling;
    if (!element) return;
    const look = () => setAt(Math.round(Math.abs(element.scrollLeft) / (element.clientWidth + 14)));
    element.addEventListener("scroll", look, { passive: true });
    return () => element.removeEventListener("scroll", look);
  }, []);
  useEffect(() => {
    // Not as the effect's value: newer browsers answer with a promise, which is no way to clean up.
    void tabs.current?.children[at]?.scrollIntoView({ block: "nearest", inline: "center" });
  }, [at]);
  return (
    <>
      <div ref={tabs} className={css.stageTabs} role="group" aria-label={t("field.stage")}>
        {parts.map((part, index) => (
          <button key={part.key} type="button" aria-current={index === at || undefined} onClick={() => tabs.current?.nextElementSibling?.querySelectorAll("[data-stage]")[index]?.scrollIntoView({ inline: "start", block: "nearest" })}>
            {word(t, "stage", part.key)}
            <span>{count(part.count, lang)}</span>
          </button>
        ))}
      </div>
      <Board {...props} />
    </>
  );
}
