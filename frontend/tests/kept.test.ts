/** What a browser keeps of a diary goes with the leave to see it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { fate, same, type Owner } from "../offline/kept.ts";

const OWNER: Owner = { account: "a-1", person: "p-1", leave: "all" };
const AT = "http://localhost:8000/offline/flare";
const page = (owner: Owner) => `<body data-account="${owner.account}" data-person="${owner.person}" data-leave="${owner.leave}">`;
const answered = (status: number, more: { url?: string; redirected?: boolean } = {}) => ({ status, ok: status >= 200 && status < 300, url: AT, redirected: false, ...more });

test("her own page is kept", () => {
  assert.equal(fate(answered(200), page(OWNER), OWNER), "keep");
});

test("a page that is refused is let go", () => {
  for (const status of [403, 404, 410]) assert.equal(fate(answered(status), "", OWNER), "drop", String(status));
});

test("a page that leads elsewhere is not open any more", () => {
  assert.equal(fate(answered(200, { redirected: true, url: "http://localhost:8000/clearance?next=/offline/flare" }), page(OWNER), OWNER), "drop");
});

test("a sign-in that ran out, a server that is busy or broken says nothing about leave", () => {
  assert.equal(fate(answered(200, { redirected: true, url: "http://localhost:8000/accounts/login/?next=/offline/flare" }), "", OWNER), "stay");
  for (const status of [401, 429, 500, 502, 503]) assert.equal(fate(answered(status), "", OWNER), "stay", String(status));
});

test("a page of another login, another diary or with other leave takes the place of nothing, and nothing stays", () => {
  for (const other of [{ account: "a-2" }, { person: "p-2" }, { leave: "week" }]) {
    assert.equal(fate(answered(200), page({ ...OWNER, ...other }), OWNER), "drop", JSON.stringify(other));
  }
  assert.equal(fate(answered(200), `<body data-account="a-1">`, OWNER), "drop");
});

test("leave is part of whose pages they are", () => {
  assert.ok(same(OWNER, { ...OWNER }));
  assert.ok(!same(OWNER, { ...OWNER, leave: "week" }));
  assert.ok(!same(undefined, OWNER));
  assert.ok(!same(null, OWNER));
});
