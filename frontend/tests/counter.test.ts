/** The mirror's counter on rendered hands at every pace, and on what is no movement: shadows, lamps, exposure, focus, knocks, people who walk by. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { Counter, HIGH, WIDE } from "../mirror/counter.ts";
import { chance, counted, film, folds, hand, type Scene, type View } from "./scenes.ts";

// From open to closed, as the page sees the rendered hands of the films; made by tests/journeys/small_hands.py.
const HANDS = JSON.parse(readFileSync(new URL("hands.json", import.meta.url), "utf8")) as Record<"palm" | "back", string[]>;
const { even: random, normal } = chance(3);
const shaken = (sd: number) => sd * normal();

/** A sitting of rendered hands, 30 pictures a second of which the counter sees one every `step()`; all numbers that it showed. */
function shown(side: keyof typeof HANDS, step: () => number, noise = 0, moves = true): number[] {
  const shapes = HANDS[side].map((one) => Buffer.from(one, "base64")), fold = folds(moves ? 8 : 0, 60, 90), counter = new Counter(), seen = [0];
  for (let at = 0; at < 660; at += step()) {
    counter.see(Array.from(shapes[Math.round(fold(at) * (shapes.length - 1))]!, (one) => one + shaken(noise)));
    if (counter.count !== seen.at(-1)) seen.push(counter.count);
  }
  return seen;
}

test("eight movements of a rendered hand are told one after the other, and none at rest, however seldom the device looks", () => {
  const eight = Array.from({ length: 9 }, (_, n) => n);
  const paces: [string, () => number][] = [
    ["15 a second", () => 2], ["7 a second", () => 4], ["3 a second", () => 9], ["2 a second", () => 15], ["unevenly", () => 2 + Math.floor(random() * 13)],
  ];
  for (const side of ["palm", "back"] as const) for (const [name, step] of paces) for (const noise of [0, 2]) {
    assert.deepEqual(shown(side, step, noise), eight, `${side}, ${name}, noise ${noise}`);
    if (noise) assert.deepEqual(shown(side, step, noise, false), [0], `${side} at rest, ${name}`);
  }
});

test("what comes once is none, and the second tells of both", () => {
  for (const side of ["palm", "back"] as const) for (const [moves, found] of [[1, 0], [2, 2], [3, 3]] as const) {
    const shapes = HANDS[side].map((one) => Buffer.from(one, "base64")), fold = folds(moves, 60, 90), counter = new Counter();
    for (let at = 0; at < 90 + moves * 60 + 30; at += 2) counter.see(shapes[Math.round(fold(at) * (shapes.length - 1))]!);
    assert.deepEqual([counter.found, counter.count], [found, found], `${side}, ${moves}`);
  }
});

test("more noise than a camera has hides movements and makes none", () => {
  for (const side of ["palm", "back"] as const) for (const noise of [5, 12, 20]) {
    assert.deepEqual(shown(side, () => 2, noise, false), [0], `${side} at rest, noise ${noise}`);
    const found = shown(side, () => 2, noise).at(-1)!;
    assert.ok(noise > 5 ? found <= 8 : found === 8, `${side}, noise ${noise}: ${found} of 8`);
  }
});

const VIEWS: View[] = ["front", "above"];
/** 0 before `from`, 1 from `from + takes` on. */
const ramp = (frame: number, from: number, takes: number): number => Math.min(Math.max((frame - from) / Math.max(takes, 1e-9), 0), 1);
const within = (frame: number, from: number, to: number, takes = 0): number => ramp(frame, from, takes) - ramp(frame, to, takes);

/** At rest, with the noise of a camera, about 8 pictures a second, from the front or from above: none. */
function none(scene: Scene, name: string, frames = 330, views = VIEWS): void {
  for (const seen of views) {
    const found = counted(film(scene, seen, frames, 4), 1);
    assert.equal(found, 0, `${name}, ${seen}: ${found} of 0`);
  }
}
/** The same while the hand moves: never more than it moved, and not none. */
function notMore(scene: Scene, name: string): void {
  for (const seen of VIEWS) {
    const found = counted(film(scene, seen, 600, 3, folds(8, 60, 60)), 1);
    assert.ok(found <= 8 && found > 0, `${name}, ${seen}: ${found} of 8`);
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
  for (const seen of VIEWS) for (const [each, every] of [[45, 3], [60, 2]] as const)
    assert.equal(counted(film({}, seen, 8 * each + 120, every, folds(8, each, 45)), 2), 8, `${seen}, ${each} frames each, every ${every}`);
});

