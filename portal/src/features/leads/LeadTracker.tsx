// Where a lead stands on its way; the stages it can go to from here are buttons.
import { IconArrowRight, IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { word } from "../../lib/words";
import type { Transition } from "./api";
import css from "./LeadTracker.module.css";
import { stepsShown, wayOf } from "./way";

interface Props {
  rows: readonly Transition[];
  stage: string;
  steps: readonly Transition[];
  onMove: (step: Transition) => void;
}

export function LeadTracker({ rows, stage, steps, onMove }: Props) {
  const { t } = useTranslation();
  const shown = stepsShown(wayOf(rows), stage);
  return (
    <ol className={css.tracker} aria-label={t("record.progress")}>
        {shown.map(({ stage: each, state, off }) => {
          const step = state === "next" ? steps.find((row) => row.to_state === each) : undefined;
          const face = (
            <>
              <span className={css.bar} aria-hidden />
              <span className={css.label}>
                {state === "done" && <IconCheck size={12} stroke={2.6} aria-hidden />}
                {step && <IconArrowRight size={12} stroke={2.2} aria-hidden />}
                {word(t, "stage", each)}
              </span>
            </>
          );
          return (
            <li key={each} data-state={state} data-off={off || undefined} aria-current={state === "now" ? "step" : undefined}>
              {step ? (
                <button type="button" onClick={() => onMove(step)} title={word(t, "action", step.action)}>
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
