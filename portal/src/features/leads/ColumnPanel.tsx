// Which columns the table shows, in which order and how wide.
import { ActionIcon, Button } from "@mantine/core";
import { IconArrowDown, IconArrowUp } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Sheet } from "../../ui/Dialog";
import { columnLabel, columns, shownColumns } from "./columns";
import css from "./Leads.module.css";
import type { Shown, View } from "./view";

export default function ColumnPanel({ view, setView, onClose }: { view: View; setView: (change: Partial<View>) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const shown = shownColumns(view);
  const hidden = columns.filter((column) => !shown.some((each) => each.id === column.id));
  const write = (list: { id: string; width: number; wide: number }[]) => setView({ columns: list.map(({ id, width, wide }): Shown => (wide === width ? { id } : { id, width: wide })) });
  const shift = (index: number, by: number) => write(shown.with(index, shown[index + by]!).with(index + by, shown[index]!));
  return (
    <Sheet onClose={onClose} title={t("lead.columns")} position="right" size="md">
      <ul className={css.columns}>
        {shown.map((column, index) => {
          const name = columnLabel(t, column.id);
          return (
            <li key={column.id}>
              <label>
                <input type="checkbox" checked disabled={index === 0} onChange={() => write(shown.filter((each) => each.id !== column.id))} />
                {name}
              </label>
              <input
                type="number"
                min={60}
                max={900}
                step={10}
                value={column.wide}
                aria-label={t("lead.column_width", { name })}
                onChange={(event) => {
                  const wide = Math.round(Number(event.currentTarget.value));
                  if (wide >= 60 && wide <= 900) write(shown.with(index, { ...column, wide }));
                }}
              />
              <ActionIcon variant="subtle" color="gray" disabled={index < 2} onClick={() => shift(index, -1)} aria-label={t("lead.column_up", { name })}>
                <IconArrowUp size={15} />
              </ActionIcon>
              <ActionIcon variant="subtle" color="gray" disabled={index === 0 || index === shown.length - 1} onClick={() => shift(index, 1)} aria-label={t("lead.column_down", { name })}>
                <IconArrowDown size={15} />
              </ActionIcon>
            </li>
          );
        })}
        {hidden.map((column) => (
          <li key={column.id}>
            <label>
              <input type="checkbox" checked={false} onChange={() => write([...shown, { ...column, wide: column.width }])} />
              {columnLabel(t, column.id)}
            </label>
          </li>
        ))}
      </ul>
      <div className={css.buttons}>
        <Button variant="default" onClick={() => setView({ columns: null })}>
          {t("lead.columns_usual")}
        </Button>
        <Button onClick={onClose}>{t("common.done")}</Button>
      </div>
    </Sheet>
  );
}
