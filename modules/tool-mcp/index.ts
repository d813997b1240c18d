/** The module tool-mcp: MCP servers as tools of the session. */
import { defineModule } from "../../kernel/index.ts";
import { type Config, configSchema } from "./config.ts";
import { EVENTS } from "./events.ts";

const NAME = "tool-mcp";

export const module = defineModule<Config>({
  name: NAME,
  kind: "tool",
  description: "Offers the tools and resources of MCP servers, over stdio, HTTP or SSE, in both eras of the protocol.",
  configSchema,
  async mount(coordinator, config) {
    const { McpHost } = await import("./mcp-host.ts");
    const host = new McpHost(coordinator, config);
    const undos = [
      coordinator.registerCapability("mcp.server_of", (name: string) => host.offered.serverOf(name)),
      coordinator.registerCapability("mcp.version_of", (name: string) => host.offered.versionOf(name)),
      coordinator.registerContributor("observability.events", NAME, () => [...EVENTS]),
      coordinator.registerContributor("session.prompts", NAME, () => host.prompts),
      coordinator.hooks.register("prompt:submit", () => host.instructions.tell(), { name: NAME }),
      coordinator.registerContributor("session.warnings", NAME, () => host.warnings),
    ];
    await host.start();
    return async () => {
      await host.close();
      for (const undo of undos) undo();
    };
  },
});

/** Logins to its servers, for the command line. */
export const loadAccounts = () => import("./accounts.ts");
