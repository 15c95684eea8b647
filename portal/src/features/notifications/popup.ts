// While the portal is open in the background, shows what is new as the browser's own notification, with the words of the
// bell's list and no others.
import type { QueryClient } from "@tanstack/react-query";
import type { TFunction } from "i18next";
import { api, read } from "../../api/client";
import type { Notice, Page } from "../../api/types";
import { recordHref } from "../../app/nav";
import { chime, permission, wanted } from "./browser";
import { settings as settingsQuery, type Class } from "./queries";
import { isQuiet } from "./quiet";
import { noticeText } from "./text";

const shown = new Set<string>();

/** Tells what has come in the last minutes and was not told yet. */
export async function tellNew(client: QueryClient, t: TFunction, navigate: (href: string) => void): Promise<void> {
  const settings = await client.fetchQuery(settingsQuery);
  if (isQuiet(new Date(), settings.quiet_from, settings.quiet_to, settings.time_zone)) return;
  const away = document.visibilityState === "hidden" || !document.hasFocus();
  const popups = wanted() && permission() === "granted" && away;
  if (!popups && !settings.sound) return;
  const { items } = (await read(api.GET("/api/notifications", { params: { query: { unread: true, limit: 5 } } }))) as Page<Notice>;
  const fresh = items.filter((notice) => !shown.has(`${notice.id}${notice.at}`) && Date.now() - Date.parse(notice.at) < 120_000 && settings.classes[(notice as Notice & { class: Class }).class]?.browser);
  for (const notice of fresh) shown.add(`${notice.id}${notice.at}`);
  if (fresh.length === 0) return;
  if (settings.sound) chime();
  if (!popups) return;
  const first = fresh[0]!;
  const popup = new Notification(fresh.length === 1 ? noticeText(t, first) : t("notice.several", { count: fresh.length }), { tag: first.record_id ?? first.id, icon: "/icon-192.png" });
  popup.addEventListener("click", () => {
    window.focus();
    popup.close();
    if (first.record_kind && first.record_id) navigate(recordHref(first.record_kind, first.record_id));
  });
}
