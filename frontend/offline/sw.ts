/// <reference lib="webworker" />
/** The one service worker: a few pages without a network, and sending what waits when the network is back. */
import { queue, SYNC } from "./here.ts";
import { fate, refuses, same, type Owner } from "./kept.ts";
import { pages, type Page } from "./pages.ts";
import type { Given } from "./queue.ts";

declare const VERSION: string; // of the build; a new one makes new caches
declare const self: ServiceWorkerGlobalScope;

const OPEN = `open-${VERSION}`; // pages for anyone, and static files
const MINE = "mine"; // blank forms of whoever is signed in
const LOOK = "look"; // the theme, for pages from a cache
const HOUR = 60 * 60 * 1000;
const BROKEN = [502, 503, 504];
const CHANGED = "/changed"; // a form was sent: what is kept may be of before

self.addEventListener("install", (event) => {
  void self.skipWaiting();
  event.waitUntil(fill(pages.filter((page) => page.who === "anyone"), OPEN, null));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys()) if (![OPEN, MINE, LOOK].includes(name)) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === "POST" && request.mode === "navigate") return sent(event, request, url);
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(open(request, url));
  else if (isStatic(url)) event.respondWith(file(request));
});

self.addEventListener("message", (event) => {
  const said = event.data as { type: string; owner?: Owner | null; nobody?: boolean; shared?: boolean; theme?: string; item?: Given };
  if (said.type === "keep" && said.item) event.waitUntil(keep(said.item));
  if (said.type === "theme") event.waitUntil(look(said.theme ?? ""));
  if (said.type === "page") event.waitUntil(Promise.all([look(said.theme ?? ""), refresh(said.owner ?? null, said.shared === true || said.nobody === true)]));
});

self.addEventListener("sync", ((event: ExtendableEvent & { tag: string }) => {
  if (event.tag !== SYNC) return;
  event.waitUntil(
    queue.flush().then((outcome) => {
      // A rejected sync is tried again by the browser. A missing sign-in is not mended by trying.
      if (outcome === "offline" || outcome === "busy") throw new Error(outcome);
    }),
  );
}) as EventListener);

/** What a page gave away in its last moment: kept, and sent now or when the network is back. */
async function keep(item: Given): Promise<void> {
  await queue.save(item);
  const outcome = await queue.flush();
  const { sync } = self.registration as ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } };
  if (outcome === "offline" || outcome === "busy") await sync?.register(SYNC).catch(() => undefined);
}

const isStatic = (url: URL): boolean => url.pathname.startsWith("/static/") || url.pathname === "/manifest.webmanifest";

/** A form as browsers send it. What it changes may be on a kept page; without an answer the page stays, with all that was written. */
function sent(event: FetchEvent, request: Request, url: URL): void {
  event.waitUntil(caches.has(MINE).then(async (kept) => kept && (await caches.open(LOOK)).put(CHANGED, new Response())));
  // A file goes past the worker: it may be large.
  if (request.headers.get("content-type")?.startsWith("multipart/")) return;
  event.respondWith(
    fetch(request).catch(async () => {
      for (const client of await self.clients.matchAll({ type: "window" })) client.postMessage({ type: "not-sent", to: url.pathname });
      return new Response(null, { status: 204 });
    }),
  );
}

/** A file from the cache by its full address (it names the content); the network for anything else. */
async function file(request: Request): Promise<Response> {
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept) return kept;
  return fetch(request).catch(async () => (await caches.match(request, { ignoreVary: true, ignoreSearch: true })) ?? Response.error());
}

/** A page from the network; when that is slow, broken or not there, the kept one. */
async function open(request: Request, url: URL): Promise<Response> {
  const find = (page: Page | undefined) => (page ? caches.match(page.path, { ignoreVary: true }) : undefined);
  const page = pages.find(({ opens, like }) => opens.includes(url.pathname) || like?.test(url.pathname));
  const network = fetch(request);
  // However late it says so: what is not open to her any more is not kept either.
  network.then((answer) => (page?.who === "signed-in" && refuses(answer.status) ? drop(page) : undefined)).catch(() => undefined);
  const own = await find(page);
  const kept = own ?? (await find(pages.find(({ opens }) => opens.length === 0)));
  if (!kept) return network;
  const late = new Promise<null>((resolve) => own && page && setTimeout(resolve, page.patience, null));
  const answer = await Promise.race([network, late]).catch(() => null);
  return answer && !(own && BROKEN.includes(answer.status)) ? answer : themed(kept);
}

const drop = async (page: Page): Promise<boolean> => (await caches.open(MINE)).delete(page.path);

