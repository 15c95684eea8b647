// The rooms: the list on one side and the open room beside it; on a phone one or the other.
import { useQuery } from "@tanstack/react-query";
import { IconMessages } from "@tabler/icons-react";
import { useCallback, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { useLocation, useSearchParams } from "wouter";
import { useKey } from "../../app/keys";
import { useMay } from "../../app/session";
import { usePhone, useQueryValue, useTitle } from "../../lib/hooks";
import { Notice } from "../../ui/States";
import { Archived } from "./Archived";
import { NewRoom } from "./NewRoom";
import { roomList } from "./queries";
import css from "./Room.module.css";
import { RoomList } from "./RoomList";
import { RoomView } from "./RoomView";
import { roomTitle } from "./tell";
import type { Side } from "./types";

const sides = new Set(["pins", "files", "search"]);

/** What stands beside the room is part of the address: ?thread=… or ?beside=pins. */
function useSide(): [Side | null, (side: Side | null) => void] {
  const [params, setParams] = useSearchParams();
  const thread = params.get("thread");
  const beside = params.get("beside") ?? "";
  const side: Side | null = thread ? { type: "thread", id: thread } : sides.has(beside) ? ({ type: beside } as Side) : null;
  const set = useCallback(
    (next: Side | null) =>
      setParams(
        (before) => {
          const query = new URLSearchParams(before);
          query.delete("thread");
          query.delete("beside");
          if (next?.type === "thread") query.set("thread", next.id);
          else if (next) query.set("beside", next.type);
          return query;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [side, set];
}

export default function Rooms({ id }: { id?: string }) {
  const { t } = useTranslation();
  const phone = usePhone();
  const [, navigate] = useLocation();
  const list = useQuery(roomList);
  const mayMake = useMay("member");
  const [fresh, setFresh] = useQueryValue("new");
  const [archived, setArchived] = useQueryValue("archived");
  const open = list.data?.find((room) => room.id === id);
  useTitle(open ? roomTitle(t, open) : t("nav.rooms"));
  useKey("c", () => setFresh("1"), mayMake);
  const back = useCallback(() => navigate("/rooms"), [navigate]);

  return (
    <div className={css.page} data-open={id !== undefined || undefined}>
      {(!phone || id === undefined) && <RoomList list={list} openId={id ?? (archived || null)} onNew={mayMake ? () => setFresh("1") : null} />}
      {id !== undefined ? (
        <OneRoom key={id} id={id} back={phone ? back : undefined} phone={phone} />
      ) : archived ? (
        <Archived id={archived} onClose={() => setArchived("")} />
      ) : (
        !phone && <Notice icon={<IconMessages size={30} stroke={1.5} />} title={t("room.choose")} text={t("room.choose_text")} />
      )}
      {fresh && <NewRoom onClose={() => setFresh("")} />}
    </div>
  );
}

function OneRoom({ id, back, phone }: { id: string; back: (() => void) | undefined; phone: boolean }) {
  const [, navigate] = useLocation();
  const [side, setSide] = useSide();
  const [m, setM] = useQueryValue("m");
  const at = /^\d{1,15}$/.test(m) ? Number(m) : null;
  useKey("Escape", () => navigate("/rooms"), !phone && side === null);
  useTallKeyboard(phone);
  return <RoomView id={id} at={at} back={back} side={side} onSide={setSide} onJump={(seq) => setM(seq === null ? "" : String(seq))} takesFocus={!phone && at === null} />;
}

/** On a phone the room ends above the keyboard, also where the browser lays it over the page. */
function useTallKeyboard(on: boolean): void {
  useEffect(() => {
    const seen = globalThis.visualViewport;
    if (!on || !seen) return;
    const root = document.documentElement;
    const fit = () => {
      root.style.setProperty("--h-seen", `${seen.height}px`);
      root.style.setProperty("--h-seen-top", `${seen.offsetTop}px`);
    };
    fit();
    seen.addEventListener("resize", fit);
    seen.addEventListener("scroll", fit);
    return () => {
      seen.removeEventListener("resize", fit);
      seen.removeEventListener("scroll", fit);
      root.style.removeProperty("--h-seen");
      root.style.removeProperty("--h-seen-top");
    };
  }, [on]);
}
