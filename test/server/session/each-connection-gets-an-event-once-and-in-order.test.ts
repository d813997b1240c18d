import * as assert from "uvu/assert";
import type { Observation } from "../../../kernel/index.ts";
import { Subscriptions } from "../../../server/session/subscriptions.ts";
import type { LoggedEvent } from "../../../server/store/contracts.ts";
import { type FakeConnection, fakeClient } from "../../support/fake-client.ts";
import { suite } from "../../support/suite.ts";

const test = suite("subscriptions");
const S = { sessionId: "s", parentId: undefined, ancestors: [] };
const CHILD = { sessionId: "c", parentId: "s", ancestors: ["s"] };
const ALL = { sessionId: "s", patterns: ["*"], includesChildren: true };

const event = (seq: number, name = "tool:pre"): Observation => ({
  event: name,
  data: { seq },
  seq,
  ts: 0,
  ephemeral: false,
});
const logged = (seq: number, name = "tool:pre"): LoggedEvent => ({
  seq,
  ts: "1970-01-01T00:00:00.000Z",
  event: name,
  data: { seq },
});
const numbersOf = ({ told }: FakeConnection): unknown[] => told.map(({ params }) => params.seq);

test("several subscriptions of one connection are one delivery, of two connections two", () => {
  const subscriptions = new Subscriptions();
  const [one, two] = [fakeClient(), fakeClient()];
  for (const request of [ALL, { ...ALL, sessionId: undefined }, { ...ALL, patterns: ["tool:*", "*:pre"] }])
    subscriptions.add(one.client, request);
  subscriptions.add(two.client, { ...ALL, patterns: ["prompt:*"] });
  subscriptions.deliver(S, event(1));
  subscriptions.deliver(S, event(2, "prompt:submit"));
  assert.equal([numbersOf(one.connection), numbersOf(two.connection)], [[1, 2], [2]]);
});

test("children are heard unless they are not wanted; other sessions are not", () => {
  const subscriptions = new Subscriptions();
  const [one, two] = [fakeClient(), fakeClient()];
  subscriptions.add(one.client, ALL);
  subscriptions.add(two.client, { ...ALL, includesChildren: false });
  subscriptions.deliver(CHILD, event(1));
  subscriptions.deliver({ ...S, sessionId: "other" }, event(2));
  assert.equal([numbersOf(one.connection), numbersOf(two.connection)], [[1], []]);
  assert.is(one.connection.told[0]?.params.parentId, "s");
});

test("it ends with its connection, with its session, or by its id, for its owner alone", () => {
  const subscriptions = new Subscriptions();
  const [one, two] = [fakeClient(), fakeClient()];
  const id = subscriptions.add(one.client, ALL) ?? "";
  subscriptions.add(two.client, ALL);
  subscriptions.deliver(S, event(1));
  assert.not.ok(subscriptions.remove(two.client, id));
  assert.ok(subscriptions.remove(one.client, id));
  assert.not.ok(subscriptions.remove(one.client, id));
  subscriptions.deliver(S, event(2));
  two.connection.close("exit");
  subscriptions.deliver(S, event(3));
  assert.equal([numbersOf(one.connection), numbersOf(two.connection)], [[1], [1, 2]]);
  subscriptions.add(one.client, ALL);
  subscriptions.removeSession("s");
  subscriptions.deliver(S, event(4));
  assert.is(subscriptions.countOf(one.client), 0);
  assert.equal(numbersOf(one.connection), [1]);
});

test("joining a session again takes the place of what joining it gave, and of nothing else", () => {
  const subscriptions = new Subscriptions();
  const { client, connection } = fakeClient();
  const implied = { ...ALL, isImplied: true };
  const own = subscriptions.add(client, { ...ALL, patterns: ["own:*"] }) ?? "";
  for (let times = 0; times < 2000; times += 1) assert.ok(subscriptions.add(client, implied));
  subscriptions.add(client, { ...implied, sessionId: "other" });
  assert.is(subscriptions.countOf(client), 3);
  subscriptions.add(client, { ...implied, patterns: ["prompt:*"] });
  subscriptions.deliver(S, event(1));
  subscriptions.deliver(S, event(2, "prompt:submit"));
  subscriptions.deliver(S, event(3, "own:event"));
  assert.equal(numbersOf(connection), [2, 3]);
  assert.ok(subscriptions.remove(client, own));
});

