import * as assert from "uvu/assert";
import {
  callsTo,
  type Home,
  makeHome,
  mockPlan,
  openPlan,
  removeHome,
  ServerFixture,
  withServer,
} from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("event stream");

interface WireEvent {
  readonly sessionId: string;
  readonly seq: number;
  readonly ts: string;
  readonly event: string;
  readonly data: Json;
  readonly ephemeral?: true;
}

const LOGGING = { hooks: [{ module: "hooks-logging" }] };
const SCRIPT = [
  callsTo("bash", { command: "echo out; echo err >&2" }),
  { text: "All is well. ".repeat(10), thinking: "Let me see." },
];

const received = (server: ServerFixture): WireEvent[] =>
  server.client.notifications("session/event").map((message) => message.params as unknown as WireEvent);

const logged = (events: readonly WireEvent[]): WireEvent[] => events.filter((event) => event.ephemeral === undefined);

const numbers = (events: readonly WireEvent[]): number[] => events.map((event) => event.seq);

const upTo = (count: number, from = 1): number[] => Array.from({ length: count }, (_, index) => from + index);

/** A session that has run one turn with a tool call. */
async function runTurn(server: ServerFixture, more: Json = {}): Promise<void> {
  await server.createSession({ sessionId: "s", mountPlan: openPlan(SCRIPT), ...more });
  await server.call("session/execute", { sessionId: "s", prompt: "Go." });
}

