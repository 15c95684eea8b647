// A change of one field in a list: seen at once, sent with the version it was read at. When somebody was faster with the
// same field, both values are put before the person; with another field, the change goes on top of theirs.
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ApiError, readTagged } from "../../api/client";
import { typedToMinor } from "../../lib/format";
import { problemText } from "../../lib/words";
import { refuse } from "../../ui/toast";
import { announce, offerUndo, underWay } from "./announce";
import type { Line } from "./api";
import { columnLabel, editText, type Column } from "./columns";
import type { LeadStore } from "./store";
import { toFields } from "./values";
import type { Lead } from "../../api/types";

export interface Clash {
  column: Column;
  line: Line;
  /** As texts of the editor. */
  mine: string;
  theirs: string;
  etag: string | null;
}

type Change = Partial<Line>;

/** What the editor's text means for the lead; null when it cannot be read. */
export function changeOf(column: Column, line: Line, text: string, people: ReadonlyMap<string, string>): Change | null {
  const value = text.trim();
  if (column.editor === "money") {
    if (value === "") return { value_minor: null };
    const currency = line.currency ?? "EUR";
    const minor = typedToMinor(value, currency);
    if (minor === null || minor.startsWith("-") || minor.length > 15) return null;
    return { value_minor: Number(minor), currency };
  }
  if (column.id === "title" && value === "") return null;
  if (column.editor === "person") return { assigned_to: value || null, assigned_to_name: value ? (people.get(value) ?? null) : null };
  return { [column.id]: value === "" ? null : value } as Change;
}

function bodyOf(change: Change, line: Line): Record<string, unknown> {
  const { assigned_to_name: _, ...body } = change;
  if ("currency" in body && line.value_minor !== null && !("value_minor" in body)) return { ...body, value_minor: line.value_minor };
  return body;
}

const patch = (id: string, version: number | string, body: Record<string, unknown>) =>
  readTagged<{ version: number }>(api.PATCH("/api/leads/{id}", { params: { path: { id }, header: { "If-Match": `"${String(version).replaceAll('"', "")}"` } }, body: body as never }));

export function useEdit(store: LeadStore, people: ReadonlyMap<string, string>) {
  const { t } = useTranslation();
  const [clash, setClash] = useState<Clash | null>(null);

  const save = useCallback(
    async function keep(column: Column, line: Line, text: string, { etag, undoing = false }: { etag?: string | null; undoing?: boolean } = {}): Promise<void> {
      if (text.trim() === editText(column, line).trim()) return;
      const change = changeOf(column, line, text, people);
      if (!change) {
        refuse(column.editor === "money" ? t("problem.amount_unreadable") : t("problem.field_required"));
        return;
      }
      const body = bodyOf(change, line);
      const back = store.set({ ...(store.rows.get(line.id) ?? line), ...change });
      store.mark([line.id], true);
      const end = () => store.mark([line.id], false);
      const arrived = underWay();
      try {
        const saved = await patch(line.id, etag ?? line.version, body).catch(async (error: unknown) => {
          if (!(error instanceof ApiError) || error.status !== 412) throw error;
          const fresh = await readTagged<Lead>(api.GET("/api/leads/{id}", { params: { path: { id: line.id } } }));
          const theirs = theirText(column, fresh.record);
          if (theirs !== editText(column, line) && theirs !== text.trim()) {
            setClash({ column, line, mine: text, theirs, etag: fresh.etag });
            throw new Faster();
          }
          return patch(line.id, fresh.etag ?? "", body);
        });
        end();
        const now = store.rows.get(line.id);
        if (now) store.set({ ...now, version: saved.record.version });
        store.settle([line.id]);
        const what = t("lead.edit_done", { field: columnLabel(t, column.id) });
        announce(what);
        const before = editText(column, line);
        const after = store.rows.get(line.id);
        if (!undoing && after) offerUndo(what, t("lead.undo"), () => void keep(column, store.rows.get(line.id) ?? after, before, { undoing: true }));
      } catch (error) {
        end();
        back();
        store.settle([line.id]);
        if (!(error instanceof Faster)) refuse(error instanceof ApiError ? (error.field(String(column.field ?? column.id)) ?? problemText(t, error)) : problemText(t, error));
      } finally {
        arrived();
      }
    },
    [store, people, t],
  );

  /** The person has chosen between theirs and their own. */
  const settle = useCallback(
    (mine: boolean) => {
      if (!clash) return;
      setClash(null);
      const line = store.rows.get(clash.line.id) ?? clash.line;
      if (mine) void save(clash.column, line, clash.mine, { etag: clash.etag });
      else store.settle([clash.line.id]);
    },
    [clash, save, store],
  );

  return { save, clash, settle };
}

class Faster extends Error {}

function theirText(column: Column, lead: Lead): string {
  if (column.editor === "person") return lead.assigned_to?.id ?? "";
  return toFields(lead)[column.id] ?? "";
}
