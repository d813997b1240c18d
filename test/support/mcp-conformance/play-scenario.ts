/** Plays a scenario of the conformance suite as a session would: tool-mcp is mounted with the suite's server, and each tool is called. */
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/tool-mcp/index.ts";
import { toolName } from "../../../modules/tool-mcp/tool-name.ts";
import { type CoordinatorFixture, coordinatorFixture } from "../kernel.ts";
import type { Scenario } from "./run-suite.ts";

type Schema = {
  readonly type?: string;
  readonly enum?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
};

const SERVER = "it";
const PATIENCE_S = 50;

export async function playScenario(scenario: Scenario): Promise<void> {
  const fixture = coordinatorFixture();
  const { coordinator } = fixture;
  // Somebody who takes every form as it is.
  coordinator.registerCapability("session.request_input", async () => ({ action: "accept", content: {} }));
  const servers = { [SERVER]: { url: scenario.url, start_timeout: PATIENCE_S } };
  const cleanup = await module.mount(coordinator, module.configSchema.parse({ servers, start_wait: PATIENCE_S }));
  try {
    await callAll(fixture, scenario);
  } finally {
    await cleanup?.();
  }
}

async function callAll({ coordinator, dataOf }: CoordinatorFixture, { context }: Scenario): Promise<void> {
  const down = dataOf("mcp:server_down")[0];
  if (down !== undefined) throw new Error(String(down.reason));
  const given = (context.toolCalls ?? []) as { readonly name: string; readonly arguments: JsonObject }[];
  for (const [name, tool] of coordinator.all("tools")) {
    const own = given.find((one) => toolName(SERVER, one.name) === name)?.arguments;
    const { signal } = new AbortController();
    const input = own === undefined ? example(tool.inputSchema as Schema) : withoutNulls(own);
    const { success, error } = await tool.execute(input, { toolCallId: "call-1", signal, onOutput: async () => {} });
    if (!success) throw new Error(`${name}: ${error?.kind}: ${error?.message}`);
  }
}

/** The least that the schema allows. */
function example({ properties = {} }: Schema): JsonObject {
  const values: Readonly<Record<string, unknown>> = { number: 1, integer: 1, boolean: true, string: "x" };
  // What is chosen from a list has a default.
  const open = Object.entries(properties).filter(([, schema]) => schema.enum === undefined);
  return Object.fromEntries(open.map(([name, { type = "" }]) => [name, values[type] ?? {}]));
}

/** The suite gives null for a boolean, which the tool's schema does not take: what is held to its schema is left out instead. */
function withoutNulls(input: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}
