/** Seals what waits on this device with a key that no script can read out. */
import type { Sealed } from "./store.ts";

/** Turns a value into something unreadable and back; `bound` must be the same both times. */
export interface Box {
  seal(value: unknown, bound: string): Promise<Sealed>;
  open(sealed: Sealed, bound: string): Promise<unknown>;
}

/** AES-GCM, 256 bits, a new nonce each time. `key` is asked for at each use: it may have been erased at sign-out. */
export function sealedBox(key: () => Promise<CryptoKey>): Box {
  const bytes = (text: string) => new TextEncoder().encode(text);
  return {
    async seal(value, bound) {
      const iv = crypto.getRandomValues(new Uint8Array(12));
      const way = { name: "AES-GCM", iv, additionalData: bytes(bound) };
      return { iv, data: await crypto.subtle.encrypt(way, await key(), bytes(JSON.stringify(value))) };
    },
    async open({ iv, data }, bound) {
      const way = { name: "AES-GCM", iv: iv as Uint8Array<ArrayBuffer>, additionalData: bytes(bound) };
      return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(way, await key(), data as ArrayBuffer)));
    },
  };
}

/** For a page whose browser keeps nothing: it lies in memory only, so there is nothing to seal. */
export const openBox: Box = {
  seal: (value) => Promise.resolve({ iv: new Uint8Array(), data: structuredClone(value) }),
  open: ({ data }) => Promise.resolve(structuredClone(data)),
};
