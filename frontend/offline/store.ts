/** Where waiting items lie. Each change is one step that either happened or did not. */

export interface Sealed {
  iv: Uint8Array;
  data: unknown;
}

export interface Item {
  /** `<kind>:<id>`: one item for each thing; a newer save takes the place of an older one. */
  key: string;
  kind: string;
  id: string;
  /** Who saved it; it is sent only while the same account is signed in. */
  account: string;
  op: "put" | "delete";
  /** Client instant, ISO with Z. */
  savedAt: string;
  /** Changes with each save, so that an acknowledgement removes exactly what was acknowledged. */
  version: string;
  /** True once it may have reached the server. */
  tried: boolean;
  state: "waiting" | "attention";
  sealed: Sealed;
}

export interface Store {
  list(): Promise<Item[]>;
  get(key: string): Promise<Item | undefined>;
  /** Keep `item`, unless a later save of the same thing is already there. Once tried stays tried. */
  put(item: Item): Promise<void>;
  /** Put `item` in the place of the same version; false when that is gone or was saved anew. */
  replace(item: Item): Promise<boolean>;
  /** Remove `key` at `version` (or, without a version, when it was never tried); false when it is something else by now. */
  remove(key: string, version: string | null): Promise<boolean>;
  clear(): Promise<void>;
}

const goes = (found: Item | undefined, version: string | null): boolean =>
  found !== undefined && (version === null ? !found.tried : found.version === version);

const placed = (item: Item, found: Item | undefined): Item | null =>
  found && found.savedAt > item.savedAt ? null : { ...item, tried: item.tried || found?.tried === true };

/** Keeps nothing beyond the page. */
export class MemoryStore implements Store {
  readonly items = new Map<string, Item>();
  list = async (): Promise<Item[]> => [...this.items.values()];
  get = async (key: string): Promise<Item | undefined> => this.items.get(key);
  clear = async (): Promise<void> => this.items.clear();

  async put(item: Item): Promise<void> {
    const next = placed(item, this.items.get(item.key));
    if (next) this.items.set(item.key, next);
  }

  async replace(item: Item): Promise<boolean> {
    if (!goes(this.items.get(item.key), item.version)) return false;
    this.items.set(item.key, item);
    return true;
  }

  async remove(key: string, version: string | null): Promise<boolean> {
    return goes(this.items.get(key), version) && this.items.delete(key);
  }
}

const DATABASE = "dialdown";
const ITEMS = "items", KEYS = "keys";

const answer = <T>(request: IDBRequest<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

/** Keeps items on the device. Opened for each step, so that clearing the site's data is never held up. */
export class DeviceStore implements Store {
  readonly name: string;
  constructor(name = DATABASE) {
    this.name = name;
  }

  async #open(): Promise<IDBDatabase> {
    const request = indexedDB.open(this.name, 1);
    request.onupgradeneeded = () => {
      request.result.createObjectStore(ITEMS, { keyPath: "key" });
      request.result.createObjectStore(KEYS);
    };
    return answer(request);
  }

  async #step<T>(stores: string[], mode: IDBTransactionMode, work: (tx: IDBTransaction) => Promise<T>): Promise<T> {
    const database = await this.#open();
    try {
      // "strict": an item counts as kept only when it is on the disk, not in a buffer a dead battery empties.
      const tx = database.transaction(stores, mode, { durability: "strict" });
      const settled = new Promise<void>((resolve, reject) => {
        tx.oncomplete = () => resolve();
        tx.onabort = tx.onerror = () => reject(tx.error ?? new Error("not kept"));
      });
      const result = await Promise.all([work(tx), settled]);
      return result[0];
    } finally {
      database.close();
    }
  }

  list = (): Promise<Item[]> => this.#step([ITEMS], "readonly", (tx) => answer(tx.objectStore(ITEMS).getAll() as IDBRequest<Item[]>));
  get = (key: string): Promise<Item | undefined> =>
    this.#step([ITEMS], "readonly", (tx) => answer(tx.objectStore(ITEMS).get(key) as IDBRequest<Item | undefined>));

  put(item: Item): Promise<void> {
    return this.#step([ITEMS], "readwrite", async (tx) => {
      const next = placed(item, await answer(tx.objectStore(ITEMS).get(item.key) as IDBRequest<Item | undefined>));
      if (next) await answer(tx.objectStore(ITEMS).put(next));
    });
  }

  replace(item: Item): Promise<boolean> {
    return this.#step([ITEMS], "readwrite", async (tx) => {
      if (!goes(await answer(tx.objectStore(ITEMS).get(item.key) as IDBRequest<Item | undefined>), item.version)) return false;
      await answer(tx.objectStore(ITEMS).put(item));
      return true;
    });
  }

  remove(key: string, version: string | null): Promise<boolean> {
    return this.#step([ITEMS], "readwrite", async (tx) => {
      if (!goes(await answer(tx.objectStore(ITEMS).get(key) as IDBRequest<Item | undefined>), version)) return false;
      await answer(tx.objectStore(ITEMS).delete(key));
      return true;
    });
  }

  clear(): Promise<void> {
    return this.#step([ITEMS, KEYS], "readwrite", async (tx) => {
      await answer(tx.objectStore(ITEMS).clear());
      await answer(tx.objectStore(KEYS).clear());
    });
  }

  /** The key of this device: made once, never readable, erased by `clear`. */
  key = async (): Promise<CryptoKey> => {
    const stored = (tx: IDBTransaction) => answer(tx.objectStore(KEYS).get("queue") as IDBRequest<CryptoKey | undefined>);
    const found = await this.#step([KEYS], "readonly", stored);
    if (found) return found;
    const made = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
    // Another tab may have been faster: the first key wins, or what it sealed could not be opened.
    return this.#step([KEYS], "readwrite", async (tx) => {
      const first = await stored(tx);
      if (!first) await answer(tx.objectStore(KEYS).put(made, "queue"));
      return first ?? made;
    });
  };
}
