import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { smooth } from "../stimuli/subdivide.ts";

const CUBE = [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]];
const corners = [0, 1, 2, 3].flatMap((k) => [[k % 3 ? 1 : -1, k > 1 ? 1 : -1]]);
const box = (quads: number[][], subdivide: number) => ({
  positions: [-1, 1].flatMap((z) => corners.flatMap(([x, y]) => [x!, y!, z])),
  masks: Array.from({ length: 8 }, (_, p) => [p < 4 ? 0 : 1, 0, 0, 0]).flat(),
  joints: Array.from({ length: 8 }, (_, p) => [p < 4 ? 0 : 1, 0, 0, 0]).flat(),
  weights: Array.from({ length: 8 }, () => [255, 0, 0, 0]).flat(),
  index: quads.flatMap(([a, b, c, d]) => [a!, b!, c!, a!, c!, d!]), subdivide,
});
const near = (got: ArrayLike<number>, at: number, wanted: number[]) =>
  wanted.forEach((value, k) => assert.ok(Math.abs(got[at * wanted.length + k]! - value) < 1e-6, `${got[at * wanted.length + k]} is not ${value}`));

test("a cube becomes what Catmull and Clark say", () => {
  const made = smooth(box(CUBE, 6));
  assert.equal(made.positions.length / 3, 8 + 12 + 6);
  assert.equal(made.index.length / 6, 24);
  near(made.positions, 0, [-5 / 9, -5 / 9, -5 / 9]);
  near(made.positions, 8 + 12, [0, 0, -1]);
  const lengths = Array.from({ length: 12 }, (_, e) => Math.hypot(...[0, 1, 2].map((k) => made.positions[(8 + e) * 3 + k]!)));
  assert.ok(lengths.every((length) => Math.abs(length - Math.hypot(0.75, 0.75)) < 1e-6));
  for (let p = 0; p < 26; p++) {
    const outward = [0, 1, 2].reduce((sum, k) => sum + made.positions[p * 3 + k]! * made.normals[p * 3 + k]!, 0);
    assert.ok(outward > 0.5);
  }
});

test("weights and masks between two bones are halves", () => {
  const made = smooth(box(CUBE, 6));
  const halves = Array.from({ length: 26 }, (_, p) => made.masks[p * 4]!).filter((mask) => mask === 0.5);
  assert.equal(halves.length, 8);
  for (let p = 0; p < 26; p++) {
    assert.ok(Math.abs([0, 1, 2, 3].reduce((sum, k) => sum + made.weights[p * 4 + k]!, 0) - 1) < 1e-6);
    if (made.masks[p * 4] === 0.5) assert.equal(made.weights[p * 4], 0.5);
  }
});

test("a border stays a border, and what is not to be smooth stays as it is", () => {
  const open = smooth(box(CUBE.slice(1), 5));
  near(open.positions, 0, [-0.75, -0.75, -1]);
  const kept = smooth(box(CUBE, 0));
  assert.equal(kept.index.length / 6, 6);
  near(kept.positions, 0, [-1, -1, -1]);
});

test("the hand becomes as many points as in the build tool", () => {
  const raw = readFileSync(new URL("../../src/dialdown/training/static/training/stimuli/hand.glb", import.meta.url));
  const length = raw.readUInt32LE(12), document = JSON.parse(raw.subarray(20, 20 + length).toString());
  const values = (accessor: number, width: number, read: (at: number) => number, bytes: number, stride = width * bytes) => {
    const view = document.bufferViews[accessor], start = 28 + length + view.byteOffset;
    return Array.from({ length: document.accessors[accessor].count * width }, (_, i) => read(start + Math.floor(i / width) * stride + (i % width) * bytes));
  };
  const made = smooth({
    positions: values(0, 3, (at) => raw.readInt16LE(at) / 32767, 2, 8), masks: values(1, 4, (at) => raw[at]!, 1),
    joints: values(2, 4, (at) => raw[at]!, 1), weights: values(3, 4, (at) => raw[at]!, 1),
    index: values(4, 1, (at) => raw.readUInt16LE(at), 2), subdivide: document.meshes[0].extras.subdivide,
  });
  assert.equal(made.positions.length / 3, 7514);
  assert.ok(made.positions.every(Number.isFinite) && made.index.every((point) => point < 7514));
});
