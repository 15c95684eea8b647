// What can be done with the chosen leads: move them on, give them to somebody, change a field of all.
import { ActionIcon, Button, Menu, NativeSelect, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconArrowRight, IconPencil, IconUserPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { members } from "../../api/queries";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { useLang, usePhone } from "../../lib/hooks";
import { countryOptions } from "../../lib/lists";
import { problemText, word } from "../../lib/words";
import { Dialog } from "../../ui/Dialog";
import { announce } from "./announce";
import { bulk, type Line } from "./api";
import form from "./LeadForm.module.css";
import css from "./Leads.module.css";
import { stepTo, type Moves } from "./moves";
import { nothing, type Selection } from "./selection";
import { stages } from "./stages";
import type { LeadStore } from "./store";
import { refuse, say } from "../../ui/toast";

const fields = ["country", "industry", "source", "product_interest", "expected_close"] as const;
type BulkField = (typeof fields)[number];

interface Props {
  store: LeadStore;
  moves: Moves;
  selection: Selection;
  select: (selection: Selection) => void;
}

export default function BulkBar({ store, moves, selection, select }: Props) {
  const { t } = useTranslation();
  const phone = usePhone();
  const member = useMay("member");
  const people = useQuery({ ...members, enabled: member });
  const [asking, setAsking] = useState(false);
  const [busy, setBusy] = useState(false);
  const ids = [...selection.ids];
  const lines = ids.map((id) => store.rows.get(id)).filter((line) => line !== undefined) as Line[];
  const targets = stages.filter((stage) => lines.some((line) => stepTo(moves.rows, line, stage, moves.role)));
  useKey("Escape", () => select(nothing));

  const change = async (body: Record<string, unknown>, shown: Partial<Line>) => {
    setBusy(true);
    const undos = new Map(lines.map((line) => [line.id, store.set({ ...line, ...shown })]));
    store.mark(ids, true);
    try {
      const outcomes = await bulk(ids, body);
      const refused = outcomes.filter((outcome) => !outcome.ok);
      for (const { id } of refused) undos.get(id)?.();
      if (outcomes.length > refused.length) say(t("lead.bulk_done", { count: outcomes.length - refused.length }));
      announce(t("lead.bulk_done", { count: outcomes.length - refused.length }));
      if (refused.length > 0) refuse(`${t("lead.bulk_refused", { count: refused.length })} ${t(`problem.${refused[0]!.type}`, { defaultValue: refused[0]!.detail ?? "" })}`);
    } catch (error) {
      for (const undo of undos.values()) undo();
      refuse(problemText(t, error));
    } finally {
      store.mark(ids, false);
      store.settle(ids);
      setBusy(false);
      setAsking(false);
    }
  };

  return (
    <div className={css.bar} role="toolbar" aria-label={t("lead.bulk")}>
      <strong>{t("lead.selected", { count: ids.length })}</strong>
      {member && (
        <Menu position="top-start">
          <Menu.Target>
            <Button size="compact-md" variant="light" leftSection={<IconArrowRight size={15} />} disabled={targets.length === 0 || busy}>
              {t("lead.move.menu")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {targets.map((stage) => (
              <Menu.Item key={stage} onClick={() => moves.move(ids, stage)}>
                {word(t, "stage", stage)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {member && !phone && (
        <Menu position="top-start">
          <Menu.Target>
            <Button size="compact-md" variant="default" leftSection={<IconUserPlus size={15} />} disabled={busy}>
              {t("lead.assign")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown mah={320} style={{ overflowY: "auto" }}>
            <Menu.Item onClick={() => void change({ assigned_to: null }, { assigned_to: null, assigned_to_name: null })}>{t("lead.nobody")}</Menu.Item>
            {people.data?.map((person) => (
              <Menu.Item key={person.person_id} onClick={() => void change({ assigned_to: person.person_id }, { assigned_to: person.person_id, assigned_to_name: person.name })}>
                <bdi>{person.name}</bdi>
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {member && (
        <Button size="compact-md" variant="default" leftSection={<IconPencil size={15} />} loading={busy} onClick={() => setAsking(true)}>
          {t("common.edit")}
        </Button>
      )}
      <ActionIcon variant="subtle" color="gray" onClick={() => select(nothing)} aria-label={t("lead.unselect_all")}>
        <IconX size={16} />
      </ActionIcon>
      {asking && <BulkEdit count={ids.length} busy={busy} onClose={() => setAsking(false)} onSave={(field, value) => void change({ [field]: value || null }, { [field]: value || null })} />}
    </div>
  );
}

function BulkEdit({ count, busy, onSave, onClose }: { count: number; busy: boolean; onSave: (field: BulkField, value: string) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const [field, setField] = useState<BulkField>("industry");
  const [value, setValue] = useState("");
  const label = t("lead.bulk_value");
  return (
    <Dialog onClose={onClose} title={t("lead.bulk_title", { count })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          onSave(field, value.trim());
        }}
      >
        <NativeSelect
          label={t("lead.bulk_field")}
          value={field}
          data-autofocus
          mb={10}
          onChange={(event) => {
            setField(event.currentTarget.value as BulkField);
            setValue("");
          }}
          data={fields.map((name) => ({ value: name, label: t(`field.${name}`) }))}
        />
        {field === "country" ? (
          <NativeSelect label={label} value={value} onChange={(event) => setValue(event.currentTarget.value)} data={[{ value: "", label: "–" }, ...countryOptions(lang)]} />
        ) : (
          <TextInput label={label} description={t("lead.bulk_empty")} type={field === "expected_close" ? "date" : "text"} dir="auto" maxLength={200} value={value} onChange={(event) => setValue(event.currentTarget.value)} />
        )}
        <div className={form.buttons}>
          <Button variant="default" onClick={onClose}>
            {t("common.cancel")}
          </Button>
          <Button type="submit" loading={busy}>
            {t("common.save")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
