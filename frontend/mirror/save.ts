/** A sitting is kept the moment it ends, and again with the answers: nothing is lost when the page is left in between. */
import { keeper } from "../offline/page.ts";
import { uuid7 } from "../uuid7.ts";
import { keep } from "../practice/keep.ts";
import type { Sitting } from "./form.ts";

export class Saver {
  readonly #form: HTMLFormElement;
  #id = "";

  constructor(form: HTMLFormElement) {
    this.#form = form;
    form.addEventListener("dd:taken-back", () => (this.#id = ""));
  }

  /** Keep and send. False when this browser keeps nothing: then the form is an ordinary one. */
  async save(sitting: Sitting): Promise<"sent" | "waits" | "problem" | "no"> {
    const account = keeper();
    if (!account) return "no";
    this.#id ||= this.#form.querySelector<HTMLInputElement>("[name=id]")?.value || uuid7();
    // The kept copy of the page holds the dose of before.
    if (typeof caches !== "undefined") void caches.open("mine").then((mine) => Promise.all(["mirror", "imagine"].map((page) => mine.delete(`/offline/${page}`))));
    return keep(this.#form, { kind: "sitting", id: this.#id, account, body: { ...sitting } });
  }

  get id(): string {
    return this.#id;
  }
}