test("logged events count from 1 without a gap; live ones carry the number that they follow", async () => {
  await withServer({}, async (server) => {
    await runTurn(server);
    const events = received(server);
    assert.equal(numbers(logged(events)), upTo(logged(events).length));
    assert.is(events[0]?.event, "session:start");
    let last = 0;
    for (const { event, seq, ephemeral, ts } of events) {
      const isLive = ["content_block:delta", "thinking:delta", "tool:output"].includes(event);
      assert.is(ephemeral, isLive ? true : undefined, event);
      assert.is(seq, isLive ? last : last + 1, event);
      assert.match(ts, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
      last = seq;
    }
    const names = new Set(events.map(({ event }) => event));
    for (const name of ["content_block:delta", "thinking:delta", "tool:output"]) assert.ok(names.has(name), name);
  });
});

test("the deltas of the text, joined and in the order of their sequence, are the text", async () => {
  await withServer({}, async (server) => {
    await runTurn(server);
    const deltas = received(server).filter(
      ({ event, data }) => event === "content_block:delta" && data.block_type === "text",
    );
    assert.is(deltas.map(({ data }) => data.delta).join(""), "All is well. ".repeat(10));
    const sequence = deltas.map(({ data }) => Number(data.sequence));
    assert.equal(
      sequence,
      [...sequence].sort((a, b) => a - b),
    );
  });
});

test("subscribe: false gets no event; patterns get what they name", async () => {
  await withServer({}, async (server) => {
    const mountPlan = mockPlan(["Hello."], LOGGING);
    await server.createSession({ sessionId: "none", mountPlan, subscribe: false });
    await server.createSession({ sessionId: "some", mountPlan, subscribe: ["prompt:*", "*:start"] });
    for (const sessionId of ["none", "some"]) await server.call("session/execute", { sessionId, prompt: "Hi." });
    assert.equal(server.events("none"), []);
    assert.equal(
      server.events("some").map(({ event }) => event),
      ["session:start", "prompt:submit", "execution:start", "content_block:start", "prompt:complete"],
    );
  });
});

test("a connection that opted out of an event never gets it, live or replayed", async () => {
  const server = await ServerFixture.start();
  try {
    const events = { optOut: ["content_block:*", "llm:*"] };
    await server.call("initialize", {
      protocolVersions: ["1.0"],
      clientInfo: { name: "test" },
      capabilities: {},
      events,
    });
    await runTurn(server);
    await server.call("event/subscribe", { sessionId: "s", fromSeq: 0 });
    const unwanted = received(server).filter(({ event }) => /^(content_block|llm):/.test(event));
    assert.equal(unwanted, []);
    assert.ok(received(server).some(({ event }) => event === "prompt:complete"));
  } finally {
    await server.close();
  }
});

test("a replay is exactly what was live: the same number, time, name and data", async () => {
  await withServer({}, async (server) => {
    await runTurn(server);
    const live = logged(received(server));
    const before = received(server).length;
    const { seq } = await server.call("event/subscribe", { sessionId: "s", fromSeq: 0 });
    assert.is(seq, live.at(-1)?.seq);
    assert.equal(received(server).slice(before), live);
    const middle = received(server).length;
    await server.call("event/subscribe", { sessionId: "s", fromSeq: 5, events: ["tool:*", "prompt:*"] });
    const wanted = live.filter(({ seq, event }) => seq > 5 && /^(tool|prompt):/.test(event));
    assert.ok(wanted.length > 0);
    assert.equal(received(server).slice(middle), wanted);
  });
});

async function withRestart(body: (home: Home, live: readonly WireEvent[]) => Promise<void>): Promise<void> {
  const home = await makeHome();
  try {
    const first = await ServerFixture.start({ home, capabilities: {} });
    await runTurn(first);
    const live = logged(received(first));
    await first.crash();
    await body(home, live);
  } finally {
    await removeHome(home);
  }
}

test("after a restart a stored session is replayed without being resumed", async () => {
  await withRestart(async (home, live) => {
    const server = await ServerFixture.start({ home, capabilities: {} });
    const { seq, pending } = await server.call("event/subscribe", { sessionId: "s", fromSeq: 0 });
    assert.equal(received(server), live);
    assert.equal({ seq, pending }, { seq: live.length, pending: [] });
    assert.is((await server.call("session/get", { sessionId: "s" })).status, "stored");
    await server.crash();
  });
});

test("after a restart a resumed session counts on, and a replay joins the old events and the new ones", async () => {
  await withRestart(async (home, live) => {
    const server = await ServerFixture.start({ home, capabilities: {} });
    await server.call("session/resume", { sessionId: "s" });
    await server.call("session/execute", { sessionId: "s", prompt: "Again." });
    const fresh = logged(received(server));
    assert.is(fresh[0]?.event, "session:resume");
    assert.equal(numbers(fresh), upTo(fresh.length, live.length + 1));
    const before = received(server).length;
    await server.call("event/subscribe", { sessionId: "s", fromSeq: 0 });
    assert.equal(received(server).slice(before), [...live, ...fresh]);
    await server.crash();
  });
});

test("a subscription in the middle of a turn replays and then goes on live, without a gap or a repeat", async () => {
  await withServer({}, async (server) => {
    const responses = [
      ...Array.from({ length: 12 }, (_, index) => callsTo("bash", { command: `echo ${index}` })),
      "Done.",
    ];
    await server.createSession({ sessionId: "s", mountPlan: openPlan(responses), subscribe: ["tool:output"] });
    const turn = server.call("session/execute", { sessionId: "s", prompt: "Go." });
    await server.event("tool:output");
    await server.call("event/subscribe", { sessionId: "s", fromSeq: 0 });
    assert.is((await turn).text, "Done.");
    const events = logged(received(server));
    assert.equal(numbers(events), upTo(events.length));
    assert.is(events.at(-1)?.event, "prompt:complete");
    assert.is(events.filter(({ event }) => event === "tool:post").length, 12);
  });
});

test("two subscriptions of one connection deliver an event once", async () => {
  await withServer({}, async (server) => {
    await server.createSession({ sessionId: "s", mountPlan: mockPlan(["Hello.", "Bye."], LOGGING) });
    const ids = [];
    for (const events of [["*"], ["prompt:*"], ["*"]])
      ids.push((await server.call("event/subscribe", { sessionId: "s", events })).subscriptionId);
    ids.push((await server.call("event/subscribe", {})).subscriptionId);
    assert.is(new Set(ids).size, 4);
    await server.call("session/execute", { sessionId: "s", prompt: "Hi." });
    const events = logged(received(server));
    assert.equal(numbers(events), upTo(events.length));
  });
});

test("an ended subscription delivers nothing more, and the others go on", async () => {
  await withServer({}, async (server) => {
    await server.createSession({ sessionId: "s", mountPlan: mockPlan(["Hello."], LOGGING), subscribe: false });
    const all = await server.call("event/subscribe", { sessionId: "s" });
    await server.call("event/subscribe", { sessionId: "s", events: ["prompt:complete"] });
    assert.is(await server.call("event/unsubscribe", { subscriptionId: all.subscriptionId }), null);
    await server.call("session/execute", { sessionId: "s", prompt: "Hi." });
    assert.equal(
      server.events("s").map(({ event }) => event),
      ["prompt:complete"],
    );
    const again = await server.failure("event/unsubscribe", { subscriptionId: all.subscriptionId });
    assert.is(again.data.kind, "subscription-not-found");
  });
});

test("a subscription without a session hears of every one, also of those that come later", async () => {
  await withServer({}, async (server) => {
    const { seq, pending } = await server.call("event/subscribe", { events: ["session:start"] });
    assert.equal({ seq, pending }, { seq: 0, pending: [] });
    for (const sessionId of ["a", "b"]) {
      await server.createSession({ sessionId, mountPlan: mockPlan([]), subscribe: false });
      await server.event("session:start", (data) => data.session_id === sessionId);
    }
    assert.equal(
      received(server).map(({ sessionId, event }) => `${sessionId} ${event}`),
      ["a session:start", "b session:start"],
    );
  });
});

test.run();
