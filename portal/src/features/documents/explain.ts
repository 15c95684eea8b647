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
    // It may be at hand without a network; what cannot be had is said as the server said it.
    networkMode: "always",
    retry: false,
  });

const longest = 60;
const shown = (value: string | null | undefined) => {
  const letters = Array.from((value ?? "").replace(/\p{Cc}/gu, "?"));
  return letters.length > longest ? `${letters.slice(0, longest).join("")}…` : letters.join("");
};

/** What the element, or else the segment, is called. */
function called(finding: Finding, texts: Record<string, string>): string {
  return finding.name ? shown(texts[(finding.element ? finding.reference : finding.segment_id) ?? ""] ?? finding.name) : "";
}

/** "PO102 (Quantity)", "PO106-2", "PO1 (Line item)". */
function place(finding: Finding, name: string, element: boolean): string {
  const at = element && finding.element ? `${String(finding.element).padStart(2, "0")}${finding.component ? `-${finding.component}` : ""}` : "";
  const named = name && (element || !finding.element) ? ` (${name})` : "";
  return `${shown(finding.segment_id)}${at}${named}`;
}

/** The sentence; what has none, or one that this portal does not know yet, says what the server said. */
export function explain(finding: Finding, texts: Record<string, string> = {}): string {
  const template = finding.key ? texts[finding.key] : undefined;
  if (!template) return finding.text ?? String(finding.code ?? "");
  const name = called(finding, texts);
  const facts: Record<string, () => string> = {
    segment: () => place(finding, name, false),
    element: () => place(finding, name, true),
    name: () => name,
    value: () => shown(finding.value),
    found: () => shown(finding.found),
    expected: () => shown(finding.expected),
    loop: () => shown(finding.loop),
    position: () => String(finding.segment ?? ""),
  };
  return template.replace(/\{(\w+)\}/g, (hole, fact: string) => facts[fact]?.() ?? hole);
}
