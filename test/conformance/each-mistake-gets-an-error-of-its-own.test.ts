import * as assert from "uvu/assert";
import { mockPlan, type RpcFailure, type ServerFixture, withServer } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("errors");

interface Row {
  readonly mistake: string;
  readonly method: string;
  readonly params?: Json;
  readonly code: number;
  readonly kind: string;
  /** Must be somewhere in the answer. */
  readonly says: readonly (string | RegExp)[];
}

const S = { sessionId: "live" };
const invalid = { code: -32602, kind: "invalid-params" };

const REQUESTS: readonly Row[] = [
  {
    mistake: "an unknown method",
    method: "sesion/create",
    code: -32601,
    kind: "method-not-found",
    says: [/Did you mean `session\/create`/],
  },
  { mistake: "a method named __proto__", method: "__proto__", code: -32601, kind: "method-not-found", says: [] },
  {
    mistake: "a notification's name as a request",
    method: "session/event",
    code: -32601,
    kind: "method-not-found",
    says: [],
  },
  {
    mistake: "an unknown parameter",
    method: "session/execute",
    params: { ...S, promt: "x", prompt: "x" },
    ...invalid,
    says: ["promt", /did you mean prompt/],
  },
  {
    mistake: "a parameter in another spelling",
    method: "session/create",
    params: { mount_plan: {} },
    ...invalid,
    says: ["mount_plan", /did you mean mountPlan/],
  },
  { mistake: "no sessionId", method: "session/execute", params: { prompt: "x" }, ...invalid, says: ["sessionId"] },
  {
    mistake: "a sessionId that is no text",
    method: "session/get",
    params: { sessionId: 5 },
    ...invalid,
    says: ["sessionId"],
  },
  { mistake: "an empty prompt", method: "session/execute", params: { ...S, prompt: "" }, ...invalid, says: ["prompt"] },
  {
    mistake: "a prompt without blocks",
    method: "session/execute",
    params: { ...S, prompt: [] },
    ...invalid,
    says: ["prompt"],
  },
  {
    mistake: "a block that a person cannot send",
    method: "session/execute",
    params: { ...S, prompt: [{ type: "tool_call", id: "x", name: "bash", input: {} }] },
    ...invalid,
    says: ["prompt"],
  },
  {
    mistake: "a prompt that is null",
    method: "session/execute",
    params: { ...S, prompt: null },
    ...invalid,
    says: ["prompt"],
  },
  {
    mistake: "an unknown cancel mode",
    method: "session/cancel",
    params: { ...S, mode: "now" },
    ...invalid,
    says: ["mode", "graceful", "immediate"],
  },
  {
    mistake: "an unknown effort",
    method: "session/configure",
    params: { ...S, effort: "huge" },
    ...invalid,
    says: ["effort", "low", "high"],
  },
  {
    mistake: "a number for an entry of a plan",
    method: "module/mount",
    params: { ...S, entry: 5 },
    ...invalid,
    says: ["entry", "expected string", "expected record"],
  },
  {
    mistake: "two models of one name",
    method: "provider/register",
    params: { ...S, name: "twice", models: [{ id: "m" }, { id: "m" }] },
    ...invalid,
    says: ["models", "one id"],
  },
  {
    mistake: "a profile and a mount plan",
    method: "session/create",
    params: { profile: "demo", mountPlan: mockPlan([]) },
    ...invalid,
    says: ["not both"],
  },
  {
    mistake: "an id that could be a path",
    method: "session/create",
    params: { sessionId: "../x", mountPlan: mockPlan([]) },
    ...invalid,
    says: ["sessionId"],
  },
  {
    mistake: "a replay of no session",
    method: "event/subscribe",
    params: { fromSeq: 0 },
    ...invalid,
    says: ["fromSeq", "sessionId"],
  },
  {
    mistake: "a cursor that was not handed out",
    method: "session/list",
    params: { cursor: "next" },
    ...invalid,
    says: ["cursor"],
  },
  { mistake: "a limit of nothing", method: "session/list", params: { limit: 0 }, ...invalid, says: ["limit"] },
  {
    mistake: "a directory that is not there",
    method: "session/create",
    params: { cwd: "/there/is/no/such/directory" },
    ...invalid,
    says: ["cwd", "no such directory"],
  },
  {
    mistake: "an unknown session",
    method: "session/execute",
    params: { sessionId: "nope", prompt: "x" },
    code: -31001,
    kind: "session-not-found",
    says: ["nope", "session/list"],
  },
  {
    mistake: "an unknown session to resume",
    method: "session/resume",
    params: { sessionId: "nope" },
    code: -31001,
    kind: "session-not-found",
    says: ["nope"],
  },
  {
    mistake: "a path as a session",
    method: "session/get",
    params: { sessionId: "../../etc" },
    code: -31001,
    kind: "session-not-found",
    says: [],
  },
  {
    mistake: "a session that is not live",
    method: "session/execute",
    params: { sessionId: "closed", prompt: "x" },
    code: -31003,
    kind: "session-not-live",
    says: ["session/resume"],
  },
  {
    mistake: "the tools of a session that is not live",
    method: "tool/list",
    params: { sessionId: "closed" },
    code: -31003,
    kind: "session-not-live",
    says: [],
  },
  {
    mistake: "an id of a live session",
    method: "session/create",
    params: { sessionId: "live", mountPlan: mockPlan([]) },
    code: -31005,
    kind: "session-exists",
    says: ["live"],
  },
  {
    mistake: "an id of a stored session",
    method: "session/create",
    params: { sessionId: "closed", mountPlan: mockPlan([]) },
    code: -31005,
    kind: "session-exists",
    says: ["closed"],
  },
  {
    mistake: "an unknown subscription",
    method: "event/unsubscribe",
    params: { subscriptionId: "nope" },
    code: -31007,
    kind: "subscription-not-found",
    says: ["nope"],
  },
  {
    mistake: "an unknown profile",
    method: "session/create",
    params: { profile: "anthropics" },
    code: -31014,
    kind: "profile-not-found",
    says: [/did you mean anthropic/, "demo"],
  },
  {
    mistake: "an unknown provider for a turn",
    method: "session/execute",
    params: { ...S, prompt: "x", provider: "mok" },
    code: -31020,
    kind: "provider-missing",
    says: ["mok", "mock"],
  },
  {
    mistake: "an unknown tool",
    method: "tool/call",
    params: { ...S, name: "bsh", input: {} },
    code: -31060,
    kind: "tool-not-found",
    says: [/did you mean bash/],
  },
];

