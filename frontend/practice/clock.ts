/** Seconds by the clock of the device, not by counting ticks: a page in the background ticks rarely. */
export class Clock {
  readonly #tick: (seconds: number) => void;
  readonly #now: () => number;
  #began = 0;
  #timer: ReturnType<typeof setInterval> | undefined;

  /** `tick` hears the whole seconds since the start, about once a second. */
  constructor(tick: (seconds: number) => void, now: () => number = Date.now) {
    this.#tick = tick;
    this.#now = now;
  }

  get running(): boolean {
    return this.#timer !== undefined;
  }

  /** Whole seconds since the start. */
  get seconds(): number {
    return this.#began ? Math.floor((this.#now() - this.#began) / 1000) : 0;
  }

  start(): void {
    this.stop();
    this.#began = this.#now();
    // Four looks a second, so that no second is seen late or left out; told only when it changed.
    let told = 0;
    this.#timer = setInterval(() => {
      const seconds = this.seconds;
      if (seconds !== told) this.#tick((told = seconds));
    }, 250);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** Go on as if `seconds` had passed. */
  jump(seconds: number): void {
    this.#began = this.#now() - seconds * 1000;
  }
}

/** Where a breath stands after `seconds`: in or out, which second of it (from 1), how many whole breaths before. */
export function breath(seconds: number, into: number, out: number): { word: "in" | "out"; count: number; rounds: number; at: number } {
  const round = into + out, at = seconds % round;
  return at < into
    ? { word: "in", count: at + 1, rounds: Math.floor(seconds / round), at }
    : { word: "out", count: at - into + 1, rounds: Math.floor(seconds / round), at };
}

/** Which of the captions (by their first second) stands at `seconds`. */
export function standing(starts: readonly number[], seconds: number): number {
  return starts.reduce((found, start, index) => (start <= seconds ? index : found), 0);
}
