import * as assert from "uvu/assert";
import { mockPlan, ServerFixture } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("instances");

test("a provider that is listed twice is chosen by the id that its entry gives", async () => {
  const server = await ServerFixture.start({ capabilities: {} });
  const providers = [
    { module: "provider-mock", id: "quick", config: { responses: ["Quick."], priority: 1 } },
    { module: "provider-mock", id: "thorough", config: { responses: ["Thorough."] } },
  ];
  const sessionId = await server.createSession({ mountPlan: mockPlan([], { providers }), ephemeral: true });
  assert.is((await server.call("session/execute", { sessionId, prompt: "hello" })).text, "Quick.");
  const chosen = await server.call("session/execute", { sessionId, prompt: "hello", provider: "thorough" });
  assert.is(chosen.text, "Thorough.");
  const missing = await server.failure("session/execute", { sessionId, prompt: "hello", provider: "mock" });
  assert.match(missing.message, "quick, thorough");
  await server.close();
});

test("a provider without an id of its own goes by its module's name, with `provider-` or without", async () => {
  const server = await ServerFixture.start({ capabilities: {} });
  const providers = [
    { module: "provider-mock", config: { responses: ["Plain."] } },
    { module: "provider-mock", id: "first", config: { responses: ["First."], priority: 1 } },
  ];
  const sessionId = await server.createSession({ mountPlan: mockPlan([], { providers }), ephemeral: true });
  for (const provider of ["mock", "provider-mock"]) {
    const { text } = await server.call("session/execute", { sessionId, prompt: "hello", provider });
    assert.is(text, "Plain.");
    const { models } = await server.call("provider/models", { sessionId, provider });
    assert.equal(
      (models as Json[]).map((model) => model.provider),
      ["mock"],
    );
    assert.is((await server.call("session/configure", { sessionId, provider })).provider, "mock");
    assert.is((await server.call("session/execute", { sessionId, prompt: "hello" })).text, "Plain.");
    await server.call("session/configure", { sessionId, provider: "first" });
  }
  await server.close();
});

test("two entries without ids of their own are refused, with the place of the second", async () => {
  const server = await ServerFixture.start({ capabilities: {} });
  const providers = [{ module: "provider-mock" }, { module: "provider-mock" }];
  const failure = await server.failure("session/create", { mountPlan: mockPlan([], { providers }) });
  assert.is(failure.data.kind, "mount-plan-invalid");
  assert.is((failure.data.problems as readonly Json[])[0]?.path, "providers[1]");
  await server.close();
});

test.run();
