import * as assert from "uvu/assert";
import { chaosServer, everythingServer, goodServer } from "../../support/mcp/servers.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { withServers } from "./mcp-fixture.ts";

const test = suite("prompts of servers are commands");
const TEAM = "mcp_every_completable-prompt";

test("those of the reference server are listed, completed, filled in, and run", async () => {
  await withServers(
    { every: everythingServer },
    async ({ server, sessionId }) => {
      const { prompts } = await server.call("prompt/list", { sessionId });
      const team = (prompts as Json[]).find(({ name }) => name === TEAM);
      assert.equal([team?.source, team?.title], ["mcp:every", "Team Management"]);
      const asked = ((team?.arguments ?? []) as Json[]).map(({ name, required }) => [name, required]);
      assert.equal(asked, [
        ["department", true],
        ["name", true],
      ]);
      const complete = (params: Json) => server.call("prompt/complete", { sessionId, name: TEAM, ...params });
      const departments = await complete({ argument: { name: "department", value: "S" } });
      assert.equal(departments, { values: ["Sales", "Support"], hasMore: false });
      const known = { department: "Sales" };
      const names = await complete({ argument: { name: "name", value: "" }, arguments: known });
      assert.equal(names.values, ["David", "Eve", "Frank"]);
      const filled = await server.call("prompt/get", { sessionId, name: TEAM, arguments: { ...known, name: "Eve" } });
      const text = "Please promote Eve to the head of the Sales team.";
      assert.equal(filled.messages, [{ role: "user", content: [{ type: "text", text }] }]);
      await server.call("session/execute", { sessionId, prompt: filled.prompt });
      const said = (await server.messages(sessionId)).filter(({ role }) => role === "user");
      assert.match(JSON.stringify(said), text);
      for (const { name } of (prompts as Json[]).filter((one) => (one.arguments as Json[]).length === 0)) {
        const { messages } = await server.call("prompt/get", { sessionId, name });
        assert.ok((messages as Json[]).length > 0, String(name));
      }
      const resource = { resourceType: "Text", resourceId: "1" };
      const embedded = await server.call("prompt/get", {
        sessionId,
        name: "mcp_every_resource-prompt",
        arguments: resource,
      });
      assert.match(JSON.stringify(embedded.prompt), /demo:\/\/resource/);
    },
    { config: { max_content_size: 100_000 } },
  );
});

test("those of a server of the newer era; what the assistant says in them is marked", async () => {
  await withServers({ good: goodServer }, async ({ server, sessionId }) => {
    const name = "mcp_good_greet";
    const { messages, prompt } = await server.call("prompt/get", { sessionId, name, arguments: { name: "Ann" } });
    assert.equal(
      (messages as Json[]).map(({ role }) => role),
      ["user", "assistant", "user"],
    );
    const [first, mark, second, image] = prompt as Json[];
    assert.equal([first?.text, mark?.text, second?.text], ["Greet Ann.", "[The assistant says:]\n", "How?"]);
    assert.is(image?.type, "image");
    const argument = { name: "name", value: "Ant" };
    const completed = await server.call("prompt/complete", { sessionId, name, argument });
    assert.equal(completed.values, ["Anton"]);
    const { pendingInputs } = await server.call("session/get", { sessionId });
    assert.equal(pendingInputs, []);
  });
});

test("what is wrong is told", async () => {
  await withServers({ good: goodServer }, async ({ server, sessionId }) => {
    const get = (params: Json) => server.failure("prompt/get", { sessionId, ...params });
    const unknown = await get({ name: "mcp_good_gret" });
    assert.equal([unknown.data.kind, unknown.code], ["prompt-not-found", -31063]);
    assert.match(unknown.message, /did you mean mcp_good_greet/);
    const missing = await get({ name: "mcp_good_greet", arguments: { nam: "Ann" } });
    assert.match(
      missing.message,
      /arguments\.name: it is missing; arguments\.nam: unknown argument; did you mean name/,
    );
    const { data } = await server.failure("prompt/list", { sessionId: "nobody" });
    assert.is(data.kind, "session-not-found");
  });
});

for (const [era, servers, change, name] of [
  ["newer", { good: goodServer }, ["mcp_good_grow", {}], "mcp_good_late"],
  ["older", { odd: chaosServer("prompts") }, ["mcp_odd_poke", { how: "change" }], "mcp_odd_poke"],
] as const) {
  test(`a list that changes is read again from a server of the ${era} era`, async () => {
    await withServers(servers, async ({ server, sessionId, call }) => {
      await server.event("mcp:prompts_changed");
      const before = await server.call("prompt/list", { sessionId });
      const events = server.events(sessionId).filter(({ event }) => event === "mcp:prompts_changed").length;
      await call(change[0], change[1]);
      await server.client.until(
        () => server.events(sessionId).filter(({ event }) => event === "mcp:prompts_changed").length > events,
      );
      const { prompts } = await server.call("prompt/list", { sessionId });
      assert.not.equal(prompts, before.prompts);
      assert.ok((prompts as Json[]).some((one) => one.name === name));
    });
  });
}

test.run();
