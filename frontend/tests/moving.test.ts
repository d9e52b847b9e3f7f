import assert from "node:assert/strict";
import { test } from "node:test";
import { amountOf, clock, passed } from "../moving/amount.ts";

test("a plain Done is today's amount", () => {
  assert.equal(amountOf({ how: "all", minutes: "", seconds: "" }, 165), 165);
  assert.equal(amountOf({ how: "all" }, 165), 165);
});

test("minutes and seconds become seconds, a count stays one", () => {
  assert.equal(amountOf({ how: "timer", minutes: "2", seconds: "45" }, 60), 165);
  assert.equal(amountOf({ how: "less", minutes: "1,5", seconds: "" }, null), 90);
  assert.equal(amountOf({ how: "typed", number: "12" }, null), 12);
  assert.equal(amountOf({ how: "less", minutes: "0", seconds: "0" }, 60), 0);
});

test("what cannot be read is left to the server", () => {
  assert.equal(amountOf({ how: "less", minutes: "", seconds: "" }, 60), null);
  assert.equal(amountOf({ how: "typed", number: "many" }, 60), null);
  assert.equal(amountOf({ how: "typed", number: "-3" }, 60), null);
});

test("the clock and its marks", () => {
  assert.equal(clock(165.9), "2:45");
  const marks = { floor: 60, target: 120, ceiling: 150 };
  assert.equal(passed(0, 30, marks), null);
  assert.equal(passed(59, 60, marks), "floor");
  assert.equal(passed(59, 125, marks), "target");
  assert.equal(passed(150, 200, marks), null);
});
