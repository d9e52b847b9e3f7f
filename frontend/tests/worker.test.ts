/** The service worker as it stands, with a made-up browser around it: what it keeps of a diary ends with the leave to see it. */
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import "fake-indexeddb/auto";

const HOST = "http://localhost";
const SECRET = "kit of a kingfisher";
type Heard = (event: { data?: unknown; request?: Request; waitUntil(work: Promise<unknown>): void; respondWith(answer: Promise<Response>): void }) => void;

/** One cache by full address, as far as the worker uses it. */
class Kept {
  rows = new Map<string, Response>();
  match = async (wanted: string | Request) => this.rows.get(at(wanted))?.clone();
  put = async (wanted: string | Request, answer: Response) => void this.rows.set(at(wanted), answer.clone());
  delete = async (wanted: string | Request) => this.rows.delete(at(wanted));
  keys = async () => [...this.rows.keys()].map((url) => new Request(url));
}

const at = (wanted: string | Request) => new URL(typeof wanted === "string" ? wanted : wanted.url, HOST).href;

const shelf = new Map<string, Kept>();
const fakeCaches = {
  open: async (name: string) => shelf.get(name) ?? (shelf.set(name, new Kept()), shelf.get(name)!),
  has: async (name: string) => shelf.has(name),
  delete: async (name: string) => shelf.delete(name),
  keys: async () => [...shelf.keys()],
  match: async (wanted: string | Request) => {
    for (const one of shelf.values()) if (one.rows.has(at(wanted))) return one.match(wanted);
    return undefined;
  },
};

/** The server: who is signed in, which diary is open to him, and what of it. `null` = his sign-in has run out. */
let told: { account: string; person: string; leave: string } | null;
let refused: number;
let reachable: boolean;

function answer(path: string): Response {
  const open = told?.person ? ` data-person="${told.person}" data-leave="${told.leave}"` : "";
  const page = told ? `<html><body data-account="${told.account}"${open}>${path === "/offline/flare" ? SECRET : ""}` : "<html><body>";
  if (path.endsWith("/flare") && refused) return new Response("not found", { status: refused });
  return new Response(page);
}

const heard: Record<string, Heard> = {};
// Nothing of the worker holds the test open.
Object.assign(globalThis, {
  BroadcastChannel: undefined,
  VERSION: "1", caches: fakeCaches,
  self: {
    addEventListener: (name: string, listen: Heard) => (heard[name] = listen),
    skipWaiting: async () => undefined, clients: { claim: async () => undefined, matchAll: async () => [] }, location: { origin: HOST },
    registration: {},
  },
  fetch: async (wanted: string | Request) => {
    if (!reachable) throw new TypeError("offline");
    const url = new URL(at(wanted));
    const given = told === null && url.pathname.startsWith("/offline/") ? new Response("sign in") : answer(url.pathname);
    Object.defineProperty(given, "url", { value: told === null ? `${HOST}/accounts/login/` : url.href });
    Object.defineProperty(given, "redirected", { value: told === null });
    return given;
  },
});
await import("../offline/sw.ts");

async function hear(name: string, event: object): Promise<Response | undefined> {
  const work: Promise<unknown>[] = [];
  let given: Promise<Response> | undefined;
  heard[name]!({ waitUntil: (one: Promise<unknown>) => work.push(one), respondWith: (one: Promise<Response>) => (given = one), ...event } as never);
  await Promise.all(work);
  return given;
}

/** A page of ours was opened: it says whose it is. */
const opened = (more: object = {}) => hear("message", { data: { type: "page", owner: told?.person ? told : null, theme: "", ...more } });
const kept = async () => (await fakeCaches.match("/offline/flare"))?.text();
const secret = async () => (await kept())?.includes(SECRET) === true;
const request = (path: string) => ({ url: HOST + path, method: "GET", mode: "navigate", headers: new Headers() });

beforeEach(async () => {
  shelf.clear();
  told = { account: "a-1", person: "p-1", leave: "leads" };
  refused = 0;
  reachable = true;
  await opened();
  assert.ok(await secret(), "kept for the time without a network");
});

test("leave that became less takes what was kept away, within the same minute", async () => {
  told!.leave = "week";
  refused = 404;
  await opened();
  assert.equal(await kept(), undefined);
});

test("leave that ended takes it away: no diary is open to this login", async () => {
  told!.person = "";
  refused = 404;
  await opened({ nobody: true });
  assert.equal(await kept(), undefined);
});

test("a page that is refused when it is opened is not kept either, whatever was told before", async () => {
  refused = 404;
  assert.equal((await hear("fetch", { request: request("/flare") }))?.status, 404);
  await new Promise((done) => setTimeout(done));
  assert.equal(await kept(), undefined);
});

test("a sign-in that ran out keeps the blank pages: she can go on without a network", async () => {
  told = null;
  await hear("message", { data: { type: "page", owner: null, theme: "" } });
  assert.ok(await secret());
  reachable = false;
  const page = await hear("fetch", { request: request("/flare") });
  assert.ok((await page!.text()).includes(SECRET));
});

test("a shared device keeps nothing", async () => {
  await opened({ owner: null, shared: true });
  assert.equal(await kept(), undefined);
});