test("one that is added between two events gets the second one", () => {
  const subscriptions = new Subscriptions();
  const { client, connection } = fakeClient();
  subscriptions.deliver(S, event(1));
  subscriptions.add(client, ALL);
  subscriptions.deliver(S, event(2));
  assert.equal(numbersOf(connection), [2]);
});

test("what happens while a replay runs comes behind it, in order and once", async () => {
  const subscriptions = new Subscriptions();
  const { client, connection } = fakeClient();
  const id = subscriptions.add(client, ALL) ?? "";
  async function* log(): AsyncGenerator<LoggedEvent> {
    yield logged(1);
    subscriptions.deliver(S, event(4));
    yield logged(2);
    yield logged(3);
    subscriptions.deliver(S, event(5));
    // The log has gone on in the meantime.
    yield logged(4);
  }
  await subscriptions.replay(id, { source: S, lastSeq: 3 }, log());
  subscriptions.deliver(S, event(6));
  assert.equal(numbersOf(connection), [1, 2, 3, 4, 5, 6]);
});

test("a log that breaks off in the middle still lets the live events through", async () => {
  const subscriptions = new Subscriptions();
  const { client, connection } = fakeClient();
  const id = subscriptions.add(client, ALL) ?? "";
  async function* log(): AsyncGenerator<LoggedEvent> {
    yield logged(1);
    subscriptions.deliver(S, event(3));
    throw new Error("the disk is gone");
  }
  await subscriptions.replay(id, { source: S, lastSeq: 2 }, log()).then(
    () => assert.unreachable("the fault is told"),
    () => {},
  );
  subscriptions.deliver(S, event(4));
  assert.equal(numbersOf(connection), [1, 3, 4]);
});

test("a replay keeps to the patterns and to what the connection opted out of", async () => {
  const subscriptions = new Subscriptions();
  const { client, connection } = fakeClient({ optOut: ["tool:post"] });
  const id = subscriptions.add(client, { ...ALL, patterns: ["tool:*"] }) ?? "";
  async function* log(): AsyncGenerator<LoggedEvent> {
    yield* [logged(1, "prompt:submit"), logged(2, "tool:pre"), logged(3, "tool:post")];
  }
  await subscriptions.replay(id, { source: S, lastSeq: 3 }, log());
  assert.equal(numbersOf(connection), [2]);
});

test("text that grows may be merged by a slow connection: the pieces join, of one block only", () => {
  const subscriptions = new Subscriptions();
  const { client, connection } = fakeClient();
  subscriptions.add(client, ALL);
  const delta = (block_index: number, text: string): Observation => {
    const data = { request_id: "r", block_index, delta: text };
    return { event: "content_block:delta", data, seq: 1, ts: 0, ephemeral: true };
  };
  for (const observation of [delta(0, "Hel"), delta(0, "lo"), delta(1, "!"), event(2)])
    subscriptions.deliver(S, observation);
  const [first, second, other, last] = connection.told;
  assert.is(first?.coalescing?.key, second?.coalescing?.key);
  assert.is.not(first?.coalescing?.key, other?.coalescing?.key);
  assert.is(last?.coalescing, undefined);
  const merged = second?.coalescing?.merge(first?.params ?? {}, second.params);
  assert.equal(merged?.data, { request_id: "r", block_index: 0, delta: "Hello" });
});

test("a producer waits for the slowest connection", async () => {
  const subscriptions = new Subscriptions();
  const [one, two] = [fakeClient(), fakeClient()];
  let open = (): void => {};
  two.connection.room = new Promise((resolve) => {
    open = resolve;
  });
  subscriptions.add(one.client, ALL);
  subscriptions.add(two.client, ALL);
  let isReady = false;
  const ready = subscriptions.ready(S).then(() => {
    isReady = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.not.ok(isReady);
  open();
  await ready;
});

test("a connection has a limited number of them", () => {
  const subscriptions = new Subscriptions();
  const { client } = fakeClient();
  for (let count = 0; count < 1000; count += 1) assert.ok(subscriptions.add(client, ALL));
  assert.is(subscriptions.add(client, ALL), undefined);
  assert.ok(subscriptions.add(fakeClient().client, ALL));
});

test.run();
