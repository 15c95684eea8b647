// A link that names only a record: finds out what it is and goes to its screen.
import { useQuery } from "@tanstack/react-query";
import { Redirect } from "wouter";
import { api, read } from "../../api/client";
import { recordHref } from "../../app/nav";
import { Bones, ErrorState } from "../../ui/States";

export default function RecordJump({ id }: { id: string }) {
  const found = useQuery({
    queryKey: ["record", id, "kind"],
    queryFn: () => read(api.GET("/api/records/{id}", { params: { path: { id } } })),
  });
  if (found.isPending) return <Bones />;
  if (found.isError) return <ErrorState error={found.error} />;
  return <Redirect to={recordHref(found.data.kind, id)} replace />;
}
