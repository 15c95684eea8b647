// The column beside a record: its room, what happened to it, and what there is to do about it.
import { lazy, Suspense } from "react";
import { useTranslation } from "react-i18next";
import { useQueryValue } from "../../lib/hooks";
import { Chips } from "../../ui/Chips";
import { Bones } from "../../ui/States";
import css from "./Side.module.css";
import { Timeline } from "./Timeline";

const RecordTasks = lazy(() => import("../tasks/RecordTasks"));
const RoomPane = lazy(() => import("./RoomPane"));

/** `kind` is given for records that have a room. */
export function Side({ id, kind, group }: { id: string; kind?: "lead" | "order" | "partnership"; group: string }) {
  const { t } = useTranslation();
  const [side, setSide] = useQueryValue("side");
  const parts = [...(kind ? ["room"] : []), "timeline", "tasks"];
  const shown = parts.includes(side) ? side : parts[0]!;
  const words: Record<string, string> = { room: t("record.room"), timeline: t("timeline.title"), tasks: t("nav.tasks") };
  return (
    <div className={css.side}>
      <Chips label={t("record.beside")} value={shown} onChange={(value) => setSide(value === parts[0] ? "" : value)} chips={parts.map((part) => ({ value: part, label: words[part]! }))} />
      <Suspense fallback={<Bones rows={5} />}>
        {shown === "room" && kind && <RoomPane id={id} kind={kind} />}
        {shown === "tasks" && <RecordTasks id={id} />}
      </Suspense>
      {shown === "timeline" && <Timeline id={id} group={group} />}
    </div>
  );
}
