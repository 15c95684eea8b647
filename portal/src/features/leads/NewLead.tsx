// The dialog that makes a lead.
import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { api, newIdempotencyKey, read } from "../../api/client";
import type { Fields } from "../../lib/merge";
import { problemText } from "../../lib/words";
import { Dialog } from "../../ui/Dialog";
import { say } from "../../ui/toast";
import { LeadForm } from "./LeadForm";
import css from "./LeadForm.module.css";
import { fieldErrors } from "./errors";
import { toBody } from "./values";

export function NewLead({ onClose, onMade }: { onClose: () => void; onMade?: (id: string) => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [, navigate] = useLocation();
  const [fields, setFields] = useState<Fields>({ currency: "EUR" });
  const key = useRef(newIdempotencyKey());
  const create = useMutation({
    mutationFn: async () => {
      const given = Object.fromEntries(Object.entries(fields).filter(([name, value]) => value && (name !== "currency" || fields.value_minor)));
      return read<{ id: string; number: string }>(
        api.POST("/api/leads", { params: { header: { "Idempotency-Key": key.current } }, body: toBody(given, fields.currency || "EUR") as never }),
      );
    },
    onSuccess: (made) => {
      onMade?.(made.id);
      void client.invalidateQueries({ queryKey: ["leads"] });
      say(t("lead.created", { number: made.number }));
      onClose();
      navigate(`/leads/${made.id}`);
    },
    // A corrected form is another request; the old key belongs to the old body.
    onError: () => {
      key.current = newIdempotencyKey();
    },
  });
  const errors = fieldErrors(t, create.error);
  return (
    <Dialog onClose={onClose} title={t("lead.new")} size="xl">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          create.mutate();
        }}
      >
        {create.isError && Object.keys(errors).length === 0 && (
          <div className={css.bad} role="alert">
            {problemText(t, create.error)}
          </div>
        )}
        <LeadForm
          fields={fields}
          errors={errors}
          only={["identity", "outline", "commercial", "personal", "private"]}
          onChange={(name, value) => setFields((before) => ({ ...before, [name]: value }))}
        />
        <div className={css.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t("lead.create")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
