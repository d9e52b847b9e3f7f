import assert from "node:assert/strict";
import test from "node:test";
import { ground, walk } from "../stimuli/ground.ts";

const SIZE = 384;

/** A pen that notes where what it fills lies: colour, left, right and middle height, rounded. */
function noting() {
  const filled: string[] = [], kept: number[][] = [];
  let [sx, sy, tx, ty] = [1, 1, 0, 0], path: number[][] = [];
  const box = (left: number, top: number, wide: number, high: number) => {
    const ends = [left * sx + tx, (left + wide) * sx + tx].sort((a, b) => a - b);
    return [...ends, (top + high / 2) * sy + ty];
  };
  const pen = {
    fillStyle: "", globalAlpha: 1,
    note(one: number[]) { filled.push([pen.fillStyle, ...one.map((value) => value.toFixed(3))].join(" ")); },
    save() { kept.push([sx, sy, tx, ty]); },
    restore() { [sx, sy, tx, ty] = kept.pop() as [number, number, number, number]; },
    translate(x: number, y: number) { [tx, ty] = [tx + sx * x, ty + sy * y]; },
    scale(x: number, y: number) { [sx, sy] = [sx * x, sy * y]; },
    fillRect(x: number, y: number, wide: number, high: number) { pen.note(box(x, y, wide, high)); },
    beginPath() { path = []; },
    ellipse(x: number, y: number, wide: number, high: number, lean: number) {
      const reach = Math.hypot(wide * Math.cos(lean), high * Math.sin(lean));
      path.push(box(x - reach, y, 2 * reach, 0));
    },
    fill() { path.forEach((one) => pen.note(one)); },
  };
  return { pen: pen as unknown as CanvasRenderingContext2D, filled };
}

const flipped = (one: string) => {
  const at = one.split(" "), [left, right, height] = at.slice(-3).map(Number) as [number, number, number];
  return [...at.slice(0, -3), (SIZE - right).toFixed(3), (SIZE - left).toFixed(3), height.toFixed(3)].join(" ");
};

test("no ground says a side: what lies left lies right, mirrored", () => {
  for (const scene of [0, 1, 2]) for (let angle_deg = 0; angle_deg < 360; angle_deg += 45) for (let tone = 0; tone < 6; tone++) {
    const { pen, filled } = noting();
    ground(pen, SIZE, { angle_deg, tone, light: tone % 3, scene }, "#f2f1ee");
    assert.ok(scene ? filled.length > 20 : filled.length === 1);
    // -0 and 0 are the same place.
    const sorted = (all: string[]) => all.map((one) => one.replace("-0.000", "0.000")).sort();
    assert.deepEqual(sorted(filled.map(flipped)), sorted(filled));
  }
});

test("the same picture has the same ground, another one another", () => {
  const drawn = (angle_deg: number) => {
    const { pen, filled } = noting();
    ground(pen, SIZE, { angle_deg, tone: 2, light: 1, scene: 1 }, "#f2f1ee");
    return filled.join();
  };
  assert.equal(drawn(45), drawn(45));
  assert.notEqual(drawn(45), drawn(90));
  const next = walk({ angle_deg: 315, tone: 5, light: 2 });
  assert.ok(Array.from({ length: 200 }, next).every((one) => one > 0 && one < 1));
});
