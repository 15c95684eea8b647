// Two people changed the same fields: theirs and yours side by side, field by field.
import { Button } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Conflict, Fields, Merge } from "../../lib/merge";
import css from "./Conflicts.module.css";

interface Props {
  merged: Merge;
  label: (field: string) => string;
  show?: (field: string, value: string) => string;
  busy: boolean;
  onSave: (picked: Fields) => void;
  onClose: () => void;
}

export function Conflicts({ merged, label, show = (_, value) => value, busy, onSave, onClose }: Props) {
  const { t } = useTranslation();
  const [mine, setMine] = useState<Record<string, boolean>>({});
  const isMine = (conflict: Conflict) => mine[conflict.field] ?? true;
  // The form that had the focus is gone.
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);
  return (
    <>
      <div className={css.alert} role="alert">
        {t("merge.text")}
      </div>
      <div className={css.conflicts}>
        {merged.conflicts.map((conflict, index) => (
          <div key={conflict.field} className={css.conflict} role="radiogroup" aria-label={label(conflict.field)}>
            <h3>{label(conflict.field)}</h3>
            <div className={css.choices}>
              {[false, true].map((own) => {
                const value = own ? conflict.mine : conflict.theirs;
                return (
                  <label key={String(own)} data-on={isMine(conflict) === own || undefined}>
                    <input {...(own && index === 0 ? { ref: first, "data-autofocus": true } : {})} type="radio" name={conflict.field} checked={isMine(conflict) === own} onChange={() => setMine({ ...mine, [conflict.field]: own })} />
                    <div dir="auto">
                      <small>{own ? t("merge.mine") : t("merge.theirs")}</small>
                      {value ? show(conflict.field, value) : "–"}
                    </div>
                  </label>
                );
              })}
            </div>
          </div>
        ))}
      </div>
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {t("merge.discard")}
        </Button>
        <Button loading={busy} onClick={() => onSave(Object.fromEntries(merged.conflicts.filter(isMine).map((conflict) => [conflict.field, conflict.mine])))}>
          {t("common.save")}
        </Button>
      </div>
    </>
  );
}
