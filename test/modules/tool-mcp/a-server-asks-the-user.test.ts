import { join } from "node:path";
import * as assert from "uvu/assert";
import { answering } from "../../support/contributor.ts";
import { chaosServer, everythingServer, goodServer } from "../../support/mcp/servers.ts";
import type { ServerFixture } from "../../support/server-fixture.ts";
import { suite } from "../../support/suite.ts";
import type { Json } from "../../support/wire/frames.ts";
import { notes, withServers } from "./mcp-fixture.ts";

const test = suite("a server asks the user");
const ASKED = { capabilities: { input: {} } };
const PAGE = { url: "http://127.0.0.1/sign-in", message: "Sign in, please." };

async function question(server: ServerFixture): Promise<Json> {
  const { params } = await server.client.message(({ method }) => method === "input/request");
  return params as Json;
}

const paramsOf = (asked: readonly Json[], index: number): Json => (asked[index]?.params ?? {}) as Json;

const resolved = async (server: ServerFixture): Promise<Json> => {
  return (await server.client.message(({ method }) => method === "input/resolved")).params as Json;
};

test("a form of a server of the older era, filled in, declined and cancelled", async () => {
  await withServers(
    { every: everythingServer },
    async ({ server, call }) => {
      const answers: Json[] = [
        { action: "accept", content: { name: "Ann", check: true } },
        { action: "decline" },
        { action: "cancel" },
      ];
      const asked = answering(server, { "input/request": () => answers.shift() });
      const texts: string[] = [];
      for (let count = 1; count <= 3; count++)
        texts.push(String((await call("mcp_every_trigger-elicitation-request")).output));
      const { source, mode, requestedSchema } = paramsOf(asked, 0);
      assert.equal([source, mode], ["mcp:every", "form"]);
      assert.ok(Object.hasOwn((requestedSchema as Json).properties as Json, "titledMultipleSelectEnum"));
      assert.match(texts[0] ?? "", /Name: Ann\n- Agreed to terms: true[\s\S]*Favorite Integer: 42/);
      assert.match(texts[1] ?? "", /declined/);
      assert.match(texts[2] ?? "", /cancelled/);
    },
    ASKED,
  );
});

test("a page of a server of the older era: asked for, and as the reason why a call failed", async () => {
  await withServers(
    { every: everythingServer },
    async ({ server, call }) => {
      const asked = answering(server, { "input/request": () => ({ action: "accept" }) });
      const name = "mcp_every_trigger-url-elicitation";
      assert.match(String((await call(name, PAGE)).output), /completed the URL elicitation/);
      const { mode, url, message } = paramsOf(asked, 0);
      assert.equal({ mode, url, message }, { mode: "url", ...PAGE });
      assert.match(String((await call(name, { ...PAGE, errorPath: true })).output), /completed the URL elicitation/);
      assert.is(asked.length, 3, "the page of the error, then the one of the call that is made again");
    },
    ASKED,
  );
});

test("a page that is refused leaves the call failed", async () => {
  await withServers(
    { every: everythingServer },
    async ({ server, call }) => {
      answering(server, { "input/request": () => ({ action: "decline" }) });
      const { success, error } = await call("mcp_every_trigger-url-elicitation", { ...PAGE, errorPath: true });
      assert.equal([success, error?.kind], [false, "mcp-error"]);
    },
    ASKED,
  );
});

test("a form and a page of a server of the newer era", async () => {
  await withServers(
    { good: goodServer },
    async ({ server, call }) => {
      const answers: Json[] = [
        { action: "accept", content: { name: 7 } },
        { action: "accept", content: { name: "Ann" } },
      ];
      const asked = answering(server, { "input/request": () => answers.shift() ?? { action: "accept" } });
      const form = { action: "accept", content: { name: "Ann", age: 7 } };
      assert.equal(JSON.parse(String((await call("mcp_good_ask")).output)), form);
      assert.match(String(paramsOf(asked, 1).problem), /name: it must be string/);
      assert.equal(JSON.parse(String((await call("mcp_good_ask", { url: PAGE.url })).output)), { action: "accept" });
    },
    ASKED,
  );
});

test("with nobody there it is cancelled, and the server hears so", async () => {
  await withServers({ every: everythingServer }, async ({ call }) => {
    assert.match(String((await call("mcp_every_trigger-elicitation-request")).output), /cancelled/);
  });
});

for (const [era, name, one] of [
  ["older", "mcp_every_trigger-elicitation-request", everythingServer],
  ["newer", "mcp_good_ask", goodServer],
] as const) {
  test(`a call that is cancelled takes the question of a server of the ${era} era with it`, async () => {
    await withServers(
      { every: one, good: one },
      async ({ server, sessionId }) => {
        const { id, response } = server.send("tool/call", { sessionId, name, input: {} });
        const { inputId } = await question(server);
        const { subscriptionId: _, pendingInputs } = await server.call("event/subscribe", { sessionId });
        assert.equal(
          (pendingInputs as Json[]).map((one) => one.inputId),
          [inputId],
        );
        server.client.send({ jsonrpc: "2.0", method: "$/cancelRequest", params: { id } });
        assert.equal(await resolved(server), { inputId, sessionId, action: "cancel", reason: "cancelled" });
        assert.is(((await response).error as Json).code, -32800);
        assert.equal((await server.call("session/get", { sessionId })).pendingInputs, []);
      },
      ASKED,
    );
  });
}

test("a server that dies while it asks takes its question with it", async () => {
  await withServers(
    { chaos: chaosServer("good", "notes") },
    async ({ server, call }) => {
      const calling = call("mcp_chaos_poke", { how: "ask" });
      await question(server);
      const pid = Number((await notes(join(server.home.workspace, "notes"))).at(-1)?.split(" ")[1]);
      process.kill(pid, "SIGKILL");
      assert.is((await resolved(server)).reason, "cancelled");
      assert.is((await calling).error?.kind, "server-died");
    },
    ASKED,
  );
});

test.run();
