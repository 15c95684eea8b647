// Six languages, each catalogue fetched when first needed.
import i18next from "i18next";
import { initReactI18next } from "react-i18next";

export const languages = ["en", "pl", "es", "ru", "af", "zh"] as const;
export type Language = (typeof languages)[number];

const catalogues = import.meta.glob<Record<string, unknown>>("../locales/*.json", { import: "default" });
const memory = "hansa.language";

export function isLanguage(code: string | null | undefined): code is Language {
  return languages.includes(code as Language);
}

function remembered(): string | null {
  try {
    return localStorage.getItem(memory);
  } catch {
    return null;
  }
}

/** The reader's choice, else the browser's first language that we speak. */
export function preferredLanguage(): Language {
  const wanted = [remembered(), ...navigator.languages.map((code) => code.slice(0, 2).toLowerCase())];
  return wanted.find(isLanguage) ?? "en";
}

async function load(language: Language): Promise<void> {
  if (i18next.hasResourceBundle(language, "translation")) return;
  const fetch = catalogues[`../locales/${language}.json`];
  if (fetch) i18next.addResourceBundle(language, "translation", await fetch());
}

export async function startI18n(): Promise<void> {
  await i18next.use(initReactI18next).init({
    fallbackLng: false,
    resources: {},
    interpolation: { escapeValue: false },
    keySeparator: false,
    nsSeparator: false,
    returnEmptyString: false,
    react: { useSuspense: false },
  });
  await switchLanguage(preferredLanguage());
}

export async function switchLanguage(language: Language): Promise<void> {
  // Every text on the screen would be made anew.
  if (language === i18next.language) return;
  await load(language);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  try {
    localStorage.setItem(memory, language);
  } catch {
    // Storage may be forbidden; the choice then lasts for this page.
  }
}
