// Ctrl+K: go to a place, start something new, or find a record.
import "@mantine/spotlight/styles.layer.css";
import { createSpotlight, Spotlight } from "@mantine/spotlight";
import { useQuery } from "@tanstack/react-query";
import { IconFileCode, IconPlus, IconSearch, IconTargetArrow, IconTruckDelivery, IconBuilding, IconAddressBook, IconPackage, IconAffiliate, type Icon } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { useLocation } from "wouter";
import { search } from "../api/queries";
import { useRested } from "../lib/hooks";
import { word } from "../lib/words";
import { places, recordHref } from "./nav";
import { useMay } from "./session";

const [store, actions] = createSpotlight();

const icons: Record<string, Icon> = {
  lead: IconTargetArrow,
  order: IconTruckDelivery,
  document: IconFileCode,
  account: IconBuilding,
  contact: IconAddressBook,
  product: IconPackage,
  partnership: IconAffiliate,
};

/** Where the words for the states of a kind stand. */
const groups: Record<string, string> = { lead: "stage", order: "order_state", partnership: "partnership_state", document: "delivery" };

const creations = [
  { id: "new_lead", href: "/leads?new=1" },
  { id: "invite_partner", href: "/partners?new=1" },
  { id: "new_account", href: "/accounts?new=1" },
  { id: "new_contact", href: "/contacts?new=1" },
  { id: "new_product", href: "/products?new=1" },
];

export default function Palette({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const { t } = useTranslation();
  const [, navigate] = useLocation();
  const mayWrite = useMay("member");
  const [typed, setTyped] = useState("");
  const q = useRested(typed, 180);
  const found = useQuery(search(q));
  useEffect(() => {
    if (opened) actions.open();
    else actions.close();
  }, [opened]);

  const matches = (text: string) => text.toLocaleLowerCase().includes(typed.trim().toLocaleLowerCase());
  const go = (href: string) => {
    onClose();
    navigate(href);
  };
  const stateWord = (kind: string, snippet: string) => (groups[kind] && /^[a-z_]+$/.test(snippet) ? word(t, groups[kind], snippet) : snippet);
  const goTo = places.flat().filter((place) => matches(t(`nav.${place.id}`)));
  const create = mayWrite ? creations.filter((item) => matches(t(`palette.${item.id}`))) : [];
  const hits = typed.trim().length > 1 ? (found.data ?? []) : [];

  return (
    <Spotlight.Root store={store} query={typed} onQueryChange={setTyped} onSpotlightClose={onClose} shortcut={null} clearQueryOnClose attributes={{ content: { "aria-label": t("nav.search") } }} maxHeight={440} scrollable>
      <Spotlight.Search placeholder={t("palette.placeholder")} leftSection={<IconSearch size={18} stroke={1.7} />} aria-label={t("nav.search")} />
      <Spotlight.ActionsList>
        {hits.length > 0 && (
          <Spotlight.ActionsGroup label={t("palette.records")}>
            {hits.map((hit) => {
              const HitIcon = icons[hit.kind] ?? IconSearch;
              return (
                <Spotlight.Action
                  key={hit.id}
                  label={hit.title}
                  description={[word(t, "kind", hit.kind), hit.snippet && stateWord(hit.kind, hit.snippet)].filter(Boolean).join(" · ")}
                  leftSection={<HitIcon size={18} stroke={1.6} />}
                  onClick={() => go(recordHref(hit.kind, hit.id))}
                />
              );
            })}
          </Spotlight.ActionsGroup>
        )}
        {goTo.length > 0 && (
          <Spotlight.ActionsGroup label={t("palette.go_to")}>
            {goTo.map((place) => (
              <Spotlight.Action key={place.id} label={t(`nav.${place.id}`)} leftSection={<place.icon size={18} stroke={1.6} />} onClick={() => go(place.href)} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {create.length > 0 && (
          <Spotlight.ActionsGroup label={t("palette.create")}>
            {create.map((item) => (
              <Spotlight.Action key={item.id} label={t(`palette.${item.id}`)} leftSection={<IconPlus size={18} stroke={1.6} />} onClick={() => go(item.href)} />
            ))}
          </Spotlight.ActionsGroup>
        )}
        {hits.length + goTo.length + create.length === 0 && <Spotlight.Empty>{found.isFetching ? t("common.loading") : t("palette.nothing")}</Spotlight.Empty>}
      </Spotlight.ActionsList>
    </Spotlight.Root>
  );
}
