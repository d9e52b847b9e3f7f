import assert from "node:assert/strict";
import { test } from "node:test";
import { asks, beat, Turns } from "../imagine/turns.ts";
import { ends, sittingOf } from "../practice/sitting.ts";
import { layout } from "../mirror/geometry.ts";
import { clock, Minutes } from "../mirror/minutes.ts";
import { Delay, light, Rate } from "../mirror/pace.ts";

test("what is cut off is the other half of the camera, whichever way it is turned", () => {
  for (const flipX of [false, true]) for (const show of ["left", "right"] as const) {
    const { from, to, clip } = layout({ show, mid: 0.4, flipX, flipY: false });
    const left = (show === "left") !== flipX;
    assert.equal(from === 0, left);
    assert.equal(to === 1, !left);
    assert.match(clip, left ? /^inset\(0 \d+(\.\d+)?% 0 0\)$/ : /^inset\(0 0 0 \d+(\.\d+)?%\)$/);
    // On her good side of the midline lies 0.4 (left) or 0.6 (right) of the picture.
    assert.ok(Math.abs(to - from - (show === "left" ? 0.4 : 0.6)) < 1e-9);
  }
});

test("the light of the delay has its five states", () => {
  assert.deepEqual([null, 100, 101, 150, 151, 200, 201].map(light), ["unknown", "good", "plain", "plain", "slow", "slow", "off"]);
  const delay = new Delay();
  for (let i = 0; i < 9; i++) delay.add(300);
  assert.equal(delay.median, null);
  delay.add(300);
  assert.equal(delay.median, 300);
  for (let i = 0; i < 30; i++) delay.add(i % 10 ? 60 : 900);
  assert.equal(delay.median, 60);
});

test("stuttering is fewer than 15 pictures a second for two seconds, also when none comes at all", () => {
  const run = (fps: number, seconds: number) => {
    const rate = new Rate();
    for (let i = 0; i <= fps * seconds; i++) rate.add((i * 1000) / fps, i);
    return rate;
  };
  assert.equal(run(5, 1).stutters(1000), false, "too early to say");
  assert.equal(run(5, 3).stutters(3000), true);
  assert.equal(run(14, 3).stutters(3000), true);
  assert.equal(run(16, 3).stutters(3000), false);
  assert.equal(run(30, 3).stutters(3000), false);
  assert.equal(run(30, 3).stutters(5100), true, "the picture froze");
  // A busy script sees few callbacks; the browser's own count goes on.
  const busy = new Rate();
  for (let at = 0; at <= 3000; at += 250) busy.add(at, (at * 30) / 1000);
  assert.equal(busy.stutters(3000), false);
});

test("a sitting is asked about each minute, pauses when nobody answers, and ends at its length", () => {
  const minutes = new Minutes(180);
  const said: string[] = [];
  for (let s = 0; s < 180; s++) {
    const due = minutes.run(1);
    if (due) said.push(`${minutes.done} ${due}`);
    if (due === "ask" && minutes.done === 60) minutes.answered();
  }
  assert.deepEqual(said, ["60 ask", "120 ask", "180 over"]);
  const silent = new Minutes(600);
  const found: string[] = [];
  for (let s = 0; s < 125; s++) { const due = silent.run(1); if (due) found.push(due); }
  assert.deepEqual(found, ["ask", "unanswered"]);
  assert.equal(clock(65.9), "1:05");
});

test("answers that end a sitting", () => {
  assert.deepEqual(["fine", "odd", "bit", "pain", "dizzy", "upset"].map(ends), [null, null, null, "pain", "dizzy", "upset"]);
});

test("unanswered stays unanswered in what is stored", () => {
  const given: Record<string, string> = { path: "p", stage: "mirror", step: "look", how: "camera", planned: "120" };
  const sat = sittingOf((name) => given[name] ?? "", 61.4, "self", { began: "2026-01-05T10:00:00+01:00", zone: "Europe/Berlin", now: new Date(0) });
  assert.deepEqual([sat.done, sat.before, sat.after, sat.counted, sat.seen, sat.odd, sat.colour], [61, null, null, null, null, false, false]);
  assert.equal(sat.saved_at, "1970-01-01T00:00:00.000Z");
});

test("with the other side each picture is imagined, then moved; times only where they say something", () => {
  const turns = new Turns(2, "other");
  turns.start(1000);
  turns.end(4100);
  assert.deepEqual([turns.doing, turns.done], ["move", 0]);
  turns.start(5000);
  turns.end(7500);
  assert.deepEqual([turns.doing, turns.done, turns.imagined, turns.moved], ["imagine", 1, [3.1], [2.5]]);
  turns.start(8000);
  turns.end(9000, true);
  assert.deepEqual(turns.imagined, [3.1], "a beat says nothing about her own time");
  turns.start(1);
  turns.pause();
  assert.equal(turns.running, false);
  turns.skip();
  assert.deepEqual([turns.done, turns.doing, turns.over], [1, "imagine", false]);
});

test("watching has no times, and the side that hurts is never moved", () => {
  for (const step of ["watch", "near", "own"] as const) {
    const turns = new Turns(3, step);
    while (!turns.over) {
      assert.notEqual(turns.doing, "move");
      turns.start(1000);
      turns.end(2000);
    }
    assert.deepEqual(turns.moved, []);
    assert.equal(turns.imagined.length, step === "watch" ? 0 : 3);
  }
});

test("in every sitting it is asked how it is, between pictures and never more than three apart", () => {
  const when = (planned: number) => Array.from({ length: planned + 1 }, (_, done) => done).filter((done) => asks(done, planned));
  assert.deepEqual([2, 3, 4, 6, 8, 10, 12].map(when), [[1], [2], [2], [3], [3, 6], [3, 6, 9], [3, 6, 9]]);
});

test("the beat is there and back three times", () => {
  const words = Array.from({ length: 20 }, (_, s) => beat(s));
  assert.deepEqual(words.slice(0, 7), ["there", "there", "there", "back", "back", "back", "there"]);
  assert.equal(words[17], "back");
  assert.equal(words[18], null);
});
