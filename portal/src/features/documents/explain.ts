// What a finding says, in the reader's language: the document holds its key and facts, the sentence is put together here.
// edi/x12/explain.c does the same in the terminal.
import { queryOptions } from "@tanstack/react-query";
import type { Finding } from "../../api/types";
import type { Language } from "../../app/i18n";

const tables: Record<Language, () => Promise<{ default: Record<string, string> }>> = {
  en: () => import("virtual:findings/locales/en"),
  pl: () => import("virtual:findings/locales/pl"),
  es: () => import("virtual:findings/locales/es"),
  ru: () => import("virtual:findings/locales/ru"),
  af: () => import("virtual:findings/locales/af"),
  zh: () => import("virtual:findings/locales/zh"),
};

export const findingTexts = (language: Language) =>
  queryOptions({
    queryKey: ["finding-texts", language],
    queryFn: async () => (await tables[language]()).default,
    staleTime: Infinity,
  });

const longest = 60;
const shown = (value: string | null | undefined) => {
  const letters = Array.from((value ?? "").replace(/\p{Cc}/gu, "?"));
  return letters.length > longest ? `${letters.slice(0, longest).join("")}…` : letters.join("");
};

/** "PO102 (Quantity)", "PO106-2", "PO1 (Line item)". */
function place(finding: Finding, element: boolean): string {
  const at = element && finding.element ? `${String(finding.element).padStart(2, "0")}${finding.component ? `-${finding.component}` : ""}` : "";
  const named = finding.name && (element || !finding.element) ? ` (${shown(finding.name)})` : "";
  return `${shown(finding.segment_id)}${at}${named}`;
}

/** The sentence; what has none, or one that this portal does not know yet, says what the server said. */
export function explain(finding: Finding, texts: Record<string, string> | undefined): string {
  const template = finding.key ? texts?.[finding.key] : undefined;
  if (!template) return finding.text ?? String(finding.code ?? "");
  const facts: Record<string, () => string> = {
    segment: () => place(finding, false),
    element: () => place(finding, true),
    name: () => shown(finding.name),
    value: () => shown(finding.value),
    found: () => shown(finding.found),
    expected: () => shown(finding.expected),
    loop: () => shown(finding.loop),
    position: () => String(finding.segment ?? ""),
  };
  return template.replace(/\{(\w+)\}/g, (hole, name: string) => facts[name]?.() ?? hole);
}
