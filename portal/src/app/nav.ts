// The places of the portal: where they are, how they are called, and which key goes there.
import {
  IconAddressBook,
  IconAffiliate,
  IconBuilding,
  IconFileCode,
  IconHome2,
  IconPackage,
  IconSettings,
  IconTargetArrow,
  IconTruckDelivery,
  type Icon,
} from "@tabler/icons-react";
import type { Kind } from "../api/types";

export interface Place {
  id: string;
  href: string;
  key: string;
  icon: Icon;
  /** On the bottom bar of a phone; the others stand behind "More". */
  bar?: boolean;
}

export const places: Place[][] = [
  [
    { id: "home", href: "/", key: "h", icon: IconHome2, bar: true },
    { id: "leads", href: "/leads", key: "l", icon: IconTargetArrow, bar: true },
    { id: "orders", href: "/orders", key: "o", icon: IconTruckDelivery, bar: true },
    { id: "documents", href: "/documents", key: "d", icon: IconFileCode },
  ],
  [
    { id: "partners", href: "/partners", key: "p", icon: IconAffiliate, bar: true },
    { id: "accounts", href: "/accounts", key: "a", icon: IconBuilding },
    { id: "contacts", href: "/contacts", key: "t", icon: IconAddressBook },
    { id: "products", href: "/products", key: "u", icon: IconPackage },
  ],
  [{ id: "admin", href: "/admin", key: "s", icon: IconSettings }],
];

export function isAt(location: string, href: string): boolean {
  return href === "/" ? location === "/" : location === href || location.startsWith(`${href}/`);
}

/** Where a record of that kind is read; kinds without a page of their own open their list. */
export function recordHref(kind: Kind | string, id: string): string {
  if (kind === "lead") return `/leads/${id}`;
  if (kind === "order") return `/orders/${id}`;
  if (kind === "document") return `/documents/${id}`;
  if (kind === "partnership") return "/partners";
  return `/${kind}s?open=${id}`;
}
