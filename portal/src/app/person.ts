// What a person does for themselves: choose a language and colours, act for another company, leave.
import { useMantineColorScheme } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useLocation } from "wouter";
import { api, read } from "../api/client";
import { me } from "../api/queries";
import type { Me } from "../api/types";
import { complain } from "../ui/toast";
import { switchLanguage, type Language } from "./i18n";

export const schemes = ["light", "dark", "auto"] as const;
export type Scheme = (typeof schemes)[number];

export function useLeave() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  return async (everywhere: boolean) => {
    try {
      await read(everywhere ? api.DELETE("/api/sessions") : api.DELETE("/api/session"));
    } catch (error) {
      complain(error);
      return;
    }
    navigate("/");
    client.clear();
  };
}

export function useChooseLanguage() {
  const client = useQueryClient();
  return async (language: Language) => {
    await switchLanguage(language);
    try {
      await read(api.PATCH("/api/session/person", { body: { language } }));
      void client.invalidateQueries({ queryKey: ["me"] });
    } catch (error) {
      complain(error);
    }
  };
}

/** Light or dark goes with the person from device to device. */
export function useChooseScheme() {
  const client = useQueryClient();
  const { setColorScheme } = useMantineColorScheme();
  return async (scheme: Scheme) => {
    setColorScheme(scheme);
    client.setQueryData<Me>(me.queryKey, (now) => (now ? { ...now, person: { ...now.person, color_scheme: scheme } } : now));
    try {
      await read(api.PATCH("/api/session/person", { body: { color_scheme: scheme } }));
    } catch (error) {
      complain(error);
    }
  };
}

/** Takes over what the person chose elsewhere. */
export function useSchemeOf(person: Me["person"] | undefined): void {
  const { setColorScheme } = useMantineColorScheme();
  const chosen = person?.color_scheme;
  useEffect(() => {
    if (schemes.some((scheme) => scheme === chosen)) setColorScheme(chosen as Scheme);
    // Only what the server says counts here, not the setter's identity.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [chosen]);
}

export function useActFor() {
  const client = useQueryClient();
  const [, navigate] = useLocation();
  return async (company: string) => {
    try {
      await read(api.PUT("/api/session/company", { body: { company_id: company } }));
      navigate("/");
      // Nothing of the one company may be left on the screen of the other.
      client.clear();
    } catch (error) {
      complain(error);
    }
  };
}
