// Starts the rooms' feed for the session and keeps it listening to the rooms of the list. Shows nothing.
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { useSession } from "../../app/session";
import { useLive } from "../../live/LiveProvider";
import { RoomFeed, setFeed, useFeed } from "./feed";
import { roomList } from "./queries";

export default function RoomsLive() {
  const client = useQueryClient();
  const socket = useLive();
  const { person, company, role } = useSession();
  const feed = useFeed();
  const rooms = useQuery(roomList);
  const { id, name } = person;
  const { id: companyId, name: companyName } = company;
  const guest = (role as string) === "guest";

  useEffect(() => {
    if (!socket) return;
    const made = new RoomFeed(client, socket, { person: id, name, company: companyId, companyName, guest });
    made.start();
    setFeed(made);
    return () => {
      made.stop();
      setFeed(null);
    };
  }, [client, socket, id, name, companyId, companyName, guest]);

  const list = rooms.data;
  useEffect(() => {
    if (feed && list) feed.sync(list);
  }, [feed, list]);
  return null;
}
