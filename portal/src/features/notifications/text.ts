// One sentence for a notification, from its kind, its parameters and the record's title as this reader may see it.
import type { TFunction } from "i18next";
import type { Notice } from "../../api/types";
import { humanise, word } from "../../lib/words";

const groups: Record<string, string> = { lead: "stage", order: "order_state", partnership: "partnership_state" };

export function noticeText(t: TFunction, notice: Notice): string {
  const [kind = "", what = ""] = notice.kind.split(".");
  const params = notice.params ?? {};
  const text = (name: string) => (typeof params[name] === "string" || typeof params[name] === "number" ? String(params[name]) : "");
  const state = text("state") || what;
  const title = (notice as { title?: string | null }).title ?? "";
  const values = {
    company: text("company"),
    number: text("number"),
    title: text("title") || title || text("number") || text("name"),
    ok: text("ok"),
    failed: text("failed"),
    kind: word(t, "kind", text("kind") || notice.record_kind || kind),
    level: text("level") ? t(`level.${text("level")}`, { defaultValue: text("level") }) : "",
    state: word(t, groups[kind] ?? "state_word", state),
  };
  if (what === "shared") return t("notice.record_shared", values);
  if (notice.kind === "room.message") return t("notice.room_messages", { ...values, count: Number(text("count")) || 1 });
  const fallback = groups[kind] ? t(`notice.${kind}_state`, values) : humanise(notice.kind);
  return t(`notice.${kind}_${what}`, { ...values, defaultValue: fallback });
}

export interface Group {
  key: string;
  /** The newest comes first. */
  notices: Notice[];
  unread: boolean;
}

/** What was said of one record one after the other stands as one line; what is read is not mixed with what is not. */
export function grouped(notices: Notice[]): Group[] {
  const out: Group[] = [];
  const open = new Map<string, Group>();
  for (const notice of notices) {
    const key = notice.record_id ? `${notice.record_id}:${notice.read}` : notice.id;
    const group = open.get(key);
    if (group) group.notices.push(notice);
    else {
      const made = { key: notice.id, notices: [notice], unread: !notice.read };
      open.set(key, made);
      out.push(made);
    }
  }
  return out;
}
