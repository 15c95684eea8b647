// Moves one open lead: the new stage is shown at once, with the steps it then has; refused, it stands where it stood.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ApiError, read, type Tagged } from "../../api/client";
import { lead as leadQuery } from "../../api/queries";
import type { Lead } from "../../api/types";
import { useSession } from "../../app/session";
import { word } from "../../lib/words";
import { complain } from "../../ui/toast";
import type { Act } from "../record/useAct";
import { refuse } from "../../ui/toast";
import { announce, offerUndo, underWay } from "./announce";
import { undoMoves, type Transition } from "./api";
import { stepsOf } from "./moves";

export function useLeadMove(id: string, rows: readonly Transition[]) {
  const { t } = useTranslation();
  const { role } = useSession();
  const client = useQueryClient();
  const key = leadQuery(id).queryKey;
  const refresh = () => {
    for (const queryKey of [["record", id], ["leads"]]) void client.invalidateQueries({ queryKey });
  };
  const show = (stage: string, version?: number) =>
    client.setQueryData<Tagged<Lead>>(key, (now) => {
      if (!now) return now;
      const line = { stage, level: now.record.level };
      const actions = stepsOf(rows, line, role).map((row) => ({ action: row.action, to_state: row.to_state, role_ok: true, requires: row.requires }));
      return { etag: version === undefined ? now.etag : `"${version}"`, record: { ...now.record, stage, actions, version: version ?? now.record.version } };
    });
  const take = (from: string, version: number) => {
    show(from);
    undoMoves([id], [version])
      .then(([answer]) => {
        if (answer?.ok) announce(t("lead.undone"));
        else refuse(t(`problem.${answer?.type ?? "unexpected"}`, { defaultValue: answer?.detail ?? "" }));
      })
      .catch(complain)
      .finally(refresh);
  };
  return useMutation({
    mutationFn: ({ act, etag }: { act: Act; to: string; etag: string | null }) =>
      read<{ state: string; version: number }>(
        api.POST("/api/records/{id}/actions", {
          params: { path: { id }, header: etag ? { "If-Match": etag } : {} },
          body: { action: act.action, ...(act.note ? { note: act.note } : {}) },
        }),
      ),
    onMutate: async ({ to }) => {
      await client.cancelQueries({ queryKey: key });
      const before = client.getQueryData<Tagged<Lead>>(key);
      if (to) show(to);
      return { before, arrived: underWay() };
    },
    onSuccess: ({ state, version }, _, { before }) => {
      show(state, version);
      refresh();
      const text = t("record.moved", { state: word(t, "stage", state) });
      announce(text);
      offerUndo(text, t("lead.undo"), () => take(before?.record.stage ?? state, version));
    },
    onError: (error, _, was) => {
      if (was?.before) client.setQueryData(key, was.before);
      complain(error);
      if (error instanceof ApiError && (error.status === 412 || error.status === 409)) refresh();
    },
    onSettled: (_, __, ___, was) => was?.arrived(),
  });
}
