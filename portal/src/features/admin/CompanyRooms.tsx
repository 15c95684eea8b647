// The rooms the company is in, for its administrators: who of its people sees them, and the way to take one away. Nothing that is said.
import { Button } from "@mantine/core";
import { infiniteQueryOptions, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read } from "../../api/client";
import { members } from "../../api/queries";
import { useSession } from "../../app/session";
import { word } from "../../lib/words";
import { Avatar } from "../../ui/Avatar";
import { Dialog } from "../../ui/Dialog";
import { Card } from "../../ui/Page";
import { Bones, ErrorState } from "../../ui/States";
import { complain } from "../../ui/toast";
import { putPerson } from "../rooms/http";
import css from "./Admin.module.css";

const ExportDialog = lazy(() => import("../rooms/ExportDialog"));

const companyRooms = infiniteQueryOptions({
  queryKey: ["company", "rooms"],
  queryFn: ({ pageParam }) => read(api.GET("/api/company/rooms", { params: { query: { after: pageParam, limit: 20 } } })),
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (last) => last.next ?? undefined,
});

export function CompanyRooms() {
  const { t } = useTranslation();
  const { person } = useSession();
  const list = useInfiniteQuery(companyRooms);
  const rooms = list.data?.pages.flatMap((page) => page.items) ?? [];
  const [open, setOpen] = useState<{ id: string; what: "people" | "export" } | null>(null);
  const shown = rooms.find((room) => room.id === open?.id);
  const name = (room: (typeof rooms)[number]) => room.title ?? t("kind.room");
  return (
    <Card title={t("admin.rooms")} flush>
      <p className={css.none}>{t("admin.rooms_text")}</p>
      {list.isPending && <Bones rows={3} />}
      {list.isError && <ErrorState error={list.error} retry={() => void list.refetch()} />}
      <ul className={css.list}>
        {rooms.map((room) => (
          <li key={room.id}>
            <span className={css.grow}>
              <strong>
                <bdi>{name(room)}</bdi>
              </strong>
              <span className={css.dim}>
                {room.about_kind && room.about_kind !== "room" ? `${word(t, "kind", room.about_kind)} · ` : ""}
                {room.listed ? t("admin.room_people", { total: room.people }) : t("admin.room_everybody")}
              </span>
            </span>
            {room.listed && (
              <Button size="compact-sm" variant="default" aria-label={`${t("room.tab_people")}: ${name(room)}`} onClick={() => setOpen({ id: room.id, what: "people" })}>
                {t("room.tab_people")}
              </Button>
            )}
            {(!room.listed || room.inside.includes(person.id)) && (
              <Button size="compact-sm" variant="default" aria-label={`${t("room.export")}: ${name(room)}`} onClick={() => setOpen({ id: room.id, what: "export" })}>
                {t("room.export")}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {list.hasNextPage && (
        <div className={css.inline}>
          <Button variant="subtle" size="compact-sm" loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
            {t("common.older")}
          </Button>
        </div>
      )}
      {shown && open?.what === "people" && <Doorkeeper id={shown.id} title={name(shown)} inside={shown.inside} onClose={() => setOpen(null)} />}
      {shown && open?.what === "export" && (
        <Suspense fallback={null}>
          <ExportDialog room={shown.id} title={name(shown)} onClose={() => setOpen(null)} />
        </Suspense>
      )}
    </Card>
  );
}

/** Lets people in and out without being in the room oneself. */
function Doorkeeper({ id, title, inside, onClose }: { id: string; title: string; inside: string[]; onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const people = useQuery(members);
  const change = useMutation({
    mutationFn: ({ person, on }: { person: string; on: boolean }) => putPerson(id, person, on),
    onSuccess: () => Promise.all([client.invalidateQueries({ queryKey: ["company", "rooms"] }), client.invalidateQueries({ queryKey: ["rooms"] }), client.invalidateQueries({ queryKey: ["room", id] })]),
    onError: complain,
  });
  return (
    <Dialog onClose={onClose} title={t("admin.room_people_of", { room: title })}>
      {people.isPending && <Bones rows={4} />}
      {people.isError && <ErrorState error={people.error} retry={() => void people.refetch()} />}
      <ul className={css.list}>
        {people.data?.map((member) => {
          const isIn = inside.includes(member.person_id);
          return (
            <li key={member.person_id}>
              <Avatar name={member.name} size={26} />
              <span className={css.grow}>
                <bdi>{member.name}</bdi>
              </span>
              <Button
                size="compact-xs"
                variant={isIn ? "default" : "light"}
                disabled={change.isPending}
                aria-label={`${isIn ? t("room.take_person_out") : t("room.let_in")}: ${member.name}`}
                onClick={() => change.mutate({ person: member.person_id, on: !isIn })}
              >
                {isIn ? t("room.take_person_out") : t("room.let_in")}
              </Button>
            </li>
          );
        })}
      </ul>
    </Dialog>
  );
}
