/**
 * Counts movements of any limb without knowing what a hand is: how far a small grey picture is from the picture at rest, there
 * and back. It may count too few; it invents none.
 */
export const WIDE = 40, HIGH = 30;
// Out beyond 70 % of the way seen so far and back below 30 % is one movement. Less than `LEAST` apart is noise.
const OUT = 0.7, BACK = 0.3, LEAST = 0.03, RESTING = 3;

export class Counter {
  count = 0;
  #rest: Float64Array | undefined;
  #frames = 0;
  #level: number | undefined;
  #low = Infinity;
  #high = -Infinity;
  #away = false;

  /** One picture, grey values in any unit, always of one size. */
  see(grey: ArrayLike<number>): void {
    // Flicker and daylight change brightness and contrast, not the pattern.
    const now = normal(grey);
    const rest = (this.#rest ??= Float64Array.from(now));
    let distance = 0;
    for (let i = 0; i < now.length; i++) {
      if (this.#frames < RESTING) rest[i] = (rest[i]! * this.#frames + now[i]!) / (this.#frames + 1);
      // Squared: noise then adds a constant, and movement stands on top of it.
      distance += (now[i]! - rest[i]!) ** 2;
    }
    distance /= now.length;
    const level = (this.#level = this.#level === undefined ? distance : 0.6 * this.#level + 0.4 * distance);
    if (++this.#frames <= RESTING) return;
    this.#low = Math.min(this.#low, level);
    this.#high = Math.max(this.#high, level);
    if (this.#high - this.#low < LEAST) return;
    const way = (level - this.#low) / (this.#high - this.#low);
    if (!this.#away && way > OUT) this.#away = true;
    else if (this.#away && way < BACK) {
      this.#away = false;
      this.count++;
    }
  }
}

function normal(grey: ArrayLike<number>): Float64Array {
  const found = Float64Array.from(grey);
  const mean = found.reduce((sum, one) => sum + one, 0) / found.length;
  const sd = Math.sqrt(found.reduce((sum, one) => sum + (one - mean) ** 2, 0) / found.length) + 1e-6;
  return found.map((one) => (one - mean) / sd);
}

/** Grey values of an RGBA picture. */
export function grey(rgba: ArrayLike<number>): number[] {
  const found: number[] = [];
  for (let i = 0; i < rgba.length; i += 4) found.push(0.299 * rgba[i]! + 0.587 * rgba[i + 1]! + 0.114 * rgba[i + 2]!);
  return found;
}
