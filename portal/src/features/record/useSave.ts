// Saves the changed fields of a record: merges with what somebody else wrote meanwhile, and can take the change back.
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ApiError } from "../../api/client";
import { changed, merge, type Fields, type Merge } from "../../lib/merge";
import { complain, offer } from "../../ui/toast";

export interface Version {
  fields: Fields;
  etag: string | null;
}

interface Options {
  start: Version;
  /** The record as it is now. */
  fetch: () => Promise<Version>;
  /** Sends these fields; `all` is the whole form, for values that travel together. Gives the new ETag. */
  send: (fields: Fields, all: Fields, etag: string | null) => Promise<string | null>;
  /** What shows the record is to be fetched anew. */
  refresh: () => void;
  onClose: () => void;
}

export interface Clash {
  fresh: Version;
  merged: Merge;
}

export function useSave({ start, fetch, send, refresh, onClose }: Options) {
  const { t } = useTranslation();
  const [from, setFrom] = useState(start);
  const [fields, setFields] = useState(start.fields);
  const [clash, setClash] = useState<Clash | null>(null);

  const saving = useMutation({
    mutationFn: async ({ changes, base, all }: { changes: Fields; base: Version; all: Fields }) => ({ etag: await send(changes, all, base.etag), changes, base }),
    onSuccess: ({ etag, changes, base }) => {
      refresh();
      const before = Object.fromEntries(Object.keys(changes).map((name) => [name, base.fields[name] ?? null]));
      offer(t("common.saved"), t("common.undo"), () => send(before, base.fields, etag).then(refresh, complain));
      onClose();
    },
    onError: async (error, { all }) => {
      if (!(error instanceof ApiError) || error.status !== 412) return;
      const fresh = await fetch();
      const merged = merge(from.fields, all, fresh.fields);
      // Each side touched other fields: nothing to decide, so mine go on top of the newer version.
      if (merged.conflicts.length === 0) {
        setFrom(fresh);
        if (Object.keys(merged.mine).length === 0) onClose();
        else saving.mutate({ changes: merged.mine, base: fresh, all: { ...fresh.fields, ...merged.mine } });
      } else {
        setClash({ fresh, merged });
      }
    },
  });

  return {
    fields,
    set: (name: string, value: string) => setFields((before) => ({ ...before, [name]: value })),
    busy: saving.isPending,
    error: saving.error instanceof ApiError && saving.error.status === 412 ? null : saving.error,
    clash,
    dirty: Object.keys(changed(from.fields, fields)).length > 0,
    submit: () => {
      const changes = changed(from.fields, fields);
      if (Object.keys(changes).length === 0) onClose();
      else saving.mutate({ changes, base: from, all: fields });
    },
    settle: (picked: Fields) => {
      if (!clash) return;
      const changes = { ...clash.merged.mine, ...picked };
      const all = { ...clash.fresh.fields, ...changes };
      setFrom(clash.fresh);
      setFields(all);
      setClash(null);
      if (Object.keys(changes).length === 0) onClose();
      else saving.mutate({ changes, base: clash.fresh, all });
    },
  };
}
