import * as assert from "uvu/assert";
import type { ModuleDefinition } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import { codeOf, contextModule, moduleOf, readySession, sessionFixture } from "./session-fixture.ts";

const test = suite("modules that fail");

const throwing = (name: string, kind: ModuleDefinition["kind"], parts: Partial<ModuleDefinition> = {}) =>
  moduleOf(name, kind, {
    ...parts,
    mount: async () => {
      throw new Error("no luck");
    },
  });

const BASE = { session: { orchestrator: "loop", context: "context" }, providers: ["provider"] };
const withSession = (session: object) => ({ ...BASE, session: { ...BASE.session, ...session } });

const FATAL: readonly [what: string, plan: object, modules: ModuleDefinition[], code: string][] = [
  ["an orchestrator that is not found", withSession({ orchestrator: "nowhere" }), [], "module-not-found"],
  ["a context that is not found", withSession({ context: "nowhere" }), [], "module-not-found"],
  ["an orchestrator that throws", BASE, [throwing("loop", "orchestrator")], "module-load-failed"],
  ["a context that throws", BASE, [throwing("context", "context")], "module-load-failed"],
  [
    "a tool in the orchestrator's place",
    withSession({ orchestrator: "t" }),
    [moduleOf("t", "tool")],
    "module-load-failed",
  ],
  [
    "a required hook that throws",
    { ...BASE, hooks: ["h"] },
    [throwing("h", "hook", { isRequired: true })],
    "module-load-failed",
  ],
  ["an orchestrator that mounts nothing", BASE, [moduleOf("loop", "orchestrator")], "module-contract-broken"],
  ["a context that mounts nothing", BASE, [moduleOf("context", "context")], "module-contract-broken"],
];

for (const [what, plan, modules, code] of FATAL) {
  test(`${what} is fatal: ${code}`, async () => {
    const { session } = sessionFixture({ plan: { ...plan }, modules });
    assert.is(await codeOf(session.initialize()), code);
    assert.is(session.state, "closed");
  });
}

test("a fatal error says where and why", async () => {
  const { session } = sessionFixture({ modules: [throwing("context", "context")] });
  const message = await session.initialize().catch((error: Error) => error.message);
  assert.is(message, "session.context: context: no luck");
});

test("what was mounted before a fatal failure is taken down, and a cleanup that fails is reported", async () => {
  const down: string[] = [];
  const loop = moduleOf("loop", "orchestrator", { mount: async () => async () => void down.push("loop") });
  const bad = moduleOf("provider", "provider", { mount: async () => () => Promise.reject(new Error("stuck")) });
  const hook = throwing("h", "hook", { isRequired: true });
  const { session, host } = sessionFixture({
    plan: { ...BASE, hooks: ["h"] },
    modules: [loop, bad, contextModule(), hook],
  });
  await codeOf(session.initialize());
  assert.equal(down, ["loop"]);
  assert.equal(host.reports, ["cleanup of provider: stuck"]);
});

const REPORTED: readonly [what: string, section: string, entry: string, modules: ModuleDefinition[], reason: RegExp][] =
  [
    ["a provider that is not found", "providers", "nowhere", [], /no source offers nowhere/],
    ["a tool that throws", "tools", "t", [throwing("t", "tool")], /no luck/],
    ["a hook that throws", "hooks", "h", [throwing("h", "hook")], /no luck/],
    ["a hook among the tools", "tools", "h", [moduleOf("h", "hook")], /of kind hook, but it is listed as a tool/],
  ];

for (const [what, section, entry, modules, reason] of REPORTED) {
  test(`${what} is left out and reported`, async () => {
    const fixture = await readySession({ plan: { session: BASE.session, [section]: [entry] }, modules });
    const { failures, mounted } = await fixture.session.initialize();
    const [failure] = failures;
    assert.is(failure?.path, `${section}[0]`);
    assert.is(failure?.module, entry);
    assert.match(failure?.reason ?? "", reason);
    assert.equal(
      mounted.map(({ id }) => id),
      ["loop", "context"],
    );
    const [event] = fixture.dataOf("module:load_failed");
    assert.is(event?.path, `${section}[0]`);
    assert.match(String(event?.reason), reason);
  });
}

test("a module that fails when all are mounted is reported with an event, and stays", async () => {
  const hook = moduleOf("h", "hook", { onSessionReady: async () => Promise.reject(new Error("too late")) });
  const fixture = await readySession({ plan: { ...BASE, hooks: ["h"] }, modules: [hook] });
  const [event] = fixture.dataOf("module:on_session_ready_failed");
  assert.equal([event?.module, event?.reason], ["h", "too late"]);
  assert.is(fixture.session.state, "ready");
});

test("a module that was left out is not told that the session is ready", async () => {
  const told: string[] = [];
  const onSessionReady = async () => void told.push("told");
  await readySession({ plan: { ...BASE, tools: ["t"] }, modules: [throwing("t", "tool", { onSessionReady })] });
  assert.equal(told, []);
});

test.run();
