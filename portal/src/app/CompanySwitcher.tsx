// Which company the person acts for, and the change to another.
import { Menu } from "@mantine/core";
import { IconCheck } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { word } from "../lib/words";
import { Avatar } from "../ui/Avatar";
import type { MenuPart } from "../ui/MenuButton";
import css from "./Menus.module.css";
import { useActFor } from "./person";
import { useSession } from "./session";

export default function CompanySwitcher({ target, onClose }: MenuPart) {
  const { t } = useTranslation();
  const session = useSession();
  const actFor = useActFor();
  return (
    <Menu opened onClose={onClose} position="bottom-start" width={280} returnFocus={false}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown aria-label={t("nav.acting_as", { company: session.company.name })}>
        <Menu.Label>{t("nav.switch_company")}</Menu.Label>
        {session.companies.map((company) => (
          <Menu.Item
            key={company.id}
            onClick={() => company.id !== session.company.id && void actFor(company.id)}
            leftSection={<Avatar name={company.name} size={22} square />}
            rightSection={company.id === session.company.id ? <IconCheck size={15} /> : <span className={css.role}>{word(t, "role", company.role)}</span>}
          >
            <span dir="auto">{company.name}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
