/** The queue under trouble: replay, reordering, cuts, edits in flight, the wrong account. */
import assert from "node:assert/strict";
import { test } from "node:test";
import "fake-indexeddb/auto";
import { openBox, sealedBox, type Box } from "../offline/box.ts";
import { Queue, type Change } from "../offline/queue.ts";
import { DeviceStore, MemoryStore, type Store } from "../offline/store.ts";

const A = "account-a", B = "account-b";
type Call = { id: string; method: string; body: { n?: number; saved_at?: string } | null; csrf: string };
type Answer = [status: number, body?: unknown] | "cut before" | "cut after";

/** A server as the contract has it: newest saved_at wins, repeating changes nothing. */
class Server {
  account: string | null = A;
  stored = new Map<string, { n?: number; saved_at?: string }>();
  calls: Call[] = [];
  /** Answers in place of the ordinary one, used up in order. */
  trouble: Answer[] = [];
  reachable = true;
  meanwhile: (() => Promise<void>) | null = null;

  session = async () => {
    if (!this.reachable) throw new TypeError("offline");
    return { account: this.account, csrf: "token" };
  };

  send = (async (url: string, options: RequestInit) => {
    const id = url.split("/").at(-1)!;
    const body = options.body ? JSON.parse(options.body as string) : null;
    this.calls.push({ id, method: options.method!, body, csrf: (options.headers as Record<string, string>)["X-CSRFToken"]! });
    const trouble = this.trouble.shift();
    if (!this.reachable || trouble === "cut before") throw new TypeError("cut");
    if (Array.isArray(trouble)) return json(...trouble);
    await this.meanwhile?.();
    this.meanwhile = null;
    if (options.method === "DELETE") this.stored.delete(id);
    else if ((this.stored.get(id)?.saved_at ?? "") <= body.saved_at) this.stored.set(id, body);
    if (trouble === "cut after") throw new TypeError("cut");
    return json(200, { id, stored: "updated", day: "2026-01-31" });
  }) as unknown as typeof fetch;
}

const json = (status: number, body: unknown = {}): Response =>
  typeof body === "string" ? new Response(body, { status }) : Response.json(body, { status });

let databases = 0;
const stores: Record<string, () => { store: Store; box: Box }> = {
  memory: () => ({ store: new MemoryStore(), box: openBox }),
  device: () => {
    const store = new DeviceStore(`test-${++databases}`);
    return { store, box: sealedBox(store.key) };
  },
};

