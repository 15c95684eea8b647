// Which company the person acts for, and the change to another.
import { Menu, UnstyledButton } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { IconCheck, IconSelector } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { api, read } from "../api/client";
import { word } from "../lib/words";
import { Avatar } from "../ui/Avatar";
import { complain } from "../ui/toast";
import css from "./Menus.module.css";
import { useSession } from "./session";

/** Its own chunk: most people act for one company and see only the name. */
export default function CompanySwitcher() {
  const { t } = useTranslation();
  const session = useSession();
  const client = useQueryClient();
  const [, navigate] = useLocation();

  async function change(company: string) {
    if (company === session.company.id) return;
    try {
      await read(api.PUT("/api/session/company", { body: { company_id: company } }));
      navigate("/");
      // Nothing of the one company may be left on the screen of the other.
      client.clear();
    } catch (error) {
      complain(error);
    }
  }

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
            onClick={() => void change(company.id)}
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
