// Words for values the server names (stages, states, problems), and the tone each is shown in.
import type { TFunction } from "i18next";
import { ApiError } from "../api/client";
import type { Action } from "../api/types";

export type Tone = "mute" | "info" | "good" | "warn" | "bad" | "accent";

const tones: Record<string, Tone> = {
  new: "info", registered: "info", received: "info", invited: "info", sent: "info", queued: "info", notice: "warn",
  accepted: "accent", qualified: "accent", confirmed: "accent", proposal: "accent", negotiation: "accent", applied: "good",
  partly_shipped: "warn", shipped: "accent", delivered: "good", invoiced: "warn", paid: "good", closed: "mute",
  offered: "warn", working: "accent", returned: "warn", won: "good", active: "good", valid: "good", converted: "good",
  lost: "bad", rejected: "bad", invalid: "bad", failed: "bad", suspended: "warn", expired: "mute", declined: "bad",
  cancelled: "mute", ended: "mute", none: "mute", accepted_with_errors: "warn", disqualified: "mute",
};

export function tone(value: string): Tone {
  return tones[value] ?? "mute";
}

/** "partly_shipped" → "Partly shipped": what is shown of a word that no catalogue knows. */
export function humanise(word: string): string {
  const text = word.replace(/[._-]+/g, " ").trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function word(t: TFunction, group: string, value: string | null | undefined): string {
  if (!value) return "";
  return t(`${group}.${value}`, { defaultValue: humanise(value) });
}

export function problemText(t: TFunction, error: unknown): string {
  if (!(error instanceof ApiError)) return t("problem.unexpected");
  const fallback = error.problem.detail ?? t("problem.unexpected");
  return t(`problem.${error.kind}`, { defaultValue: fallback });
}

export function asAction(action: Action | string): Action {
  return typeof action === "string" ? { action, to_state: "", role_ok: true, requires: [] } : action;
}
