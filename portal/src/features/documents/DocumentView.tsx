// One document: its states, what it says in words, as a tree and as bytes (linked both ways), what was found in it, and its chain.
import { SegmentedControl, Tooltip, ActionIcon } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconAlertTriangle, IconCircleCheck, IconDownload } from "@tabler/icons-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { document as documentQuery, documentRaw, order as orderQuery } from "../../api/queries";
import type { DocumentRecord, Finding } from "../../api/types";
import { useCommands } from "../../app/commands";
import { dateTime } from "../../lib/format";
import { useLang, usePhone, useQueryValue, useTitle } from "../../lib/hooks";
import { word } from "../../lib/words";
import { useRecordStream } from "../../live/LiveProvider";
import { Fact, Facts } from "../../ui/Fields";
import { Card } from "../../ui/Page";
import { Bones, ErrorState, NotFound, Unshared } from "../../ui/States";
import { Unbroken } from "../../ui/Unbroken";
import { RecordFrame } from "../record/RecordFrame";
import { DocumentPills } from "./DocumentPills";
import { explain, findingTexts } from "./explain";
import css from "./DocumentView.module.css";
import { Raw } from "./Raw";
import { flatten } from "./readable";
import { Plain, Tree } from "./Readings";
import { placeOf, type Span } from "./segments";

export default function DocumentView({ id }: { id: string }) {
  const over = useRecordStream(id);
  if (over === "not_found") return <NotFound />;
  if (over) return <Unshared back="/documents" />;
  return <Open id={id} />;
}

const views = ["readable", "tree", "raw"] as const;

