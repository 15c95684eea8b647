// Somebody else changed the same cell first: theirs and yours side by side.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { country, day } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Dialog } from "../../ui/Dialog";
import { columnLabel } from "./columns";
import type { Clash } from "./edit";
import css from "./LeadForm.module.css";
import { nameOf } from "./lines";

export default function Faster({ clash, people, onChoose }: { clash: Clash; people: ReadonlyMap<string, string>; onChoose: (mine: boolean) => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const [mine, setMine] = useState(true);
  const field = columnLabel(t, clash.column.id);
  const shown = (text: string) => {
    if (text === "") return "–";
    if (clash.column.editor === "person") return people.get(text) ?? t("lead.unnamed");
    if (clash.column.editor === "date") return day(text, lang);
    if (clash.column.editor === "country") return country(text, lang);
    return text;
  };
  return (
    <Dialog onClose={() => onChoose(false)} title={t("merge.title")} size="lg">
      <div className={css.alert} role="alert">
        {t("merge.text")}
      </div>
      <div className={css.conflict} role="radiogroup" aria-label={field}>
        <h3>
          {field} · <bdi>{nameOf(clash.line)}</bdi>
        </h3>
        <div className={css.choices}>
          {[false, true].map((own) => (
            <label key={String(own)} data-on={mine === own || undefined}>
              <input type="radio" name="faster" checked={mine === own} onChange={() => setMine(own)} />
              <div dir="auto">
                <small>{own ? t("merge.mine") : t("merge.theirs")}</small>
                {shown(own ? clash.mine : clash.theirs)}
              </div>
            </label>
          ))}
        </div>
      </div>
      <div className={css.buttons}>
        <Button variant="default" onClick={() => onChoose(false)}>
          {t("merge.discard")}
        </Button>
        <Button onClick={() => onChoose(mine)}>{t("common.save")}</Button>
      </div>
    </Dialog>
  );
}
