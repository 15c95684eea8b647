// What there is to do, by due day: mine, my company's, or all that my company sees. Everything by keyboard.
import { Button, SegmentedControl } from "@mantine/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { IconPlus } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read } from "../../api/client";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { count } from "../../lib/format";
import { useLang, useQueryValue, useTitle } from "../../lib/hooks";
import { Page } from "../../ui/Page";
import { Bones, Empty, ErrorState } from "../../ui/States";
import { groupOf, groups, isoDay } from "./dates";
import { QuickAdd } from "./QuickAdd";
import { tasks, useTasks, type Scope, type Task } from "./queries";
import { TaskDialog } from "./TaskDialog";
import { TaskList } from "./TaskList";
import css from "./Tasks.module.css";

const scopes: Scope[] = ["mine", "company", "all"];

/** Today, also when the portal is left open over midnight. */
export function useToday(): string {
  const [today, setToday] = useState(() => isoDay(new Date()));
  useEffect(() => {
    const timer = setInterval(() => setToday(isoDay(new Date())), 60_000);
    return () => clearInterval(timer);
  }, []);
  return today;
}

export default function Tasks() {
  const { t } = useTranslation();
  const lang = useLang();
  const may = useMay("member");
  const today = useToday();
  const [scopeText, setScope] = useQueryValue("scope");
  const [stateText, setState] = useQueryValue("state");
  const [open, setOpen] = useQueryValue("open");
  const [fresh, setFresh] = useQueryValue("new");
  const [active, setActive] = useState<string>();
  useTitle(t("nav.tasks"));
  const scope = scopes.find((name) => name === scopeText) ?? "mine";
  const state = stateText === "done" ? "done" : "open";
  const query = useInfiniteQuery(tasks({ scope, state }));
  const { add, toggle } = useTasks();

  const all = query.data?.pages.flatMap((page) => page.items) ?? [];
  // A task that was just ticked stays where it is until the list comes anew.
  const sections = state === "done" ? [{ group: "done", items: all }] : groups.map((group) => ({ group, items: all.filter((task) => groupOf(task, today) === group) })).filter((section) => section.items.length > 0);
  const ordered = sections.flatMap((section) => section.items);
  const opened = ordered.find((task) => task.id === open);

  const move = (by: number) => {
    const at = ordered.findIndex((task) => task.id === active);
    const next = ordered[Math.min(ordered.length - 1, Math.max(0, at + by))];
    if (!next) return;
    setActive(next.id);
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`[data-task="${next.id}"] > button:nth-child(2)`)?.focus());
  };
  const current = () => ordered.find((task) => task.id === active);
  useKey("j", () => move(1));
  useKey("k", () => move(-1));
  useKey("x", () => current()?.part !== "none" && current() && toggle(current()!), may);
  useKey("e", () => active && setOpen(active));

  return (
    <Page
      title={t("nav.tasks")}
      count={query.isSuccess && state === "open" && !query.hasNextPage ? count(all.length, lang) : undefined}
      actions={
        may && (
          <Button leftSection={<IconPlus size={16} />} onClick={() => setFresh("1")}>
            {t("task.new")}
          </Button>
        )
      }
      tools={
        <>
          <SegmentedControl size="sm" aria-label={t("task.whose")} value={scope} onChange={(value) => setScope(value === "mine" ? "" : value)} data={scopes.map((value) => ({ value, label: t(`task.scope_${value}`) }))} />
          <SegmentedControl
            size="sm"
            aria-label={t("field.state")}
            value={state}
            onChange={(value) => setState(value === "open" ? "" : value)}
            data={["open", "done"].map((value) => ({ value, label: t(`task.state_${value}`) }))}
          />
        </>
      }
    >
      <div className={css.page}>
        {may && state === "open" && <QuickAdd letter="c" today={today} busy={add.isPending} onAdd={(draft) => add.mutateAsync(draft)} />}
        {query.isPending && <Bones rows={8} height={22} />}
        {query.isError && all.length === 0 && <ErrorState error={query.error} retry={() => void query.refetch()} />}
        {query.isSuccess && all.length === 0 && <Empty title={state === "done" ? t("task.none_done") : t("task.empty")} text={state === "done" ? undefined : t("task.empty_text")} />}
        {sections.map(({ group, items }) => (
          <section key={group} className={css.group} data-group={group} aria-label={t(`task.group_${group}`)}>
            <h2>
              {t(`task.group_${group}`)} <span>{count(items.length, lang)}</span>
            </h2>
            <TaskList tasks={items} today={today} active={active} onToggle={toggle} onOpen={(task) => setOpen(task.id)} />
          </section>
        ))}
        {query.hasNextPage && (
          <Button variant="subtle" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.older")}
          </Button>
        )}
      </div>
      {fresh && <TaskDialog onClose={() => setFresh("")} />}
      {open && (opened ? <TaskDialog key={opened.id} task={opened} onClose={() => setOpen("")} /> : <OpenTask id={open} onClose={() => setOpen("")} />)}
    </Page>
  );
}

/** A task that a link names but the list at hand does not hold. */
function OpenTask({ id, onClose }: { id: string; onClose: () => void }) {
  const query = useQuery({ queryKey: ["tasks", "one", id], queryFn: () => read(api.GET("/api/tasks/{id}", { params: { path: { id } } })) as Promise<Task> });
  if (query.isPending) return null;
  if (query.isError) return <ErrorState error={query.error} />;
  return <TaskDialog task={query.data} onClose={onClose} />;
}
