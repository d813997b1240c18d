import assert from "node:assert/strict";
import { inspect } from "node:util";
import { module } from "../../../modules/provider-anthropic/index.ts";
import { coordinatorFixture } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";
import { ask, failureOf } from "../provider-fixture.ts";
import { KEY, withAnthropic } from "./fixture.ts";

const test = suite("The key for Anthropic");

test("goes to the vendor and shows in no error and no event, even if the vendor says it", async () => {
  const message = `The key ${KEY} was used too often.`;
  await withAnthropic(
    () => ({ status: 429, message }),
    async ({ provider, server, seen }) => {
      const error = await failureOf(ask(provider));
      assert.match(
        server.requests[0]?.headers.authorization ?? server.requests[0]?.headers["x-api-key"] ?? "",
        /0123456789/,
      );
      assert.ok(seen.length > 0);
      for (const shown of [
        inspect(error, { depth: 9, showHidden: true }),
        JSON.stringify(seen),
        inspect(provider, { depth: 9 }),
      ]) {
        assert.doesNotMatch(shown, /0123456789/);
      }
    },
  );
});

test("may come from the environment, and its absence says what to do", async () => {
  const before = process.env.ANTHROPIC_API_KEY;
  const { coordinator } = coordinatorFixture();
  const mount = (): unknown => module.mount(coordinator, module.configSchema.parse({}));
  try {
    delete process.env.ANTHROPIC_API_KEY;
    const error = await failureOf(Promise.resolve().then(mount));
    assert.equal(error.kind, "Configuration");
    for (const word of ["ANTHROPIC_API_KEY", "`api_key`", "provider-mock"]) assert.ok(error.message.includes(word));
    process.env.ANTHROPIC_API_KEY = KEY;
    await mount();
    assert.ok(coordinator.get("providers", "anthropic"));
  } finally {
    if (before === undefined) delete process.env.ANTHROPIC_API_KEY;
    else process.env.ANTHROPIC_API_KEY = before;
  }
});

test("goes to no server that only the environment names", async () => {
  const before = process.env.ANTHROPIC_BASE_URL;
  process.env.ANTHROPIC_BASE_URL = "http://127.0.0.1:1";
  try {
    await withAnthropic(["Yes."], async ({ provider, server }) => {
      await ask(provider);
      assert.equal(server.requests.length, 1);
    });
  } finally {
    if (before === undefined) delete process.env.ANTHROPIC_BASE_URL;
    else process.env.ANTHROPIC_BASE_URL = before;
  }
});

test.run();
