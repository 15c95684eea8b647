// Starts the portal: styles, language, then the app.
import "./app/global.css";
import "./app/mantine";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense, useSyncExternalStore } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/client";
import { App } from "./app/App";
import { startI18n } from "./app/i18n";
import { theme, variables } from "./app/theme";
import { keep, registerWorker } from "./offline/keep";
import { OfflineNote } from "./offline/OfflineNote";
import { hasSaid, watchSaid } from "./ui/toast";

const Toasts = lazy(() => import("./ui/Toasts"));

const client = new QueryClient({
  defaultOptions: {
    queries: {
      retry: (failures, error) => failures < 2 && !(error instanceof ApiError && error.status >= 400 && error.status < 500),
      refetchOnWindowFocus: false,
      staleTime: 1000,
    },
  },
});

function ToastPlace() {
  const said = useSyncExternalStore(watchSaid, hasSaid);
  return said && <Suspense fallback={null}><Toasts /></Suspense>;
}

// Not at the top level: parts that are fetched later would wait for a module that waits for them.
async function start(): Promise<void> {
  await startI18n();

  createRoot(document.getElementById("root")!).render(
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <ToastPlace />
        <App />
        <OfflineNote />
      </QueryClientProvider>
    </MantineProvider>,
  );

  keep(client);
  registerWorker();
}

void start();
