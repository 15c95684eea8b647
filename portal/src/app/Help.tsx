// Every key of the portal on one sheet.
import { Kbd } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/Dialog";
import css from "./Help.module.css";
import { places } from "./nav";

const groups: { id: string; keys: [string[], string][] }[] = [
  { id: "anywhere", keys: [[["Ctrl", "K"], "palette"], [["/"], "palette"], [["N"], "notifications"], [["?"], "help"], [["Esc"], "close"]] },
  { id: "lists", keys: [[["J"], "next"], [["K"], "previous"], [["Enter"], "open"], [["C"], "create"]] },
  { id: "record", keys: [[["E"], "edit"], [["S"], "share"], [["M"], "comment"], [["B"], "back"]] },
];

export default function Help({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog onClose={onClose} title={t("help.title")} size="lg">
      <div className={css.columns}>
        {groups.map((group) => (
          <section key={group.id}>
            <h3>{t(`help.${group.id}`)}</h3>
            {group.keys.map(([keys, action]) => (
              <Line key={keys.join() + action} keys={keys} text={t(`help.key.${action}`)} />
            ))}
          </section>
        ))}
        <section>
          <h3>{t("help.go")}</h3>
          {places.flat().map((place) => (
            <Line key={place.id} keys={["G", place.key.toUpperCase()]} text={t(`nav.${place.id}`)} />
          ))}
        </section>
      </div>
    </Dialog>
  );
}

function Line({ keys, text }: { keys: string[]; text: string }) {
  return (
    <div className={css.line}>
      <span>{text}</span>
      <span className={css.keys}>
        {keys.map((key) => (
          <Kbd key={key} size="xs">
            {key}
          </Kbd>
        ))}
      </span>
    </div>
  );
}
