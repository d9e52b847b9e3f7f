import assert from "node:assert/strict";
import { test } from "node:test";
import { bare, text } from "../recognise/bare.ts";

const segment = (marker: number, ...body: number[]): number[] => [0xff, marker, (body.length + 2) >> 8, (body.length + 2) & 255, ...body];
const scan = [...segment(0xda, 1, 1, 0, 0, 63, 0), 7, 0xff, 0, 8, 0xff, 0xd3, 9];
const jpeg = (...segments: number[][]): Uint8Array => new Uint8Array([0xff, 0xd8, ...segments.flat(), 0xff, 0xd9]);

test("notes of any kind are left out, the picture stays byte for byte", () => {
  const plain = jpeg(segment(0xdb, 1, 2, 3), segment(0xc0, 8), scan);
  const noted = jpeg(segment(0xe0, 74, 70), segment(0xe1, 69, 120), segment(0xdb, 1, 2, 3), segment(0xfe, 72), segment(0xc0, 8), scan);
  assert.deepEqual(bare(noted), plain);
  assert.deepEqual(bare(plain), plain);
});

test("what hangs behind the end is left out", () => {
  const plain = jpeg(segment(0xc0, 8), scan);
  assert.deepEqual(bare(new Uint8Array([...plain, 1, 2, 3])), plain);
});

test("several scans stay, with what stands between them", () => {
  const plain = jpeg(segment(0xc2, 8), scan, segment(0xc4, 5), scan);
  assert.deepEqual(bare(plain), plain);
});

test("cut off or none: nothing", () => {
  const plain = jpeg(segment(0xc0, 8), scan);
  assert.equal(bare(plain.subarray(0, plain.length - 2)), null);
  assert.equal(bare(new TextEncoder().encode("<svg onload=alert(1)>")), null);
  assert.equal(bare(new Uint8Array()), null);
});

test("base64 as the server reads it, also of many bytes", () => {
  const many = Uint8Array.from({ length: 100_001 }, (_, at) => at % 256);
  assert.deepEqual(new Uint8Array(Buffer.from(text(many), "base64")), many);
});
