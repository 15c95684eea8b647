// Puts what the server says about single fields beside those fields.
import type { TFunction } from "i18next";
import { ApiError } from "../../api/client";
import { FieldError } from "./values";

export function fieldErrors(t: TFunction, error: unknown): Record<string, string> {
  if (error instanceof FieldError) return { [error.field]: t("problem.amount_unreadable") };
  if (!(error instanceof ApiError)) return {};
  const pairs = (error.problem.errors ?? []).flatMap(({ pointer, detail }) => (pointer && pointer.length > 1 ? [[pointer.slice(1), detail]] : []));
  return Object.fromEntries(pairs) as Record<string, string>;
}
