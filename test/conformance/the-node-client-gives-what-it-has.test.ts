/** The Node kit: `client.give`, and a module in a process with `serveModule`. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { AmpdClient, type Given } from "../../clients/node/index.ts";
import { toolCall } from "../../protocol/index.ts";
import { callsTo, mockPlan } from "../support/server-fixture.ts";
import { ROOT } from "../support/source-files.ts";
import { suite } from "../support/suite.ts";

const test = suite("the Node kit");
const inputSchema = { type: "object", properties: { name: { type: "string" } }, required: ["name"] };

const GIVEN: Given = {
  tools: [
    {
      name: "greet",
      description: "Greets somebody.",
      inputSchema,
      execute: ({ name }, { output }) => {
        if (name === "") throw new Error("a name has letters");
        output("thinking");
        return `Hello ${name}`;
      },
    },
  ],
  hooks: [
    {
      name: "manners",
      events: ["tool:pre"],
      gate: true,
      invoke: (_, { tool_input }) =>
        (tool_input as { name?: string }).name === "Bob" ? { action: "deny", reason: "not Bob" } : undefined,
    },
  ],
  provider: {
    name: "house",
    models: [{ id: "house-1" }],
    complete: async (_, { onPart }) => {
      for (const text of Array.from({ length: 200 }, () => "x"))
        await onPart({ type: "delta", block_index: 0, block_type: "text", text });
      return { content: [{ type: "text", text: "x".repeat(200) }], stop_reason: "end_turn" };
    },
  },
};

async function inHome(body: (client: AmpdClient, folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "ampd-kit-"));
  const env = { PATH: process.env.PATH ?? "", HOME: folder, AMPD_HOME: folder };
  const client = await AmpdClient.connect({ env, workspace: { cwd: folder } });
  try {
    await body(client, folder);
  } finally {
    await client.close();
    await rm(folder, { recursive: true, force: true });
  }
}

test("a client gives a tool, a gate and a provider, and takes them back", () =>
  inHome(async (client) => {
    const session = await client.createSession({ mountPlan: mockPlan([], { providers: [] }), ephemeral: true });
    const takeBack = await session.give(GIVEN);
    const call = (name: string) => client.request(toolCall, { sessionId: session.id, name: "greet", input: { name } });
    assert.equal(await call("Ada"), { success: true, output: "Hello Ada" });
    assert.match(String((await call("Bob")).error?.message), /not Bob/);
    assert.match(String((await call("")).error?.message), /a name has letters/);
    let streamed = "";
    const reply = await session.execute("hi", { onText: (text) => (streamed += text) });
    assert.equal([reply.text, streamed], ["x".repeat(200), "x".repeat(200)]);
    await takeBack();
    assert.is(await call("Ada").catch((error) => error.kind), "tool-not-found");
  }));

const MODULE = `
import { defineProcessModule, serveModule } from ${JSON.stringify(join(ROOT, "dist", "client.js"))};
const module = defineProcessModule({
  kind: "tool",
  mount: ({ config }) => ({
    tools: [{ name: "greet", description: "Greets.", inputSchema: ${JSON.stringify(inputSchema)},
      execute: ({ name }) => config.greeting + " " + name }],
  }),
});
await serveModule(module, { input: process.stdin, output: process.stdout });
`;

test("a module in a process of its own is as short", () =>
  inHome(async (client, folder) => {
    await writeFile(join(folder, "greeter.mjs"), MODULE);
    const source = `exec:${process.execPath} ${join(folder, "greeter.mjs")}`;
    const tools = [{ module: "greeter", source, config: { greeting: "Good day" } }];
    const mountPlan = mockPlan([callsTo("greet", { name: "Ada" }), "Done."], { tools });
    const session = await client.createSession({ mountPlan, ephemeral: true });
    assert.equal(session.warnings, []);
    const result = await client.request(toolCall, { sessionId: session.id, name: "greet", input: { name: "Ada" } });
    assert.equal(result, { success: true, output: "Good day Ada" });
  }));

test.run();