test("a shadow that passes over a resting limb is no movement, with a soft edge or a hard one", () => {
  for (const [soft, depth] of [[0, 0.3], [0, 0.85], [2, 0.85], [4, 0.6]] as const) for (const start of ["left", "top"] as const)
    for (const [wide, takes] of [[6, 60], [14, 30], [60, 90]] as const)
      none(shadow(depth, soft, wide, takes, start), `${depth} of the light gone, edge ${soft}, ${wide} wide, in ${takes}, from the ${start}`, 210, wide === 14 ? VIEWS : ["front"]);
  // Slow ones, as light as the fingers are lighter than the wall.
  for (const [soft, depth] of [[0, 0.3], [0, 0.4], [0.5, 0.4], [0.5, 0.5]] as const) none(shadow(depth, soft, 14, 240), `slow, ${depth} ${soft}`, 340, ["front"]);
});

test("neither is one that passes twice, or comes and goes back the same way, or hangs from a fan", () => {
  for (const [soft, depth] of [[0, 0.4], [0, 0.85], [3, 0.8]] as const) {
    const there = shadow(depth, soft, 14, 60), again = shadow(depth, soft, 14, 60, "left", 210), back = shadow(depth, soft, 14, 60, "right", 210);
    none({ light: (x, y, f) => there.light!(x, y, f) * again.light!(x, y, f) }, `twice, ${depth} ${soft}`);
    none({ light: (x, y, f) => there.light!(x, y, f) * back.light!(x, y, f) }, `there and back, ${depth} ${soft}`);
    // Only half way in, and out again.
    const leans = (f: number) => Math.max(0, 90 - Math.abs(f - 180));
    const lean = shadow(depth, soft, 30, 240, "left", 0);
    none({ light: (x, y, f) => lean.light!(x, y, leans(f)) }, `leans in and out, ${depth} ${soft}`);
  }
  none({ light: (x, y, f) => (f > 30 && Math.cos(2 * Math.atan2(y - 15, x - 20) + f / 6) > 0.6 ? 0.5 : 1) }, "a fan");
});

