// Where a record stands on its way, as a row of steps; one that can be taken from here is a button.
import { IconArrowRight, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { word } from "../../lib/words";
import type { Step } from "./steps";
import css from "./Tracker.module.css";

export function Tracker({ group, steps }: { group: string; steps: Step[] }) {
  const { t } = useTranslation();
  return (
    <ol className={css.tracker} aria-label={t("record.progress")}>
      {steps.map(({ name, state, off, go }) => {
        const face = (
          <>
            <span className={css.bar} aria-hidden />
            <span className={css.label}>
              {state === "done" && <IconCheck size={12} stroke={2.6} aria-hidden />}
              {go && <IconArrowRight size={12} stroke={2.2} aria-hidden />}
              {word(t, group, name)}
            </span>
          </>
        );
        return (
          <li key={name} data-state={state} data-off={off || undefined} aria-current={state === "now" ? "step" : undefined}>
            {go ? (
              <button type="button" onClick={go.run} title={go.title}>
                {face}
              </button>
            ) : (
              face
            )}
          </li>
        );
      })}
    </ol>
  );
}
