/**
 * Counts movements of any limb without knowing what a hand is: how far a small grey picture is from the picture at rest, there
 * and back. It may count too few; it invents none.
 */
export const WIDE = 40, HIGH = 30;
// Out beyond 70 % of the way seen so far and back below 30 % is one movement. Less than `LEAST` apart is noise, or what a shadow leaves.
const OUT = 0.7, BACK = 0.3, LEAST = 0.05, RESTING = 3;
// Light changes slowly over a picture, a limb has edges: what so many pixels around have in common is taken for light.
const NEAR = 3;

export class Counter {
  count = 0;
  // The first pictures: their mean, how light it is around each spot of it, and its pattern.
  readonly #rest = new Float64Array(WIDE * HIGH);
  #lit: Float64Array = this.#rest;
  #still: Float64Array = this.#rest;
  #frames = 0;
  #level: number | undefined;
  #low = Infinity;
  #high = -Infinity;
  #away = false;

  /** One picture, grey values 0 to 255, `WIDE` by `HIGH`. */
  see(grey: ArrayLike<number>): void {
    if (this.#frames < RESTING) {
      for (let i = 0; i < this.#rest.length; i++) this.#rest[i] = (this.#rest[i]! * this.#frames + grey[i]!) / (this.#frames + 1);
      [this.#lit, this.#still] = [around(this.#rest), normal(this.#rest.slice())];
    }
    // As light around as the same spot was at rest: a passing shadow or a lamp at the side is gone then.
    const now = around(grey);
    for (let i = 0; i < now.length; i++) now[i] = (grey[i]! * (this.#lit[i]! + 1)) / (now[i]! + 1);
    normal(now);
    let distance = 0;
    // Squared: noise then adds a constant, and movement stands on top of it.
    for (let i = 0; i < now.length; i++) distance += (now[i]! - this.#still[i]!) ** 2;
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

/** The mean of what lies up to `NEAR` pixels around each pixel, from sums over everything above and left of it. */
function around(grey: ArrayLike<number>): Float64Array {
  const found = new Float64Array(WIDE * HIGH), row = WIDE + 1, sums = new Float64Array(row * (HIGH + 1));
  for (let y = 0; y < HIGH; y++) for (let x = 0; x < WIDE; x++)
    sums[(y + 1) * row + x + 1] = grey[y * WIDE + x]! + sums[y * row + x + 1]! + sums[(y + 1) * row + x]! - sums[y * row + x]!;
  for (let y = 0; y < HIGH; y++) for (let x = 0; x < WIDE; x++) {
    const top = Math.max(y - NEAR, 0), end = Math.min(y + NEAR + 1, HIGH), left = Math.max(x - NEAR, 0), right = Math.min(x + NEAR + 1, WIDE);
    const sum = sums[end * row + right]! - sums[top * row + right]! - sums[end * row + left]! + sums[top * row + left]!;
    found[y * WIDE + x] = sum / ((end - top) * (right - left));
  }
  return found;
}

/** The same picture with mean 0 and spread 1, in its place. */
function normal(grey: Float64Array): Float64Array {
  let sum = 0, squares = 0;
  for (const one of grey) sum += one;
  const mean = sum / grey.length;
  for (const one of grey) squares += (one - mean) ** 2;
  const sd = Math.sqrt(squares / grey.length) + 1e-6;
  for (let i = 0; i < grey.length; i++) grey[i] = (grey[i]! - mean) / sd;
  return grey;
}

/** Grey values of an RGBA picture. */
export function grey(rgba: ArrayLike<number>): number[] {
  const found: number[] = [];
  for (let i = 0; i < rgba.length; i += 4) found.push(0.299 * rgba[i]! + 0.587 * rgba[i + 1]! + 0.114 * rgba[i + 2]!);
  return found;
}