test("a lamp that is switched on and off is no movement, above, at the side, or with a hard shadow of its own", () => {
  const lamps: [string, (x: number, y: number) => number][] = [
    ["above", () => 1.6], ["off", () => 0.35], ["at the side", (x) => 0.6 + x / 30], ["behind a shelf", (x, y) => (x + y > 30 ? 1.7 : 1)],
    ["on half of the hand", (x) => (x < 20 ? 0.4 : 1)], ["behind a blind", (x) => (Math.floor(x / 4) % 2 ? 0.4 : 1)],
  ];
  for (const [name, lamp] of lamps) for (const [takes, times] of [[0, 3], [12, 2]] as const)
    none({ light: (x, y, f) => 1 + (lamp(x, y) - 1) * Array.from({ length: times }, (_, n) => within(f, 60 + n * 90, 105 + n * 90, takes)).reduce((a, b) => a + b) },
      `${name}, in ${takes} frames, ${times} times`, 330, times === 3 ? VIEWS : ["above"]);
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

test("a camera that loses and finds its focus, is covered, or sends a broken picture is no movement", () => {
  const sharp = HANDS.palm.map((one) => Float64Array.from(Buffer.from(one, "base64")))[0]!;
  const blurred = (by: number) => sharp.map((_, i) => {
    let sum = 0;
    for (let y = -by; y <= by; y++) for (let x = -by; x <= by; x++)
      sum += sharp[Math.min(Math.max(Math.floor(i / 40) + y, 0), 29) * 40 + Math.min(Math.max((i % 40) + x, 0), 39)]!;
    return sum / (2 * by + 1) ** 2;
  });
  const others: [string, ArrayLike<number>][] = [
    ["a little out of focus", blurred(1)], ["out of focus", blurred(2)], ["covered", sharp.map(() => 12)], ["dark", sharp.map((one) => one * 0.05)],
    ["white", sharp.map((one) => Math.min(255, one * 3))], ["broken", sharp.map(() => 255 * random())],
  ];
  for (const [name, other] of others) for (const long of [1, 20]) {
    const counter = new Counter();
    for (let n = 0; n < 300; n++) counter.see(Array.from(n % 60 >= 30 && n % 60 < 30 + long ? other : sharp, (one) => Math.max(0, one + shaken(1))));
    assert.equal(counter.found, 0, `${name}, ${long} pictures long`);
  }
});

test("a camera that shakes is no movement", () => {
  for (const [by, period] of [[0.5, 8], [1.5, 45], [2.5, 30]] as const) {
    none({ shift: (f) => (f < 60 ? [0, 0] : [by * Math.sin((2 * Math.PI * f) / period), 0.7 * by * Math.sin((2 * Math.PI * f) / period + 1)]) }, `shakes by ${by}, period ${period}`);
    // A knock against the table, three times.
    none({ shift: (f) => { const t = (f - 60) % 120; return f < 60 ? [0, 0] : [0, Math.min(2 * by, 4) * Math.exp(-t / 12) * Math.sin((2 * Math.PI * t) / period)]; } }, `knocked by ${by}, period ${period}`);
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
  const there = walker(60, 12, "left"), back = walker(60, 12, "right", 240), again = walker(60, 12, "left", 240);
  none({ behind: (x, y, f) => there.behind!(x, y, f) ?? back.behind!(x, y, f) }, "there and back");
  none({ behind: (x, y, f) => there.behind!(x, y, f) ?? again.behind!(x, y, f) }, "two people");
});

test("none of all that adds to what moved", () => {
  for (const soft of [0, 2]) notMore(shadow(0.6, soft, 14, 60, "left", 200), `shadow, edge ${soft}`);
  notMore({ light: (x, y, f) => (x + y > 30 ? 1 + 0.7 * within(f, 200, 350, 2) : 1) }, "a lamp");
  notMore({ shift: (f) => [0.75 * Math.sin(f / 2), 0] }, "it shakes");
  notMore(walker(60, 12, "left", 200), "somebody walks by");
});

// The same hand on a cloth, drawn no finer than it is seen.
const onCloth = new Map<string, Float64Array>();
function cloth(fold: number, seen: View): Float64Array {
  const name = `${seen} ${fold}`, before = onCloth.get(name);
  if (before) return before;
  let seed = 7;
  const rough = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  const found = Float64Array.from({ length: WIDE * HIGH }, (_, i) => {
    const behind = 120 + 30 * rough();
    return hand(i % WIDE, Math.floor(i / WIDE), fold, seen) ?? behind;
  });
  onCloth.set(name, found);
  return found;
}

type Change = (grey: Float64Array, frame: number) => Float64Array;
const noise = (sd: number): Change => (grey) => grey.map((one) => one + shaken(sd));

/** Eight times open, closed, open (2 s each), then 2 s of rest, 30 pictures a second. */
function ofCloth(seen: View, change: Change, every = 1, still = false): number {
  const counter = new Counter(), fold = folds(still ? 0 : 8, 60, 0);
  for (let frame = 0; frame < 8 * 60 + 60; frame += every) counter.see(change(cloth(fold(frame), seen), frame));
  return counter.found;
}

const CLEAN: Change = (grey) => grey;
test("on a cloth, too, eight movements are eight, and a hand at rest is none", () => {
  for (const seen of VIEWS) {
    assert.equal(ofCloth(seen, CLEAN), 8);
    assert.equal(ofCloth(seen, CLEAN, 2), 8, "15 pictures a second");
    assert.equal(ofCloth(seen, (grey, frame) => grey.map((one) => one * (1 + 0.15 * Math.sin(frame * 2.1)))), 8, "flicker");
    assert.equal(ofCloth(seen, (grey, frame) => grey.map((one) => one * (1 - (0.4 * frame) / 540))), 8, "daylight going");
    assert.equal(ofCloth(seen, noise(2)), 8, "noise");
    assert.equal(ofCloth(seen, CLEAN, 1, true), 0);
    for (const sd of [1, 5, 12]) assert.equal(ofCloth(seen, noise(sd), 1, true), 0, `at rest, noise ${sd}`);
  }
});

// A band of shadow that comes in from the left and goes out on the right in two seconds: `depth` of the light is gone in it, and its edge
// takes about 4.4 x `soft` of the 40 columns.
const band = (depth: number, soft: number, from = 120): Change => (grey, frame) => {
  const middle = -20 + ((frame - from) * (WIDE + 40)) / 60, edge = (x: number) => 1 / (1 + Math.exp(-x / soft));
  return grey.map((one, i) => one * (1 - depth * (edge((i % WIDE) - middle + 7) - edge((i % WIDE) - middle - 7))));
};

test("a soft shadow that passes over a cloth is no movement, and takes none from a moving hand", () => {
  for (const seen of VIEWS) for (const [depth, soft] of [[0.3, 1], [0.3, 2], [0.5, 2], [0.6, 3]] as const) {
    const passing = band(depth, soft);
    assert.equal(ofCloth(seen, passing, 1, true), 0, `${seen}, at rest, ${depth} ${soft}`);
    assert.equal(ofCloth(seen, (grey, frame) => noise(2)(passing(grey, frame), frame), 1, true), 0, `${seen}, at rest, with noise`);
    if (depth === 0.5) assert.equal(ofCloth(seen, passing), 8, `${seen}, moving`);
  }
});

test("a lamp over a cloth that is switched on and off again is no movement, above the hand or at its side", () => {
  for (const seen of VIEWS) for (const [here, there] of [[2, 2], [0.4, 0.4], [0.5, 2]] as const) {
    const lamp: Change = (grey, frame) => grey.map((one, i) => (one / 2) * (frame < 100 || frame >= 200 ? 1 : here + ((there - here) * (i % WIDE)) / WIDE));
    assert.equal(ofCloth(seen, lamp, 1, true), 0, `${seen} ${here} ${there}`);
  }
});

test("it may count too few, and never invents one", () => {
  for (const sd of [5, 12]) assert.ok(ofCloth("above", noise(sd)) <= 8);
  // A plain wall is nothing at all.
  const counter = new Counter();
  for (let frame = 0; frame < 300; frame++) counter.see(new Float64Array(WIDE * HIGH).fill(90));
  assert.equal(counter.found, 0);
});
