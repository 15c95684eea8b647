// The list as a file, at the place of its button.
import { Menu } from "@mantine/core";
import { useTranslation } from "react-i18next";
import css from "./Board.module.css";

export default function ExportMenu({ x, y, exported, onClose }: { x: number; y: number; exported: (format: string) => string; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Menu opened onClose={onClose} position="bottom-end" returnFocus={false}>
      <Menu.Target>
        <span className={css.anchor} style={{ left: x, top: y }} aria-hidden />
      </Menu.Target>
      <Menu.Dropdown aria-label={t("lead.export")}>
        {["csv", "xlsx"].map((format) => (
          <Menu.Item key={format} component="a" href={exported(format)} download>
            {t(`lead.export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
