// Builds the portal into dist/. In development, /api, /live and the pages of the server are passed to HANSA_URL.
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";
import { findingTexts } from "./scripts/findings";
import { serviceWorker } from "./scripts/sw";

const server = process.env.HANSA_URL ?? "http://localhost:8080";
const passed = Object.fromEntries(["/api", "/live", "/t/"].map((path) => [path, { target: server, ws: path === "/live" }]));

// Every part that is fetched by itself costs the page time, however small it is. What every visit needs comes in one piece,
// the leads, which people open first, in another, and the small things that many screens share in a third.
const part = (name: string, priority: number, test: RegExp, more: { tags?: ["$initial"]; minShareCount?: number } = {}) => ({ name, priority, test, includeDependenciesRecursively: false, ...more });
const together = [
  part("base", 5, /^(?!.*\/src\/main\.tsx)/, { tags: ["$initial"] }),
  part("leads", 4, /\/leads\/(Board|Leads\.module|FilterChips|Search|announce|api|blocks|lastList|lines|moves|parts|selection|stages|store|view)\.|\/ui\/(GridWindow|useSearchField)\.|\/Icon(Bookmark|Filter|LayoutKanban|Table)\./),
  part("live", 4, /\/rooms\/(RoomsLive|Badge|feed|http|list|outbox|presence|queries|window)\./),
  part("common", 2, /node_modules\/(@tabler|@mantine\/hooks|@mantine\/core\/esm\/core)|@tanstack\/(query-core|react-query)|src\/(lib|app|api|live)\/|\/ui\/(Page|Pill|Avatar)\./, { minShareCount: 4 }),
];

export default defineConfig({
  plugins: [react(), serviceWorker(), findingTexts()],
  build: {
    target: "es2022",
    // Older CSS targets make lightningcss rewrite light-dark(), and colours vanish in both schemes.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: together } } },
    manifest: true,
  },
  server: { proxy: passed },
  preview: { proxy: passed },
  test: { environment: "happy-dom", include: ["test/unit/**/*.test.{ts,tsx}"] },
} as Parameters<typeof defineConfig>[0]);
