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

test("a tool that was allowed for ever is asked for again once the server has changed it, in this session and the next", async () => {
  await withServers(
    { odd: chaosServer() },
    async ({ server, call, sessionId }) => {
      const changing = call("mcp_odd_poke", { how: "change" });
      server.answer(await server.approval(), "allow_always");
      assert.ok((await changing).success);
      await server.event("mcp:tools_changed", ({ changed }) => (changed as unknown[])?.length > 0);
      const again = call("mcp_odd_poke");
      const second = await server.approval(2);
      assert.match(String(second.params.prompt), /the server has changed mcp_odd_poke since it was allowed/);
      server.answer(second, "allow_always");
      assert.ok((await again).success);
      assert.ok((await call("mcp_odd_poke")).success, "as it is now it is allowed");
      const { mountPlan } = await server.call("session/get", { sessionId });
      // A session that is closed has written the rules that it was given.
      await server.call("session/close", { sessionId });
      const next = await server.createSession({ mountPlan });
      const first = await server.call("tool/call", { sessionId: next, name: "mcp_odd_poke", input: { how: "change" } });
      assert.ok(first.success, "a new process of the server defines it as at first");
      await server.event("mcp:tools_changed", ({ changed }) => (changed as unknown[])?.length > 0);
      const { success } = await server.call("tool/call", { sessionId: next, name: "mcp_odd_poke", input: {} });
      assert.ok(success, "both definitions were allowed");
    },
    { hooks: policy(), capabilities: { approvals: {} } },
  );
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
