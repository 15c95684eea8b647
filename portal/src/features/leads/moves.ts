// Which stage a lead may go to next, read from the transition rows; and moves of one or many, seen at once and taken back
// when the server refuses or the hand regrets.
import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSession } from "../../app/session";
import { problemText, word } from "../../lib/words";
import { refuse } from "../../ui/toast";
import { bulk, transitions, undoMoves, type Line, type Outcome, type Transition } from "./api";
import { announce, offerUndo, underWay } from "./announce";
import type { LeadStore } from "./store";

const ranks = ["viewer", "member", "manager", "admin"];

/** The row that takes a lead of that stage and level to `to`. */
export function stepTo(rows: readonly Transition[], line: Pick<Line, "stage" | "level">, to: string, role: string): Transition | null {
  const side = line.level === "own" ? "owner" : line.level === "edit" ? "grantee" : null;
  if (!side) return null;
  return (
    rows.find(
      (row) => row.from_state === line.stage && row.to_state === to && (row.side === side || row.side === "either") && ranks.indexOf(role) >= ranks.indexOf(row.role),
    ) ?? null
  );
}

/** Every stage a lead can go to now. */
export function stepsOf(rows: readonly Transition[], line: Pick<Line, "stage" | "level">, role: string): Transition[] {
  const all = rows.filter((row) => row.from_state === line.stage).map((row) => stepTo(rows, line, row.to_state, role));
  return [...new Set(all)].filter((row) => row !== null);
}

export interface Asked {
  lines: Pick<Line, "id" | "title" | "product_interest" | "industry" | "number">[];
  to: string;
  requires: string[];
}

export interface Moves {
  rows: readonly Transition[];
  role: string;
  /** A move that waits for what its step requires. */
  asked: Asked | null;
  move: (ids: readonly string[], to: string, note?: string) => void;
  drop: () => void;
}

export function useMoves(store: LeadStore): Moves {
  const { t } = useTranslation();
  const { role } = useSession();
  const query = useQuery(transitions);
  const rows = useMemo(() => query.data ?? [], [query.data]);
  const [asked, setAsked] = useState<Asked | null>(null);

  const move = useCallback(
    (ids: readonly string[], to: string, note?: string) => {
      const lines = ids.map((id) => store.rows.get(id)).filter((line) => line !== undefined && line.stage !== to) as Line[];
      const able = lines.filter((line) => stepTo(rows, line, to, role));
      if (able.length === 0) {
        if (lines.length > 0) refuse(t("lead.move.refused", { count: lines.length, stage: word(t, "stage", to) }));
        return;
      }
      const requires = [...new Set(able.flatMap((line) => stepTo(rows, line, to, role)!.requires as string[]))];
      if (requires.length > 0 && note === undefined) {
        setAsked({ lines: able, to, requires });
        return;
      }
      setAsked(null);
      void run(able, lines.length - able.length);

      async function run(moved: Line[], unable: number) {
        const arrived = underWay();
        const undos = new Map(moved.map((line) => [line.id, store.set({ ...line, stage: to }, { top: true })]));
        store.mark(undos.keys(), true);
        announce(t("lead.move.done", { count: moved.length, stage: word(t, "stage", to) }));
        const byAction = new Map<string, Line[]>();
        for (const line of moved) {
          const { action } = stepTo(rows, line, to, role)!;
          byAction.set(action, [...(byAction.get(action) ?? []), line]);
        }
        const outcomes: Outcome[] = [];
        let failure: unknown = null;
        for (const [action, some] of byAction) {
          try {
            outcomes.push(...(await bulk(some.map((line) => line.id), { action, ...(note ? { note } : {}) })));
          } catch (error) {
            failure = error;
          }
        }
        store.mark(undos.keys(), false);
        const done = outcomes.filter((outcome) => outcome.ok);
        const told = new Set(done.map((outcome) => outcome.id));
        for (const [id, undo] of undos) if (!told.has(id)) undo();
        for (const { id, version } of done) {
          const line = store.rows.get(id);
          if (line && version !== null) store.set({ ...line, version });
        }
        store.settle(undos.keys());
        const lost = moved.length - done.length + unable;
        if (lost > 0) {
          const why = failure ? problemText(t, failure) : outcomes.find((outcome) => !outcome.ok);
          refuse(`${t("lead.move.refused", { count: lost, stage: word(t, "stage", to) })} ${typeof why === "string" ? why : why ? t(`problem.${why.type}`, { defaultValue: why.detail ?? "" }) : ""}`.trim());
        }
        if (done.length > 0) {
          offerUndo(t("lead.move.done", { count: done.length, stage: word(t, "stage", to) }), t("lead.undo"), () => {
            const back = new Map(moved.map((line) => [line.id, line.stage]));
            const redo = done.flatMap(({ id }) => {
              const line = store.rows.get(id);
              return line ? [store.set({ ...line, stage: back.get(id) ?? line.stage }, { top: true })] : [];
            });
            store.mark(told, true);
            undoMoves(done.map(({ id }) => id), done.map(({ version }) => version ?? 0))
              .then((answers) => {
                const refused = answers.filter((answer) => !answer.ok);
                if (refused.length > 0) refuse(refused[0]!.detail ?? t("problem.unexpected"));
                else announce(t("lead.undone"));
              })
              .catch((error: unknown) => {
                for (const undo of redo) undo();
                refuse(problemText(t, error));
              })
              .finally(() => {
                store.mark(told, false);
                store.settle(told);
              });
          });
        }
        arrived();
      }
    },
    [store, rows, role, t],
  );
  const drop = useCallback(() => setAsked(null), []);
  return useMemo(() => ({ rows, role, asked, move, drop }), [rows, role, asked, move, drop]);
}
