/** The one queue. What it holds is unsent; it lets go only of what the server has acknowledged. */
import type { Box } from "./box.ts";
import { kinds } from "./kinds.ts";
import type { Session } from "./session.ts";
import type { Item, Store } from "./store.ts";

export interface Problem {
  where: string;
  message: string;
}

/** What is sealed: the document, and what the server found wrong with it. */
export interface Content {
  body: Record<string, unknown> | null;
  problems: Problem[];
}

/** What is given to be kept: a document, or null to take it back. */
export interface Given {
  kind: string;
  id: string;
  account: string;
  body: Record<string, unknown> | null;
  savedAt: string;
}

/** Why a flush ended. */
export type Outcome = "done" | "offline" | "signed-out" | "busy";

export interface Change {
  what: "saved" | "sent" | "attention" | "removed";
  key: string;
}

export interface Surroundings {
  store: Store;
  box: Box;
  session: () => Promise<Session>;
  send: typeof fetch;
  /** Runs one flusher at a time, in whatever tab or worker. */
  alone: <T>(work: () => Promise<T>) => Promise<T>;
  tell: (change: Change) => void;
}

type Verdict = "sent" | "keep" | "stop" | { problems: Problem[] };

const bound = (item: Pick<Item, "key" | "account" | "op">): string => `${item.key} ${item.account} ${item.op}`;

export class Queue {
  readonly #around: Surroundings;
  // Sealing takes a moment: saves go one after the other, or an older one could land last.
  #last: Promise<unknown> = Promise.resolve();

  constructor(around: Surroundings) {
    this.#around = around;
  }

  /** Keep `body` until it is acknowledged; null = take it back. Resolves once it is on the device. */
  save(given: Given): Promise<void> {
    const { kind, id, account, body, savedAt } = given;
    const saved = this.#last.then(async () => {
      const head = { key: `${kind}:${id}`, account, op: body ? "put" : "delete" } as const;
      const sealed = await this.#around.box.seal({ body, problems: [] } satisfies Content, bound(head));
      const version = [...crypto.getRandomValues(new Uint32Array(2))].join("-");
      await this.#around.store.put({ ...head, kind, id, savedAt, version, tried: false, state: "waiting", sealed });
      this.#around.tell({ what: "saved", key: head.key });
    });
    this.#last = saved.catch(() => undefined);
    return saved;
  }

  /** What waits here, oldest first; of every account that used this device. */
  async list(): Promise<Item[]> {
    return (await this.#around.store.list()).sort((a, b) => (a.savedAt < b.savedAt ? -1 : 1));
  }

  async get(key: string): Promise<Item | undefined> {
    return this.#around.store.get(key);
  }

  /** The content of a waiting item; null when it can no longer be opened. */
  async open(item: Item): Promise<Content | null> {
    return this.#around.box.open(item.sealed, bound(item)).then((found) => found as Content, () => null);
  }

  /** Remove `key` when it cannot have reached the server; false when it may have. */
  async withdraw(key: string): Promise<boolean> {
    await this.#last;
    const gone = await this.#around.store.remove(key, null);
    if (gone) this.#around.tell({ what: "removed", key });
    return gone;
  }

  /** Remove exactly this version, because the person said so. */
  async discard(item: Item): Promise<boolean> {
    const gone = await this.#around.store.remove(item.key, item.version);
    if (gone) this.#around.tell({ what: "removed", key: item.key });
    return gone;
  }

  /** Let an item that needed a look be sent again. */
  async again(item: Item): Promise<void> {
    if (await this.#around.store.replace({ ...item, state: "waiting" })) this.#around.tell({ what: "saved", key: item.key });
  }

  /** Erase everything here and the key; at sign-out. */
  async clear(): Promise<void> {
    await this.#last;
    await this.#around.store.clear();
    this.#around.tell({ what: "removed", key: "" });
  }

  /** Send what waits for the account that is signed in. Never throws. */
  async flush(): Promise<Outcome> {
    await this.#last;
    return this.#around.alone(() => this.#flush()).catch((): Outcome => "offline");
  }

  async #flush(): Promise<Outcome> {
    const asked = new Set<string>();
    for (;;) {
      const waiting = (await this.list()).filter((item) => item.state === "waiting" && !asked.has(item.version));
      if (waiting.length === 0) return "done";
      const now = await this.#around.session();
      if (now.account === null) return "signed-out";
      for (const item of waiting) {
        asked.add(item.version);
        if (item.account !== now.account) continue;
        const verdict = await this.#one(item, now.csrf);
        if (verdict === "stop") return "busy";
        if (verdict === "sent") {
          // Saved anew while it was under way: the newer one stays and goes next.
          if (await this.#around.store.remove(item.key, item.version)) this.#around.tell({ what: "sent", key: item.key });
        } else if (verdict !== "keep") {
          await this.#lookAt(item, verdict.problems);
        }
      }
    }
  }

  async #lookAt(item: Item, problems: Problem[]): Promise<void> {
    const content = await this.open(item);
    const sealed = await this.#around.box.seal({ body: content?.body ?? null, problems } satisfies Content, bound(item));
    if (await this.#around.store.replace({ ...item, tried: true, state: "attention", sealed })) {
      this.#around.tell({ what: "attention", key: item.key });
    }
  }

  async #one(item: Item, csrf: string): Promise<Verdict> {
    const kind = kinds[item.kind];
    const content = await this.open(item);
    if (!kind || !content) return content ? "keep" : { problems: [] };
    if (!(await this.#around.store.replace({ ...item, tried: true }))) return "keep";
    const answer = await this.#around.send(kind.url(item.id), {
      method: item.op === "put" ? "PUT" : "DELETE",
      headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
      body: content.body && JSON.stringify(content.body),
      credentials: "same-origin", cache: "no-store", redirect: "error", signal: AbortSignal.timeout(20000),
    });
    return verdict(item, answer.status, (await answer.json().catch(() => null)) as Reply | null);
  }
}

interface Reply {
  id?: string;
  problems?: Problem[];
}

/** What an answer means. Only the server's own words count: a hotel's sign-in page also answers 200. */
export function verdict(item: Pick<Item, "id" | "op">, status: number, reply: Reply | null): Verdict {
  if (status === 200 || status === 201) return reply?.id === item.id ? "sent" : "stop";
  // Taking back what never arrived: the server does not tell "not there" from "not yours".
  if (item.op === "delete" && (status === 403 || status === 404) && reply?.problems) return "sent";
  if (status === 401 || status === 429 || status >= 500) return "stop";
  if (status === 400 || status === 413 || status === 422) return { problems: reply?.problems ?? [] };
  // "Not yours" in the server's own words will not mend by waiting; any other 403 (a stale token) may.
  if (status === 403 && reply?.problems) return { problems: reply.problems };
  return "keep";
}
