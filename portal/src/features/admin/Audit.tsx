// Who did what, newest first.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { audit } from "../../api/queries";
import { dateTime } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { humanise, word } from "../../lib/words";
import { Card } from "../../ui/Page";
import { Bones, ErrorState } from "../../ui/States";
import css from "./Admin.module.css";

export function Audit() {
  const { t } = useTranslation();
  const lang = useLang();
  const list = useInfiniteQuery(audit);
  const entries = list.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <Card title={t("admin.tab.audit")} flush>
      {list.isPending && <Bones rows={6} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && entries.length === 0 && <p className={css.none}>{t("admin.no_audit")}</p>}
      <ul className={css.list}>
        {entries.map((entry) => (
          <li key={entry.id}>
            <span className={css.grow}>
              <strong>{humanise(entry.action)}</strong>
              <span className={css.dim} dir="auto">{[entry.person?.name ?? t("timeline.system"), entry.record_kind ? word(t, "kind", entry.record_kind) : ""].filter(Boolean).join(" · ")}</span>
            </span>
            <time className={css.dim} dateTime={entry.at}>{dateTime(entry.at, lang)}</time>
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <div className={css.inline}>
          <Button variant="subtle" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("common.older")}
          </Button>
        </div>
      )}
    </Card>
  );
}