const PLANS: readonly Row[] = [
  {
    mistake: "an unknown orchestrator",
    method: "session/create",
    params: {
      mountPlan: mockPlan([], {
        session: { orchestrator: { module: "loop-streeming" }, context: { module: "context-simple" } },
      }),
    },
    code: -31011,
    kind: "module-not-found",
    says: ["session.orchestrator", /did you mean loop-streaming/],
  },
  {
    mistake: "a tool in the place of the context",
    method: "session/create",
    params: {
      mountPlan: mockPlan([], {
        session: { orchestrator: { module: "loop-basic" }, context: { module: "tool-bash" } },
      }),
    },
    code: -31012,
    kind: "module-load-failed",
    says: ["session.context", "tool-bash"],
  },
  {
    mistake: "a config key that there is not",
    method: "session/create",
    params: { mountPlan: mockPlan([], { tools: [{ module: "tool-bash", config: { time_out: 5, sandbox: "of" } }] }) },
    code: -31010,
    kind: "mount-plan-invalid",
    says: ['"path":"tools[0].config.time_out"', /did you mean timeout/, '"path":"tools[0].config.sandbox"'],
  },
  {
    mistake: "a plan without a session",
    method: "session/create",
    params: { mountPlan: { tools: "all" } },
    code: -31010,
    kind: "mount-plan-invalid",
    says: ['"path":"session"', '"path":"tools"'],
  },
  {
    mistake: "a module that is listed twice",
    method: "session/create",
    params: { mountPlan: mockPlan([], { tools: ["tool-bash", "tool-bash"] }) },
    code: -31010,
    kind: "mount-plan-invalid",
    says: ['"path":"tools[1]"', "twice"],
  },
  {
    mistake: "a variable that is not set, for what there is no session without",
    method: "session/create",
    params: {
      mountPlan: mockPlan([], { hooks: [{ module: "hooks-approval", config: { mode: "${OTHER:?ask the admin}" } }] }),
    },
    code: -31010,
    kind: "mount-plan-invalid",
    says: ['"path":"hooks[0].config.mode"', "ask the admin"],
  },
  {
    mistake: "overrides that do not fit",
    method: "session/create",
    params: { profile: "demo", overrides: { tools: [{ module: "tool-bash", config: { sandbx: "off" } }] } },
    code: -31010,
    kind: "mount-plan-invalid",
    says: [/tools\[\d\]\.config\.sandbx/, /did you mean sandbox/],
  },
];

function assertFailure(failure: RpcFailure, row: Row): void {
  const text = JSON.stringify(failure);
  assert.is(failure.code, row.code, text);
  assert.is(failure.data.kind, row.kind, text);
  assert.type(failure.data.retryable, "boolean");
  assert.ok(failure.message.length > 10, text);
  for (const words of row.says)
    assert.ok(
      typeof words === "string" ? text.replaceAll('\\"', '"').includes(words) : words.test(text),
      `${words} is not in ${text}`,
    );
  assertNothingLeaks(text);
}

/** No stack, no place in the source, nothing of Node's own words for a fault of ours. */
function assertNothingLeaks(text: string): void {
  assert.not.match(text, /\\n\s+at |node:internal|\.ts:\d|\.js:\d|TypeError|ReferenceError|Cannot read prop/);
  assert.not.ok(text.includes(ROOT), text);
}

