/**
 * Counts movements of any limb without knowing what a hand is: how many of the edges that the small grey picture had at rest are gone, and
 * whether they come back. Light puts edges into a picture (a shadow has one) but takes few away, and a camera that is knocked moves all of
 * them together. What comes only once is no movement either: a movement counts when it is like one before, the first together with the second.
 * It may count too few; it invents none.
 */
import { edges, HIGH, missing, slopes, WIDE, type Edge, type Gone, type Slopes } from "./edges.ts";

export { HIGH, WIDE };
// Out beyond 60 % of the most seen so far, in at least two pictures (one alone may be a broken one), and back below 30 % is one movement.
const OUT = 0.6, BACK = 0.3, PICTURES = 2, RESTING = 3;
// The border of a shadow hides up to 12 % of the edges. With so few edges as this nothing can be told.
const LEAST = 0.13, FEWEST = 20;
// So much of what is gone is gone in both of two movements that are alike; so many are remembered until one comes again.
const ALIKE = 0.5, REMEMBERED = 3;
// The number goes up one by one, so many pictures apart.
const TELL = 4;

export class Counter {
  /** As it is told, one by one. */
  count = 0;
  /** All that were seen. */
  found = 0;
  // The first pictures: their mean, its slopes, and its edges.
  readonly #rest: Float64Array = new Float64Array(WIDE * HIGH);
  #still: Slopes = { across: this.#rest, down: this.#rest };
  #edges: Edge[] = [];
  #seen = 0;
  #most = 0;
  #out = 0;
  // The picture in which most is gone of the movement on its way, and those of the last movements.
  #farthest: Gone | null = null;
  #before: Gone[] = [];
  #told = 0;

  /** One picture, grey values 0 to 255, `WIDE` by `HIGH`. */
  see(grey: ArrayLike<number>): void {
    if (this.#seen < RESTING) {
      for (let i = 0; i < this.#rest.length; i++) this.#rest[i] = (this.#rest[i]! * this.#seen + grey[i]!) / (this.#seen + 1);
      this.#still = slopes(this.#rest);
      this.#edges = edges(this.#still);
    }
    if (++this.#seen <= RESTING || this.#edges.length < FEWEST) return;
    this.#follow(missing(this.#edges, this.#still, slopes(grey)));
    if (this.count < this.found && this.#seen - this.#told >= TELL) {
      this.count++;
      this.#told = this.#seen;
    }
  }

  #follow(gone: Gone | null): void {
    // Not sure: then nothing of what was on its way counts either.
    if (!gone) return void (this.#out = 0);
    const share = gone.many / this.#edges.length;
    if (share >= LEAST && share > OUT * this.#most) {
      if (this.#out++ === 0 || gone.many > this.#farthest!.many) this.#farthest = gone;
    } else if (share < BACK * this.#most) {
      if (this.#out >= PICTURES) this.#movement(this.#farthest!);
      this.#out = 0;
    }
    this.#most = Math.max(this.#most, share);
  }

  #movement(farthest: Gone): void {
    if (this.#before.some((one) => alike(one, farthest))) this.found += this.found ? 1 : 2;
    this.#before = [...this.#before.slice(1 - REMEMBERED), farthest];
  }
}

function alike(a: Gone, b: Gone): boolean {
  const both = a.edges.reduce((sum, one, n) => sum + (one & b.edges[n]!), 0);
  return both >= ALIKE * Math.max(a.many, b.many);
}

/** Grey values of an RGBA picture. */
export function grey(rgba: ArrayLike<number>): number[] {
  const found: number[] = [];
  for (let i = 0; i < rgba.length; i += 4) found.push(0.299 * rgba[i]! + 0.587 * rgba[i + 1]! + 0.114 * rgba[i + 2]!);
  return found;
}
