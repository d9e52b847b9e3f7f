/** The page's side of the offline room: when to send, and saying what waits. */
import { theme } from "../islands/theme.ts";
import { button } from "../islands/island.ts";
import { counted, words } from "../words.ts";
import { lasting, onChange, queue, SYNC } from "./here.ts";
import type { Given, Outcome } from "./queue.ts";
import type { Item } from "./store.ts";

/** Who may keep things on this device: the signed-in account, unless others use the device too. */
export function keeper(): string | null {
  const { account, shared } = document.body.dataset;
  return shared === undefined && account ? account : null;
}

const SOONEST = 15_000, LATEST = 300_000;
let wait = SOONEST;
let signedOut = false;
let again: ReturnType<typeof setTimeout> | undefined;

/** Send what waits, now; and again by itself when that did not work. */
export async function send(): Promise<Outcome> {
  clearTimeout(again);
  const outcome = await queue.flush();
  signedOut = outcome === "signed-out";
  if (outcome === "done") wait = SOONEST;
  if (outcome === "offline" || outcome === "busy") {
    // Looked for only while something waits: an open page with nothing to send asks nothing.
    if ((await queue.list().catch(() => [])).some((item) => item.state === "waiting")) {
      again = setTimeout(() => document.visibilityState === "visible" && void send(), wait);
      wait = Math.min(wait * 2, LATEST);
      void askForSync();
    }
  }
  return outcome;
}

async function askForSync(): Promise<void> {
  try {
    const ready = (await navigator.serviceWorker?.ready) as (ServiceWorkerRegistration & { sync?: { register(tag: string): Promise<void> } }) | undefined;
    await ready?.sync?.register(SYNC);
  } catch {
    // Not in this browser, or not allowed: the next open page sends.
  }
}

/**
 * Keep an item on this device when the page may be gone in a moment. The worker outlives the page and sends it too; the page keeps it
 * as well, in case there is no worker yet. Kept twice it is still one item.
 */
export function hand(item: Given): void {
  navigator.serviceWorker?.controller?.postMessage({ type: "keep", item });
  void queue.save(item).catch(() => undefined);
}

/** Keys that a form on this page speaks for itself; the panel leaves them out. */
export const spokenFor = new Set<string>();

let drawn = "";

async function draw(panel: HTMLElement, account: string): Promise<void> {
  const mine = (await queue.list().catch(() => [])).filter((item) => item.account === account && !spokenFor.has(item.key));
  // Read out only when something changed.
  const now = [signedOut, ...mine.map((item) => `${item.version} ${item.state}`)].join();
  if (now === drawn) return;
  drawn = now;
  const waiting = mine.filter((item) => item.state === "waiting").length;
  const lines: HTMLElement[] = [];
  if (waiting > 0) lines.push(note(`${counted("waiting", waiting)} ${signedOut ? words("signIn") : ""}`));
  for (const item of mine) if (item.state === "attention") lines.push(await attention(item));
  panel.replaceChildren(...lines);
}

function note(text: string): HTMLElement {
  const box = document.createElement("div");
  box.className = "toast";
  const said = document.createElement("span");
  said.className = "grow";
  said.textContent = text;
  box.append(said);
  return box;
}

async function attention(item: Item): Promise<HTMLElement> {
  const content = await queue.open(item);
  const day = String(content?.body?.day || content?.body?.at || item.savedAt).slice(0, 10);
  const shown = new Date(`${day}T12:00`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "long" });
  const box = note(words(item.kind === "entry" ? "attention" : "notTaken", { day: shown }));
  box.className = "note";
  const said = box.firstElementChild!;
  for (const problem of content?.problems ?? []) {
    const line = document.createElement("small");
    line.textContent = problem.message;
    said.append(document.createElement("br"), line);
  }
  const row = document.createElement("span");
  row.className = "row wrap";
  if (content?.body && item.kind === "entry") {
    const open = document.createElement("a");
    open.className = "btn";
    open.href = `/#entry-${item.id}`;
    open.textContent = words("open");
    row.append(open);
  }
  row.append(
    button("btn", words("try"), () => void queue.again(item).then(send)),
    button("btn quiet", words("discard"), () => void queue.discard(item).then(() => content?.body && undo(item, content.body))),
  );
  said.append(document.createElement("br"), row);
  return box;
}

/** Discarding can be taken back as long as the page is open. */
function undo({ kind, id, account, savedAt }: Item, body: Record<string, unknown>): void {
  const gone = note(words("undone"));
  gone.setAttribute("role", "status");
  gone.append(button("btn quiet", words("undo"), () => {
    gone.remove();
    void queue.save({ kind, id, account, body, savedAt }).then(send);
  }));
  document.getElementById("queue")?.after(gone);
}

/** Start the offline room on this page. */
export function start(): void {
  const account = keeper();
  const { person, shared, leave = "" } = document.body.dataset;
  const owner = account && person ? { account, person, leave } : null;
  if (navigator.serviceWorker && isSecureContext) {
    void navigator.serviceWorker
      .register("/sw.js", { updateViaCache: "none" })
      .then(() => navigator.serviceWorker.ready)
      // The theme of this moment: it may have been switched while the worker was starting.
      .then((ready) => ready.active?.postMessage({
        type: "page", owner, nobody: account !== null && !owner, shared: shared !== undefined, theme: theme(),
      }))
      .catch(() => undefined);
  }
  if (!account) return;
  const panel = document.getElementById("queue");
  if (panel) {
    const redraw = () => void draw(panel, account);
    onChange(redraw);
    redraw();
  }
  const soon = () => {
    wait = SOONEST;
    if (document.visibilityState === "visible") void send().then(() => panel && draw(panel, account));
  };
  addEventListener("online", soon);
  document.addEventListener("visibilitychange", soon);
  soon();
  if (!lasting) {
    addEventListener("beforeunload", (event) => unsent > 0 && event.preventDefault());
    onChange(() => void queue.list().then((items) => (unsent = items.length)));
  }
}

let unsent = 0;
