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
  // Asked for before it is needed: what a closing page sends cannot wait for an answer.
  #token = "";

  constructor(form: HTMLFormElement) {
    this.#form = form;
    if (!keeper()) void session().then(({ csrf }) => (this.#token = csrf), () => undefined);
  }

  // Between two pictures; resolves once it is kept on the device, or sent.
  note(body: Record<string, unknown>): Promise<void> {
    const account = keeper(), now = ++this.#count % TOGETHER === 0;
    // Sent at once, whatever is still under way: the server keeps the latest.
    const kept = !account ? this.#put(body, true) : this.#last.then(async () => {
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

  /** `leaving` = the page may be gone before it is through; a browser lets such a request carry 64 kB at most. */
  async #put(body: Record<string, unknown>, leaving = false): Promise<boolean> {
    try {
      this.#token = (leaving && this.#token) || (await session()).csrf;
      const answer = await fetch(`/api/recognise/${this.id}`, {
        method: "PUT", headers: { "Content-Type": "application/json", "X-CSRFToken": this.#token }, body: JSON.stringify(body),
        credentials: "same-origin", keepalive: leaving,
      });
      // The token of before somebody signed in anew.
      if (answer.status === 403) this.#token = "";
      return answer.ok;
    } catch {
      return false;
    }
  }
}
