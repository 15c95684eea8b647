// Messages that somebody reported: read, removed, or left standing.
import { Button } from "@mantine/core";
import { queryOptions, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { api, read } from "../../api/client";
import { dateTime } from "../../lib/format";
import { useLang, useQueryValue } from "../../lib/hooks";
import { Card } from "../../ui/Page";
import { Switch } from "../../ui/Pick";
import { Pill } from "../../ui/Pill";
import { Bones, ErrorState } from "../../ui/States";
import { complain, say } from "../../ui/toast";
import css from "./Admin.module.css";

const reports = (open: boolean) => queryOptions({ queryKey: ["reports", open], queryFn: async () => (await read(api.GET("/api/reports", { params: { query: { open } } }))).items });

export function Reported() {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const [closed, setClosed] = useQueryValue("closed");
  const list = useQuery(reports(closed !== "1"));
  const close = useMutation({
    mutationFn: ({ id, remove }: { id: string; remove: boolean }) => read(api.POST("/api/reports/{id}/close", { params: { path: { id } }, body: { remove } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ["reports"] });
      say(t("common.saved"));
    },
    onError: complain,
  });
  return (
    <Card title={t("admin.tab.reported")} aside={<Switch label={t("reported.with_closed")} on={closed === "1"} onChange={(on) => setClosed(on ? "1" : "")} />} flush>
      {list.isPending && <Bones rows={4} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.data?.length === 0 && <p className={css.none}>{t("reported.none")}</p>}
      <ul className={css.list}>
        {list.data?.map((report) => (
          <li key={report.id} className={css.report}>
            <div className={css.grow}>
              <strong>
                <bdi>{report.author}</bdi> <span className={css.dim}>{report.company}</span>
              </strong>
              <blockquote dir="auto">{report.text ?? t("reported.gone")}</blockquote>
              <span className={css.dim}>
                {t("reported.because")}: <bdi>{report.reason}</bdi>
                {report.reporter && (
                  <>
                    {" · "}
                    <bdi>{report.reporter}</bdi>
                  </>
                )}
                {" · "}
                {dateTime(report.at, lang)}
              </span>
            </div>
            <div className={css.buttons}>
              <Button component={Link} href={`/rooms/${report.room_id}?m=${report.seq}`} size="compact-md" variant="subtle">
                {t("reported.show")}
              </Button>
              {report.closed_at ? (
                <Pill tone={report.removed ? "bad" : "mute"}>{t(report.removed ? "reported.removed" : "reported.kept")}</Pill>
              ) : (
                <>
                  <Button size="compact-md" variant="default" disabled={close.isPending} onClick={() => close.mutate({ id: report.id, remove: false })}>
                    {t("reported.keep")}
                  </Button>
                  <Button size="compact-md" color="red" disabled={close.isPending} onClick={() => close.mutate({ id: report.id, remove: true })}>
                    {t("reported.remove")}
                  </Button>
                </>
              )}
            </div>
          </li>
        ))}
      </ul>
    </Card>
  );
}
