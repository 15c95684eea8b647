// Language, light or dark, and the way out.
import { Menu, useMantineColorScheme } from "@mantine/core";
import { IconCheck, IconDeviceDesktop, IconLanguage, IconLogout, IconMoon, IconSun } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { languageName } from "../lib/format";
import type { MenuPart } from "../ui/MenuButton";
import { languages } from "./i18n";
import css from "./Menus.module.css";
import { schemes, useChooseLanguage, useChooseScheme, useLeave } from "./person";
import { useSession } from "./session";

const schemeIcons = { light: IconSun, dark: IconMoon, auto: IconDeviceDesktop };

export default function UserMenu({ target, onClose }: MenuPart) {
  const { t, i18n } = useTranslation();
  const { person } = useSession();
  const { colorScheme } = useMantineColorScheme();
  const chooseScheme = useChooseScheme();
  const leave = useLeave();
  const choose = useChooseLanguage();
  return (
    <Menu opened onClose={onClose} position="bottom-end" width={260} returnFocus={false}>
      <Menu.Target>{target}</Menu.Target>
      <Menu.Dropdown aria-label={t("nav.account_of", { name: person.name })}>
        <div className={css.who}>
          <strong dir="auto">{person.name}</strong>
          <span>{person.email}</span>
        </div>
        <Menu.Divider />
        <Menu.Sub>
          <Menu.Sub.Target>
            <Menu.Sub.Item leftSection={<IconLanguage size={16} />}>{t("nav.language")}</Menu.Sub.Item>
          </Menu.Sub.Target>
          <Menu.Sub.Dropdown>
            {languages.map((code) => (
              <Menu.Item key={code} lang={code} onClick={() => void choose(code)} rightSection={code === i18n.language ? <IconCheck size={14} /> : null}>
                <LanguageName code={code} />
              </Menu.Item>
            ))}
          </Menu.Sub.Dropdown>
        </Menu.Sub>
        <Menu.Label>{t("nav.appearance")}</Menu.Label>
        {schemes.map((scheme) => {
          const SchemeIcon = schemeIcons[scheme];
          return (
            <Menu.Item key={scheme} leftSection={<SchemeIcon size={16} />} rightSection={colorScheme === scheme ? <IconCheck size={14} /> : null} onClick={() => void chooseScheme(scheme)}>
              {t(`scheme.${scheme}`)}
            </Menu.Item>
          );
        })}
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave(false)}>
          {t("nav.log_out")}
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={16} />} onClick={() => void leave(true)}>
          {t("nav.log_out_everywhere")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

/** Worked out when the menu opens: it costs more than the whole frame. */
function LanguageName({ code }: { code: string }) {
  return languageName(code);
}
