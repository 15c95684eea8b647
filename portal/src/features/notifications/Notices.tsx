// The bell's list: what happened that concerns this person, newest first, what belongs together in one line.
import { ActionIcon, Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { IconSettings } from "@tabler/icons-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { api, read } from "../../api/client";
import { recordHref } from "../../app/nav";
import { useSession } from "../../app/session";
import { ago, dateTime } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Chips } from "../../ui/Chips";
import { Sheet } from "../../ui/Dialog";
import { Bones, Empty, ErrorState } from "../../ui/States";
import { complain } from "../../ui/toast";
import css from "./Notices.module.css";
import { classes, noticesOf, type Class } from "./queries";
import { grouped, noticeText, type Group } from "./text";

const NotificationSettings = lazy(() => import("./Settings"));

function hrefOf(kind: string, id: string): string {
  return kind === "import" ? `/import?id=${id}` : recordHref(kind, id);
}

export default function Notices({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const { unread } = useSession();
  const [kind, setKind] = useState<Class | "">("");
  const [settings, settingsSwitch] = useDisclosure(false);
  const list = useInfiniteQuery(noticesOf(kind));
  const groups = grouped(list.data?.pages.flatMap((page) => page.items) ?? []);
  const markRead = useMutation({
    mutationFn: (ids: string[] | null) => read(api.POST("/api/notifications/read", { body: (ids === null ? {} : { ids }) as never })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["notifications"] });
      void client.invalidateQueries({ queryKey: ["me"] });
    },
    onError: complain,
  });
  const open = (group: Group) => {
    const first = group.notices[0]!;
    const ids = group.notices.filter((notice) => !notice.read).map((notice) => notice.id);
    if (ids.length > 0) markRead.mutate(ids);
    if (!first.record_kind || !first.record_id) return;
    onClose();
    navigate(hrefOf(first.record_kind, first.record_id));
  };
  return (
    <Sheet onClose={onClose} position="right" size={400} title={t("nav.notifications")}>
      <div className={css.head}>
        <Chips label={t("notify.class")} value={kind} onChange={(value) => setKind(value as Class | "")} chips={[{ value: "", label: t("common.all") }, ...classes.map((value) => ({ value, label: t(`notify.class_${value}`) }))]} />
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("notify.title")} title={t("notify.title")} onClick={settingsSwitch.open}>
          <IconSettings size={18} stroke={1.7} />
        </ActionIcon>
      </div>
      {unread > 0 && (
        <Button variant="subtle" size="compact-sm" mb="xs" loading={markRead.isPending} onClick={() => markRead.mutate(null)}>
          {t("notice.read_all")}
        </Button>
      )}
      {list.isPending && <Bones rows={6} height={36} />}
      {list.isError && groups.length === 0 && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && groups.length === 0 && <Empty title={t("notice.empty")} text={t("notice.empty_text")} />}
      <ul className={css.list}>
        {groups.map((group) => {
          const first = group.notices[0]!;
          return (
            <li key={group.key} data-unread={group.unread || undefined}>
              <button type="button" onClick={() => open(group)}>
                <span className={css.dot} aria-hidden />
                <span className={css.text} dir="auto">
                  {noticeText(t, first)}
                  {group.notices.length > 1 && <span className={css.more}> {t("notice.and_more", { count: group.notices.length - 1 })}</span>}
                </span>
                <time dateTime={first.at} title={dateTime(first.at, lang)}>{ago(first.at, lang)}</time>
              </button>
            </li>
          );
        })}
      </ul>
      {list.hasNextPage && (
        <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.older")}
        </Button>
      )}
      {settings && (
        <Suspense fallback={null}>
          <NotificationSettings onClose={settingsSwitch.close} />
        </Suspense>
      )}
    </Sheet>
  );
}
