/** The turns of a sitting of imagine: pictures one after the other, three times there and back, taps at start and end. */

export type Step = "watch" | "other" | "near" | "own";
/** "look": only look. "imagine": in her mind. "move": for real, with the side that does not hurt. */
export type Doing = "look" | "imagine" | "move";

const LONGEST_MS = 120_000;

export class Turns {
  /** Seconds of single turns, imagined and moved. */
  readonly imagined: number[] = [];
  readonly moved: number[] = [];
  done = 0;
  doing: Doing;
  readonly planned: number;
  readonly step: Step;
  #began: number | null = null;
  // True when the imagined time of this picture was kept: it leaves with the picture.
  #kept = false;

  constructor(planned: number, step: Step) {
    this.planned = planned;
    this.step = step;
    this.doing = step === "watch" ? "look" : "imagine";
  }

  get over(): boolean {
    return this.done >= this.planned;
  }

  get running(): boolean {
    return this.#began !== null;
  }

  /** The tap at the start of a movement, at a moment in milliseconds. */
  start(at: number): void {
    this.#began = at;
  }

  /** A pause: what was begun is begun again. */
  pause(): void {
    this.#began = null;
  }

  /**
   * The tap at its end. Imagined and moved times belong together only where both are of one side: with the other side each picture
   * is imagined, then moved. Paced turns follow the beat, so their time says nothing and is not kept.
   */
  end(at: number, paced = false): void {
    // Nobody imagines one movement for two minutes: she was away, and it is begun again.
    if (this.#began !== null && !paced && at - this.#began > LONGEST_MS) return this.pause();
    if (this.#began !== null && !paced) {
      const seconds = Math.round((at - this.#began) / 10) / 100;
      if (seconds > 0 && this.doing !== "look") (this.doing === "move" ? this.moved : this.imagined).push(seconds);
      this.#kept = this.doing === "imagine" && seconds > 0;
    }
    this.#began = null;
    if (this.step === "other" && this.doing === "imagine") this.doing = "move";
    else {
      this.done++;
      this.doing = this.step === "watch" ? "look" : "imagine";
    }
  }

  /** Leave this picture out; it is not counted as done. */
  skip(): void {
    if (this.doing === "move" && this.#kept) this.imagined.pop();
    this.#kept = false;
    this.#began = null;
    this.doing = this.step === "watch" ? "look" : "imagine";
  }
}

/**
 * Whether it is asked how it is, between two pictures: after every third one (about a minute), in short sittings halfway, and not after
 * the last, where the end asks.
 */
export function asks(done: number, planned: number): boolean {
  return done > 0 && done < planned && done % Math.min(3, Math.ceil(planned / 2)) === 0;
}

/** Which word of the beat stands after `seconds`: there and back, three seconds each; null when `rounds` are over. */
export function beat(seconds: number, rounds = 3): "there" | "back" | null {
  if (seconds >= rounds * 6) return null;
  return seconds % 6 < 3 ? "there" : "back";
}
