// The edit of a lead: sends only what changed, and when somebody was faster, shows theirs and yours side by side.
import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, readTagged, type Tagged } from "../../api/client";
import { lead as leadQuery } from "../../api/queries";
import type { Lead, Level } from "../../api/types";
import { problemText } from "../../lib/words";
import { Dialog } from "../../ui/Dialog";
import { Conflicts } from "../record/Conflicts";
import { useSave, type Version } from "../record/useSave";
import { LeadForm } from "./LeadForm";
import css from "./LeadForm.module.css";
import { fieldErrors } from "./errors";
import { groups, type Group } from "./stages";
import { toBody, toFields } from "./values";

/** Which groups a level may change: the owner all, an editor all but the contact's data, a reader its own side only. */
function editable(level: Level): Group[] {
  const all = groups.map((group) => group.id);
  if (level === "own") return all;
  return level === "edit" ? all.filter((group) => group !== "personal") : ["private"];
}

const version = ({ record, etag }: Tagged<Lead>): Version => ({ fields: toFields(record), etag });

export function EditLead({ start, onClose }: { start: Tagged<Lead>; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { id, level } = start.record;
  const save = useSave({
    start: version(start),
    fetch: async () => version(await client.fetchQuery({ ...leadQuery(id), staleTime: 0 })),
    send: async (fields, all, etag) => {
      // The amount's minor units depend on the currency, so the two travel together.
      const together = "currency" in fields && all.value_minor ? { value_minor: all.value_minor, ...fields } : fields;
      return (await readTagged(api.PATCH("/api/leads/{id}", { params: { path: { id }, header: { "If-Match": etag ?? "" } }, body: toBody(together, all.currency || "EUR") as never }))).etag;
    },
    refresh: () => {
      void client.invalidateQueries({ queryKey: ["record", id] });
      void client.invalidateQueries({ queryKey: ["leads"] });
    },
    onClose,
  });

  if (save.clash) {
    return (
      <Dialog onClose={onClose} title={t("merge.title")} size="lg">
        <Conflicts merged={save.clash.merged} label={(field) => t(`field.${field}`)} busy={save.busy} onSave={save.settle} onClose={onClose} />
      </Dialog>
    );
  }

  const errors = fieldErrors(t, save.error);
  return (
    <Dialog onClose={onClose} title={t("lead.edit")} size="xl">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          save.submit();
        }}
      >
        {save.error && Object.keys(errors).length === 0 && (
          <div className={css.bad} role="alert">
            {problemText(t, save.error)}
          </div>
        )}
        <LeadForm fields={save.fields} errors={errors} only={editable(level as Level)} onChange={save.set} />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={save.busy}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
