import * as assert from "uvu/assert";
import * as z from "zod";
import { defineModule, type JsonObject, type ModuleDefinition, success, type Tool } from "../../../kernel/index.ts";
import { ToolTrust } from "../../../server/session/tool-trust.ts";
import { coordinatorFixture } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";

const test = suite("trust in tools");

const tool = (name: string): Tool => ({
  name,
  description: name,
  inputSchema: {},
  annotations: { readOnlyHint: true },
  execute: async () => success("done"),
});

function moduleWith(name: string): ModuleDefinition {
  return defineModule<JsonObject>({
    name: "m",
    kind: "tool",
    description: "",
    configSchema: z.strictObject({}),
    mount: async (coordinator) => coordinator.mount("tools", tool(name), { name }),
  });
}

const ROWS: readonly [what: string, layer: string, name: string, capabilities: JsonObject, isTrusted: boolean][] = [
  ["a module of ampd itself", "built-in", "read_file", {}, true],
  ["a module from a file", "source", "read_file", {}, false],
  ["a module from the workspace", "workspace", "grep", {}, false],
  ["another process", "exec", "grep", {}, false],
  ["an MCP server", "built-in", "mcp_files_read", {}, false],
  ["an MCP server that names its tools freely", "built-in", "files", { "mcp.server_of": () => "files" }, false],
];

for (const [what, layer, name, capabilities, isTrusted] of ROWS) {
  test(`a tool of ${what} is ${isTrusted ? "" : "not "}believed`, async () => {
    const { coordinator } = coordinatorFixture();
    for (const [key, value] of Object.entries(capabilities)) coordinator.registerCapability(key, value);
    const trust = new ToolTrust();
    const resolver = trust.watching({ resolve: async () => ({ definition: moduleWith(name), layer, source: "x" }) });
    const { definition } = await resolver.resolve({ module: "m" });
    await definition.mount(coordinator, {});
    assert.is(trust.isTrusted(coordinator, name), isTrusted);
  });
}

test("what was mounted otherwise is not believed, also under the name of one that was", async () => {
  const { coordinator } = coordinatorFixture();
  const trust = new ToolTrust();
  coordinator.mount("tools", tool("client_tool"), { name: "client_tool" });
  const definition = moduleWith("read_file");
  const resolver = trust.watching({ resolve: async () => ({ definition, layer: "built-in", source: "x" }) });
  const unmount = await (await resolver.resolve({ module: "m" })).definition.mount(coordinator, {});
  assert.is(trust.isTrusted(coordinator, "client_tool"), false);
  assert.is(trust.isTrusted(coordinator, "nothing"), false);
  await unmount?.();
  coordinator.mount("tools", tool("read_file"), { name: "read_file" });
  assert.is(trust.isTrusted(coordinator, "read_file"), false);
});

test.run();
