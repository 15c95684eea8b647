// Small hooks that many screens share.
import { useMediaQuery } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "wouter";
import type { Language } from "../app/i18n";

export const PHONE = "(max-width: 767px)";

export function usePhone(): boolean {
  return useMediaQuery(PHONE, globalThis.matchMedia?.(PHONE).matches ?? false, { getInitialValueInEffect: false });
}

/** The language as Intl wants it. */
export function useLang(): Language {
  const { i18n } = useTranslation();
  return i18n.language as Language;
}

/** One value of the URL's query; an empty one is left out, so that the URL says only what was chosen. */
export function useQueryValue(name: string): [string, (value: string) => void] {
  const [params, setParams] = useSearchParams();
  const set = (value: string) =>
    setParams(
      (before) => {
        const next = new URLSearchParams(before);
        if (value) next.set(name, value);
        else next.delete(name);
        return next;
      },
      { replace: true },
    );
  return [params.get(name) ?? "", set];
}

export function useTitle(title: string | undefined): void {
  useEffect(() => {
    document.title = title ? `${title} · Hansa` : "Hansa";
  }, [title]);
}

/** Follows `value` once it has rested for `delay` ms. */
export function useRested<T>(value: T, delay = 250): T {
  const [rested, setRested] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setRested(value), delay);
    return () => clearTimeout(timer);
  }, [value, delay]);
  return rested;
}
