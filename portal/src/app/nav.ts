// The places of the portal: where they are, how they are called, and which key goes there.
import {
  IconAddressBook,
  IconAffiliate,
  IconBuilding,
  IconCalendar,
  IconChartBar,
  IconChecklist,
  IconFileCode,
  IconFileImport,
  IconHome2,
  IconMessages,
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
    { id: "rooms", href: "/rooms", key: "r", icon: IconMessages, bar: true },
    { id: "orders", href: "/orders", key: "o", icon: IconTruckDelivery, bar: true },
    { id: "documents", href: "/documents", key: "d", icon: IconFileCode },
  ],
  [
    { id: "tasks", href: "/tasks", key: "k", icon: IconChecklist },
    { id: "calendar", href: "/calendar", key: "c", icon: IconCalendar },
    { id: "reports", href: "/reports", key: "e", icon: IconChartBar },
  ],
  [
    { id: "partners", href: "/partners", key: "p", icon: IconAffiliate },
    { id: "accounts", href: "/accounts", key: "a", icon: IconBuilding },
    { id: "contacts", href: "/contacts", key: "t", icon: IconAddressBook },
    { id: "products", href: "/products", key: "u", icon: IconPackage },
  ],
  [
    { id: "import", href: "/import", key: "i", icon: IconFileImport },
    { id: "admin", href: "/admin", key: "s", icon: IconSettings },
  ],
];

/** The picture of a kind of record. */
export const kindIcons: Record<string, Icon> = {
  lead: IconTargetArrow,
  order: IconTruckDelivery,
  document: IconFileCode,
  account: IconBuilding,
  contact: IconAddressBook,
  product: IconPackage,
  partnership: IconAffiliate,
  room: IconMessages,
  task: IconChecklist,
};

export function isAt(location: string, href: string): boolean {
  return href === "/" ? location === "/" : location === href || location.startsWith(`${href}/`);
}

/** Where a record of that kind is read. */
export function recordHref(kind: Kind | string, id: string): string {
  if (kind === "partnership") return `/partners/${id}`;
  if (kind === "task") return `/tasks?open=${id}`;
  return `/${kind}s/${id}`;
}

/** The kind of record an address opens, if it opens one. */
export function kindAt(path: string): string | null {
  const found = /^\/(lead|order|document|account|contact|product|room|partner)s\/[^/]+$/.exec(path)?.[1];
  return found === "partner" ? "partnership" : (found ?? null);
}
