// Every key of the portal on one sheet, drawn from the table of keys and the places.
import { Kbd } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/Dialog";
import css from "./Help.module.css";
import { keyCaps, keymap } from "./keymap";
import { places } from "./nav";

export default function Help({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} title={t("help.title")} size="lg">
      <div className={css.columns}>
        {keymap.map((group) => (
          <section key={group.id}>
            <h3>{t(`help.${group.id}`)}</h3>
            {group.lines.map((line) => (
              <Line key={line.does} ways={line.keys} text={t(`help.key.${line.does}`)} />
            ))}
          </section>
        ))}
        <section>
          <h3>{t("help.go")}</h3>
          {places.flat().map((place) => (
            <Line key={place.id} ways={[`g ${place.key}`]} text={t(`nav.${place.id}`)} />
          ))}
        </section>
        <section>
          <h3>{t("help.palette")}</h3>
          {[">", "#", "@"].map((sign) => (
            <Line key={sign} ways={[sign]} text={t(`help.sign.${sign === ">" ? "act" : sign === "#" ? "record" : "person"}`)} />
          ))}
        </section>
      </div>
    </Dialog>
  );
}

function Line({ ways, text }: { ways: readonly string[]; text: string }) {
  return (
    <div className={css.line}>
      <span>{text}</span>
      <span className={css.keys}>
        {ways.map((way) => (
          <span key={way} className={css.way}>
            {keyCaps(way).map((cap) => (
              <Kbd key={cap} size="xs">
                {cap}
              </Kbd>
            ))}
          </span>
        ))}
      </span>
    </div>
  );
}
