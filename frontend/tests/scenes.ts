/** What a camera may see besides a limb that moves: drawn at four times the size of the counter's picture, and made small as a camera does. */
import { Counter, HIGH, WIDE } from "../mirror/counter.ts";

export type View = "front" | "above";
/** `shift` moves what is drawn, in pixels of the counter: the camera shook. `light` of a spot is 1 as at the start. `behind`: what stands there before the room. */
export interface Scene {
  shift?: (frame: number) => [x: number, y: number];
  light?: (x: number, y: number, frame: number) => number;
  behind?: (x: number, y: number, frame: number) => number | null;
  /** What the camera makes of a grey value. */
  camera?: (grey: number, frame: number) => number;
}

const FINE = 4, EDGE = 5;
const BIG = (WIDE + 2 * EDGE) * FINE, TALL = (HIGH + 2 * EDGE) * FINE;

/** Grey of the hand at a spot of the picture, folded from 0 (open) to 1; null = what is behind it. From above the fingers shorten less and darken. */
export function hand(x: number, y: number, fold: number, seen: View): number | null {
  if (x >= 12 && x < 28 && y >= 16 && y < 27) return 190;
  if (x >= 17 && x < 23 && y >= 27) return 175;
  for (let finger = 0; finger < 4; finger++) {
    const left = 12 + finger * 4, long = (seen === "front" ? 13 : 11) * (1 - (seen === "front" ? 0.85 : 0.6) * fold);
    if (x >= left && x < left + 3 && y < 16 && y >= 16 - long) return seen === "above" ? 185 - 45 * fold : 185;
  }
  return null;
}

/** Numbers by chance, the same for a seed: between 0 and 1, and around 0 with a spread of 1. */
export function chance(seed: number): { even: () => number; normal: () => number } {
  const even = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  return { even, normal: () => Math.sqrt(-2 * Math.log(even() + 1e-12)) * Math.cos(2 * Math.PI * even()) };
}

const rough = new Float64Array(BIG * TALL);
for (let i = 0, seed = 7; i < rough.length; i++) rough[i] = (seed = (seed * 16807) % 2147483647) / 2147483647;
// A room: a door, a shelf, a window sill, and the grain of a wall.
const room = (x: number, y: number): number => (x > 33 ? 70 : y < 6 ? 150 : (x < 9 && y > 12 && y < 20) ? 95 : 120);

interface Drawn {
  /** The hand before an empty wall, and how much of each pixel is hand. */
  grey: Float64Array;
  hand: Float64Array;
}
const drawn = new Map<string, Drawn>();
function draw(fold: number, seen: View, right: number, down: number): Drawn {
  const name = `${seen} ${fold} ${right} ${down}`, before = drawn.get(name);
  if (before) return before;
  const found = { grey: new Float64Array(WIDE * HIGH), hand: new Float64Array(WIDE * HIGH) };
  for (let y = 0; y < HIGH * FINE; y++) for (let x = 0; x < WIDE * FINE; x++) {
    const bigX = x - right + EDGE * FINE, bigY = y - down + EDGE * FINE, atX = bigX / FINE - EDGE, atY = bigY / FINE - EDGE;
    const skin = hand(atX, atY, fold, seen), spot = Math.floor(y / FINE) * WIDE + Math.floor(x / FINE);
    found.grey[spot]! += (skin ?? room(atX, atY) + 40 * (rough[bigY * BIG + bigX]! - 0.5)) / FINE ** 2;
    if (skin !== null) found.hand[spot]! += 1 / FINE ** 2;
  }
  drawn.set(name, found);
  return found;
}

/** The picture of one moment; `fold` of the hand from 0 to 1. */
export function picture(scene: Scene, frame: number, fold: number, seen: View): Float64Array {
  const [dx, dy] = scene.shift?.(frame) ?? [0, 0];
  const { grey, hand: skin } = draw(Math.round(fold * 200) / 200, seen, Math.round(dx * FINE), Math.round(dy * FINE));
  return grey.map((one, i) => {
    const x = i % WIDE, y = Math.floor(i / WIDE), who = scene.behind?.(x, y, frame) ?? null;
    const there = (who === null ? one : one * skin[i]! + who * (1 - skin[i]!)) * (scene.light?.(x, y, frame) ?? 1);
    return scene.camera?.(there, frame) ?? there;
  });
}

/** How far the hand is folded at a frame: open, closed, open in `each` frames, so many `times`, from `from` on. */
export const folds = (times: number, each: number, from: number) => (frame: number): number =>
  frame < from || frame >= from + times * each ? 0 : (1 - Math.cos((2 * Math.PI * ((frame - from) % each)) / each)) / 2;

/** A film: so many thirtieths of a second, `every` one of them. */
export const film = (scene: Scene, seen: View, frames: number, every: number, fold: (frame: number) => number = () => 0): Float64Array[] =>
  Array.from({ length: Math.floor(frames / every) }, (_, n) => picture(scene, n * every, fold(n * every), seen));

/** What the counter says at the end of a film, with the noise of a camera. */
export function counted(pictures: Float64Array[], noise = 0): number {
  const counter = new Counter(), { normal } = chance(1);
  for (const one of pictures) counter.see(noise ? one.map((value) => value + noise * normal()) : one);
  return counter.found;
}
