// The room of a record beside it; on a phone a way to the room, which then has the whole screen.
import { Button } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconMessages, IconMessagePlus } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { usePhone } from "../../lib/hooks";
import { Bones, Empty, ErrorState } from "../../ui/States";
import { complain } from "../../ui/toast";
import { roomOfRecord } from "../rooms/http";
import { roomList } from "../rooms/queries";
import { RoomView } from "../rooms/RoomView";
import type { Side } from "../rooms/types";
import css from "./RoomPane.module.css";

export default function RoomPane({ id }: { id: string; kind: string }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const phone = usePhone();
  const may = useMay("member");
  const [, navigate] = useLocation();
  const list = useQuery(roomList);
  const [made, setMade] = useState<string | null>(null);
  const [side, setSide] = useState<Side | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const room = list.data?.find((other) => other.about_id === id && other.kind === "record");
  const open = useMutation({
    mutationFn: () => roomOfRecord(id),
    onSuccess: (answer) => {
      setMade(answer.id);
      void client.invalidateQueries({ queryKey: ["rooms"] });
      if (phone) navigate(`/rooms/${answer.id}`);
    },
    onError: complain,
  });
  const roomId = room?.id ?? made;
  const write = () => {
    if (!roomId) {
      if (may && !open.isPending) open.mutate();
    } else if (phone) navigate(`/rooms/${roomId}`);
    else document.querySelector<HTMLTextAreaElement>(`.${css.pane} textarea`)?.focus();
  };
  useKey("m", write);

  if (list.isPending) return <Bones rows={4} />;
  if (list.isError && !list.data) return <ErrorState error={list.error} retry={() => void list.refetch()} />;
  if (!roomId) {
    return (
      <div className={css.none}>
        <Empty title={t("room.record_none")} text={t("room.record_none_text")}>
          {may && (
            <Button leftSection={<IconMessagePlus size={16} />} loading={open.isPending} onClick={() => open.mutate()}>
              {t("room.start")}
            </Button>
          )}
        </Empty>
      </div>
    );
  }
  if (phone) {
    return (
      <Button component={Link} href={`/rooms/${roomId}`} variant="light" fullWidth size="md" leftSection={<IconMessages size={18} />} rightSection={room && room.unread > 0 ? <span className={css.unread}>{room.unread}</span> : undefined}>
        {t("room.open")}
      </Button>
    );
  }
  return (
    <div className={css.pane}>
      <RoomView id={roomId} at={at} narrow side={side} onSide={setSide} onJump={setAt} />
    </div>
  );
}
