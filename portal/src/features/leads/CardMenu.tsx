// What can be done with one card, at the place of its button.
import { Menu } from "@mantine/core";
import { IconCheck, IconChevronRight } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { Link } from "wouter";
import { tone, word } from "../../lib/words";
import type { Transition } from "./api";
import css from "./Board.module.css";

interface Props {
  id: string;
  x: number;
  y: number;
  steps: readonly Transition[];
  selected: boolean;
  onMove: (stage: string) => void;
  onSelect: () => void;
  onClose: () => void;
}

export default function CardMenu({ id, x, y, steps, selected, onMove, onSelect, onClose }: Props) {
  const { t } = useTranslation();
  return (
    <Menu opened onClose={onClose} position="bottom-start" returnFocus={false}>
      <Menu.Target>
        <span className={css.anchor} style={{ left: x, top: y }} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown aria-label={t("lead.move.menu")}>
        <Menu.Label>{t("lead.move.menu")}</Menu.Label>
        {steps.map((row) => (
          <Menu.Item key={row.action} leftSection={<span className={css.dot} data-tone={tone(row.to_state)} aria-hidden />} onClick={() => onMove(row.to_state)}>
            {word(t, "stage", row.to_state)}
          </Menu.Item>
        ))}
        {steps.length === 0 && <Menu.Item disabled>{t("lead.move.nowhere")}</Menu.Item>}
        <Menu.Divider />
        <Menu.Item leftSection={<IconCheck size={15} />} onClick={onSelect}>
          {selected ? t("lead.unselect") : t("lead.select")}
        </Menu.Item>
        <Menu.Item component={Link} href={`/leads/${id}`} leftSection={<IconChevronRight size={15} />}>
          {t("lead.open")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
