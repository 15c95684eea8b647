// The bell's list: what happened that concerns this person, newest first.
import { Button } from "@mantine/core";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { api, read } from "../../api/client";
import { notices } from "../../api/queries";
import { recordHref } from "../../app/nav";
import { useSession } from "../../app/session";
import { ago, dateTime } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Sheet } from "../../ui/Dialog";
import { Bones, Empty, ErrorState } from "../../ui/States";
import { complain } from "../../ui/toast";
import css from "./Notices.module.css";
import { noticeText } from "./text";

export default function Notices({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const [, navigate] = useLocation();
  const client = useQueryClient();
  const { unread } = useSession();
  const list = useInfiniteQuery(notices);
  const items = list.data?.pages.flatMap((page) => page.items) ?? [];
  const markRead = useMutation({
    mutationFn: (ids: string[] | null) => read(api.POST("/api/notifications/read", { body: (ids === null ? {} : { ids }) as never })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["notifications"] });
      void client.invalidateQueries({ queryKey: ["me"] });
    },
    onError: complain,
  });
  return (
    <Sheet onClose={onClose} position="right" size={400} title={t("nav.notifications")}>
      {unread > 0 && (
        <Button variant="subtle" size="compact-sm" mb="xs" loading={markRead.isPending} onClick={() => markRead.mutate(null)}>
          {t("notice.read_all")}
        </Button>
      )}
      {list.isPending && <Bones rows={6} height={36} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && items.length === 0 && <Empty title={t("notice.empty")} text={t("notice.empty_text")} />}
      <ul className={css.list}>
        {items.map((notice) => (
          <li key={notice.id} data-unread={!notice.read || undefined}>
            <button
              type="button"
              onClick={() => {
                if (!notice.read) markRead.mutate([notice.id]);
                if (!notice.record_kind || !notice.record_id) return;
                onClose();
                navigate(recordHref(notice.record_kind, notice.record_id));
              }}
            >
              <span className={css.dot} aria-hidden />
              <span className={css.text} dir="auto">{noticeText(t, notice)}</span>
              <time dateTime={notice.at} title={dateTime(notice.at, lang)}>{ago(notice.at, lang)}</time>
            </button>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t("common.older")}
        </Button>
      )}
    </Sheet>
  );
}
