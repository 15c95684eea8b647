// The tasks on one record, as a panel of its page.
import { Button } from "@mantine/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMay } from "../../app/session";
import { Card } from "../../ui/Page";
import { Bones, ErrorState } from "../../ui/States";
import { QuickAdd } from "./QuickAdd";
import { tasks, useTasks } from "./queries";
import { TaskDialog } from "./TaskDialog";
import { TaskList } from "./TaskList";
import { useToday } from "./Tasks";
import css from "./Tasks.module.css";

export default function RecordTasks({ id }: { id: string }) {
  const { t } = useTranslation();
  const may = useMay("member");
  const today = useToday();
  const query = useInfiniteQuery(tasks({ scope: "all", record_id: id }));
  const { add, toggle } = useTasks();
  const [open, setOpen] = useState<string>();
  const all = query.data?.pages.flatMap((page) => page.items) ?? [];
  const opened = all.find((task) => task.id === open);
  return (
    <Card title={t("nav.tasks")} flush>
      {query.isPending && <Bones rows={2} />}
      {query.isError && all.length === 0 && <ErrorState error={query.error} retry={() => void query.refetch()} />}
      <div className={css.panel}>
        <TaskList tasks={all} today={today} hideRecord onToggle={toggle} onOpen={(task) => setOpen(task.id)} />
        {may && <QuickAdd today={today} busy={add.isPending} onAdd={(draft) => add.mutateAsync({ ...draft, record_id: id })} />}
        {query.hasNextPage && (
          <Button variant="subtle" size="compact-sm" loading={query.isFetchingNextPage} onClick={() => void query.fetchNextPage()}>
            {t("common.older")}
          </Button>
        )}
      </div>
      {opened && <TaskDialog key={opened.id} task={opened} onClose={() => setOpen(undefined)} />}
    </Card>
  );
}
