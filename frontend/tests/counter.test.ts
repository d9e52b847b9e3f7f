import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, film, folds, type Scene, type View } from "./scenes.ts";

const VIEWS: View[] = ["front", "above"];
/** 0 before `from`, 1 from `from + takes` on. */
const ramp = (frame: number, from: number, takes: number): number => Math.min(Math.max((frame - from) / Math.max(takes, 1e-9), 0), 1);
const within = (frame: number, from: number, to: number, takes = 0): number => ramp(frame, from, takes) - ramp(frame, to, takes);

/** At rest, with the noise of a camera, 15 pictures a second as the page looks at them, from the front and from above: none. */
function none(scene: Scene, name: string, frames = 330): void {
  for (const seen of VIEWS) {
    const found = counted(film(scene, seen, frames, 2), 1);
    assert.equal(found, 0, `${name}, ${seen}: ${found} of 0`);
  }
}
/** The same while the hand moves: never more than it moved. */
function notMore(scene: Scene, name: string): void {
  for (const seen of VIEWS) {
    const found = counted(film(scene, seen, 600, 2, folds(8, 60, 60)));
    assert.ok(found <= 8, `${name}, ${seen}: ${found} of 8`);
  }
}

// A shadow `wide` columns wide that goes over the picture in `takes` frames, from the left, the right or the top, and `depth` of the light in it
// is gone. Its edge takes about `soft` columns.
type From = "left" | "right" | "top";
const shadow = (depth: number, soft: number, wide: number, takes: number, start: From = "left", from = 90): Scene => ({
  light: (x, y, frame) => {
    const long = start === "top" ? 30 : 40, at = start === "top" ? y : start === "left" ? x : 40 - x;
    const lead = ((frame - from) / takes) * (long + wide + 2 * soft) - soft;
    const edge = (by: number) => (soft ? 1 / (1 + Math.exp(Math.max(-50, Math.min(50, (-4 * by) / soft)))) : by > 0 ? 1 : 0);
    return 1 - depth * Math.max(0, edge(lead - at) - edge(lead - at - wide));
  },
});

test("eight movements in a furnished room are eight", () => {
  for (const seen of VIEWS) for (const [each, every] of [[45, 2], [60, 1], [90, 2]] as const) {
    const shown = film({}, seen, 8 * each + 120, every, folds(8, each, 45));
    for (const noise of [0, 2]) assert.equal(counted(shown, noise), 8, `${seen}, ${each} frames each, every ${every}, noise ${noise}`);
  }
});

test("a shadow that passes over a resting limb is no movement, with a soft edge or a hard one", () => {
  for (const [soft, depth] of [[0, 0.3], [0, 0.85], [4, 0.6]] as const) for (const start of ["left", "top"] as const) for (const [wide, takes] of [[6, 60], [14, 30], [60, 90]] as const)
    none(shadow(depth, soft, wide, takes, start), `${depth} of the light gone, edge ${soft}, ${wide} wide, in ${takes}, from the ${start}`, 240);
});

test("neither is one that passes twice, or comes and goes back the same way", () => {
  for (const [soft, depth] of [[0, 0.4], [3, 0.8]] as const) {
    const there = shadow(depth, soft, 14, 60), again = shadow(depth, soft, 14, 60, "left", 210), back = shadow(depth, soft, 14, 60, "right", 210);
    none({ light: (x, y, f) => there.light!(x, y, f) * again.light!(x, y, f) }, `twice, ${depth} ${soft}`);
    none({ light: (x, y, f) => there.light!(x, y, f) * back.light!(x, y, f) }, `there and back, ${depth} ${soft}`);
    // Only half way in, and out again.
    const leans = (f: number) => Math.max(0, 90 - Math.abs(f - 180));
    const lean = shadow(depth, soft, 30, 240, "left", 0);
    none({ light: (x, y, f) => lean.light!(x, y, leans(f)) }, `leans in and out, ${depth} ${soft}`);
  }
});

