import assert from "node:assert/strict";
import test from "node:test";
import { Bone, BufferAttribute, BufferGeometry, Skeleton, SkinnedMesh, Vector3 } from "three";
import { bend } from "../stimuli/bend.ts";
import { facing } from "../stimuli/facing.ts";

// A walk of its own, the same each time.
let seed = 7;
const drawn = () => (seed = (seed * 48271) % 2147483647) / 2147483647 - 0.5;

test("points and normals go where three takes them", () => {
  const POINTS = 60, BONES = 5;
  const positions = Float32Array.from({ length: POINTS * 3 }, drawn), joints = new Uint16Array(POINTS * 4), weights = new Float32Array(POINTS * 4);
  for (let point = 0; point < POINTS; point++) {
    // One to four bones, the strongest first.
    const shares = Array.from({ length: 1 + (point % 4) }, () => 0.6 + drawn()).sort((a, b) => b - a), whole = shares.reduce((sum, one) => sum + one, 0);
    shares.forEach((share, k) => {
      joints[point * 4 + k] = (point + k) % BONES;
      weights[point * 4 + k] = share / whole;
    });
  }
  const bones = Array.from({ length: BONES }, () => new Bone());
  bones.forEach((bone, k) => k && bones[k - 1]!.add(bone.translateY(0.3)));
  const geometry = new BufferGeometry(), mesh = new SkinnedMesh(geometry);
  geometry.setAttribute("position", new BufferAttribute(positions, 3));
  geometry.setAttribute("skinIndex", new BufferAttribute(joints, 4));
  geometry.setAttribute("skinWeight", new BufferAttribute(weights, 4));
  mesh.add(bones[0]!);
  mesh.updateMatrixWorld(true);
  mesh.bind(new Skeleton(bones));
  for (const bone of bones) bone.rotation.set(2 * drawn(), 2 * drawn(), 2 * drawn());
  mesh.updateMatrixWorld(true);
  mesh.skeleton.update();
  const places = new Float32Array(POINTS * 3), outward = new Float32Array(POINTS * 3);
  bend({ positions, normals: positions, joints, weights }, mesh.skeleton.boneMatrices!, places, outward);
  const origins = new Float32Array(POINTS * 3);
  bend({ positions: new Float32Array(POINTS * 3), normals: positions, joints, weights }, mesh.skeleton.boneMatrices!, origins, outward);
  for (let point = 0; point < POINTS; point++) {
    const theirs = mesh.applyBoneTransform(point, new Vector3().fromArray(positions, point * 3));
    theirs.toArray().forEach((value, k) => {
      assert.ok(Math.abs(places[point * 3 + k]! - value) < 1e-6);
      // A way is a place less the place of nothing.
      assert.ok(Math.abs(outward[point * 3 + k]! - (places[point * 3 + k]! - origins[point * 3 + k]!)) < 1e-6);
    });
  }
});

// A cube of two triangles a side, their outsides outwards.
const CORNERS = Float32Array.from([-1, -1, -1, 1, -1, -1, 1, 1, -1, -1, 1, -1, -1, -1, 1, 1, -1, 1, 1, 1, 1, -1, 1, 1]);
const SIDES = [[0, 3, 2, 1], [4, 5, 6, 7], [0, 1, 5, 4], [1, 2, 6, 5], [2, 3, 7, 6], [3, 0, 4, 7]];
const index = SIDES.flatMap(([a, b, c, d]) => [a!, b!, c!, a!, c!, d!]);

// In whatever order.
const triangles = (corners: ArrayLike<number>) => Array.from({ length: corners.length / 3 }, (_, t) => [0, 1, 2].map((k) => corners[t * 3 + k]).join()).sort();

test("of a cube the sides that look at the eye come first, the others behind them or not at all", () => {
  const into = new Uint16Array(index.length);
  assert.deepEqual(facing({ index, closed: index.length }, CORNERS, [0, 0, 5], into), [6, 0]);
  assert.deepEqual([...into.subarray(0, 6)], index.slice(6, 12));
  assert.deepEqual(facing({ index, closed: index.length }, CORNERS, [5, 5, 5], into), [18, 0]);
  // From within, nothing but insides.
  assert.deepEqual(facing({ index, closed: 0 }, CORNERS, [0, 0, 0], into), [0, 36]);
  assert.deepEqual(facing({ index, closed: 0 }, CORNERS, [0, 0, 5], into), [6, 30]);
  assert.deepEqual([...into.subarray(0, 6)], index.slice(6, 12));
  assert.deepEqual(triangles(into), triangles(index));
});

test("what is closed has no inside, what stands after it has one", () => {
  const into = new Uint16Array(index.length);
  assert.deepEqual(facing({ index, closed: 12 }, CORNERS, [0, 0, 5], into), [6, 24]);
  assert.deepEqual(triangles(into.subarray(6, 30)), triangles(index.slice(12)));
});
