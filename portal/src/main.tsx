// Starts the portal: styles, language, then the app.
import "./app/global.css";
import "./app/mantine";
import { MantineProvider } from "@mantine/core";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { lazy, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { ApiError } from "./api/client";
import { App } from "./app/App";
import { startI18n } from "./app/i18n";
import { theme, variables } from "./app/theme";

const OfflineNote = lazy(() => import("./offline/OfflineNote"));
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

// Not at the top level: parts that are fetched later would wait for a module that waits for them.
async function start(): Promise<void> {
  const offline = import("./offline/keep");
  await startI18n();

  createRoot(document.getElementById("root")!).render(
    <MantineProvider theme={theme} cssVariablesResolver={variables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <Suspense fallback={null}>
          <Toasts />
        </Suspense>
        <App />
        <Suspense fallback={null}>
          <OfflineNote />
        </Suspense>
      </QueryClientProvider>
    </MantineProvider>,
  );

  const { keep, registerWorker } = await offline;
  keep(client);
  registerWorker();
}

void start();
