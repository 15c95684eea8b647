// The files of a message: small pictures for what the server calls a safe image, a line with name and size for the rest.
import { IconFile, IconFileSpreadsheet, IconFileText, IconFileZip, type Icon } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLang } from "../../lib/hooks";
import { plainName } from "./links";
import css from "./Message.module.css";
import type { RoomFile } from "./types";

const units = ["byte", "kilobyte", "megabyte"] as const;

export function fileSize(bytes: number, lang: string): string {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return new Intl.NumberFormat(lang, { style: "unit", unit: units[step]!, unitDisplay: "short", maximumFractionDigits: step === 2 ? 1 : 0 }).format(bytes / 1000 ** step);
}

export function fileIcon(type: string): Icon {
  if (/zip|compressed|tar/.test(type)) return IconFileZip;
  if (/sheet|csv|excel/.test(type)) return IconFileSpreadsheet;
  if (/^text\/|pdf|word|document/.test(type)) return IconFileText;
  return IconFile;
}

/** The place a picture takes, known before it has come: the list does not jump. */
function place(file: RoomFile): { width: number; height: number } {
  const [w, h] = [file.width ?? 320, file.height ?? 200];
  const scale = Math.min(1, 320 / w, 220 / h);
  return { width: Math.max(40, Math.round(w * scale)), height: Math.max(30, Math.round(h * scale)) };
}

export function FileTiles({ files }: { files: RoomFile[] }) {
  const { t } = useTranslation();
  const lang = useLang();
  return (
    <div className={css.files}>
      {files.map((file) => {
        const name = plainName(file.name) || t("room.file");
        const size = fileSize(file.size, lang);
        if (file.preview) {
          return (
            <a key={file.id} className={css.picture} href={`/api/files/${file.id}`} target="_blank" rel="noopener" aria-label={t("room.open_file", { name, size })}>
              <img src={`/api/files/${file.id}`} alt="" loading="lazy" {...place(file)} />
            </a>
          );
        }
        const FileIcon = fileIcon(file.type);
        return (
          <a key={file.id} className={css.file} href={`/api/files/${file.id}`} download={name} rel="noopener">
            <FileIcon size={20} stroke={1.6} aria-hidden />
            <span>
              <bdi>{name}</bdi>
              <small>{size}</small>
            </span>
          </a>
        );
      })}
    </div>
  );
}
