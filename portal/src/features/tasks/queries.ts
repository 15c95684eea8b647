// Tasks: how they are fetched, and how a change is shown at once and taken back when the server refuses it.
import { infiniteQueryOptions, keepPreviousData, useMutation, useQueryClient, type InfiniteData } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, newIdempotencyKey, read } from "../../api/client";
import type { Item, Page } from "../../api/types";
import { complain, offer } from "../../ui/toast";

export type Task = Item<"tasks_list">;
export type Scope = "mine" | "company" | "all";
type Pages = InfiniteData<Page<Task>>;

export interface TaskFilter {
  scope: Scope;
  state?: "open" | "done";
  record_id?: string;
}

export const tasks = (filter: TaskFilter) =>
  infiniteQueryOptions({
    queryKey: ["tasks", "list", filter],
    queryFn: ({ pageParam }) => read<Page<Task>>(api.GET("/api/tasks", { params: { query: { ...filter, after: pageParam, limit: 100 } } })),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next ?? undefined,
    placeholderData: keepPreviousData,
  });

export interface Draft {
  title: string;
  note?: string | null;
  record_id?: string | null;
  due_on?: string | null;
  due_at?: string | null;
  remind_at?: string | null;
  assigned_to?: string | null;
  assigned_company?: string | null;
  shared?: boolean;
}

export type Change = Partial<Omit<Draft, "record_id">> & { state?: "open" | "done" };

const patch = (task: { id: string; version: number }, change: Change) =>
  read<{ id: string; version: number }>(
    api.PATCH("/api/tasks/{id}", { params: { path: { id: task.id }, header: { "If-Match": `"${task.version}"` } }, body: change as never }),
  );

export function useTasks() {
  const client = useQueryClient();
  const { t } = useTranslation();
  const settle = () => {
    void client.invalidateQueries({ queryKey: ["tasks"] });
    void client.invalidateQueries({ queryKey: ["calendar"] });
  };

  const edit = (change: (items: Task[]) => Task[]) => {
    const before = client.getQueriesData<Pages>({ queryKey: ["tasks", "list"] });
    client.setQueriesData<Pages>({ queryKey: ["tasks", "list"] }, (data) => data && { ...data, pages: data.pages.map((page) => ({ ...page, items: change(page.items) })) });
    return () => before.forEach(([key, data]) => client.setQueryData(key, data));
  };

  const change = useMutation({
    mutationFn: ({ task, to }: { task: Task; to: Change }) => patch(task, to),
    onMutate: async ({ task, to }) => {
      await client.cancelQueries({ queryKey: ["tasks"] });
      return edit((items) => items.map((item) => (item.id === task.id ? { ...item, ...(to as Partial<Task>) } : item)));
    },
    onError: (error, _, back) => {
      back?.();
      complain(error);
    },
    onSettled: settle,
  });

  const add = useMutation({
    mutationFn: (draft: Draft) => read<{ id: string; version: number }>(api.POST("/api/tasks", { params: { header: { "Idempotency-Key": newIdempotencyKey() } }, body: draft as never })),
    onError: complain,
    onSettled: settle,
  });

  const remove = useMutation({
    mutationFn: (task: Task) => read(api.DELETE("/api/tasks/{id}", { params: { path: { id: task.id } } })),
    onMutate: async (task) => {
      await client.cancelQueries({ queryKey: ["tasks"] });
      return edit((items) => items.filter((item) => item.id !== task.id));
    },
    onError: (error, _, back) => {
      back?.();
      complain(error);
    },
    onSuccess: (_, task) => {
      const { title, note, record_id, due_on, due_at, remind_at, assigned_to, shared } = task;
      const given = Object.entries({ title, note, record_id, due_on, due_at, remind_at, assigned_to, shared }).filter(([, value]) => value !== null && value !== false);
      offer(t("task.deleted", { title }), t("common.undo"), () => add.mutateAsync(Object.fromEntries(given) as unknown as Draft));
    },
    onSettled: settle,
  });

  return {
    add,
    remove,
    /** Changes at once; `said` offers the way back. */
    change: (task: Task, to: Change, said?: string) => {
      const before = Object.fromEntries(Object.keys(to).map((name) => [name, task[name as keyof Task]])) as Change;
      change.mutate(
        { task, to },
        { onSuccess: ({ version }) => said && offer(said, t("common.undo"), () => change.mutateAsync({ task: { ...task, ...(to as Partial<Task>), version }, to: before })) },
      );
    },
    toggle: (task: Task) => {
      const state = task.state === "done" ? "open" : "done";
      change.mutate(
        { task, to: { state } },
        {
          onSuccess: ({ version }) =>
            offer(state === "done" ? t("task.now_done", { title: task.title }) : t("task.now_open", { title: task.title }), t("common.undo"), () =>
              change.mutateAsync({ task: { ...task, state, version }, to: { state: task.state as "open" | "done" } }),
            ),
        },
      );
    },
  };
}
