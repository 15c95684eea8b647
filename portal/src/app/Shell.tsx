// The frame around every screen: rail and top line on a desk, top line and bottom bar on a phone.
import { useDisclosure, useLocalStorage } from "@mantine/hooks";
import { IconBell, IconDots, IconHelp, IconLayoutSidebarLeftCollapse, IconLayoutSidebarLeftExpand, IconSearch, IconSelector } from "@tabler/icons-react";
import { lazy, Suspense, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Link, useLocation } from "wouter";
import { usePopups } from "../features/notifications/usePopups";
import { useConnection } from "../live/LiveProvider";
import { usePhone } from "../lib/hooks";
import { Avatar } from "../ui/Avatar";
import { Mark } from "../ui/Mark";
import { menuButton } from "../ui/MenuButton";
import menus from "./Menus.module.css";
import { useKey } from "./keys";
import { isAt, kindAt, kindIcons, places } from "./nav";
import { useMarks, type Mark as Marked } from "./marks";
import { useSession } from "./session";
import css from "./Shell.module.css";

const AccountButton = menuButton(() => import("./UserMenu"));
const CompanyButton = menuButton(() => import("./CompanySwitcher"));
const Palette = lazy(() => import("./Palette"));
const More = lazy(() => import("./More"));
const Help = lazy(() => import("./Help"));
const Notices = lazy(() => import("../features/notifications/Notices"));
const RoomsBadge = lazy(() => import("../features/rooms/Badge"));
const RoomsLive = lazy(() => import("../features/rooms/RoomsLive"));

