// Which company the person acts for, and the change to another.
import { Menu, UnstyledButton } from "@mantine/core";
import { IconCheck, IconSelector } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { word } from "../lib/words";
import { Avatar } from "../ui/Avatar";
import css from "./Menus.module.css";
import { useActFor } from "./person";
import { useSession } from "./session";

/** Its own chunk: most people act for one company and see only the name. */
export default function CompanySwitcher() {
  const { t } = useTranslation();
  const session = useSession();
  const actFor = useActFor();
  const face = (
    <>
      <Avatar name={session.company.name} size={22} square />
      <span className={css.name} dir="auto">{session.company.name}</span>
    </>
  );
  return (
    <Menu position="bottom-start" width={280}>
      <Menu.Target>
        <UnstyledButton className={css.company} aria-label={t("nav.acting_as", { company: session.company.name })}>
          {face}
          <IconSelector size={15} stroke={1.8} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
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