/** Fetch pages and every static file they name into `cache`. What cannot be fetched keeps its older copy; what is refused goes. */
async function fill(rows: Page[], name: string, owner: Owner | null): Promise<void> {
  const cache = await caches.open(name);
  await Promise.allSettled(
    rows.map(async (page) => {
      const credentials = page.who === "anyone" ? "omit" : "same-origin";
      const answer = await fetch(page.path, { credentials, cache: "no-store" });
      const text = await answer.clone().text();
      const becomes = owner ? fate(answer, text, owner) : answer.ok && !answer.redirected ? "keep" : "stay";
      if (becomes === "drop") await cache.delete(page.path);
      if (becomes !== "keep") return;
      await files(text, new URL(page.path, self.location.origin), "page");
      await cache.put(page.path, answer);
    }),
  );
}

const NAMED = {
  page: /(?:href|src)="([^"#]+)/g,
  css: /url\(["']?([^"'#)]+)/g,
  js: /(?:from|import)\s*["']([^"']+)/g,
};

/** Keep the static files that `text` (a page, a style sheet or a script at `base`) names, and those that they name. */
async function files(text: string, base: URL, kind: keyof typeof NAMED): Promise<void> {
  const cache = await caches.open(OPEN);
  const found = [...text.matchAll(NAMED[kind])].map((match) => new URL(match[1]!.replaceAll("&amp;", "&"), base));
  await Promise.allSettled(
    found.filter((url) => url.origin === self.location.origin && isStatic(url)).map(async (url) => {
      if (await cache.match(url.href, { ignoreVary: true })) return;
      const answer = await fetch(url.href, { credentials: "omit" });
      if (!answer.ok) return;
      await cache.put(url.href, answer.clone());
      const more = /\.(css|js)$/.exec(url.pathname)?.[1] as "css" | "js" | undefined;
      if (more) await files(await answer.text(), url, more);
    }),
  );
}

interface Refreshed {
  owner: Owner | null;
  version: string;
  at: number;
}

/**
 * After a page was opened: keep the pages of this list fresh, and the forms of one account, one diary and one leave only:
 * when that leave ends or changes they go before anything else. A page without an account says nothing about who is signed
 * in (the safety pages never know). `none`: nothing may stay, as others use the device or no diary is open to this login.
 */
async function refresh(owner: Owner | null, none: boolean): Promise<void> {
  const look = await caches.open(LOOK);
  const before = await look.match("/refreshed").then((answer) => answer?.json() as Promise<Refreshed> | undefined);
  const known = !owner || same(before?.owner, owner);
  if (none || !known) await caches.delete(MINE);
  const changed = await look.delete(CHANGED);
  if (known && before?.version === VERSION && Date.now() - before.at < HOUR && (await complete(owner))) {
    if (owner && changed) await fill(pages.filter((page) => page.who === "signed-in" && !page.same), MINE, owner);
    return;
  }
  await fill(pages.filter((page) => page.who === "anyone"), OPEN, null);
  if (owner) await fill(pages.filter((page) => page.who === "signed-in"), MINE, owner);
  await look.put("/refreshed", Response.json({ owner: owner ?? before?.owner ?? null, version: VERSION, at: Date.now() } satisfies Refreshed));
}

async function complete(owner: Owner | null): Promise<boolean> {
  const due = pages.filter((page) => owner || page.who === "anyone");
  return (await Promise.all(due.map((page) => caches.match(page.path, { ignoreVary: true })))).every(Boolean);
}

// One after the other, and read after the last: two themes told in one moment keep their order.
let looked: Promise<void> = Promise.resolve();
const look = (theme: string): Promise<void> =>
  (looked = looked.catch(() => {}).then(async () => (await caches.open(LOOK)).put("/theme", new Response(theme))));

/** A kept page in the theme of now, so that nothing flashes. */
async function themed(kept: Response): Promise<Response> {
  await looked.catch(() => {});
  const theme = (await (await (await caches.open(LOOK)).match("/theme"))?.text()) ?? "";
  const text = await kept.text();
  // A page with a theme of its own (flare mode is always quiet) keeps it.
  if (/<html\b[^>]*\bdata-own-theme\b/.test(text)) return new Response(text, { status: kept.status, headers: kept.headers });
  const put = /^(light|dark|quiet)$/.test(theme) ? ` data-theme="${theme}"` : "";
  const page = text.replace(/<html\b[^>]*>/, (tag) => tag.replace(/ data-theme="\w*"/, "").replace(/>$/, `${put}>`));
  return new Response(page, { status: kept.status, headers: kept.headers });
}
