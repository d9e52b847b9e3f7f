import assert from "node:assert/strict";
import test from "node:test";
import { smoothEdges } from "../stimuli/edges.ts";

const SIZE = 48;

/** A picture whose pixel (x, y) is `grey(x, y)`. */
function picture(grey: (x: number, y: number) => number): ImageData {
  const data = new Uint8ClampedArray(SIZE * SIZE * 4);
  for (let p = 0; p < SIZE * SIZE; p++) data.set([...Array<number>(3).fill(grey(p % SIZE, Math.floor(p / SIZE))), 255], p * 4);
  return { data, width: SIZE, height: SIZE } as ImageData;
}

/** Dark below the line y = 20 + slope x: of each pixel the share that is light, on 16 x 16 points of it; or only its middle. */
const half = (slope: number, points: number) => (x: number, y: number): number => {
  let light = 0;
  for (let i = 0; i < points; i++) for (let j = 0; j < points; j++)
    if (y + (j + 0.5) / points < 20 + slope * (x + (i + 0.5) / points)) light++;
  return (light / points ** 2) * 240;
};

/** Root mean square difference inside the border. */
function apart(one: ImageData, other: ImageData): number {
  let sum = 0, count = 0;
  for (let y = 4; y < SIZE - 4; y++) for (let x = 4; x < SIZE - 4; x++, count++) sum += (one.data[(y * SIZE + x) * 4]! - other.data[(y * SIZE + x) * 4]!) ** 2;
  return Math.sqrt(sum / count);
}

test("a slanted edge comes nearer to what it truly covers", () => {
  for (const slope of [0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1]) {
    const true_ = picture(half(slope, 16)), jagged = picture(half(slope, 1)), smoothed = picture(half(slope, 1));
    smoothEdges(smoothed);
    assert.ok(apart(smoothed, true_) < 0.8 * apart(jagged, true_), `${slope}: ${apart(smoothed, true_)} of ${apart(jagged, true_)}`);
  }
});

test("shading, a straight edge and whatever is see-through stay", () => {
  for (const grey of [(x: number) => 100 + x, (_x: number, y: number) => (y < 20 ? 240 : 20), () => 77]) {
    const before = picture(grey), after = picture(grey);
    smoothEdges(after);
    assert.ok(apart(before, after) < 1);
  }
  const clear = picture((x) => (x < 20 ? 0 : 255));
  clear.data.forEach((_value, i) => i % 4 === 3 && (clear.data[i] = 9));
  smoothEdges(clear);
  assert.ok(clear.data.every((value, i) => i % 4 !== 3 || value === 9));
});
