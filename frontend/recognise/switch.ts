// One switch: Left and Right take turns, any press takes the one that is marked. Its times say nothing about seeing.
import type { Side } from "./run.ts";

const TURN = 1800;

export class Switch {
  readonly #buttons: HTMLElement[];
  #timer: ReturnType<typeof setInterval> | undefined;
  #at = 0;

  constructor(form: HTMLElement) {
    this.#buttons = [...form.querySelectorAll<HTMLElement>("[data-side]")];
  }

  get on(): boolean {
    return this.#timer !== undefined;
  }

  get side(): Side {
    return this.#buttons[this.#at]!.dataset.side as Side;
  }

  start(): void {
    this.stop();
    this.#at = 0;
    this.#mark();
    this.#timer = setInterval(() => {
      this.#at = 1 - this.#at;
      this.#mark();
    }, TURN);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const button of this.#buttons) button.classList.remove("next");
  }

  #mark(): void {
    this.#buttons.forEach((button, i) => button.classList.toggle("next", i === this.#at));
  }
}
