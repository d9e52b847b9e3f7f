// Every answer is kept the moment it is given: on the device, then on the server. The document grows, so a later one holds all before it.
import { queue } from "../offline/here.ts";
import { keeper, send } from "../offline/page.ts";
import { session } from "../offline/session.ts";
import { keep } from "../practice/keep.ts";
import { uuid7 } from "../uuid7.ts";

// So many answers are sent together while the session runs; they are on the device before. A shared device keeps none: each is sent.
const TOGETHER = 8;

export class Keeper {
  readonly id = uuid7();
  readonly #form: HTMLFormElement;
  #count = 0;
  #last: Promise<unknown> = Promise.resolve();

  constructor(form: HTMLFormElement) {
    this.#form = form;
  }

  // Between two pictures; resolves once it is kept on the device.
  note(body: Record<string, unknown>): Promise<void> {
    const account = keeper(), now = ++this.#count % TOGETHER === 0;
    const kept = this.#last.then(async () => {
      if (!account) return void (await this.#put(body));
      await queue.save({ kind: "recognise", id: this.id, account, body, savedAt: String(body.saved_at) });
      if (now) void send();
    });
    this.#last = kept.catch(() => undefined);
    return this.#last as Promise<void>;
  }

  // At the end: "sent", "waits" on this device, or "problem". On a shared device nothing is kept here, so it is sent or it is a problem.
  async end(body: Record<string, unknown>): Promise<"sent" | "waits" | "problem"> {
    await this.#last;
    const account = keeper();
    if (!account) return (await this.#put(body)) ? "sent" : "problem";
    const ending = await keep(this.#form, { kind: "recognise", id: this.id, account, body });
    if (ending !== "no") return ending;
    return (await this.#put(body)) ? "sent" : "problem";
  }

  async #put(body: Record<string, unknown>): Promise<boolean> {
    try {
      const { csrf } = await session();
      const answer = await fetch(`/api/recognise/${this.id}`, {
        method: "PUT", headers: { "Content-Type": "application/json", "X-CSRFToken": csrf }, body: JSON.stringify(body), credentials: "same-origin",
        // The page may be gone before it is through.
        keepalive: true,
      });
      return answer.ok;
    } catch {
      return false;
    }
  }
}
