// One partnership: on what footing both companies stand, what goes each way at which level, and what the other side sees of it.
import { Button, UnstyledButton } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconEye } from "@tabler/icons-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import type { Partnership } from "../../api/types";
import { kindIcons, recordHref } from "../../app/nav";
import { useMay } from "../../app/session";
import { country, day } from "../../lib/format";
import { useLang, useQueryValue, useTitle } from "../../lib/hooks";
import { tone, word } from "../../lib/words";
import { useRecordStream } from "../../live/LiveProvider";
import { Avatar } from "../../ui/Avatar";
import { Chips } from "../../ui/Chips";
import { Fact, Facts } from "../../ui/Fields";
import { Card } from "../../ui/Page";
import { Pill } from "../../ui/Pill";
import { Bones, ErrorState, NotFound, Unshared } from "../../ui/States";
import { Actions } from "../record/Actions";
import { RecordFrame } from "../record/RecordFrame";
import { Side } from "../record/Side";
import { useAct } from "../record/useAct";
import css from "./Partners.module.css";
import { Preview } from "./Preview";
import { partnership, shared, type Direction, type SharedKind, type SharedRecord } from "./queries";

export default function PartnerRecord({ id }: { id: string }) {
  const over = useRecordStream(id);
  if (over === "not_found") return <NotFound />;
  if (over) return <Unshared back="/partners" />;
  return <Open id={id} />;
}

function Open({ id }: { id: string }) {
  const { t } = useTranslation();
  const lang = useLang();
  const query = useQuery(partnership(id));
  const may = useMay("manager");
  const act = useAct(id, "partnership_state", ["partnerships", "leads", "orders", "home"], query.data?.etag);
  const p = query.data?.record;
  useTitle(p?.partner.name ?? t("nav.partners"));
  if (query.isPending) return <Bones rows={9} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const { partner } = p!;
  return (
    <RecordFrame
      back="/partners"
      eyebrow={[word(t, "partner_role", p!.their_role), country(partner.country, lang)].filter(Boolean).join(" · ")}
      title={partner.name}
      pills={<Pill tone={tone(p!.state)} dot>{word(t, "partnership_state", p!.state)}</Pill>}
      actions={may ? <Actions actions={p!.actions} busy={act.isPending} onAct={act.mutateAsync} /> : undefined}
      main={
        <>
          <Card>
            <Trust partnership={p!} />
            <Facts>
              <Fact label={t("partner.my_role")}>{word(t, "partner_role", p!.my_role)}</Fact>
              <Fact label={t("partner.their_role")}>{word(t, "partner_role", p!.their_role)}</Fact>
              <Fact label={t("partner.since_label")}>{day(p!.since, lang)}</Fact>
              <Fact label={t("partner.notice_label")}>{t("admin.days", { count: p!.notice_days })}</Fact>
              {p!.ends_at && <Fact label={t("partner.ends_label")}>{day(p!.ends_at, lang)}</Fact>}
              <Fact label={t("field.city")}>{[partner.city, country(partner.country, lang)].filter(Boolean).join(", ")}</Fact>
              <Fact label={t("field.industry")}>{partner.industry}</Fact>
              <Fact label={t("field.website")}>{partner.website}</Fact>
            </Facts>
          </Card>
          <Shared partnership={p!} />
        </>
      }
      side={<Side id={id} kind="partnership" group="partnership_state" />}
    />
  );
}

/** The state in a sentence: what may happen between the two companies now. */
function Trust({ partnership: p }: { partnership: Partnership }) {
  const { t } = useTranslation();
  return (
    <>
      <p style={{ margin: "0 0 12px" }}>{t(`partner.trust.${p.state}`)}</p>
      {p.message && <blockquote className={css.message} style={{ marginBottom: 12 }} dir="auto">{p.message}</blockquote>}
    </>
  );
}

const kinds: SharedKind[] = ["lead", "account", "contact", "product"];

function Shared({ partnership: p }: { partnership: Partnership }) {
  const { t } = useTranslation();
  const [way, setWay] = useQueryValue("way");
  const [kind, setKind] = useQueryValue("kind");
  const direction: Direction = way === "in" ? "in" : "out";
  const list = useInfiniteQuery(shared(p.id, direction, kinds.find((name) => name === kind)));
  const rows = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [preview, setPreview] = useState<SharedRecord | null>(null);
  const groups: Record<string, string> = { lead: "stage" };
  return (
    <Card title={t("partner.shared_title")} flush>
      <div className={css.tabs}>
        <Chips
          label={t("partner.direction")}
          value={direction}
          onChange={(value) => setWay(value === "out" ? "" : value)}
          chips={[
            { value: "out", label: t("partner.way_out"), count: p.shared_out },
            { value: "in", label: t("partner.way_in"), count: p.shared_in },
          ]}
        />
        <Chips label={t("partner.kind")} value={kind} onChange={setKind} chips={[{ value: "", label: t("common.all") }, ...kinds.map((name) => ({ value: name, label: t(`nav.${name}s`) }))]} />
      </div>
      {list.isPending && <Bones rows={4} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      {list.isSuccess && rows.length === 0 && <p className={css.none}>{t(`partner.none_${direction}`)}</p>}
      <ul className={css.shared}>
        {rows.map((row) => {
          const KindIcon = kindIcons[row.kind]!;
          return (
            <li key={row.id}>
              <KindIcon size={16} stroke={1.7} aria-label={word(t, "kind", row.kind)} />
              <Link href={recordHref(row.kind, row.id)} className={css.title} dir="auto">
                {row.title || word(t, "kind", row.kind)}
              </Link>
              {groups[row.kind] && <Pill tone={tone(row.status)}>{word(t, groups[row.kind]!, row.status)}</Pill>}
              <Pill tone="accent">{t(`level.${row.level}`)}</Pill>
              {direction === "out" && (
                <UnstyledButton onClick={() => setPreview(row)} aria-label={t("partner.preview_of", { title: row.title ?? "" })} title={t("partner.preview")} style={{ minWidth: 24, minHeight: 24, display: "grid", placeItems: "center" }}>
                  <IconEye size={16} stroke={1.7} />
                </UnstyledButton>
              )}
            </li>
          );
        })}
      </ul>
      {list.hasNextPage && (
        <div className={css.older}>
          <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("common.older")}
          </Button>
        </div>
      )}
      {preview && <Preview record={preview} partner={{ name: p.partner.name }} onClose={() => setPreview(null)} />}
      <div className={css.tabs} style={{ borderBottom: 0, borderTop: "1px solid var(--h-line)" }}>
        <Avatar name={p.partner.name} size={20} square />
        <span className={css.dim} style={{ whiteSpace: "normal" }}>{t("partner.scope_text")}</span>
      </div>
    </Card>
  );
}
