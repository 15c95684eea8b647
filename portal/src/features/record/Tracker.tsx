// Where a record stands on its way, as a row of steps.
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { word } from "../../lib/words";
import css from "./Tracker.module.css";

export function Tracker({ group, steps, now }: { group: string; steps: string[]; now: string }) {
  const { t } = useTranslation();
  // A state off the main way (lost, rejected) ends the row where it stands.
  const at = steps.indexOf(now);
  const all = at < 0 ? [steps[0]!, now] : steps;
  const here = at < 0 ? 1 : at;
  return (
    <ol className={css.tracker} aria-label={t("record.progress")}>
      {all.map((step, index) => (
        <li key={step} data-state={index < here ? "done" : index === here ? "now" : "next"} data-off={(at < 0 && index === 1) || undefined} aria-current={index === here ? "step" : undefined}>
          <span className={css.bar} aria-hidden />
          <span className={css.label}>
            {index < here && <IconCheck size={12} stroke={2.6} aria-hidden />}
            {word(t, group, step)}
          </span>
        </li>
      ))}
    </ol>
  );
}
