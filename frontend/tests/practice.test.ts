import assert from "node:assert/strict";
import { test } from "node:test";
import { breath, Clock, standing } from "../practice/clock.ts";
import { goOf, stepsBack } from "../practice/go.ts";

test("a breath is four in and six out, for ever", () => {
  const words = Array.from({ length: 20 }, (_, s) => breath(s, 4, 6)).map(({ word, count }) => `${word}${count}`);
  const one = ["in1", "in2", "in3", "in4", "out1", "out2", "out3", "out4", "out5", "out6"];
  assert.deepEqual(words, [...one, ...one]);
  assert.equal(breath(60, 4, 6).rounds, 6);
});

test("the caption that stands is the last one that began", () => {
  assert.deepEqual([0, 7, 8, 27, 28, 999].map((s) => standing([0, 8, 28], s)), [0, 0, 1, 1, 2, 2]);
});

test("the clock follows the device, also when the page slept", () => {
  let now = 1000;
  const clock = new Clock(() => undefined, () => now);
  clock.start();
  now += 61_500;
  assert.equal(clock.seconds, 61);
  clock.jump(10);
  assert.equal(clock.seconds, 10);
  clock.stop();
  assert.equal(clock.running, false);
});

const form = (given: Record<string, string>) => (name: string) => ({ ladder: "l", rung: "2", planned: "20", done: "20", ...given })[name] ?? "";
const now = new Date("2026-03-01T10:00:00Z");

test("a go without a look at the skin is no go", () => assert.equal(goOf(form({}), now, "", "UTC"), null));

test("what was left out stays null, and a zero is an answer", () => {
  const go = goOf(form({ skin: "okay", before: "", after: "0" }), now, "x", "UTC");
  assert.deepEqual([go?.before, go?.after, go?.done, go?.felt], [null, 0, 20, ""]);
});

test("skin that is sore means no seconds, whatever the clock says", () => {
  const go = goOf(form({ skin: "not_today", before: "3", after: "5", felt: "okay" }), now, "x", "UTC");
  assert.deepEqual([go?.done, go?.after, go?.felt, go?.skin], [0, null, "", "not_today"]);
});

test("a change of the skin is kept with the go", () => assert.equal(goOf(form({ skin: "okay", changed: "yes" }), now, "x", "UTC")?.skin, "changed"));

test("the next go is shorter after a rise of two, or when it was too much", () => {
  const go = (given: Record<string, string>) => goOf(form({ skin: "okay", ...given }), now, "x", "UTC")!;
  assert.equal(stepsBack(go({ before: "3", after: "4" }), 2), false);
  assert.equal(stepsBack(go({ before: "3", after: "5" }), 2), true);
  assert.equal(stepsBack(go({ after: "9" }), 2), false);
  assert.equal(stepsBack(go({ felt: "too_much" }), 2), true);
});
