/** The time of a sitting: runs, pauses, asks every minute, ends at its length. Told the seconds; it has no clock of its own. */
export const EVERY = 60;

export type Tick = "ask" | "unanswered" | "over" | null;

export class Minutes {
  done = 0;
  asking = false;
  readonly planned: number;
  #asked = 0;

  constructor(planned: number) {
    this.planned = planned;
  }

  /** `seconds` more have run. What is due now. */
  run(seconds: number): Tick {
    this.done = Math.min(this.done + seconds, this.planned);
    if (this.done >= this.planned) return "over";
    const due = Math.floor(this.done / EVERY);
    if (due <= this.#asked) return null;
    this.#asked = due;
    if (this.asking) return "unanswered";
    this.asking = true;
    return "ask";
  }

  answered(): void {
    this.asking = false;
  }
}

/** "1:05". */
export function clock(seconds: number): string {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
