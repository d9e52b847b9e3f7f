/** How late and how often the picture comes. A picture that lags or stutters moves unlike her own limb, and that can feel wrong. */

export type Light = "unknown" | "good" | "plain" | "slow" | "off";

const GOOD = 100, PLAIN = 150, OFF = 200;
const FRAMES = 30;
const FEWEST = 15, WINDOW = 2000;

/** The light for a delay in milliseconds; a camera that is later than 200 ms is no mirror. */
export function light(delay: number | null): Light {
  if (delay === null) return "unknown";
  return delay <= GOOD ? "good" : delay <= PLAIN ? "plain" : delay <= OFF ? "slow" : "off";
}

/** The middle delay of the last frames; null while too few are known, or when the browser does not say. */
export class Delay {
  #seen: number[] = [];

  add(milliseconds: number): void {
    this.#seen.push(milliseconds);
    if (this.#seen.length > FRAMES) this.#seen.shift();
  }

  get median(): number | null {
    if (this.#seen.length < FRAMES / 3) return null;
    return [...this.#seen].sort((a, b) => a - b)[this.#seen.length >> 1]!;
  }
}

/** How many pictures a second were shown, by the browser's own count: a busy script hides callbacks, not pictures. */
export class Rate {
  #seen: [at: number, shown: number][] = [];

  /** `shown` = pictures since the start, at a moment in milliseconds. */
  add(at: number, shown: number): void {
    this.#seen.push([at, shown]);
    while (this.#seen.length > 2 && this.#seen[1]![0] <= at - WINDOW) this.#seen.shift();
  }

  /** Pictures a second over the last two seconds; null before two seconds are over. `now`: none may have come for a while. */
  second(now: number): number | null {
    const first = this.#seen[0], last = this.#seen.at(-1);
    if (!first || !last || now - first[0] < WINDOW) return null;
    const from = this.#seen.find(([at]) => at >= now - WINDOW) ?? last;
    return (last[1] - from[1]) / (WINDOW / 1000);
  }

  /** True when fewer than 15 a second were shown for two seconds. */
  stutters(now: number): boolean {
    const found = this.second(now);
    return found !== null && found < FEWEST;
  }
}
