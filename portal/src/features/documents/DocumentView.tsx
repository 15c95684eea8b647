// One document: its states, what it says in words, its bytes, what was found in it, and the acknowledgment.
import { SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCircleCheck } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { document as documentQuery, documentRaw } from "../../api/queries";
import type { Finding } from "../../api/types";
import { dateTime } from "../../lib/format";
import { useLang, usePhone, useQueryValue, useTitle } from "../../lib/hooks";
import { useRecordStream } from "../../live/LiveProvider";
import { Fact, Facts } from "../../ui/Fields";
import { Card } from "../../ui/Page";
import { Bones, ErrorState, NotFound, Unshared } from "../../ui/States";
import { RecordFrame } from "../record/RecordFrame";
import { DocumentPills } from "./DocumentPills";
import css from "./DocumentView.module.css";
import { Raw } from "./Raw";
import { flatten, type Line } from "./readable";
import { overlaps, type Span } from "./segments";

export default function DocumentView({ id }: { id: string }) {
  const over = useRecordStream(id);
  if (over === "not_found") return <NotFound />;
  if (over) return <Unshared back="/documents" />;
  return <Open id={id} />;
}

function Open({ id }: { id: string }) {
  const { t } = useTranslation();
  const lang = useLang();
  const phone = usePhone();
  const query = useQuery(documentQuery(id));
  const raw = useQuery({ ...documentRaw(id), enabled: query.isSuccess });
  const [view, setView] = useQueryValue("view");
  const [hover, setHover] = useState<Span | null>(null);
  const document = query.data;
  const lines = useMemo(() => flatten(document?.readable), [document?.readable]);
  useTitle(document ? `${document.set_id} ${document.number ?? ""}` : t("nav.documents"));

  if (query.isPending) return <Bones rows={10} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const shown = view || (phone ? "readable" : "both");
  const findings = document!.findings ?? [];
  const readable = (
    <Card title={t("document.readable")} flush>
      {lines.length > 0 ? <Tree lines={lines} hover={hover} onHover={setHover} /> : <p className={css.none}>{t("document.no_readable")}</p>}
    </Card>
  );
  const bytes = (
    <Card title={t("document.raw")} flush>
      {raw.isPending && <Bones rows={8} height={14} />}
      {raw.isError && <ErrorState error={raw.error} retry={() => void raw.refetch()} />}
      {raw.data !== undefined && <Raw label={t("document.raw")} text={raw.data} hover={hover} onHover={setHover} findings={findings} />}
    </Card>
  );
  return (
    <RecordFrame
      back="/documents"
      eyebrow={
        <>
          {t(`document.${document!.direction}`)} · <span dir="auto">{document!.partner?.name ?? t("document.unknown_partner")}</span>
        </>
      }
      title={`${document!.set_id} ${t(`set.${document!.set_id}`, { defaultValue: "" })} ${document!.number ?? ""}`}
      pills={<DocumentPills document={document!} />}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t("document.view")}
          value={shown}
          onChange={setView}
          data={[...(phone ? [] : [{ value: "both", label: t("document.both") }]), { value: "readable", label: t("document.readable") }, { value: "raw", label: t("document.raw") }]}
        />
      }
      main={
        <>
          <Card>
            <Facts>
              <Fact label={t("field.received_at")}>{dateTime(document!.received_at, lang)}</Fact>
              <Fact label={t("document.control_number")}>{document!.interchange?.control_number}</Fact>
              <Fact label={t("document.version")}>{document!.version_id}</Fact>
              <Fact label={t("document.order")}>{document!.order_id ? <Link href={`/orders/${document!.order_id}`}>{document!.number ?? t("nav.orders")}</Link> : null}</Fact>
            </Facts>
          </Card>
          <Findings findings={findings} onHover={setHover} />
          <div className={shown === "both" ? css.both : css.one}>
            {shown !== "raw" && readable}
            {shown !== "readable" && bytes}
          </div>
          {document!.ack && (
            <Card title={t("document.ack")} flush>
              <Raw label={t("document.ack")} text={document!.ack} />
            </Card>
          )}
        </>
      }
    />
  );
}

function Findings({ findings, onHover }: { findings: Finding[]; onHover: (span: Span | null) => void }) {
  const { t } = useTranslation();
  if (findings.length === 0) {
    return (
      <div className={css.clean}>
        <IconCircleCheck size={16} aria-hidden />
        {t("document.no_findings")}
      </div>
    );
  }
  return (
    <Card title={t("document.findings")} flush>
      <ul className={css.findings}>
        {findings.map((finding, index) => {
          const where = finding.segment_id ? `${finding.segment_id}${finding.element ? String(finding.element).padStart(2, "0") : ""}` : "";
          const span = finding.at === undefined ? null : { from: finding.at, to: finding.at + 1 };
          return (
            <li key={`${finding.code}-${index}`} data-fatal={finding.fatal || undefined} onMouseEnter={() => onHover(span)} onMouseLeave={() => onHover(null)}>
              <IconAlertTriangle size={15} aria-hidden />
              <div>
                <strong>{finding.text ?? finding.code}</strong>
                <span>{[where, finding.segment ? t("document.segment", { number: finding.segment }) : "", [finding.part, finding.code].filter(Boolean).join(" "), finding.value].filter(Boolean).join(" · ")}</span>
              </div>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Tree({ lines, hover, onHover }: { lines: Line[]; hover: Span | null; onHover: (span: Span | null) => void }) {
  const { t } = useTranslation();
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by keyboard
    <div className={css.treeScroll} role="region" aria-label={t("document.readable")} tabIndex={0}>
      <ul className={css.tree}>
        {lines.map((line) => {
          return (
            <li key={line.key} style={{ paddingInlineStart: 14 + line.depth * 16 }} data-lit={overlaps(line, hover) || undefined} data-head={line.value === null || undefined} onMouseEnter={() => onHover(line)} onMouseLeave={() => onHover(null)}>
              <code>{line.code}</code>
              <span className={css.label}>{line.label}</span>
              {line.value !== null && <span className={css.value} dir="auto">{line.value}</span>}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
