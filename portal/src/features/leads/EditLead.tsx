// The edit of a lead: sends only what changed, and when somebody was faster, shows theirs and yours side by side.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError, readTagged, type Tagged } from "../../api/client";
import { lead as leadQuery } from "../../api/queries";
import type { Lead, Level } from "../../api/types";
import { changed, merge, type Conflict, type Fields, type Merge } from "../../lib/merge";
import { problemText } from "../../lib/words";
import { Dialog } from "../../ui/Dialog";
import { say } from "../../ui/toast";
import { LeadForm } from "./LeadForm";
import css from "./LeadForm.module.css";
import { fieldErrors } from "./errors";
import { groups, type Group } from "./stages";
import { toBody, toFields } from "./values";

interface Clash {
  fresh: Tagged<Lead>;
  merged: Merge;
}

/** Which groups a level may change: the owner all, an editor all but the contact's data, a reader its own side only. */
function editable(level: Level): Group[] {
  const all = groups.map((group) => group.id);
  if (level === "own") return all;
  return level === "edit" ? all.filter((group) => group !== "personal") : ["private"];
}

export function EditLead({ start, onClose }: { start: Tagged<Lead>; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [from, setFrom] = useState(start);
  const [fields, setFields] = useState<Fields>(() => toFields(start.record));
  const [clash, setClash] = useState<Clash | null>(null);
  const base = toFields(from.record);
  const id = from.record.id;
  const only = editable(from.record.level as Level);

  const save = useMutation({
    mutationFn: async ({ send, etag, currency }: { send: Fields; etag: string | null; currency: string }) => {
      // The amount's minor units depend on the currency, so the two travel together.
      const together = "currency" in send && fields.value_minor && !("value_minor" in send) ? { ...send, value_minor: fields.value_minor } : send;
      return readTagged(api.PATCH("/api/leads/{id}", { params: { path: { id }, header: { "If-Match": etag ?? "" } }, body: toBody(together, currency) as never }));
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["record", id] });
      void client.invalidateQueries({ queryKey: ["leads"] });
      say(t("common.saved"));
      onClose();
    },
    onError: async (error) => {
      if (!(error instanceof ApiError) || error.status !== 412) return;
      const fresh = await client.fetchQuery({ ...leadQuery(id), staleTime: 0 });
      const merged = merge(base, fields, toFields(fresh.record));
      // Both sides touched different fields: nothing to decide, so save again on top of the newer version.
      if (merged.conflicts.length === 0) {
        setFrom(fresh);
        if (Object.keys(merged.mine).length === 0) onClose();
        else save.mutate({ send: merged.mine, etag: fresh.etag, currency: fields.currency || fresh.record.commercial?.currency || "EUR" });
      } else {
        setClash({ fresh, merged });
      }
    },
  });

  if (clash) {
    return (
      <Conflicts
        clash={clash}
        busy={save.isPending}
        onClose={onClose}
        onSave={(picked) => {
          const send = { ...clash.merged.mine, ...picked };
          const theirs = toFields(clash.fresh.record);
          setFrom(clash.fresh);
          setFields({ ...theirs, ...send });
          setClash(null);
          if (Object.keys(send).length === 0) onClose();
          else save.mutate({ send, etag: clash.fresh.etag, currency: send.currency ?? theirs.currency ?? "EUR" });
        }}
      />
    );
  }

  const errors = fieldErrors(t, save.error);
  const is412 = save.error instanceof ApiError && save.error.status === 412;
  return (
    <Dialog onClose={onClose} title={t("lead.edit")} size="xl">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const send = changed(base, fields);
          if (Object.keys(send).length === 0) onClose();
          else save.mutate({ send, etag: from.etag, currency: fields.currency || "EUR" });
        }}
      >
        {save.isError && !is412 && Object.keys(errors).length === 0 && (
          <div className={css.bad} role="alert">
            {problemText(t, save.error)}
          </div>
        )}
        <LeadForm fields={fields} errors={errors} only={only} onChange={(name, value) => setFields((before) => ({ ...before, [name]: value }))} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={save.isPending}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

function Conflicts({ clash, busy, onSave, onClose }: { clash: Clash; busy: boolean; onSave: (picked: Fields) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [mine, setMine] = useState<Record<string, boolean>>({});
  const isMine = (conflict: Conflict) => mine[conflict.field] ?? true;
  return (
    <Dialog onClose={onClose} title={t("merge.title")} size="lg">
      <div className={css.alert} role="alert">
        {t("merge.text")}
      </div>
      <div className={css.conflicts}>
        {clash.merged.conflicts.map((conflict) => (
          <div key={conflict.field} className={css.conflict} role="radiogroup" aria-label={t(`field.${conflict.field}`)}>
            <h3>{t(`field.${conflict.field}`)}</h3>
            <div className={css.choices}>
              {[false, true].map((own) => (
                <label key={String(own)} data-on={isMine(conflict) === own || undefined}>
                  <input type="radio" name={conflict.field} checked={isMine(conflict) === own} onChange={() => setMine({ ...mine, [conflict.field]: own })} />
                  <div dir="auto">
                    <small>{own ? t("merge.mine") : t("merge.theirs")}</small>
                    {(own ? conflict.mine : conflict.theirs) || "–"}
                  </div>
                </label>
              ))}
            </div>
          </div>
        ))}
      </div>
      <div className={css.buttons}>
        <Button variant="default" onClick={onClose}>
          {t("merge.discard")}
        </Button>
        <Button loading={busy} onClick={() => onSave(Object.fromEntries(clash.merged.conflicts.filter(isMine).map((conflict) => [conflict.field, conflict.mine])))}>
          {t("common.save")}
        </Button>
      </div>
    </Dialog>
  );
}
