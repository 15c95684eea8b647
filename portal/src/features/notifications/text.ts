// One sentence for a notification, from its kind and parameters.
import type { TFunction } from "i18next";
import type { Notice } from "../../api/types";
import { humanise, word } from "../../lib/words";

const groups: Record<string, string> = { lead: "stage", order: "order_state", partnership: "partnership_state" };

export function noticeText(t: TFunction, notice: Notice): string {
  const [kind = "", what = ""] = notice.kind.split(".");
  const params = notice.params ?? {};
  const text = (name: string) => (typeof params[name] === "string" || typeof params[name] === "number" ? String(params[name]) : "");
  const state = text("state") || what;
  const values = {
    company: text("company"),
    number: text("number"),
    title: text("title") || text("number"),
    kind: word(t, "kind", text("kind") || notice.record_kind || kind),
    level: text("level") ? t(`level.${text("level")}`, { defaultValue: text("level") }) : "",
    state: word(t, groups[kind] ?? "state_word", state),
  };
  if (what === "shared") return t("notice.record_shared", values);
  const fallback = groups[kind] ? t(`notice.${kind}_state`, values) : humanise(notice.kind);
  return t(`notice.${kind}_${what}`, { ...values, defaultValue: fallback });
}