async function withSessions(body: (server: ServerFixture) => Promise<void>): Promise<void> {
  await withServer({}, async (server) => {
    const mountPlan = mockPlan(["Hello."], { tools: ["tool-bash"] });
    await server.createSession({ sessionId: "closed", mountPlan });
    await server.call("session/close", { sessionId: "closed" });
    await server.createSession({ sessionId: "live", mountPlan });
    await body(server);
    const reply = await server.call("session/execute", { sessionId: "live", prompt: "Still there?" });
    assert.is(reply.text, "Hello.", "the server lives on");
    assert.is(server.stderr, "", "what a client does wrong is no fault of the server's");
  });
}

test("every mistake in a request is told by kind, and the server lives on", async () => {
  await withSessions(async (server) => {
    for (const row of REQUESTS) {
      const failure = await server.failure(row.method, row.params).catch((error: Error) => {
        throw new Error(`${row.mistake}: ${error.message}`);
      });
      assertFailure(failure, row);
    }
  });
});

test("every mistake in a mount plan is told with its place, and leaves no session behind", async () => {
  await withSessions(async (server) => {
    for (const row of PLANS) assertFailure(await server.failure(row.method, row.params), row);
    const { sessions } = (await server.call("session/list")) as { sessions: Json[] };
    assert.equal(sessions.map((session) => session.sessionId).sort(), ["closed", "live"]);
  });
});

test("what a session can do without is left out with a warning that says why", async () => {
  await withServer({}, async (server) => {
    const mountPlan = mockPlan(["Hello."], { tools: ["tool-bsh", "tool-bash"], skills: {} });
    const { warnings, mounted } = await server.call("session/create", { ...S, mountPlan });
    assert.equal(
      (warnings as Json[]).map(({ kind, path }) => [kind, path]),
      [
        ["unknown-section", "skills"],
        ["module-load-failed", "tools[0]"],
      ],
    );
    assert.match(String((warnings as Json[])[1]?.message), /tool-bsh.*did you mean tool-bash/);
    assert.ok((mounted as Json[]).some((module) => module.id === "tool-bash"));
    assert.is((await server.event("module:load_failed")).path, "tools[0]");
    assert.is((await server.call("session/execute", { ...S, prompt: "Hi." })).text, "Hello.");
  });
});

test("a provider without its key is a warning that names the variable; a turn then says that there is no provider", async () => {
  await withServer({}, async (server) => {
    const mountPlan = mockPlan([], { providers: ["provider-anthropic", "provider-openai"] });
    const { warnings } = await server.call("session/create", { ...S, mountPlan });
    const messages = (warnings as Json[]).map((warning) => String(warning.message));
    assert.match(messages[0] ?? "", "ANTHROPIC_API_KEY");
    assert.match(messages[1] ?? "", "OPENAI_API_KEY");
    const failure = await server.failure("session/execute", { ...S, prompt: "Hi." });
    assert.is(failure.data.kind, "provider-missing");
    assertNothingLeaks(JSON.stringify(failure));
  });
});

test("a session that runs a turn is busy, and says which turn it is", async () => {
  await withServer({}, async (server) => {
    const text = "word ".repeat(2000);
    await server.createSession({ ...S, mountPlan: mockPlan([{ text, delay_ms: 600_000 }, "Second."]) });
    const first = server.call("session/execute", { ...S, prompt: "One.", turnId: "turn-1" });
    await server.event("content_block:delta");
    const failure = await server.failure("session/execute", { ...S, prompt: "Two." });
    assert.is(failure.code, -31002);
    assert.equal(
      { kind: failure.data.kind, retryable: failure.data.retryable },
      { kind: "session-busy", retryable: true },
    );
    assert.match(failure.message, "turn-1");
    await server.call("session/cancel", S);
    assert.is((await first).stopReason, "cancelled");
    assert.is((await server.call("session/execute", { ...S, prompt: "Two." })).text, "Second.");
  });
});

test("before initialize every request is -32002; a version that nobody speaks is -32022, and the next initialize works", async () => {
  const { ServerFixture: Fixture, removeHome } = await import("../support/server-fixture.ts");
  const server = await Fixture.start();
  try {
    const early = await server.failure("session/list");
    assert.is(early.code, -32002);
    assert.is(early.data.kind, "not-initialized");
    const about = { clientInfo: { name: "test" }, capabilities: {} };
    const refused = await server.failure("initialize", { protocolVersions: ["0.1", "9.0"], ...about });
    assert.is(refused.code, -32022);
    const { requested, supported } = refused.data;
    assert.equal({ requested, supported }, { requested: ["0.1", "9.0"], supported: ["1.0"] });
    assert.is((await server.failure("session/list")).code, -32002);
    assert.is((await server.failure("initialize", { ...about })).code, -32602);
    const { protocolVersion, limits } = await server.call("initialize", { protocolVersions: ["9.0", "1.0"], ...about });
    assert.is(protocolVersion, "1.0");
    assert.equal(Object.keys(limits as Json).sort(), [
      "drainTimeoutMs",
      "maxDepth",
      "maxEgressBytes",
      "maxFrameBytes",
      "maxPendingRequests",
    ]);
    assert.is((await server.failure("initialize", { protocolVersions: ["1.0"], ...about })).code, -32600);
    assert.equal(await server.call("session/list"), { sessions: [] });
  } finally {
    await server.crash();
    await removeHome(server.home);
  }
});

test.run();