for (const [where, make] of Object.entries(stores)) {
  const setUp = () => {
    const server = new Server(), changes: Change[] = [], { store, box } = make();
    let last: Promise<unknown> = Promise.resolve();
    const alone = <T>(work: () => Promise<T>): Promise<T> => {
      const mine = last.then(work, work);
      last = mine.catch(() => undefined);
      return mine;
    };
    const around = { store, box, session: server.session, send: server.send, alone, tell: (change: Change) => changes.push(change) };
    const save = (id: string, n: number, second: number, account = A, queue = one) => {
      const savedAt = `2026-01-31T10:00:${String(second).padStart(2, "0")}.000Z`;
      return queue.save({ kind: "entry", id, account, savedAt, body: { id, n, saved_at: savedAt } });
    };
    const one = new Queue(around);
    return { server, queue: one, another: new Queue(around), changes, save, store, keys: async () => (await one.list()).map(({ key }) => key) };
  };

  test(`${where}: sent in the order of saving, with the token of now, and gone after`, async () => {
    const { server, queue, save, keys } = setUp();
    await save("late", 2, 9);
    await save("early", 1, 3);
    assert.equal(await queue.flush(), "done");
    assert.deepEqual(server.calls.map(({ id, csrf }) => [id, csrf]), [["early", "token"], ["late", "token"]]);
    assert.deepEqual(await keys(), []);
  });

  test(`${where}: nothing is asked of the server while nothing waits`, async () => {
    const { server, queue } = setUp();
    server.session = () => assert.fail("asked");
    assert.equal(await queue.flush(), "done");
  });

  test(`${where}: taps on one entry are one item, the last one counts`, async () => {
    const { server, queue, save } = setUp();
    await Promise.all([save("e", 1, 1), save("e", 2, 2), save("e", 3, 3)]);
    await queue.flush();
    assert.deepEqual(server.calls.map(({ body }) => body?.n), [3]);
  });

  test(`${where}: an older save that lands late does not replace a newer one`, async () => {
    const { queue, save, another } = setUp();
    await save("e", 2, 8);
    await save("e", 1, 4, A, another);
    assert.equal((await queue.open((await queue.list())[0]!))?.body?.n, 2);
  });

  test(`${where}: offline keeps everything, and sends it later`, async () => {
    const { server, queue, save, keys } = setUp();
    server.reachable = false;
    await save("e", 1, 1);
    assert.equal(await queue.flush(), "offline");
    assert.deepEqual(await keys(), ["entry:e"]);
    server.reachable = true;
    assert.equal(await queue.flush(), "done");
    assert.equal(server.stored.get("e")?.n, 1);
  });

  for (const cut of ["cut before", "cut after"] as const) {
    test(`${where}: ${cut} the answer: kept, sent again, stored once`, async () => {
      const { server, queue, save, keys } = setUp();
      server.trouble = [cut];
      await save("e", 1, 1);
      assert.equal(await queue.flush(), "offline");
      assert.deepEqual(await keys(), ["entry:e"]);
      await queue.flush();
      assert.deepEqual([server.calls.length, server.stored.size, (await keys()).length], [2, 1, 0]);
    });
  }

  test(`${where}: an edit while the first is under way stays and is sent next`, async () => {
    const { server, queue, save, keys } = setUp();
    server.meanwhile = () => save("e", 2, 2);
    await save("e", 1, 1);
    await queue.flush();
    assert.deepEqual(server.calls.map(({ body }) => body?.n), [1, 2]);
    assert.equal(server.stored.get("e")?.n, 2);
    assert.deepEqual(await keys(), []);
  });

  test(`${where}: an edit while the first is under way survives when that one then fails`, async () => {
    const { server, queue, save } = setUp();
    server.meanwhile = () => save("e", 2, 2);
    server.trouble = ["cut after"];
    await save("e", 1, 1);
    await queue.flush();
    const [item] = await queue.list();
    assert.equal(item?.tried, true);
    assert.equal((await queue.open(item!))?.body?.n, 2);
  });

  for (const status of [401, 429, 500, 502, 503]) {
    test(`${where}: ${status} keeps it and stops`, async () => {
      const { server, queue, save, keys } = setUp();
      server.trouble = [[status]];
      await save("a", 1, 1);
      await save("b", 1, 2);
      assert.equal(await queue.flush(), "busy");
      assert.deepEqual([server.calls.length, await keys()], [1, ["entry:a", "entry:b"]]);
    });
  }

  test(`${where}: a 403 without the server's words keeps it, and the next one goes`, async () => {
    const { server, queue, save, keys } = setUp();
    server.trouble = [[403, { detail: "CSRF check Failed" }]];
    await save("a", 1, 1);
    await save("b", 1, 2);
    await queue.flush();
    assert.deepEqual([await keys(), (await queue.list())[0]?.state], [["entry:a"], "waiting"]);
  });

  test(`${where}: a sign-in page that answers 200 is no acknowledgement`, async () => {
    const { server, queue, save, keys } = setUp();
    for (const answer of ["<html>Welcome to the hotel</html>", { id: "somebody-else" }, null]) {
      server.trouble = [[200, answer]];
      await save("e", 1, 1);
      assert.equal(await queue.flush(), "busy");
      assert.deepEqual(await keys(), ["entry:e"]);
    }
  });

  test(`${where}: stored "newer" is an acknowledgement`, async () => {
    const { server, queue, save, keys } = setUp();
    server.trouble = [[200, { id: "e", stored: "newer", day: "2026-01-31" }]];
    await save("e", 1, 1);
    await queue.flush();
    assert.deepEqual(await keys(), []);
  });

  for (const [status, words] of [[422, "no such place"], [403, "not your diary"]] as const) {
    test(`${where}: ${status} with problems is kept for a look, with its words, and not sent again by itself`, async () => {
      const { server, queue, save, changes } = setUp();
      server.trouble = [[status, { problems: [{ where: "regions.0", message: words }] }]];
      await save("e", 1, 1);
      await queue.flush();
      await queue.flush();
      const [item] = await queue.list();
      assert.equal(server.calls.length, 1);
      assert.equal(item?.state, "attention");
      assert.deepEqual(await queue.open(item!), { body: { id: "e", n: 1, saved_at: "2026-01-31T10:00:01.000Z" }, problems: [{ where: "regions.0", message: words }] });
      assert.equal(changes.at(-1)?.what, "attention");
      await save("e", 2, 2);
      await queue.flush();
      assert.equal(server.stored.get("e")?.n, 2);
    });
  }

  test(`${where}: one that needs a look does not hold up the others`, async () => {
    const { server, queue, save } = setUp();
    server.trouble = [[422, { problems: [] }]];
    await save("a", 1, 1);
    await save("b", 1, 2);
    assert.equal(await queue.flush(), "done");
    assert.ok(server.stored.has("b"));
    await queue.again((await queue.list())[0]!);
    await queue.flush();
    assert.ok(server.stored.has("a"));
  });

  test(`${where}: only what the signed-in account saved is sent`, async () => {
    const { server, queue, save, keys } = setUp();
    await save("mine", 1, 1, A);
    await save("theirs", 1, 2, B);
    server.account = B;
    assert.equal(await queue.flush(), "done");
    assert.deepEqual([[...server.stored.keys()], await keys()], [["theirs"], ["entry:mine"]]);
    server.account = null;
    assert.equal(await queue.flush(), "signed-out");
    assert.deepEqual(await keys(), ["entry:mine"]);
  });

  test(`${where}: two flushers at once send once`, async () => {
    const { server, queue, another, save } = setUp();
    await save("e", 1, 1);
    await Promise.all([queue.flush(), another.flush(), queue.flush()]);
    assert.equal(server.calls.length, 1);
  });

  test(`${where}: undo before anything was sent leaves nothing; after, it asks the server`, async () => {
    const { server, queue, save, keys } = setUp();
    await save("e", 1, 1);
    assert.equal(await queue.withdraw("entry:e"), true);
    assert.deepEqual(await keys(), []);
    server.trouble = ["cut after"];
    await save("e", 1, 1);
    await queue.flush();
    assert.equal(await queue.withdraw("entry:e"), false);
    await queue.save({ kind: "entry", id: "e", account: A, savedAt: "2026-01-31T10:00:02.000Z", body: null });
    await queue.flush();
    assert.deepEqual([server.calls.at(-1)?.method, server.stored.size, await keys()], ["DELETE", 0, []]);
  });

  test(`${where}: taking back what never arrived is done`, async () => {
    const { server, queue, keys } = setUp();
    server.trouble = [[403, { problems: [{ where: "id", message: "not your entry" }] }]];
    await queue.save({ kind: "entry", id: "e", account: A, savedAt: "2026-01-31T10:00:00.000Z", body: null });
    await queue.flush();
    assert.deepEqual(await keys(), []);
  });

  test(`${where}: discarding takes exactly what was shown`, async () => {
    const { queue, save, keys } = setUp();
    await save("e", 1, 1);
    const [shown] = await queue.list();
    await save("e", 2, 2);
    assert.equal(await queue.discard(shown!), false);
    assert.deepEqual(await keys(), ["entry:e"]);
  });

  test(`${where}: signing out erases all of it`, async () => {
    const { queue, save, keys } = setUp();
    await save("e", 1, 1);
    await queue.clear();
    assert.deepEqual(await keys(), []);
    await save("f", 1, 1);
    assert.equal((await queue.open((await queue.list())[0]!))?.body?.n, 1);
  });

  test(`${where}: 200 random histories of taps, cuts and flushes lose nothing and store the last word`, async () => {
    let seed = 7;
    const random = (n: number) => (seed = (seed * 48271) % 2147483647) % n;
    const { server, queue, save } = setUp();
    const last = new Map<string, number>();
    for (let i = 0; i < 200; i++) {
      server.trouble = (["cut before", "cut after", [500], [200, "<html>"]] as Answer[]).filter(() => random(3) === 0);
      server.reachable = random(4) > 0;
      const id = `e${random(6)}`;
      last.set(id, i);
      if (random(2)) server.meanwhile = async () => {
        last.set(id, i + 1000);
        const savedAt = new Date(1.7e12 + i * 10 + 5).toISOString();
        await queue.save({ kind: "entry", id, account: A, savedAt, body: { id, n: i + 1000, saved_at: savedAt } });
      };
      const savedAt = new Date(1.7e12 + i * 10).toISOString();
      await queue.save({ kind: "entry", id, account: A, savedAt, body: { id, n: i, saved_at: savedAt } });
      await Promise.all([queue.flush(), random(2) ? queue.flush() : null]);
      server.meanwhile = null;
    }
    Object.assign(server, { trouble: [], reachable: true });
    assert.equal(await queue.flush(), "done");
    assert.equal((await queue.list()).length, 0);
    for (const [id, n] of last) assert.equal(server.stored.get(id)?.n, n, id);
    await save("e", 1, 1);
  });
}

