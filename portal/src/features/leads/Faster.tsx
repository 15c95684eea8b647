// Somebody else changed the same cell first: theirs and yours side by side.
import { useTranslation } from "react-i18next";
import { country, day } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Dialog } from "../../ui/Dialog";
import { Conflicts } from "../record/Conflicts";
import { columnLabel } from "./columns";
import type { Clash } from "./edit";
import { nameOf } from "./lines";

export default function Faster({ clash, people, onChoose }: { clash: Clash; people: ReadonlyMap<string, string>; onChoose: (mine: boolean) => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const { id: field, editor } = clash.column;
  const show = (_: string, text: string) => {
    if (editor === "person") return people.get(text) ?? t("lead.unnamed");
    if (editor === "date") return day(text, lang);
    if (editor === "country") return country(text, lang);
    return text;
  };
  return (
    <Dialog onClose={() => onChoose(false)} title={t("merge.title")} size="lg">
      <Conflicts
        merged={{ mine: {}, theirs: {}, conflicts: [{ field, base: null, mine: clash.mine, theirs: clash.theirs }] }}
        // The name is a partner's text: it may run the other way.
        label={() => `${columnLabel(t, field)} · \u2068${nameOf(clash.line)}\u2069`}
        show={show}
        busy={false}
        onSave={(picked) => onChoose(field in picked)}
        onClose={() => onChoose(false)}
      />
    </Dialog>
  );
}
