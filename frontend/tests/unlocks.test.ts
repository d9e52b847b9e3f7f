/** What is derived from a passkey's secret; the expected bytes come from another library (Python's cryptography). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { asking, derived, unlocks, unlocksNew } from "../islands/unlocks.ts";

const counted = (length: number): Uint8Array<ArrayBuffer> => Uint8Array.from({ length }, (_, index) => index);
const hex = (found: Uint8Array | null): string => Buffer.from(found ?? []).toString("hex");
const EXPECTED = "4b07647e4ec26b456182617cd9f3b2ee1bbac7dfea1ba4752b92faddbb9fe008";
const given = (results: unknown, id = counted(16)): PublicKeyCredential =>
  ({ rawId: id.buffer, getClientExtensionResults: () => results }) as unknown as PublicKeyCredential;

test("HKDF with our words and the passkey's name; the secret is overwritten", async () => {
  const secret = counted(32);
  assert.equal(hex(await derived(secret, counted(16))), EXPECTED);
  assert.deepEqual(secret, new Uint8Array(32));
});

test("another passkey with the same secret derives something else", async () => {
  assert.notEqual(hex(await derived(counted(32), counted(17))), EXPECTED);
});

test("a buffer and a view into a larger one are read alike", async () => {
  const larger = new Uint8Array([9, 9, ...counted(32), 9]);
  for (const first of [counted(32).buffer, counted(32), larger.subarray(2, 34), new DataView(larger.slice().buffer, 2, 32)])
    assert.equal(hex(await unlocks(given({ prf: { results: { first } } }))), EXPECTED);
  // The neighbours of the view stay.
  assert.deepEqual([larger[0], larger[34], larger[2]], [9, 9, 0]);
});

test("without the extension there is nothing, and no second question", async () => {
  for (const results of [{}, { prf: {} }, { prf: { enabled: false } }, { prf: { results: {} } }]) {
    assert.equal(await unlocks(given(results)), null);
    assert.equal(await unlocksNew(given(results), "localhost"), null);
  }
});

test("every use asks the same question", () => {
  const { prf } = asking() as { prf: { eval: { first: Uint8Array } } };
  assert.equal(new TextDecoder().decode(prf.eval.first), "dialdown: private part, 1");
});
