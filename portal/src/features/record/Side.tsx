// The column beside a record: its room, and what happened to it.
import { Chips } from "../../ui/Chips";
import { useTranslation } from "react-i18next";
import { lazy, Suspense, type ComponentType } from "react";
import { useQueryValue } from "../../lib/hooks";
import { Bones } from "../../ui/States";
import css from "./Side.module.css";
import { Timeline } from "./Timeline";

const panes = import.meta.glob<{ default: ComponentType<{ id: string; kind: string }> }>("./RoomPane.tsx");
const load = panes["./RoomPane.tsx"];
const RoomPane = load ? lazy(load) : null;

export function Side({ id, kind, group }: { id: string; kind: "lead" | "order" | "partnership"; group: string }) {
  const { t } = useTranslation();
  const [side, setSide] = useQueryValue("side");
  if (!RoomPane) return <Timeline id={id} group={group} />;
  const shown = side === "timeline" ? "timeline" : "room";
  return (
    <div className={css.side}>
      <Chips
        label={t("record.beside")}
        value={shown}
        onChange={(value) => setSide(value === "room" ? "" : value)}
        chips={[
          { value: "room", label: t("record.room") },
          { value: "timeline", label: t("timeline.title") },
        ]}
      />
      {shown === "timeline" ? (
        <Timeline id={id} group={group} />
      ) : (
        <Suspense fallback={<Bones rows={5} />}>
          <RoomPane id={id} kind={kind} />
        </Suspense>
      )}
    </div>
  );
}