function Open({ id }: { id: string }) {
  const { t } = useTranslation();
  const lang = useLang();
  const phone = usePhone();
  const query = useQuery(documentQuery(id));
  const raw = useQuery({ ...documentRaw(id), enabled: query.isSuccess });
  const [view, setView] = useQueryValue("view");
  const [lit, setLit] = useState<Span | null>(null);
  // A jump brings the place into view in every reading; the counter lets the same place be jumped to again.
  const [jump, setJump] = useState<{ to: Span; turn: number } | null>(null);
  const document = query.data;
  const texts = useQuery(findingTexts(lang));
  const lines = useMemo(() => flatten(document?.readable, texts.data), [document?.readable, texts.data]);
  const findings = useMemo(() => (document?.findings ?? []).map((finding) => ({ ...finding, text: explain(finding, texts.data) })), [document?.findings, texts.data]);
  useTitle(document ? `${document.set_id} ${document.number ?? ""}` : t("nav.documents"));
  useCommands("document", document ? views.map((name) => ({ id: name, label: `${t("document.view")}: ${t(`document.${name}`)}`, run: () => setView(name) })) : []);

  // Until the words are there nothing is said, rather than in another language first.
  if (query.isPending || texts.isPending) return <Bones rows={10} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const shown = views.find((name) => name === view) ?? (phone ? "readable" : "both");
  const title = `${document!.set_id} ${t(`set.${document!.set_id}`, { defaultValue: "" })} ${document!.number ?? ""}`.replace(/ +/g, " ").trim();
  const link = { lit, onLit: setLit, jump };
  const jumpTo = (to: Span) => {
    setLit(to);
    setJump((before) => ({ to, turn: (before?.turn ?? 0) + 1 }));
  };

  const none = <p className={css.none}>{t("document.no_readable")}</p>;
  const words = (
    <Card title={t("document.readable")} flush>
      {lines.length > 0 ? <Plain lines={lines} findings={findings} {...link} /> : none}
    </Card>
  );
  const tree = (
    <Card title={t("document.tree")} flush>
      {lines.length > 0 ? <Tree lines={lines} findings={findings} {...link} /> : none}
    </Card>
  );
  const bytes = (
    <Card title={t("document.raw")} flush>
      {raw.isPending && <Bones rows={8} height={14} />}
      {raw.isError && <ErrorState error={raw.error} retry={() => void raw.refetch()} />}
      {raw.data !== undefined && <Raw label={t("document.raw")} text={raw.data} findings={findings} {...link} />}
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
      title={`${document!.set_id} ${document!.number ?? ""}`.trim()}
      heading={<Unbroken text={title} number={document!.number} />}
      pills={<DocumentPills document={document!} />}
      actions={
        <>
          <SegmentedControl
            size="xs"
            aria-label={t("document.view")}
            value={shown}
            onChange={(value) => setView(value === "both" ? "" : value)}
            data={[...(phone ? [] : [{ value: "both", label: t("document.both") }]), ...views.map((name) => ({ value: name, label: t(`document.${name}`) }))]}
          />
          {raw.data !== undefined && (
            <Tooltip label={t("document.download")}>
              <ActionIcon
                component="a"
                variant="default"
                size={30}
                href={`/api/documents/${id}/raw`}
                download={`${document!.set_id}-${document!.interchange?.control_number ?? document!.id}.x12`}
                aria-label={t("document.download")}
              >
                <IconDownload size={16} />
              </ActionIcon>
            </Tooltip>
          )}
        </>
      }
      main={
        <>
          <Card>
            <States document={document!} />
            <Facts>
              <Fact label={t("field.received_at")}>{dateTime(document!.received_at, lang)}</Fact>
              <Fact label={t("document.control_number")}>{document!.interchange?.control_number}</Fact>
              <Fact label={t("document.version")}>{document!.version_id}</Fact>
              <Fact label={t("document.chain")}>{document!.order_id ? <Chain order={document!.order_id} here={document!} /> : null}</Fact>
            </Facts>
          </Card>
          <Findings findings={findings} onLit={setLit} onJump={jumpTo} />
          <div className={shown === "both" ? css.both : css.one}>
            {(shown === "both" || shown === "readable") && words}
            {shown === "tree" && tree}
            {(shown === "both" || shown === "raw") && bytes}
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

/** The three states in sentences: each is independent of the others. */
function States({ document }: { document: DocumentRecord }) {
  const { t } = useTranslation();
  return (
    <dl className={css.states}>
      {(["validity", "delivery", "acknowledgment"] as const).map((name) => (
        <div key={name}>
          <dt>{t(`document.asks.${name}`)}</dt>
          <dd>{word(t, name, document[name])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The order this document belongs to, and the others that came with it. */
function Chain({ order, here }: { order: string; here: DocumentRecord }) {
  const { t } = useTranslation();
  const query = useQuery(orderQuery(order));
  return (
    <span className={css.chain}>
      <Link href={`/orders/${order}`}>{query.data?.record.number ?? here.number ?? t("nav.orders")}</Link>
      {query.data?.record.documents.map((other) =>
        other.id === here.id ? (
          <span key={other.id} aria-current="true">
            {other.set_id}
          </span>
        ) : (
          <Link key={other.id} href={`/documents/${other.id}`}>
            {other.set_id}
          </Link>
        ),
      )}
    </span>
  );
}

function Findings({ findings, onLit, onJump }: { findings: Finding[]; onLit: (span: Span | null) => void; onJump: (span: Span) => void }) {
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
      <ol className={css.findings}>
        {findings.map((finding, index) => {
          const where = finding.segment_id ? `${finding.segment_id}${finding.element ? String(finding.element).padStart(2, "0") : ""}` : "";
          const span = placeOf(finding);
          const text = (
            <>
              <IconAlertTriangle size={15} aria-hidden />
              <span className={css.finding}>
                <strong>{finding.text}</strong>
                <span>{[where, finding.segment ? t("document.segment", { number: finding.segment }) : "", finding.loop, [finding.part, finding.code].filter(Boolean).join(" "), finding.value].filter(Boolean).join(" · ")}</span>
              </span>
              <em>{t(finding.fatal ? "document.fatal" : "document.note")}</em>
            </>
          );
          return (
            <li key={`${finding.code}-${index}`} data-fatal={finding.fatal || undefined} onMouseEnter={() => onLit(span)} onMouseLeave={() => onLit(null)}>
              {span ? (
                <button type="button" onClick={() => onJump(span)} onFocus={() => onLit(span)}>
                  {text}
                </button>
              ) : (
                <div>{text}</div>
              )}
            </li>
          );
        })}
      </ol>
    </Card>
  );
}
