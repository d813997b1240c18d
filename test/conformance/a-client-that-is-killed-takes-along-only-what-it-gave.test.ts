/** A client dies in the middle of a call to what it gave, while another one works with the session: that one hears of it, and goes on. */
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import * as assert from "uvu/assert";
import { GREET } from "../support/contributor.ts";
import { joinKernel, type ServedSocket, spawnAmpd, withServedSocket } from "../support/served-socket.ts";
import { callsTo, mockPlan, openPlan } from "../support/server-fixture.ts";
import { suite } from "../support/suite.ts";
import type { Json } from "../support/wire/frames.ts";
import { RawClient } from "../support/wire/raw-client.ts";

const test = suite("a client that is killed");
const sessionId = "shared";

interface Scene {
  readonly served: ServedSocket;
  /** The one that stays. */
  readonly other: RawClient;
  /** The one that gave something is killed as soon as the server asks it by this method; answers the other one's reply. */
  turnUntilKilledAt(method: string): Promise<Json>;
}

/** @param give what the client that is killed registers, by method */
async function withTwoClients(
  { mountPlan, give }: { mountPlan: Json; give: Readonly<Record<string, Json>> },
  body: (scene: Scene) => Promise<void>,
): Promise<void> {
  await withServedSocket(async (served) => {
    const face = spawnAmpd(served.home, ["attach", "--socket", served.path]);
    const exit = once(face, "close");
    try {
      const [toServer, fromServer] = [face.stdin as Writable, face.stdout as Readable];
      const giver = new RawClient({ toServer, fromServer, framing: "ndjson" });
      const params = { protocolVersions: ["1.0"], clientInfo: { name: "giver" } };
      await giver.request("init", "initialize", params);
      await call(giver, "create", "session/create", { sessionId, mountPlan });
      for (const [method, declaration] of Object.entries(give)) {
        await call(giver, method, method, { sessionId, ...declaration });
      }
      const other = await joinKernel(served);
      await call(other, "subscribe", "event/subscribe", { sessionId });
      const turnUntilKilledAt = async (asked: string): Promise<Json> => {
        const turn = other.request("turn", "session/execute", { sessionId, prompt: "go" });
        await giver.message(({ method }) => method === asked);
        face.kill("SIGKILL");
        return turn;
      };
      await body({ served, other, turnUntilKilledAt });
      other.end();
    } finally {
      face.kill("SIGKILL");
      await exit;
    }
  });
}

async function call(client: RawClient, id: string, method: string, params: Json): Promise<Json> {
  const response = await client.request(id, method, params);
  assert.is(response.error, undefined, JSON.stringify(response.error));
  return response.result as Json;
}

/** The events that the client was told, in order. */
function eventsOf(client: RawClient): { readonly event: string; readonly data: Json }[] {
  return client.notifications("session/event").map(({ params }) => params as { event: string; data: Json });
}

async function unmounted(client: RawClient): Promise<Json> {
  const heard = await client.message(({ params }) => (params as Json | undefined)?.event === "contribution:unmounted");
  return (heard.params as { data: Json }).data;
}

test("a tool: its call fails, the model hears why, and the turn goes on", () =>
  withTwoClients(
    {
      mountPlan: openPlan([callsTo("greet", { name: "Ada" }), "Then not."]),
      give: { "tool/register": { tools: [GREET] } },
    },
    async ({ other, turnUntilKilledAt }) => {
      const reply = await turnUntilKilledAt("tool/execute");
      assert.equal([(reply.result as Json)?.text, (reply.result as Json)?.stopReason], ["Then not.", "end_turn"]);
      const { kind, names, giver, reason } = await unmounted(other);
      assert.equal([kind, names, giver, reason], ["tool", ["greet"], 'the client "giver"', "client-left"]);
      const ended = eventsOf(other).find(({ event }) => /^tool:(?:post|error)$/.test(event));
      assert.match(JSON.stringify(ended), /"giver\\" has left/);
      const { tools } = await call(other, "list", "tool/list", { sessionId });
      assert.not((tools as Json[]).some(({ name }) => name === "greet"));
    },
  ));

test("a gate: what it was asked about is denied, it guards until the turn is over, and is gone in the next one", () => {
  const bash = (command: string): Json => callsTo("bash", { command });
  const mountPlan = openPlan([bash("echo one"), bash("echo two"), "Denied twice.", bash("echo three"), "Done."]);
  const gate = { name: "warden", events: ["tool:pre"], gate: true };
  return withTwoClients({ mountPlan, give: { "hook/register": gate } }, async ({ other, turnUntilKilledAt }) => {
    const reply = await turnUntilKilledAt("hook/invoke");
    assert.is((reply.result as Json)?.text, "Denied twice.", JSON.stringify(reply));
    assert.is((await unmounted(other)).reason, "client-left");
    const results = eventsOf(other).filter(({ event }) => /^tool:(?:post|error)$/.test(event));
    assert.equal(
      results.map(({ event }) => event),
      ["tool:error", "tool:error"],
    );
    for (const { data } of results)
      assert.match(JSON.stringify(data), /The gate warden said nothing that counts: .*has left/);
    const next = await call(other, "next", "session/execute", { sessionId, prompt: "again" });
    assert.is(next.text, "Done.");
    assert.ok(
      eventsOf(other).some(({ event, data }) => event === "tool:post" && JSON.stringify(data).includes("three")),
    );
  });
});

test("a provider: the turn fails at once with its reason, and the session can go on with another one", () =>
  withTwoClients(
    {
      mountPlan: mockPlan(["The mock answers."]),
      give: { "provider/register": { name: "house", priority: 1, models: [{ id: "house-1" }] } },
    },
    async ({ other, turnUntilKilledAt }) => {
      const { error } = (await turnUntilKilledAt("provider/complete")) as { error?: { message: string; data: Json } };
      assert.is(error?.data.kind, "provider-unavailable");
      assert.match(String(error?.message), /"giver" has left/);
      assert.equal((await unmounted(other)).names, ["house"]);
      const next = await call(other, "next", "session/execute", { sessionId, prompt: "again" });
      assert.equal([next.text, next.stopReason], ["The mock answers.", "end_turn"]);
    },
  ));

test.run();
