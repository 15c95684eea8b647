// One lead: where it stands, its facts by who sees them, with whom it is shared, and what happened.
import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { IconPencil } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { lead as leadQuery } from "../../api/queries";
import { useKey } from "../../app/keys";
import { useMay, useSession } from "../../app/session";
import { useTitle } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { useRecordStream } from "../../live/LiveProvider";
import { Card } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import { Bones, ErrorState, NotFound, Unshared } from "../../ui/States";
import { Actions } from "../record/Actions";
import { RecordFrame } from "../record/RecordFrame";
import css from "../record/RecordFrame.module.css";
import { Sharing } from "../record/Sharing";
import { Side } from "../record/Side";
import { stepsShown } from "../record/steps";
import { Tracker } from "../record/Tracker";
import type { Act } from "../record/useAct";
import { lineId, undoLast } from "./announce";
import { transitions, type Transition } from "./api";
import { EditLead } from "./EditLead";
import { listHref } from "./lastList";
import { LeadFacts } from "./LeadFacts";
import live from "./Leads.module.css";
import { stepsOf } from "./moves";
import MoveSheet from "./MoveSheet";
import { useLeadMove } from "./useLeadMove";
import { wayOf } from "./way";

export default function LeadRecord({ id }: { id: string }) {
  const over = useRecordStream(id);
  if (over === "not_found") return <NotFound />;
  if (over) return <Unshared back={listHref()} />;
  return <Open id={id} />;
}

function Open({ id }: { id: string }) {
  const { t } = useTranslation();
  const query = useQuery(leadQuery(id));
  const may = useMay("member");
  const [editing, edit] = useDisclosure(false);
  const lead = query.data?.record;
  const title = lead ? (lead.identity?.title ?? lead.product_interest ?? lead.number) : "";
  // From level read on, a company keeps its own private notes on the lead.
  const mayEdit = may && lead !== undefined && lead.level !== "teaser";
  useTitle(lead ? `${lead.number} ${title}` : t("nav.leads"));
  useKey("e", edit.open, mayEdit);
  const { role } = useSession();
  const life = useQuery(transitions);
  const rows = life.data ?? [];
  const move = useLeadMove(id, rows);
  const [asked, setAsked] = useState<Transition | null>(null);
  useKey("z", undoLast);
  const act = (action: Act) => {
    const to = lead?.actions.find((each) => each.action === action.action)?.to_state ?? "";
    return move.mutateAsync({ act: action, to, etag: query.data?.etag ?? null });
  };

  const way = (to: string) => {
    const step = may ? stepsOf(rows, lead!, role).find((row) => row.to_state === to) : undefined;
    return step && { title: word(t, "action", step.action), run: () => (step.requires.length > 0 ? setAsked(step) : void act({ action: step.action }).catch(() => {})) };
  };

  if (query.isPending) return <Bones rows={10} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  return (
    <>
      <RecordFrame
        back={listHref()}
        eyebrow={
          <>
            {lead!.number} · <span dir="auto">{lead!.owner.name}</span>
          </>
        }
        title={title}
        pills={
          <>
            <Pill tone={tone(lead!.stage)} dot>{word(t, "stage", lead!.stage)}</Pill>
            {lead!.level !== "own" && <Pill tone="accent">{t("lead.your_level", { level: t(`level.${lead!.level}`) })}</Pill>}
          </>
        }
        actions={
          <>
            {mayEdit && (
              <Button variant="default" className={css.edit} leftSection={<IconPencil size={15} />} onClick={edit.open}>
                {t("common.edit")}
              </Button>
            )}
            {may && <Actions actions={lead!.actions} busy={move.isPending} onAct={act} />}
          </>
        }
        under={
          <>
            {life.isSuccess && <Tracker group="stage" steps={stepsShown(wayOf(rows), lead!.stage).map((step) => ({ ...step, go: step.state === "next" ? way(step.name) : undefined }))} />}
            <Sharing id={id} kind="lead" mine={lead!.level === "own"} />
          </>
        }
        main={
          <Card flush>
            <LeadFacts lead={lead!} />
          </Card>
        }
        side={<Side id={id} kind="lead" group="stage" />}
      />
      {asked && (
        <MoveSheet
          asked={{ lines: [{ ...lead!, title }], to: asked.to_state, requires: asked.requires as string[] }}
          onClose={() => setAsked(null)}
          onMove={(note) => {
            setAsked(null);
            void act({ action: asked.action, note }).catch(() => {});
          }}
        />
      )}
      <div id={lineId} className={live.live} role="status" aria-live="polite" />
      {editing && <EditLead start={query.data} onClose={edit.close} />}
    </>
  );
}