test("a lamp that is switched on and off is no movement, above, at the side, or with a hard shadow of its own", () => {
  const lamps: [string, (x: number, y: number) => number][] = [
    ["above", () => 1.6], ["off", () => 0.35], ["at the side", (x) => 0.6 + x / 30], ["behind a shelf", (x, y) => (x + y > 30 ? 1.7 : 1)],
    ["on half of the hand", (x) => (x < 20 ? 0.4 : 1)],
  ];
  for (const [name, lamp] of lamps) for (const [takes, times] of [[0, 3], [4, 1]] as const)
    none({ light: (x, y, f) => 1 + (lamp(x, y) - 1) * Array.from({ length: times }, (_, n) => within(f, 90 + n * 120, 150 + n * 120, takes)).reduce((a, b) => a + b) },
      `${name}, in ${takes} frames, ${times} times`, 450);
});

test("a step of the camera's exposure is no movement, also where white ends", () => {
  const clip = (value: number) => Math.min(Math.max(value, 0), 255);
  for (const [gain, takes] of [[0.5, 0], [0.75, 6], [1.6, 30]] as const) {
    none({ camera: (one, f) => clip(one * (1 + (gain - 1) * within(f, 90, 200, takes))) }, `gain ${gain} in ${takes}, and back`);
    none({ camera: (one, f) => clip(255 * (one / 255) ** (1 + (gain - 1) * within(f, 90, 200, takes))) }, `curve ${gain} in ${takes}, and back`);
  }
  // It hunts: up and down, again and again.
  none({ camera: (one, f) => clip(one * (1 + 0.25 * Math.sin((2 * Math.PI * f) / 45))) }, "it hunts");
});

test("a camera that shakes is no movement", () => {
  for (const [by, period] of [[0.5, 8], [1.5, 45]] as const) {
    none({ shift: (f) => (f < 60 ? [0, 0] : [by * Math.sin((2 * Math.PI * f) / period), 0.7 * by * Math.sin((2 * Math.PI * f) / period + 1)]) }, `shakes by ${by}, period ${period}`);
    // A knock against the table, three times.
    none({ shift: (f) => { const t = (f - 60) % 120; return f < 60 ? [0, 0] : [0, 2 * by * Math.exp(-t / 12) * Math.sin((2 * Math.PI * t) / period)]; } }, `knocked by ${by}, period ${period}`);
  }
});

// Somebody `wide` columns wide in a striped shirt, behind the hand.
const walker = (takes: number, wide: number, start: "left" | "right", from = 90): Scene => ({
  behind: (x, y, frame) => {
    const t = (frame - from) / takes;
    if (t < 0 || t > 1) return null;
    const across = t * (40 + wide) - wide, left = start === "left" ? across : 40 - wide - across;
    if (x < left || x > left + wide) return null;
    return y < 8 ? 165 : Math.floor((x - left) / 2 + y / 3) % 2 ? 40 : 85;
  },
});

test("somebody who walks by behind is no movement", () => {
  for (const [takes, wide] of [[30, 6], [60, 16], [120, 10]] as const) for (const start of ["left", "right"] as const) none(walker(takes, wide, start), `${wide} wide in ${takes} from the ${start}`);
  const there = walker(60, 12, "left"), back = walker(60, 12, "right", 240);
  none({ behind: (x, y, f) => there.behind!(x, y, f) ?? back.behind!(x, y, f) }, "there and back");
  const again = walker(60, 12, "left", 240);
  none({ behind: (x, y, f) => there.behind!(x, y, f) ?? again.behind!(x, y, f) }, "two people");
});

test("none of all that adds to what moved", () => {
  for (const soft of [0, 2]) notMore(shadow(0.6, soft, 14, 60, "left", 200), `shadow, edge ${soft}`);
  notMore({ light: (x, y, f) => (x + y > 30 ? 1 + 0.7 * within(f, 200, 350, 2) : 1) }, "a lamp");
  notMore({ shift: (f) => [0.75 * Math.sin(f / 2), 0] }, "it shakes");
  notMore(walker(60, 12, "left", 200), "somebody walks by");
});
