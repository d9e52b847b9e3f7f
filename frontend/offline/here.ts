/** The queue of this browser, the same for pages and for the service worker. */
import { openBox, sealedBox } from "./box.ts";
import { Queue, type Change } from "./queue.ts";
import { session } from "./session.ts";
import { DeviceStore, MemoryStore } from "./store.ts";

export const CHANNEL = "dialdown-queue";
export const SYNC = "dialdown-queue";

const listeners = new Set<(change: Change) => void>();
const channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(CHANNEL);
channel?.addEventListener("message", (event) => listeners.forEach((listen) => listen(event.data as Change)));

/** Hear of every change, whichever tab or worker made it. */
export function onChange(listen: (change: Change) => void): void {
  listeners.add(listen);
}

function tell(change: Change): void {
  channel?.postMessage(change);
  listeners.forEach((listen) => listen(change));
}

// A plain http address that is not this machine has neither; then what is unsent lives as long as the page.
const keeps = typeof indexedDB !== "undefined" && globalThis.crypto?.subtle !== undefined;

let running: Promise<unknown> = Promise.resolve();

function alone<T>(work: () => Promise<T>): Promise<T> {
  if (navigator.locks) return navigator.locks.request("dialdown-flush", work) as Promise<T>;
  // Without locks two tabs may both send: repeating a PUT changes nothing.
  const mine = running.then(work, work);
  running = mine.catch(() => undefined);
  return mine;
}

const device = new DeviceStore();
const send: typeof fetch = (address, options) => fetch(address, options);
const around = { session, send, alone, tell };

/** True when what is saved outlives this page. */
export const lasting = keeps;
export const queue = new Queue(
  keeps ? { ...around, store: device, box: sealedBox(device.key) } : { ...around, store: new MemoryStore(), box: openBox },
);
