// The portal's service worker: keeps the files of one build, so that the portal opens without a network. What the server
// answers under /api is never kept here: it belongs to a person and a company.
const version = "__VERSION__";
const files = ["__FILES__"];
const prefix = "hansa-files-";
const served = /^\/(api|live|t|edi|feeds|u|healthz|readyz|metrics)(\/|$)/;
const patience = 4000;

self.addEventListener("install", (event) => {
  event.waitUntil(
    (async () => {
      const cache = await caches.open(prefix + version);
      // One by one: a file that cannot be had today must not keep the others from being there.
      await Promise.all(files.map((file) => cache.add(new Request(file, { cache: "no-cache" })).catch(() => {})));
      if (!(await cache.match("/"))) throw new Error("the page itself could not be kept");
      await self.skipWaiting();
    })(),
  );
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      // The build before this one stays: pages that are open still ask for its parts.
      const mine = (await caches.keys()).filter((name) => name.startsWith(prefix) && name !== prefix + version);
      await Promise.all(mine.slice(0, -1).map((name) => caches.delete(name)));
      await self.clients.claim();
    })(),
  );
});

async function page(request) {
  const kept = async () => (await (await caches.open(prefix + version)).match("/")) ?? Response.error();
  let timer;
  const late = new Promise((resolve) => (timer = setTimeout(() => resolve(kept()), patience)));
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    return kept();
  } finally {
    clearTimeout(timer);
  }
}

async function part(request) {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  const answer = await fetch(request);
  // Names under /assets/ carry the hash of what is in them.
  if (answer.ok && new URL(request.url).pathname.startsWith("/assets/")) {
    const copy = answer.clone();
    void caches.open(prefix + version).then((cache) => cache.put(request, copy));
  }
  return answer;
}

self.addEventListener("message", (event) => {
  const urls = Array.isArray(event.data?.keep) ? event.data.keep : [];
  const own = urls.map((url) => new URL(url, self.location.origin)).filter((url) => url.origin === self.location.origin && url.pathname.startsWith("/assets/"));
  event.waitUntil(Promise.all(own.map((url) => part(new Request(url)).catch(() => {}))));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin || served.test(url.pathname) || url.pathname === "/sw.js") return;
  event.respondWith(request.mode === "navigate" ? page(request) : part(request));
});
