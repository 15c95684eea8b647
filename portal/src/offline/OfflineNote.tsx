// Says that what is on the screen is what the portal last had, and of when.
import { IconCloudOff } from "@tabler/icons-react";
import { useSyncExternalStore } from "react";
import { useTranslation } from "react-i18next";
import { dateTime } from "../lib/format";
import css from "./OfflineNote.module.css";
import { offlineSince, watchOffline } from "./keep";

export function OfflineNote() {
  const { t, i18n } = useTranslation();
  const since = useSyncExternalStore(watchOffline, offlineSince);
  return (
    <div role="status">
      {since !== null && (
        <p className={css.note}>
          <IconCloudOff size={16} stroke={1.8} aria-hidden />
          {t("offline.note", { when: dateTime(new Date(since).toISOString(), i18n.language) })}
        </p>
      )}
    </div>
  );
}
