// Who is logged in, for which company, and what that role may do.
import { useQuery } from "@tanstack/react-query";
import { createContext, use, type ReactNode } from "react";
import { me } from "../api/queries";
import type { Me, Role } from "../api/types";

const Session = createContext<Me | null>(null);

const ranks: Role[] = ["viewer", "member", "manager", "admin"];

export function SessionProvider({ value, children }: { value: Me; children: ReactNode }) {
  return <Session value={value}>{children}</Session>;
}

export function useSession(): Me {
  const session = use(Session);
  if (!session) throw new Error("no session here");
  return session;
}

/** Nobody, on the public screens. */
export function useMaybeSession(): Me | null {
  return use(Session);
}

export function useMay(least: Role): boolean {
  return ranks.indexOf(useSession().role as Role) >= ranks.indexOf(least);
}

export function useMe() {
  return useQuery(me);
}