test("what lies on the device cannot be read there", async () => {
  const store = new DeviceStore("sealed");
  const queue = new Queue({ store, box: sealedBox(store.key), session: () => assert.fail(), send: fetch, alone: (work) => work(), tell: () => undefined });
  await queue.save({ kind: "entry", id: "e", account: A, savedAt: "2026-01-31T10:00:00.000Z", body: { values: { note: "a secret" } } });
  const [item] = await store.list();
  const { data, iv } = item!.sealed;
  assert.ok(data instanceof ArrayBuffer && iv.length === 12);
  assert.ok(!Buffer.from(data as ArrayBuffer).includes("secret"));
  assert.ok(!JSON.stringify({ ...item, sealed: null }).includes("secret"));
  await assert.rejects(crypto.subtle.exportKey("raw", await store.key()));
  // Bound to its owner: an item that is relabelled no longer opens.
  assert.equal(await queue.open({ ...item!, account: B }), null);
  // With the key erased nothing opens any more.
  await store.clear();
  assert.equal(await queue.open(item!), null);
});

test("two tabs that make the key at the same time share one", async () => {
  const keys = await Promise.all([new DeviceStore("key").key(), new DeviceStore("key").key()]);
  const [sealed, opened] = keys.map((key) => sealedBox(async () => key));
  assert.equal(await opened!.open(await sealed!.seal("x", "b"), "b"), "x");
});
