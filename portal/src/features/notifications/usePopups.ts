// Listens for what is new for this person; the part that tells it comes with the first of it.
import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useLayoutEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { useSession } from "../../app/session";
import { useLive } from "../../live/LiveProvider";
import { COMPANY } from "../../live/reducer";

const patience = 1200;

export function usePopups(): void {
  const { t } = useTranslation();
  const client = useQueryClient();
  const live = useLive();
  const [, navigate] = useLocation();
  const { person } = useSession();
  const latest = useRef({ client, t, navigate });
  useLayoutEffect(() => {
    latest.current = { client, t, navigate };
  });

  useEffect(() => {
    if (!live) return;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const tell = async () => {
      timer = undefined;
      const { tellNew } = await import("./popup");
      const { client, t, navigate } = latest.current;
      await tellNew(client, t, navigate);
    };
    const leave = live.subscribe(COMPANY, (effect) => {
      if (effect.do !== "apply" || effect.event.k !== "notification.new") return;
      const to = effect.event.d?.person_id;
      if (to && to !== person.id) return;
      // A burst is told once.
      timer ??= setTimeout(() => void tell().catch(() => {}), patience);
    });
    return () => {
      clearTimeout(timer);
      leave();
    };
  }, [live, person.id]);
}
