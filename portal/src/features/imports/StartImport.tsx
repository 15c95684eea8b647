// The first step: what kind of records, and the file. Below it, the imports of before.
import { Button, SegmentedControl } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { IconFileTypeCsv, IconUpload } from "@tabler/icons-react";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ago, count } from "../../lib/format";
import { useLang, useQueryValue } from "../../lib/hooks";
import { problemText, word } from "../../lib/words";
import { Card, Page } from "../../ui/Page";
import { Bones, ErrorState } from "../../ui/States";
import { say } from "../../ui/toast";
import { decode, kinds, mostBytes, share, type Kind } from "./file";
import css from "./Imports.module.css";
import { busy, imports, sendFile } from "./queries";

export function StartImport({ onOpen }: { onOpen: (id: string) => void }) {
  const { t } = useTranslation();
  const lang = useLang();
  const client = useQueryClient();
  const [kindText, setKind] = useQueryValue("kind");
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const kind: Kind = kinds.find((name) => name === kindText) ?? "lead";
  const list = useQuery(imports);
  const send = useMutation({
    mutationFn: async (file: File) => {
      if (file.size > mostBytes) throw new RangeError("large");
      const { text, read_as } = decode(new Uint8Array(await file.arrayBuffer()), lang);
      const made = await sendFile(kind, file.name.slice(0, 200), text);
      if (read_as) say(t("import.read_as", { encoding: read_as }));
      return made;
    },
    onSuccess: ({ id }) => {
      void client.invalidateQueries({ queryKey: ["imports"] });
      onOpen(id);
    },
  });
  const take = (files: FileList | null | undefined) => {
    const file = files?.[0];
    if (file && !send.isPending) send.mutate(file);
  };
  return (
    <Page title={t("nav.import")}>
      <div className={css.page}>
        <SegmentedControl aria-label={t("import.kind")} value={kind} onChange={(value) => setKind(value === "lead" ? "" : value)} data={kinds.map((value) => ({ value, label: t(`nav.${value}s`) }))} />
        {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- dropping is a convenience; the button does the same */}
        <div
          className={css.drop}
          data-over={over || undefined}
          onDragOver={(event) => {
            event.preventDefault();
            setOver(true);
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(event) => {
            event.preventDefault();
            setOver(false);
            take(event.dataTransfer.files);
          }}
        >
          <IconFileTypeCsv size={34} stroke={1.4} aria-hidden />
          <p>{t("import.drop")}</p>
          <Button leftSection={<IconUpload size={16} />} loading={send.isPending} onClick={() => input.current?.click()}>
            {t("import.choose")}
          </Button>
          <input
            ref={input}
            type="file"
            accept=".csv,text/csv,text/plain"
            hidden
            onChange={(event) => {
              take(event.currentTarget.files);
              event.currentTarget.value = "";
            }}
          />
          <p className={css.dim}>{t("import.limits")}</p>
          {send.isError && <p role="alert" className={css.bad}>{send.error instanceof RangeError ? t("import.too_large") : problemText(t, send.error)}</p>}
        </div>
        <Card title={t("import.before")} flush>
          {list.isPending && <Bones rows={3} />}
          {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
          {list.data?.length === 0 && <p className={css.none}>{t("import.none")}</p>}
          <ul className={css.list}>
            {list.data?.map((row) => (
              <li key={row.id}>
                <button type="button" onClick={() => onOpen(row.id)}>
                  <span className={css.name}>
                    <strong dir="auto">{row.name}</strong>
                    <span className={css.dim}>
                      {word(t, "kind", row.kind)} · {ago(row.created_at, lang)}
                    </span>
                  </span>
                  <span className={css.dim}>
                    {t(`import.state_${row.state}`)}
                    {busy(row.state) && ` ${share(row.done, row.total)} %`}
                  </span>
                  <span className={css.numbers}>{t("import.result", { ok: count(row.ok, lang), failed: count(row.failed, lang), duplicates: count(row.duplicates, lang) })}</span>
                </button>
              </li>
            ))}
          </ul>
        </Card>
      </div>
    </Page>
  );
}
