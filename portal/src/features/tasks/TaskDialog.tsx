// A task in full: words, day, reminder, whose it is, who sees it.
import "@mantine/core/styles/InlineInput.layer.css";
import "@mantine/core/styles/Switch.layer.css";
import { Button, NativeSelect, Switch, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { grants, members } from "../../api/queries";
import { useSession } from "../../app/session";
import { FormGrid, Wide } from "../../ui/Fields";
import { Dialog } from "../../ui/Dialog";
import { fromFields, toFields, toLocal } from "./dates";
import { useTasks, type Change, type Draft, type Task } from "./queries";
import css from "./Tasks.module.css";

interface Props {
  /** What is changed; without one a new task is made. */
  task?: Task | undefined;
  recordId?: string | null | undefined;
  day?: string | undefined;
  onClose: () => void;
}

export function TaskDialog({ task, recordId, day, onClose }: Props) {
  const { t } = useTranslation();
  const { company, person } = useSession();
  const { add, change, remove } = useTasks();
  const record = task?.record_id ?? recordId ?? null;
  const people = useQuery(members);
  const others = useQuery({ ...grants(record ?? ""), enabled: record !== null });
  const start = task ? toFields(task) : { date: day ?? "", time: "" };
  const [shared, setShared] = useState(task?.shared ?? false);
  const [whose, setWhose] = useState(task ? (task.assigned_to ?? (task.assigned_company === company.id ? "" : `company:${task.assigned_company}`)) : person.id);
  const part = task?.part ?? "all";
  const fixed = part !== "all";

  const companies = shared ? (others.data ?? []).filter((grant) => grant.company_id !== company.id && grant.level !== "teaser") : [];
  const choices = [
    { value: "", label: t("task.nobody") },
    ...(people.data ?? []).map((member) => ({ value: member.person_id, label: member.name })),
    ...companies.map((grant) => ({ value: `company:${grant.company_id}`, label: grant.name })),
  ];
  if (whose && !choices.some((choice) => choice.value === whose)) {
    choices.push({ value: whose, label: task?.assigned_name ?? task?.assigned_company_name ?? (whose === person.id ? person.name : "") });
  }

  const submit = (form: FormData) => {
    const text = (name: string) => String(form.get(name) ?? "").trim();
    const due = fromFields(text("date"), text("time"));
    const remind = text("remind");
    const theirs = whose.startsWith("company:") ? whose.slice(8) : null;
    const wanted = {
      title: text("title"),
      note: text("note") || null,
      ...due,
      remind_at: remind ? new Date(remind).toISOString() : null,
      assigned_to: theirs ? null : whose || null,
      shared: record !== null && shared,
    };
    if (!task) {
      const given = Object.fromEntries(Object.entries({ ...wanted, record_id: record, assigned_company: theirs }).filter(([, value]) => value !== null && value !== false));
      add.mutate(given as unknown as Draft, { onSuccess: onClose });
      return;
    }
    const changes = Object.fromEntries(
      Object.entries(wanted).filter(([name, value]) => {
        const now = task[name as keyof Task] ?? null;
        if (name === "due_at" || name === "remind_at") return toLocal(now as string | null) !== toLocal(value as string | null);
        return now !== value;
      }),
    ) as Change;
    if ((theirs ?? company.id) !== task.assigned_company) changes.assigned_company = theirs ?? company.id;
    if (Object.keys(changes).length > 0) change(task, changes, t("common.saved"));
    onClose();
  };

  return (
    <Dialog onClose={onClose} title={task ? t("task.edit") : t("task.new")} size="lg">
      <form
        className={css.form}
        onSubmit={(event) => {
          event.preventDefault();
          submit(new FormData(event.currentTarget));
        }}
      >
        <FormGrid>
          <Wide>
            <TextInput name="title" label={t("field.title")} defaultValue={task?.title} required maxLength={300} dir="auto" data-autofocus readOnly={fixed} />
          </Wide>
          <TextInput name="date" type="date" label={t("task.due")} defaultValue={start.date} readOnly={fixed} />
          <TextInput name="time" type="time" label={t("task.time")} defaultValue={start.time} readOnly={fixed} />
          <TextInput name="remind" type="datetime-local" label={t("task.remind")} defaultValue={toLocal(task?.remind_at ?? null)} readOnly={fixed} />
          <NativeSelect label={t("field.assigned_to")} value={whose} onChange={(event) => setWhose(event.currentTarget.value)} data={choices} disabled={part === "none"} />
          <Wide>
            <Textarea name="note" label={t("field.note")} defaultValue={task?.note ?? ""} autosize minRows={2} maxRows={10} maxLength={10000} dir="auto" readOnly={fixed} />
          </Wide>
          {record !== null && (
            <Wide>
              <Switch
                label={t("task.share")}
                description={shared ? t("task.share_on") : t("task.share_off")}
                checked={shared}
                disabled={fixed}
                onChange={(event) => {
                  setShared(event.currentTarget.checked);
                  if (!event.currentTarget.checked && whose.startsWith("company:")) setWhose("");
                }}
              />
            </Wide>
          )}
        </FormGrid>
        <div className={css.buttons}>
          {task && !fixed && (
            <Button
              variant="subtle"
              color="red"
              mr="auto"
              onClick={() => {
                remove.mutate(task);
                onClose();
              }}
            >
              {t("task.delete")}
            </Button>
          )}
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          {part !== "none" && (
            <Button type="submit" loading={add.isPending}>
              {task ? t("common.save") : t("common.create")}
            </Button>
          )}
        </div>
      </form>
    </Dialog>
  );
}
