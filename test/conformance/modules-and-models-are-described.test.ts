import * as assert from "uvu/assert";
import { mockPlan, withServer } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";

const test = suite("module/describe and provider/models");

test("a module tells its kind, its config and where it comes from, with and without a session", async () => {
  await withServer({}, async (server) => {
    const { kind, layer, description, configSchema } = await server.call("module/describe", { module: "tool-bash" });
    assert.equal({ kind, layer }, { kind: "tool", layer: "built-in" });
    assert.ok(String(description).length > 10);
    assert.ok("sandbox" in ((configSchema as Json).properties as Json));
    const providers = [{ module: "provider-mock", id: "mine" }];
    await server.createSession({ sessionId: "s", mountPlan: mockPlan([], { providers }) });
    const mine = await server.call("module/describe", { module: "mine", sessionId: "s" });
    assert.equal({ id: mine.id, module: mine.module }, { id: "mine", module: "provider-mock" });
    const failure = await server.failure("module/describe", { module: "tool-bsh" });
    assert.is(failure.data.kind, "module-not-found");
    assert.match(failure.message, "tool-bash");
  });
});

test("the models of every provider come with the provider's id; one that fails is a warning", async () => {
  await withServer({ env: { OPENAI_API_KEY: "sk-test-000000000000000000000000" } }, async (server) => {
    const broken = { module: "provider-openai", config: { base_url: "http://127.0.0.1:9", max_retries: 0 } };
    await server.createSession({
      sessionId: "s",
      mountPlan: mockPlan([], { providers: [{ module: "provider-mock", id: "mine" }, broken] }),
    });
    const { models, warnings } = await server.call("provider/models", { sessionId: "s" });
    const mock = (models as Json[]).filter(({ provider }) => provider === "mine");
    assert.ok(mock.length > 0 && mock.some(({ isDefault }) => isDefault === true));
    assert.ok(mock.every(({ context_window }) => Number(context_window) > 0));
    assert.ok((models as Json[]).length > mock.length || (warnings as Json[]).length === 1);
    const failure = await server.failure("provider/models", { sessionId: "s", provider: "none" });
    assert.is(failure.data.kind, "provider-missing");
  });
});

test.run();
