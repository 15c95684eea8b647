// What a person does for themselves: choose a language, leave.
import { useQueryClient } from "@tanstack/react-query";
import { useLocation } from "wouter";
import { api, read } from "../api/client";
import { complain } from "../ui/toast";
import { switchLanguage, type Language } from "./i18n";

export const schemes = ["light", "dark", "auto"] as const;

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
