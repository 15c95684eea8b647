// The leads: as a board or as a table, narrowed, sorted and grouped as the URL says, live.
import { Button } from "@mantine/core";
import { useQueryClient, type QueryClient } from "@tanstack/react-query";
import { IconBookmark, IconColumns3, IconDownload, IconFilter, IconLayoutKanban, IconPlus, IconTable, IconX } from "@tabler/icons-react";
import { lazy, Suspense, useCallback, useEffect, useMemo, useState, useSyncExternalStore, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "wouter";
import { useKey } from "../../app/keys";
import { useMay, useSession } from "../../app/session";
import { COMPANY } from "../../live/reducer";
import { useLive } from "../../live/LiveProvider";
import { count } from "../../lib/format";
import { useLang, usePhone, useTitle } from "../../lib/hooks";
import { offlineSince, watchOffline } from "../../offline/keep";
import { Page } from "../../ui/Page";
import { Bones, Empty, ErrorState } from "../../ui/States";
import { lineId, undoLast } from "./announce";
import { Board } from "./Board";
import { FilterChips } from "./FilterChips";
import css from "./Leads.module.css";
import { rememberList } from "./lastList";
import { useMoves } from "./moves";
import { Search } from "./Search";
import { nothing, type Selection } from "./selection";
import { LeadStore } from "./store";
import { asQuery, formatView, groupings, isFiltered, parseView, type Grouping, type View } from "./view";

const Table = lazy(() => import("./Table").then((module) => ({ default: module.Table })));
const PhoneList = lazy(() => import("./PhoneList"));
const PhoneBoard = lazy(() => import("./PhoneBoard"));
const NewLead = lazy(() => import("./NewLead").then((module) => ({ default: module.NewLead })));
const FilterPanel = lazy(() => import("./FilterPanel"));
const ColumnPanel = lazy(() => import("./ColumnPanel"));
const ViewPanel = lazy(() => import("./ViewPanel"));
const ExportMenu = lazy(() => import("./ExportMenu"));
const BulkBar = lazy(() => import("./BulkBar"));
const MoveSheet = lazy(() => import("./MoveSheet"));

/** With whose it is: another who logs in at the same screen must not be shown it. */
const keptKey = (whose: string, scope: string) => ["leads", "kept", whose, scope];
const keptLists = 6;
const keepRest = 2500;

/** The beginning of the list goes where all is kept for when there is no connection; of so many lists, the last ones. */
function keepList(client: QueryClient, store: LeadStore, whose: string, scope: string): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const put = () => {
    timer = undefined;
    const now = store.pack();
    if (!now) return;
    client.setQueryDefaults(["leads", "kept"], { gcTime: Infinity });
    client.setQueryData(keptKey(whose, scope), now);
    const all = client.getQueryCache().findAll({ queryKey: ["leads", "kept"] }).sort((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
    for (const { queryKey } of all.filter(({ queryKey }, place) => place >= keptLists || queryKey[2] !== whose)) client.removeQueries({ queryKey, exact: true });
  };
  const leave = store.subscribe(() => (timer ??= setTimeout(put, keepRest)));
  const back = watchOffline(() => offlineSince() === null && void store.reload());
  return () => {
    leave();
    back();
    clearTimeout(timer);
  };
}

/** The store of what the URL asks for; a new filter or order is a new one, the live stream feeds it. */
function useStore(view: View): LeadStore {
  const { person, company } = useSession();
  const whose = `${person.id}:${company.id}`;
  const live = useLive();
  const allStages = view.view === "board";
  const by: Grouping | "" = allStages ? "stage" : view.by;
  const scope = JSON.stringify([view.filter, view.sort, view.dir, by, allStages]);
  const client = useQueryClient();
  const store = useMemo(
    () => new LeadStore({ filter: view.filter, sort: view.sort, dir: view.dir, by, me: person.id, allStages }, () => client.getQueryData(keptKey(whose, scope))),
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the text stands for its parts
    [scope, whose],
  );
  useEffect(() => {
    void store.load();
    const leave = live?.subscribe(COMPANY, (effect) => {
      if (effect.do === "refetch") void store.reload();
      else if (effect.do === "apply" && effect.event.id && (effect.event.kind === "lead" || effect.event.k === "grant.revoked")) store.touch(effect.event.id);
    });
    return () => {
      leave?.();
      store.stop();
    };
  }, [store, live]);
  useEffect(() => keepList(client, store, whose, scope), [client, store, whose, scope]);
  // The rest is for what shows the leads themselves.
  useSyncExternalStore(store.subscribe, () => `${store.phase} ${store.count} ${store.phase === "failed" && store.rows.size === 0}`);
  return store;
}

/** Draws its children anew with every change of the leads. */
function Following({ store, children }: { store: LeadStore; children: () => ReactNode }) {
  useSyncExternalStore(store.subscribe, store.snapshot);
  return children();
}

export default function Leads() {
  const { t } = useTranslation();
  const lang = useLang();
  const phone = usePhone();
  const client = useQueryClient();
  const mayCreate = useMay("member");
  const { person } = useSession();
  const [params, setParams] = useSearchParams();
  const query = params.toString();
  const view = useMemo(() => parseView(query), [query]);
  const creating = params.has("new");
  const [exporting, setExporting] = useState<{ x: number; y: number } | null>(null);
  const [panel, setPanel] = useState<"filter" | "columns" | "views" | null>(null);
  const store = useStore(view);
  // Chosen are leads of this list: another filter begins with none.
  const [chosen, setChosen] = useState<{ of: LeadStore; selection: Selection }>({ of: store, selection: nothing });
  const selection = chosen.of === store ? chosen.selection : nothing;
  const setSelection = useCallback((next: Selection) => setChosen({ of: store, selection: next }), [store]);
  const moves = useMoves(store);
  useTitle(t("nav.leads"));
  useEffect(() => rememberList(query), [query]);

  const setView = useCallback((change: Partial<View>) => setParams((before) => formatView({ ...parseView(before), ...change }), { replace: true }), [setParams]);
  const setCreating = useCallback(
    (on: boolean) =>
      setParams(
        (before) => {
          const next = formatView(parseView(before));
          if (on) next.set("new", "1");
          return next;
        },
        { replace: true },
      ),
    [setParams],
  );

  useKey("c", () => setCreating(true), mayCreate);
  useKey("z", undoLast);
  useKey("v", () => setView({ view: view.view === "board" ? "table" : "board" }));

  const board = view.view === "board";
  const total = store.phase === "loading" ? undefined : store.count;
  const filtered = isFiltered(view.filter);
  const exported = (format: string) => {
    const wanted = new URLSearchParams({ format, sort: view.sort, dir: view.dir });
    for (const [name, value] of Object.entries(asQuery(view.filter, person.id))) for (const each of [value].flat()) wanted.append(name, each);
    return `/api/leads/export?${wanted.toString()}`;
  };

  const switcher = (
    <div className={css.switch} role="group" aria-label={t("lead.view")}>
      {(["board", "table"] as const).map((name) => (
        <button key={name} type="button" aria-pressed={view.view === name} onClick={() => setView({ view: name })} aria-label={t(`lead.view.${name}`)}>
          {name === "board" ? <IconLayoutKanban size={16} aria-hidden /> : <IconTable size={16} aria-hidden />}
          {!phone && t(`lead.view.${name}`)}
        </button>
      ))}
    </div>
  );

  return (
    <Page
      fill
      title={t("nav.leads")}
      count={total === undefined ? undefined : count(total, lang)}
      actions={
        <>
          {switcher}
          {mayCreate && (
            <button type="button" className={css.primary} onClick={() => setCreating(true)} aria-label={t("lead.new")}>
              <IconPlus size={16} aria-hidden />
              {phone ? t("common.new") : t("lead.new")}
            </button>
          )}
        </>
      }
      tools={
        <>
          <Search value={view.filter.q ?? ""} onChange={(q) => setView({ filter: withQ(view.filter, q) })} label={t("lead.search")} />
          <button type="button" className={css.tool} data-on={filtered || undefined} onClick={() => setPanel("filter")}>
            <IconFilter size={15} aria-hidden />
            {t("lead.filter")}
          </button>
          <button type="button" className={css.tool} onClick={() => setPanel("views")}>
            <IconBookmark size={15} aria-hidden />
            {t("lead.views")}
          </button>
          {!phone && (
            <div className={css.end}>
              {!board && (
                <label className={css.tool} data-on={view.by !== "" || undefined}>
                  {t("lead.group_by")}
                  <select value={view.by} onChange={(event) => setView({ by: event.currentTarget.value as Grouping | "", folded: [] })}>
                    <option value="">{t("lead.ungrouped")}</option>
                    {groupings.map((name) => (
                      <option key={name} value={name}>
                        {t(`field.${name}`)}
                      </option>
                    ))}
                  </select>
                </label>
              )}
              {!board && (
                <button type="button" className={css.tool} onClick={() => setPanel("columns")}>
                  <IconColumns3 size={15} aria-hidden />
                  {t("lead.columns")}
                </button>
              )}
              <button
                type="button"
                className={css.tool}
                aria-haspopup="menu"
                onClick={(event) => {
                  const box = event.currentTarget.getBoundingClientRect();
                  setExporting({ x: box.right, y: box.bottom });
                }}
              >
                <IconDownload size={15} aria-hidden />
                {t("lead.export")}
              </button>
            </div>
          )}
        </>
      }
    >
      {filtered && <Following store={store}>{() => <FilterChips store={store} view={view} setView={setView} onOpen={() => setPanel("filter")} />}</Following>}
      <div className={css.body}>
        {store.phase === "failed" && store.rows.size === 0 ? (
          <ErrorState error={store.error} retry={store.retry} />
        ) : total === 0 ? (
          filtered ? (
            <Empty title={t("lead.none_found")} text={t("common.other_filter")}>
              <Button variant="default" leftSection={<IconX size={15} />} onClick={() => setView({ filter: {} })}>
                {t("lead.filter_clear")}
              </Button>
            </Empty>
          ) : (
            <Empty title={t("lead.empty")} text={t("lead.empty_text")}>
              {mayCreate && <Button onClick={() => setCreating(true)}>{t("lead.new")}</Button>}
            </Empty>
          )
        ) : (
          <Suspense fallback={<Bones rows={10} height={18} gap={20} />}>
            <Following store={store}>
              {() =>
                board ? (
                  phone ? (
                    <PhoneBoard store={store} moves={moves} selection={selection} select={setSelection} />
                  ) : (
                    <Board store={store} moves={moves} selection={selection} select={setSelection} />
                  )
                ) : phone ? (
                  <PhoneList store={store} />
                ) : (
                  <Table store={store} view={view} setView={setView} moves={moves} selection={selection} select={setSelection} />
                )
              }
            </Following>
          </Suspense>
        )}
        <Suspense fallback={null}>{selection.ids.size > 0 && <Following store={store}>{() => <BulkBar store={store} moves={moves} selection={selection} select={setSelection} />}</Following>}</Suspense>
      </div>
      <div id={lineId} className={css.live} role="status" aria-live="polite" />
      <Suspense fallback={null}>
        {creating && (
          <NewLead
            onClose={() => setCreating(false)}
            onMade={(id) => {
              store.touch(id);
              void client.invalidateQueries({ queryKey: ["leads"] });
            }}
          />
        )}
        {exporting && <ExportMenu {...exporting} exported={exported} onClose={() => setExporting(null)} />}
        {panel === "filter" && <FilterPanel view={view} setView={setView} onClose={() => setPanel(null)} />}
        {panel === "columns" && <ColumnPanel view={view} setView={setView} onClose={() => setPanel(null)} />}
        {panel === "views" && <ViewPanel view={view} exported={exported} onClose={() => setPanel(null)} />}
        {moves.asked && <MoveSheet asked={moves.asked} onClose={moves.drop} onMove={(note) => moves.move(moves.asked!.lines.map((line) => line.id), moves.asked!.to, note)} />}
      </Suspense>
    </Page>
  );
}

function withQ(filter: View["filter"], q: string): View["filter"] {
  const next = { ...filter };
  delete next.q;
  return q.trim() ? { ...next, q: q.trim() } : next;
}
