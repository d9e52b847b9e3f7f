/** Identifiers, moments, steps and the walk over the map. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { laterThan, localDay, localInstant } from "../checkin/clock.ts";
import { next } from "../islands/bodymap.ts";
import { stepped } from "../islands/steppers.ts";
import { uuid7 } from "../uuid7.ts";

test("uuid7 has its version, its variant and its time, and sorts by it", () => {
  assert.match(uuid7(), /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(uuid7(0x0123456789ab).startsWith("01234567-89ab-7"));
  assert.ok(uuid7(1000) < uuid7(1001));
  assert.equal(new Set(Array.from({ length: 1000 }, () => uuid7(5))).size, 1000);
});

test("local moments carry the offset of here, also across the change of clocks", () => {
  for (const [zone, at, shown] of [
    ["Europe/Berlin", "2026-07-01T22:30:00Z", "2026-07-02T00:30:00+02:00"],
    ["Europe/Berlin", "2026-10-25T00:30:00Z", "2026-10-25T02:30:00+02:00"],
    ["Europe/Berlin", "2026-10-25T01:30:00Z", "2026-10-25T02:30:00+01:00"],
    ["America/St_Johns", "2026-01-01T01:00:00Z", "2025-12-31T21:30:00-03:30"],
    ["UTC", "2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00"],
  ] as const) {
    process.env.TZ = zone;
    assert.equal(localInstant(new Date(at)), shown);
  }
});

test("the day before is the calendar day before, also when the clocks change", () => {
  process.env.TZ = "Europe/Berlin";
  assert.equal(localDay(new Date("2026-03-29T01:30:00Z"), -1), "2026-03-28");
  assert.equal(localDay(new Date("2026-01-01T01:00:00Z"), -1), "2025-12-31");
});

test("an edit is later than what is stored, whatever the clock of this device says", () => {
  assert.equal(laterThan("", 1000), "1970-01-01T00:00:01.000Z");
  assert.equal(laterThan("2026-01-31T10:00:00.500+00:00", 0), "2026-01-31T10:00:00.501Z");
});

test("steps start where they are said to, stay in their limits and have no tails", () => {
  const rule = { step: 0.5, min: 0, max: 16, start: null };
  assert.deepEqual([stepped("", 1, rule), stepped("", -1, rule), stepped("16", 1, rule), stepped("0", -1, rule)], ["0.5", "0", "16", "0"]);
  assert.equal(stepped("", -1, { ...rule, start: 8 }), "8");
  assert.equal(stepped("0.2", 1, { ...rule, step: 0.1 }), "0.3");
});

test("an arrow goes to what is near and not off to the side", () => {
  const points = [["right", [10, 1]], ["up-right", [6, -30]], ["left", [-10, 0]]] as const;
  assert.equal(next([0, 0], [1, 0], points), "right");
  assert.equal(next([0, 0], [0, -1], points), "up-right");
  assert.equal(next([0, 0], [0, 1], points), undefined);
});
