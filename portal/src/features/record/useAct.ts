// Moves a record along its life cycle and refreshes what shows it.
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ApiError, read } from "../../api/client";
import { word } from "../../lib/words";
import { complain, say } from "../../ui/toast";

export interface Act {
  action: string;
  note?: string;
  data?: Record<string, unknown>;
}

export function useAct(id: string, group: string, lists: string[], etag?: string | null) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const refresh = () => {
    for (const key of [["record", id], ...lists.map((list) => [list])]) void client.invalidateQueries({ queryKey: key });
  };
  return useMutation({
    mutationFn: (act: Act) =>
      read<{ state: string; version: number }>(
        api.POST("/api/records/{id}/actions", {
          params: { path: { id }, header: etag ? { "If-Match": etag } : {} },
          body: { action: act.action, ...(act.note ? { note: act.note } : {}), ...(act.data ? { data: act.data } : {}) },
        }),
      ),
    onSuccess: (result) => {
      refresh();
      say(t("record.moved", { state: word(t, group, result.state) }));
    },
    onError: (error) => {
      complain(error);
      if (error instanceof ApiError && (error.status === 412 || error.status === 409)) refresh();
    },
  });
}
