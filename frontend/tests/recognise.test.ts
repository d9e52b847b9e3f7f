import assert from "node:assert/strict";
import { test } from "node:test";
import { chance, moved, wilson } from "../recognise/ability.ts";
import { Frames } from "../recognise/frames.ts";
import { Run, type Deal, type Measured } from "../recognise/run.ts";

const deal: Deal = { seed: 1, kind: "training", part: "foot", level: 1, ability: 0, aim: 0.83, planned: 3 };
const spec = (side: "left" | "right", difficulty: number, part = "foot") => ({
  item: `${part}/neutral/top`, part, mesh: part, side, posture: "neutral", view: "top", angle_deg: 0, tilt: 0, turn: 0, tone: 0, light: 0, size: 1,
  jitter: [], level: 1, difficulty, direction: null,
});
const measured: Measured = { onset_ms: 100, rt_ms: 900, handler_ms: 1, dropped: 0, usable: true, away: 0, way: "pointer" };
const place = (side: "left" | "right") => [-2.2, -1.9, -1.6, -1.3].map((difficulty) => spec(side, difficulty));

test("the ability moves as on the server", () => {
  // dialdown.training.recognise.ability.moved(0.3, -1.2, True, 4) and (…, False, 40)
  assert.ok(Math.abs(moved(0.3, -1.2, true, 4) - 0.3608085) < 1e-6);
  assert.ok(Math.abs(moved(0.3, -1.2, false, 40) - 0.1909901) < 1e-6);
  assert.ok(Math.abs(chance(0.5, -1.0856) - 0.83) < 1e-4);
});

test("the interval of a share is Wilson's", () => {
  // statsmodels.stats.proportion.proportion_confint(17, 20, method="wilson")
  const [low, high] = wilson(17, 20);
  assert.ok(Math.abs(low - 0.6395816) < 1e-5 && Math.abs(high - 0.9476312) < 1e-5, `${low} ${high}`);
});

test("the next picture fits how it goes", () => {
  const run = new Run(deal, [place("left"), place("right"), place("left")]);
  assert.equal(run.next!.difficulty, -1.6);
  for (const side of ["left", "right"] as const) run.answer(run.next!, side === "left" ? "right" : "left", measured);
  assert.ok(run.ability < -0.5);
  assert.equal(run.next!.difficulty, -2.2);
  const good = new Run(deal, [place("left"), place("right"), place("left")]);
  for (const side of ["left", "right"] as const) good.answer(good.next!, side, measured);
  assert.equal(good.next!.difficulty, good.ability > 0.15 ? -1.3 : -1.6);
});

test("a skipped picture is an answer without a response, and moves nothing", () => {
  const run = new Run(deal, [place("left"), place("right")]);
  const skipped = run.answer(run.next!, "", measured);
  assert.deepEqual([skipped.response, skipped.rt_ms, run.ability, run.answered, run.answers.length], ["", null, 0, 0, 1]);
  run.answer(run.next!, "right", measured);
  assert.equal(run.next, null);
  assert.deepEqual([run.right, run.answered], [1, 1]);
  assert.deepEqual((run.document({ ended: "whole" }).answers as unknown[]).length, 2);
});

test("the part to compare does not move the ability", () => {
  const run = new Run({ ...deal, kind: "weekly" }, [[spec("left", -2, "hand")], [spec("left", -2)]]);
  run.answer(run.next!, "right", measured);
  assert.equal(run.ability, 0);
  run.answer(run.next!, "right", measured);
  assert.ok(run.ability < 0);
});

test("a change has the timestamp of its frame, and left-out frames are counted", async () => {
  const waiting: ((at: number) => void)[] = [];
  Object.assign(globalThis, { requestAnimationFrame: (turn: (at: number) => void) => waiting.push(turn) });
  const frame = (at: number) => waiting.splice(0).forEach((turn) => turn(at));
  const frames = new Frames();
  frames.start();
  for (const at of [0, 16, 32, 48]) frame(at);
  let changed = 0;
  const onset = frames.next(() => changed++);
  assert.equal(changed, 0);
  frame(64);
  assert.equal(changed, 1);
  assert.equal(await onset, 64);
  assert.equal(frames.interval, 16);
  frame(112);
  assert.equal(frames.dropped, 2);
  frames.stop();
  frame(128);
  assert.equal(waiting.length, 0);
});
