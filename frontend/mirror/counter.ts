/**
 * Counts movements of any limb without knowing what a hand is: how far a small grey picture is from the picture at rest, there
 * and back. A limb goes back the way it came, takes its time, and does it again; a shadow, a lamp, a knock or somebody who walks by
 * does not do all three. It may count too few; it invents none.
 */
import { steady } from "./steady.ts";

export const WIDE = 40, HIGH = 30;
// Out beyond 70 % of the way seen so far and back below 30 % is one movement. Less than `LEAST` apart is noise, or what a shadow leaves.
const OUT = 0.7, BACK = 0.3, LEAST = 0.05, RESTING = 3;
// Light changes slowly over a picture, a limb has edges: what so many pixels around have in common is taken for light.
const NEAR = 3;
// The way there and the way back look alike (1 = the same), and one movement like another. So much of the way at once is a lamp.
const SAME_WAY = 0.8, ALIKE = 0.6, AT_ONCE = 0.45;
// Movements are told one after the other, so many pictures apart; so many unlike ones are remembered until one comes again.
const TELL_EVERY = 4, REMEMBERED = 3;

type Picture = Float64Array;
/** What was seen since the limb left its place: the way there, up to the farthest picture, and the way back. */
interface Away {
  far: number;
  high: number;
  step: number;
  farthest: Picture;
  there: Picture;
  back: Picture;
}

export class Counter {
  count = 0;
  // The first pictures: their mean, how light it is around each spot of it, and its pattern.
  readonly #rest = new Float64Array(WIDE * HIGH);
  #lit: Picture = this.#rest;
  #still: Picture = this.#rest;
  #frames = 0;
  #level: number | undefined;
  #low = Infinity;
  #high = -Infinity;
  #away: Away | null = null;
  #before = 0;
  #steps: number[] = [];
  // What movements look like at their farthest, once two were alike; until then the last ones that were seen once.
  #known: Picture | null = null;
  #once: Picture[] = [];
  #found = 0;
  #told = 0;

  /** One picture, grey values 0 to 255, `WIDE` by `HIGH`. */
  see(grey: ArrayLike<number>): void {
    if (this.#frames < RESTING) {
      for (let i = 0; i < this.#rest.length; i++) this.#rest[i] = (this.#rest[i]! * this.#frames + grey[i]!) / (this.#frames + 1);
      [this.#lit, this.#still] = [around(this.#rest), normal(this.#rest.slice())];
    }
    // As light around as the same spot was at rest: a passing shadow or a lamp at the side is gone then.
    const now = around(grey);
    for (let i = 0; i < now.length; i++) now[i] = (grey[i]! * (this.#lit[i]! + 1)) / (now[i]! + 1);
    const apart = steady(normal(now), this.#still, WIDE, HIGH);
    let distance = 0;
    // Squared: noise then adds a constant, and movement stands on top of it.
    for (const one of apart) distance += one ** 2;
    distance /= apart.length;
    this.#steps = [...this.#steps.slice(-3), Math.abs(distance - this.#before)];
    this.#before = distance;
    const level = (this.#level = this.#level === undefined ? distance : 0.6 * this.#level + 0.4 * distance);
    if (++this.#frames <= RESTING) return;
    this.#low = Math.min(this.#low, level);
    const high = this.#high;
    this.#high = Math.max(high, level);
    if (this.#high - this.#low >= LEAST) this.#follow(level, apart, high);
    if (this.count < this.#found && this.#frames - this.#told >= TELL_EVERY) {
      this.count++;
      this.#told = this.#frames;
    }
  }

  #follow(level: number, apart: Picture, high: number): void {
    const way = (level - this.#low) / (this.#high - this.#low);
    if (!this.#away) {
      if (way <= BACK) return;
      this.#away = { far: -Infinity, high, step: Math.max(...this.#steps), farthest: apart, there: new Float64Array(apart.length), back: new Float64Array(apart.length) };
    }
    const away = this.#away;
    away.step = Math.max(away.step, this.#steps.at(-1)!);
    if (level > away.far) {
      away.far = level;
      away.farthest = apart;
      add(away.there, away.back);
      add(away.there, apart);
      away.back.fill(0);
    } else add(away.back, apart);
    if (way >= BACK) return;
    this.#away = null;
    const far = (away.far - this.#low) / (this.#high - this.#low);
    if (far <= OUT) return;
    const atOnce = away.step > AT_ONCE * (away.far - this.#low);
    if (atOnce || alike(away.there, away.back) < SAME_WAY) {
      // Nor is it the measure of how far a movement goes.
      this.#high = away.high;
      return;
    }
    this.#movement(away.farthest);
  }

  /** One that went there and back as a limb does: it counts when it is like one before. */
  #movement(farthest: Picture): void {
    if (this.#known) {
      if (alike(this.#known, farthest) < ALIKE) return;
      for (let i = 0; i < farthest.length; i++) this.#known[i] = 0.7 * this.#known[i]! + 0.3 * farthest[i]!;
      this.#found++;
      return;
    }
    const like = this.#once.filter((one) => alike(one, farthest) >= ALIKE);
    if (like.length) {
      this.#known = farthest.slice();
      this.#found += like.length + 1;
    } else this.#once = [...this.#once.slice(1 - REMEMBERED), farthest];
  }
}

function add(sum: Picture, one: Picture): void {
  for (let i = 0; i < sum.length; i++) sum[i]! += one[i]!;
}

/** How alike two differences from the rest are: 1 = the same pattern, 0 = none of it. */
function alike(a: Picture, b: Picture): number {
  let both = 0, first = 0, second = 0;
  for (let i = 0; i < a.length; i++) {
    both += a[i]! * b[i]!;
    first += a[i]! ** 2;
    second += b[i]! ** 2;
  }
  return both / (Math.sqrt(first * second) + 1e-9);
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