export function Shell({ children }: { children: ReactNode }) {
  const phone = usePhone();
  const { t } = useTranslation();
  const [location] = useLocation();
  const { unread, company, companies, person } = useSession();
  const [help, helpSwitch] = useDisclosure(false);
  const [more, moreSwitch] = useDisclosure(false);
  const [bell, bellSwitch] = useDisclosure(false);
  const [narrow, setNarrow] = useLocalStorage({ key: "hansa.rail", defaultValue: false, getInitialValueInEffect: false });
  const [palette, setPalette] = useState<{ open: boolean; loaded: boolean }>({ open: false, loaded: false });
  const openPalette = () => setPalette({ open: true, loaded: true });
  const switchRail = () => setNarrow((now) => !now);

  usePopups();
  useKey("?", helpSwitch.open);
  useKey("n", bellSwitch.toggle);
  useKey("[", switchRail);

  const bellButton = (
    <button type="button" className={css.icon} title={t("nav.notifications")} aria-label={t("nav.notifications_count", { count: unread })} aria-expanded={bell} onClick={bellSwitch.toggle}>
      <IconBell size={19} stroke={1.7} aria-hidden />
      {unread > 0 && <span aria-hidden>{unread > 99 ? "99+" : unread}</span>}
    </button>
  );

  const name = (
    <>
      <Avatar name={company.name} size={22} square />
      <span className={menus.name} dir="auto">{company.name}</span>
    </>
  );

  return (
    <div className={css.shell} data-narrow={(narrow && !phone) || undefined}>
      <a className={css.skip} href="#content">
        {t("nav.skip")}
      </a>
      <header className={css.top}>
        <Link href="/" className={css.brand} aria-label={`Hansa: ${t("nav.home")}`}>
          <Mark size={26} />
          {!phone && <span>Hansa</span>}
        </Link>
        {companies.length < 2 ? (
          <div className={menus.company}>{name}</div>
        ) : (
          <CompanyButton className={menus.company} label={t("nav.acting_as", { company: company.name })}>
            {name}
            <IconSelector size={15} stroke={1.8} aria-hidden />
          </CompanyButton>
        )}
        <button type="button" className={css.search} onClick={openPalette} aria-label={t("nav.search")}>
          <IconSearch size={16} stroke={1.8} />
          <span>{t("nav.search")}</span>
          <kbd data-keys="Ctrl K" aria-hidden />
        </button>
        <div className={css.right}>
          <LiveDot />
          {bellButton}
          {!phone && (
            <button type="button" className={css.icon} title={t("nav.help")} aria-label={t("nav.help")} onClick={helpSwitch.open}>
              <IconHelp size={19} stroke={1.7} aria-hidden />
            </button>
          )}
          {!phone && (
            <AccountButton className={menus.user} label={t("nav.account_of", { name: person.name })}>
              <Avatar name={person.name} size={28} />
            </AccountButton>
          )}
        </div>
      </header>

      {!phone && (
        <nav className={css.rail} aria-label={t("nav.main")}>
          <div className={css.places}>
            {places.map((group) => (
              <ul key={group[0]!.id}>
                {group.map((place) => (
                  <li key={place.id}>
                    <Link href={place.href} className={css.place} title={narrow ? t(`nav.${place.id}`) : undefined} aria-current={isAt(location, place.href) ? "page" : undefined}>
                      <place.icon size={18} stroke={1.7} aria-hidden />
                      <span>{t(`nav.${place.id}`)}</span>
                      {place.id === "rooms" && <Suspense fallback={null}><RoomsBadge /></Suspense>}
                      <kbd aria-hidden>G {place.key.toUpperCase()}</kbd>
                    </Link>
                  </li>
                ))}
              </ul>
            ))}
            {!narrow && <MarkedRecords />}
          </div>
          <button type="button" className={css.fold} onClick={switchRail} aria-expanded={!narrow} title={narrow ? t("nav.unfold") : undefined}>
            {narrow ? <IconLayoutSidebarLeftExpand size={18} stroke={1.7} aria-hidden /> : <IconLayoutSidebarLeftCollapse size={18} stroke={1.7} aria-hidden />}
            <span>{narrow ? t("nav.unfold") : t("nav.fold")}</span>
            <kbd aria-hidden>[</kbd>
          </button>
        </nav>
      )}

      <main id="content" className={css.content} tabIndex={-1}>
        {children}
      </main>

      {phone && (
        <nav className={css.bar} aria-label={t("nav.main")}>
          {places.flat().filter((place) => place.bar).map((place) => (
            <Link key={place.id} href={place.href} aria-current={isAt(location, place.href) ? "page" : undefined}>
              <place.icon size={22} stroke={1.7} aria-hidden />
              <span>{t(`nav.${place.id}`)}</span>
              {place.id === "rooms" && <Suspense fallback={null}><RoomsBadge /></Suspense>}
            </Link>
          ))}
          <button type="button" onClick={moreSwitch.open} aria-expanded={more}>
            <IconDots size={22} stroke={1.7} aria-hidden />
            <span>{t("nav.more")}</span>
          </button>
        </nav>
      )}

      {places.flat().map((place) => (
        <GoKey key={place.id} letter={place.key} href={place.href} />
      ))}
      <PaletteKeys open={openPalette} />
      <Suspense fallback={null}>
        <RoomsLive />
        {palette.loaded && (
          <Palette
            opened={palette.open}
            onClose={() => setPalette({ open: false, loaded: true })}
            shell={{ help: helpSwitch.open, notifications: bellSwitch.open, rail: phone ? null : switchRail }}
          />
        )}
        {more && <More onClose={moreSwitch.close} />}
        {help && <Help onClose={helpSwitch.close} />}
        {bell && <Notices onClose={bellSwitch.close} />}
      </Suspense>
    </div>
  );
}

/** Favourites and what was open last. */
function MarkedRecords() {
  const { t } = useTranslation();
  const [location] = useLocation();
  const { marks } = useMarks();
  const recent = marks.recent.filter((mark) => !marks.favourites.some((other) => other.href === mark.href)).slice(0, 6);
  return (
    <>
      <MarkedList title={t("nav.favourites")} marks={marks.favourites} at={location} />
      <MarkedList title={t("nav.recent")} marks={recent} at={location} />
    </>
  );
}

function MarkedList({ title, marks, at }: { title: string; marks: Marked[]; at: string }) {
  if (marks.length === 0) return null;
  return (
    <section aria-label={title} className={css.marked}>
      <h2>{title}</h2>
      <ul>
        {marks.map((mark) => {
          const MarkIcon = kindIcons[kindAt(mark.href.replace(/\?.*$/, "")) ?? ""] ?? IconSearch;
          return (
            <li key={mark.href}>
              <Link href={mark.href} className={css.place} title={mark.title} aria-current={at === mark.href ? "page" : undefined}>
                <MarkIcon size={15} stroke={1.7} aria-hidden />
                <span dir="auto">{mark.title}</span>
              </Link>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function GoKey({ letter, href }: { letter: string; href: string }) {
  const [, navigate] = useLocation();
  useKey(`g ${letter}`, () => navigate(href));
  return null;
}

function PaletteKeys({ open }: { open: () => void }) {
  useKey("/", open);
  useKey("mod k", open);
  return null;
}

function LiveDot() {
  const { t } = useTranslation();
  const connection = useConnection();
  const state = connection === "open" ? "open" : connection === "connecting" ? "connecting" : "offline";
  return (
    <span className={css.live} data-state={state} role="status" title={t(`live.${state}`)} aria-label={t(`live.${state}`)}>
      <span aria-hidden />
      {state === "offline" && <em>{t("live.offline_short")}</em>}
    </span>
  );
}
