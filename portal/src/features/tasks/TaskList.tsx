// Tasks as rows of plain DOM: tick, title, day, whose it is, who sees it.
import { IconBell, IconCheck, IconLock, IconUsers } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { recordHref } from "../../app/nav";
import { useSession } from "../../app/session";
import { dateTime, day } from "../../lib/format";
import { useLang } from "../../lib/hooks";
import { Avatar } from "../../ui/Avatar";
import { dueDay, groupOf } from "./dates";
import type { Task } from "./queries";
import css from "./Tasks.module.css";

interface Props {
  tasks: Task[];
  today: string;
  active?: string | undefined;
  hideRecord?: boolean;
  onToggle: (task: Task) => void;
  onOpen: (task: Task) => void;
}

export function TaskList({ tasks, today, active, hideRecord, onToggle, onOpen }: Props) {
  const { t } = useTranslation();
  const lang = useLang();
  const { company } = useSession();
  return (
    <ul className={css.list}>
      {tasks.map((task) => {
        const done = task.state === "done";
        const on = dueDay(task);
        const theirs = task.assigned_company !== company.id;
        const whose = task.assigned_name ?? (theirs ? task.assigned_company_name : null);
        return (
          <li key={task.id} data-task={task.id} data-done={done || undefined} data-active={task.id === active || undefined}>
            <button
              type="button"
              role="checkbox"
              className={css.tick}
              aria-checked={done}
              aria-label={t("task.tick", { title: task.title })}
              disabled={task.part === "none"}
              onClick={() => onToggle(task)}
            >
              <IconCheck size={14} stroke={2.6} aria-hidden />
            </button>
            <button type="button" className={css.title} onClick={() => onOpen(task)}>
              <span dir="auto">{task.title}</span>
            </button>
            <span className={css.facts}>
              {!hideRecord && task.record_id && task.record_kind && (
                <Link href={recordHref(task.record_kind, task.record_id)} className={css.record} dir="auto">
                  {task.record_title ?? t(`kind.${task.record_kind}`)}
                </Link>
              )}
              {on && (
                <span className={css.due} data-group={done ? "done" : groupOf(task, today)}>
                  {task.due_at ? dateTime(task.due_at, lang) : day(on, lang)}
                </span>
              )}
              {task.remind_at && !done && <IconBell size={14} stroke={1.8} role="img" aria-label={t("task.reminds", { when: dateTime(task.remind_at, lang) })} />}
              {whose && (
                <span className={css.who} title={whose}>
                  <Avatar name={whose} size={20} square={!task.assigned_name} />
                  <span dir="auto">{whose}</span>
                </span>
              )}
              {task.record_id &&
                (task.shared ? <IconUsers size={14} stroke={1.8} role="img" aria-label={t("task.is_shared")} /> : <IconLock size={14} stroke={1.8} role="img" aria-label={t("task.is_own")} />)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
