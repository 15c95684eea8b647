// The sheet behind "More" on a phone: the other places, language, appearance, and the way out.
import { Button, NativeSelect, SegmentedControl, useMantineColorScheme } from "@mantine/core";
import { IconLogout } from "@tabler/icons-react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { languageName } from "../lib/format";
import { Sheet } from "../ui/Dialog";
import { languages, type Language } from "./i18n";
import menus from "./Menus.module.css";
import { places } from "./nav";
import { schemes, useChooseLanguage, useChooseScheme, useLeave, type Scheme } from "./person";
import { useSession } from "./session";
import css from "./Shell.module.css";

export default function More({ onClose }: { onClose: () => void }) {
  const { t, i18n } = useTranslation();
  const [, navigate] = useLocation();
  const { person } = useSession();
  const { colorScheme } = useMantineColorScheme();
  const chooseScheme = useChooseScheme();
  const leave = useLeave();
  const choose = useChooseLanguage();
  return (
    <Sheet onClose={onClose} position="bottom" styles={{ content: { height: "auto" } }} title={t("nav.more")} radius="lg">
      <div className={css.more}>
        {places.flat().filter((place) => !place.bar).map((place) => (
          <button
            key={place.id}
            type="button"
            onClick={() => {
              onClose();
              navigate(place.href);
            }}
          >
            <place.icon size={20} stroke={1.7} aria-hidden />
            {t(`nav.${place.id}`)}
          </button>
        ))}
      </div>
      <div className={menus.sheet}>
        <div className={menus.who}>
          <strong dir="auto">{person.name}</strong>
          <span>{person.email}</span>
        </div>
        <NativeSelect
          label={t("nav.language")}
          value={i18n.language}
          onChange={(event) => void choose(event.currentTarget.value as Language)}
          data={languages.map((code) => ({ value: code, label: languageName(code) }))}
        />
        <SegmentedControl
          fullWidth
          aria-label={t("nav.appearance")}
          value={colorScheme}
          onChange={(value) => void chooseScheme(value as Scheme)}
          data={schemes.map((scheme) => ({ value: scheme, label: t(`scheme.${scheme}`) }))}
        />
        <Button
          variant="default"
          leftSection={<IconLogout size={16} />}
          onClick={() => {
            onClose();
            void leave(false);
          }}
        >
          {t("nav.log_out")}
        </Button>
      </div>
    </Sheet>
  );
}
