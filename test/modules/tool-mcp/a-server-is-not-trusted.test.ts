import * as assert from "uvu/assert";
import { chaosServer, goodServer } from "../../support/mcp/servers.ts";
import { suite } from "../../support/suite.ts";
import { withServers } from "./mcp-fixture.ts";

const test = suite("a server is not trusted");
const policy = (config = {}) => [{ module: "hooks-approval", config }];

test("its tools ask, whatever they say of themselves; a rule for the server allows them", async () => {
  await withServers(
    { good: goodServer },
    async ({ call }) => assert.is((await call("mcp_good_show")).error?.kind, "denied"),
    {
      hooks: policy(),
    },
  );
  const rules = [{ server: "good", effect: "allow" }];
  await withServers({ good: goodServer }, async ({ call }) => assert.ok((await call("mcp_good_show")).success), {
    hooks: policy({ rules }),
  });
});

test("it gets no variable of ampd's but the plain ones and its own", async () => {
  const odd = { ...chaosServer(), env: { OWN: "mine" } };
  await withServers(
    { odd },
    async ({ call }) => {
      const { output } = await call("mcp_odd_poke", { how: "environment" });
      const seen = JSON.parse(String(output)) as Record<string, string>;
      assert.is(seen.OWN, "mine");
      assert.is(seen.ANTHROPIC_API_KEY, undefined);
    },
    { env: { ANTHROPIC_API_KEY: "sk-ant-none" } },
  );
});

test("only the tools that the config allows are offered", async () => {
  const good = { ...goodServer, allowed_tools: ["ad*", "show"], denied_tools: ["show"] };
  await withServers({ good }, async ({ server, sessionId }) => {
    const { tools } = await server.call("tool/list", { sessionId });
    assert.equal(
      (tools as { name: string }[]).map(({ name }) => name),
      ["mcp_good_add"],
    );
  });
});

test.run();
