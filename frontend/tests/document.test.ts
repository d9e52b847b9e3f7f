/** The form's fields and the plain document. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { answersOf, fieldOf, isEmpty, toDocument, type Field } from "../checkin/document.ts";

const field = (name: string, value: string, more: Partial<Field> = {}): Field => ({ name, value, on: true, several: false, ...more });

test("an untouched form is an empty document", () => {
  const document = toDocument([
    field("id", "1"), field("values.pain_now", "3", { on: false }), field("values.pain_now", "", { on: true }),
    field("values.school_hours", ""), field("values.did", "walking", { on: false, several: true }),
    field("regions", "front-left-knee", { on: false, several: true }), field("signs.sweat.left.reading", ""),
    field("skipped", "pain_now pain_worst", { on: false }),
  ]);
  assert.ok(isEmpty(document));
  assert.deepEqual(document.values, {});
});

test("names are paths", () => {
  const document = toDocument([
    field("person", "p"), field("mode", "full"), field("remembered", "well"),
    field("values.function", "6"), field("values.own.tea", "2"), field("values.did", "walking", { several: true }),
    field("values.did", "hobby", { several: true }), field("regions", "front-left-knee", { several: true }),
    field("regions.front-left-knee.pain", "4"), field("regions.front-left-knee.quality", "burning", { several: true }),
    field("regions.front-left-knee.own_word", "zappy"), field("regions.back-left-calf.pain", "9"),
    field("signs.temperature.left.answer", "cold"), field("signs.temperature.left.reading", "28.4"),
    field("map-view", "front"), field("csrfmiddlewaretoken", "x"),
  ]);
  assert.deepEqual(document.values, { function: "6", "own.tea": "2", did: ["walking", "hobby"] });
  assert.deepEqual(document.regions, [{ region: "front-left-knee", pain: "4", quality: ["burning"], own_word: "zappy" }]);
  assert.deepEqual(document.signs, [{ kind: "temperature", side: "left", answer: "cold", reading: "28.4" }]);
  assert.equal(document.remembered, "well");
  assert.ok(!("map-view" in document || "csrfmiddlewaretoken" in document));
});

test("a skip counts over the answer that lies under it", () => {
  const fields = [field("skipped", "pain_now pain_worst"), field("values.pain_now", "8"), field("values.function", "3")];
  const document = toDocument(fields);
  assert.deepEqual([document.values, document.skipped], [{ function: "3" }, ["pain_now", "pain_worst"]]);
});

test("what the form does not ask is taken over, what it asks is not", () => {
  const base = { id: "1", values: { note: "kept", pain_now: 3, function: 5 }, skipped: ["mood"], regions: [{ region: "front-left-knee" }], signs: [] };
  const document = toDocument([field("values.pain_now", "", { on: true }), field("values.function", "7")], base);
  assert.deepEqual(document.values, { note: "kept", function: "7" });
  assert.deepEqual([document.id, document.skipped, document.regions], ["1", ["mood"], [{ region: "front-left-knee" }]]);
  assert.deepEqual(toDocument([field("regions", "x", { on: false })], base).regions, []);
});

test("a place keeps the side that was said before, which no field names", () => {
  const base = { regions: [{ region: "front-knee", side: "middle", pain: 4 }] };
  const fields = ["front-knee", "front-left-knee"].map((value) => ({ name: "regions", value, on: true, several: true }));
  assert.deepEqual(toDocument(fields, base).regions, [{ region: "front-knee", side: "middle" }, { region: "front-left-knee" }]);
});

test("a document says what its fields are set to", () => {
  const answers = answersOf({
    values: { did: ["a", "b"], function: 6, medicine: false }, skipped: ["pain_now"], remembered: null as unknown as string,
    regions: [{ region: "front-left-knee", pain: 2, quality: [] }], signs: [{ kind: "sweat", side: "left", answer: "more", reading: null }],
  });
  assert.deepEqual(answers.get("values.did"), ["a", "b"]);
  assert.deepEqual(answers.get("values.medicine"), ["false"]);
  assert.deepEqual(answers.get("regions.front-left-knee.pain"), ["2"]);
  assert.deepEqual(answers.get("signs.sweat.left.answer"), ["more"]);
  assert.ok(!answers.has("signs.sweat.left.reading") && !answers.has("remembered"));
});

test("a problem's place names its field", () => {
  const sent = { regions: [{ region: "front-left-knee" }], signs: [{ kind: "sweat", side: "left", answer: "x", reading: null }] };
  assert.deepEqual(["values.pain_now", "regions.0", "signs.0", "regions", "regions.7"].map((where) => fieldOf(where, sent)),
    ["values.pain_now", "regions.front-left-knee", "signs.sweat.left", "regions", "regions.7"]);
});
