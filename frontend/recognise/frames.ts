// A loop that never rests: changes happen in a frame, and the timestamp of that frame is their time (Lukacs & Gartus, gasparl/dtjs).
const KEPT = 60;

export class Frames {
  #last = 0;
  #between: number[] = [];
  #change: ((at: number) => void) | null = null;
  #running = false;
  // Frames that were left out since the loop began.
  dropped = 0;

  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#last = 0;
    const turn = (at: number) => {
      if (!this.#running) return;
      if (this.#last) this.#saw(at - this.#last);
      this.#last = at;
      const change = this.#change;
      this.#change = null;
      change?.(at);
      requestAnimationFrame(turn);
    };
    requestAnimationFrame(turn);
  }

  stop(): void {
    this.#running = false;
    this.#change = null;
  }

  // Runs `change` in the next frame; its timestamp comes back.
  next(change: () => void): Promise<number> {
    return new Promise((resolve) => {
      const before = this.#change;
      this.#change = (at) => {
        before?.(at);
        change();
        resolve(at);
      };
    });
  }

  // The middle time between two frames in milliseconds; null before there were two.
  get interval(): number | null {
    const sorted = this.#between.slice().sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? null;
  }

  #saw(between: number): void {
    const usual = this.interval;
    if (usual && between > 1.5 * usual) this.dropped += Math.round(between / usual) - 1;
    this.#between.push(between);
    if (this.#between.length > KEPT) this.#between.shift();
  }
}
