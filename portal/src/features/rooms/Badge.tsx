// The number beside the place of rooms, and the feed that keeps it right.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { unreadRooms } from "./list";
import { roomList } from "./queries";
import css from "./Badge.module.css";

export default function RoomsBadge() {
  const { t } = useTranslation();
  const count = unreadRooms(useQuery(roomList).data ?? []);
  if (count === 0) return null;
  return (
    <b className={css.badge}>
      <i aria-hidden>{count > 99 ? "99+" : count}</i>
      <i className={css.heard}>{t("room.unread_rooms", { count })}</i>
    </b>
  );
}
