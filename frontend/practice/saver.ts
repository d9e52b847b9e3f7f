/**
 * A sitting is kept the moment it ends, and again with the answers. Left in the middle (a closed tab, a phone that puts the page
 * away) it is kept as far as it went: the same id, so that whatever comes later takes its place.
 */
import { kinds } from "../offline/kinds.ts";
import { hand, keeper } from "../offline/page.ts";
import { lasting } from "../offline/here.ts";
import { uuid7 } from "../uuid7.ts";
import { keep, type Ending } from "./keep.ts";
import type { Sitting } from "./sitting.ts";

export class Saver {
  readonly #form: HTMLFormElement;
  readonly #sitting: () => Sitting | null;
  #id = "";
  // What was kept last, so that leaving keeps only what is new.
  #kept = "";
  // Taken back, or sent as an ordinary form: leaving keeps nothing.
  #done = false;

  /** `sitting` = what is to be kept now, null before it began; `over` = it has ended and the answers may be saved. */
  constructor(form: HTMLFormElement, sitting: () => Sitting | null, over: () => boolean) {
    this.#form = form;
    this.#sitting = sitting;
    form.addEventListener("dd:taken-back", () => {
      this.#id = "";
      this.#done = true;
    });
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      // Enter in a field before or during a sitting saves nothing.
      if (over()) void this.#submit();
    });
    document.addEventListener("visibilitychange", () => document.hidden && this.#leave());
    addEventListener("pagehide", () => this.#leave() && this.#stale());
  }

  /** It ended: keep and send it. "no" when this browser keeps nothing: then the form is an ordinary one. */
  async save(): Promise<Ending> {
    const account = keeper(), sitting = this.#sitting();
    if (!account || !sitting) return "no";
    this.#done = false;
    this.#kept = content(sitting);
    this.#stale();
    return keep(this.#form, { kind: "sitting", id: this.#name(), account, body: { ...sitting } });
  }

  async #submit(): Promise<void> {
    const ending = await this.save();
    if (ending === "no") {
      this.#done = true;
      this.#form.submit();
    }
    if (ending === "sent") location.assign(`/train/stages?kept=${this.#id}#p-${this.#sitting()!.path}`);
  }

  /** The page may be gone in a moment. True when there was something to keep. */
  #leave(): boolean {
    const sitting = this.#sitting(), account = keeper();
    if (!sitting || this.#done || content(sitting) === this.#kept) return false;
    this.#kept = content(sitting);
    const id = this.#name();
    if (account && lasting) hand({ kind: "sitting", id, account, body: { ...sitting }, savedAt: sitting.saved_at });
    else this.#send(id, sitting);
    return true;
  }

  /** Nothing may stay on this device: sent at once, by a request that outlives the page. */
  #send(id: string, sitting: Sitting): void {
    const token = this.#form.querySelector<HTMLInputElement>("[name=csrfmiddlewaretoken]")?.value;
    if (!token) return;
    const headers = { "Content-Type": "application/json", "X-CSRFToken": token };
    void fetch(kinds.sitting!.url(id), { method: "PUT", headers, body: JSON.stringify(sitting), credentials: "same-origin", keepalive: true }).catch(() => undefined);
  }

  #name(): string {
    return (this.#id ||= this.#form.querySelector<HTMLInputElement>("[name=id]")?.value || uuid7());
  }

  /** The kept copy of the page holds the dose of before. */
  #stale(): void {
    if (typeof caches !== "undefined") void caches.open("mine").then((mine) => Promise.all(["mirror", "imagine"].map((page) => mine.delete(`/offline/${page}`))));
  }
}

/** What of a sitting matters: the same sitting told a second later is the same. */
const content = (sitting: Sitting): string => JSON.stringify({ ...sitting, saved_at: "" });
