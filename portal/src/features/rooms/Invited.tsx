// A room that one's company is only invited to: what it is called and who asks, and the answer.
import { ActionIcon, Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { IconArrowLeft, IconMessages } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/session";
import { Notice } from "../../ui/States";
import { complain } from "../../ui/toast";
import { answerInvitation } from "./http";
import css from "./Room.module.css";
import { roomTitle } from "./tell";
import type { Room } from "./types";

export function Invited({ room, back }: { room: Room; back: (() => void) | undefined }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const may = useMay("manager");
  const answer = useMutation({
    mutationFn: (what: "accept" | "decline") => answerInvitation(room.id, what),
    onSuccess: (_, what) => {
      void client.invalidateQueries({ queryKey: ["rooms"] });
      if (what === "accept") void client.invalidateQueries({ queryKey: ["room", room.id] });
      else back?.();
    },
    onError: complain,
  });
  const title = roomTitle(t, room);
  return (
    <section className={css.talk} aria-label={title}>
      <header className={css.head}>
        {back && (
          <ActionIcon variant="subtle" color="gray" size={36} aria-label={t("room.back")} onClick={back}>
            <IconArrowLeft size={20} stroke={1.8} />
          </ActionIcon>
        )}
        <h1 className={css.title}><bdi>{title}</bdi></h1>
      </header>
      <Notice icon={<IconMessages size={30} stroke={1.5} />} title={t("room.invited_title", { company: room.invited_by ?? "" })} text={may ? t("room.invited_text") : t("room.invited_wait")}>
        {may && (
          <>
            <Button loading={answer.isPending} onClick={() => answer.mutate("accept")}>{t("room.accept")}</Button>
            <Button variant="default" disabled={answer.isPending} onClick={() => answer.mutate("decline")}>{t("room.decline")}</Button>
          </>
        )}
      </Notice>
    </section>
  );
}
