import assert from "node:assert/strict";
import { test } from "node:test";
import { Drawings } from "../stimuli/drawings.ts";

const rows = [
  { file: "hand-open-palm.webp", part: "hand", posture: "open", view: "palm", tone: 4, size: 1 },
  { file: "back-lean-front.webp", part: "back", posture: "lean", view: "front", tone: 2, size: 0.6 },
];
const asked = {
  item: "hand/open/palm", part: "hand", mesh: "hand", side: "right" as const, posture: "open", view: "palm", angle_deg: 90, tilt: 0, turn: 0, tone: 0,
  light: 1, size: 0.9, jitter: [3], level: 4, difficulty: -2, scene: 2, direction: "lateral",
};

async function loaded(part: string): Promise<Drawings> {
  Object.assign(globalThis, {
    fetch: async () => ({ json: async () => rows }),
    Image: class {
      src = "";
      decode = async () => undefined;
    },
  });
  const drawings = new Drawings((name) => `/${name}`);
  assert.equal(await drawings.load(part), true);
  return drawings;
}

// A canvas that writes down what is asked of its pen.
function canvas(size: number) {
  const done: unknown[][] = [];
  const pen = new Proxy({}, {
    get: (_pen, name) => (...given: unknown[]) => done.push([name, ...given.filter((one) => typeof one === "number")]),
    set: (_pen, name, value) => done.push([name, value]) > 0,
  });
  return { done, one: { width: size, height: size, getContext: () => pen } as unknown as HTMLCanvasElement };
}

test("what was shown is told: the skin, light and fingers of the drawing, the rest as asked for", async () => {
  const drawings = await loaded("hand"), { one } = canvas(384);
  assert.deepEqual(drawings.draw(asked, one), { ...asked, tone: 4, light: 0, jitter: [] });
});

test("a right one is mirrored first and turned then, in grey where everything is, as large as asked for", async () => {
  const drawings = await loaded("hand"), { done, one } = canvas(400);
  drawings.draw(asked, one);
  assert.deepEqual(done.slice(1, -1), [
    ["filter", "grayscale(1) contrast(1.5)"], ["translate", 200, 200], ["rotate", Math.PI / 2], ["scale", -1, 1], ["drawImage", -180, -180, 360, 360],
  ]);
});

test("a trunk was drawn with more round it, which is left outside", async () => {
  const drawings = await loaded("back"), { done, one } = canvas(300);
  const lean = { ...asked, part: "back", posture: "lean", view: "front", side: "left" as const, scene: 0, size: 0.9 };
  assert.equal(drawings.draw(lean, one)?.tone, 2);
  assert.deepEqual(done.at(-2), ["drawImage", -225, -225, 450, 450]);
  assert.equal(done.some(([what]) => what === "scale"), false);
});

test("another posture or view is never shown in its place", async () => {
  const drawings = await loaded("hand"), { one } = canvas(384);
  for (const other of [{ posture: "fist" }, { view: "back" }]) assert.equal(drawings.draw({ ...asked, ...other }, one), null);
});
