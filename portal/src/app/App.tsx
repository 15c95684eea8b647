// Decides between the public screens, the log-in and the portal itself.
import { useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useCallback, useEffect, useState } from "react";
import { Redirect, Route, Switch } from "wouter";
import { ApiError, whenSessionIsOver } from "../api/client";
import { me } from "../api/queries";
import { LiveProvider } from "../live/LiveProvider";
import { Bones, ErrorState, NotFound } from "../ui/States";
import { isLanguage, switchLanguage } from "./i18n";
import { listenToKeys } from "./keys";
import { useSchemeOf } from "./person";
import { SessionProvider, useMe } from "./session";
import { Shell } from "./Shell";
import { Splash } from "./Splash";

const Login = lazy(() => import("../features/session/Login"));
const Reset = lazy(() => import("../features/session/Reset"));
const Invite = lazy(() => import("../features/session/Invite"));
const GuestDoor = lazy(() => import("../features/guest/GuestDoor"));
const GuestShell = lazy(() => import("../features/guest/GuestShell"));
const GuestOver = lazy(async () => ({ default: (await import("../features/guest/GuestShell")).GuestOver }));
const Home = lazy(() => import("../features/home/Home"));
const Leads = lazy(() => import("../features/leads/Leads"));
const LeadRecord = lazy(() => import("../features/leads/LeadRecord"));
const Orders = lazy(() => import("../features/orders/Orders"));
const OrderRecord = lazy(() => import("../features/orders/OrderRecord"));
const Documents = lazy(() => import("../features/documents/Documents"));
const DocumentView = lazy(() => import("../features/documents/DocumentView"));
const Partners = lazy(() => import("../features/partners/Partners"));
const PartnerRecord = lazy(() => import("../features/partners/PartnerRecord"));
const Directory = lazy(() => import("../features/directory/Directory"));
const DirectoryRecord = lazy(() => import("../features/directory/DirectoryRecord"));
const Rooms = lazy(() => import("../features/rooms/Rooms"));
const Admin = lazy(() => import("../features/admin/Admin"));
const RecordJump = lazy(() => import("../features/record/RecordJump"));

const Tasks = lazy(() => import("../features/tasks/Tasks"));
const Calendar = lazy(() => import("../features/calendar/Calendar"));
const Import = lazy(() => import("../features/imports/Imports"));
const Reports = lazy(() => import("../features/reports/Reports"));

const directories = ["accounts", "contacts", "products"] as const;

export function App() {
  useEffect(listenToKeys, []);
  return (
    <Suspense fallback={<Splash />}>
      <Switch>
        <Route path="/reset/:token?" component={Reset} />
        <Route path="/invite/:token?" component={Invite} />
        <Route path="/guest/:token?" component={GuestDoor} />
        <Route component={Inside} />
      </Switch>
    </Suspense>
  );
}

function Inside() {
  const session = useMe();
  const client = useQueryClient();
  const language = session.data?.person.language;

  const [wasGuest, setWasGuest] = useState(false);
  const sessionOver = useCallback(() => {
    const was = client.getQueryData(me.queryKey);
    if (!was) return; // told already
    setWasGuest(was.role === "guest");
    void client.resetQueries({ queryKey: me.queryKey });
  }, [client]);
  useEffect(() => whenSessionIsOver(sessionOver), [sessionOver]);
  useEffect(() => {
    if (isLanguage(language)) void switchLanguage(language);
  }, [language]);
  useSchemeOf(session.data?.person);

  if (session.isPending) return <Splash />;
  if (session.isError) {
    if (session.error instanceof ApiError && session.error.status === 401) return wasGuest ? <GuestOver /> : <Login />;
    return <ErrorState error={session.error} retry={() => void session.refetch()} />;
  }
  return (
    <SessionProvider value={session.data}>
      <LiveProvider key={session.data.company.id} onSessionOver={sessionOver}>
        {session.data.role === "guest" ? (
          <GuestShell />
        ) : (
          <Shell>
            <Screens />
          </Shell>
        )}
      </LiveProvider>
    </SessionProvider>
  );
}

function Screens() {
  return (
    <Suspense fallback={<Bones rows={9} height={18} gap={20} />}>
      <Switch>
        <Route path="/" component={Home} />
        <Route path="/leads" component={Leads} />
        <Route path="/leads/:id">{({ id }) => <LeadRecord key={id} id={id} />}</Route>
        <Route path="/orders" component={Orders} />
        <Route path="/orders/:id">{({ id }) => <OrderRecord key={id} id={id} />}</Route>
        <Route path="/documents" component={Documents} />
        <Route path="/documents/:id">{({ id }) => <DocumentView key={id} id={id} />}</Route>
        <Route path="/rooms">
          <Rooms />
        </Route>
        <Route path="/rooms/:id">{({ id }) => <Rooms id={id} />}</Route>
        <Route path="/tasks">
          <Tasks />
        </Route>
        <Route path="/calendar">
          <Calendar />
        </Route>
        <Route path="/import">
          <Import />
        </Route>
        <Route path="/reports">
          <Reports />
        </Route>
        <Route path="/partners" component={Partners} />
        <Route path="/partners/:id">{({ id }) => <PartnerRecord key={id} id={id} />}</Route>
        {directories.map((name) => [
          <Route key={name} path={`/${name}`}>
            <Directory key={name} name={name} />
          </Route>,
          <Route key={`${name}/:id`} path={`/${name}/:id`}>
            {({ id }: { id: string }) => <DirectoryRecord key={id} name={name} id={id} />}
          </Route>,
        ])}
        <Route path="/records/:id">{({ id }) => <RecordJump id={id} />}</Route>
        <Route path="/admin/:tab?">{({ tab }) => <Admin tab={tab ?? "company"} />}</Route>
        <Route path="/login">
          <Redirect to="/" replace />
        </Route>
        <Route component={NotFound} />
      </Switch>
    </Suspense>
  );
}
