/**
 * Which tools are believed when they say that they only read: those that modules of ampd itself mounted. Tools of MCP servers, of
 * clients and of modules from elsewhere are not, whatever they are called.
 */
import type { Coordinator, ModuleDefinition, ModuleResolver, Tool } from "../../kernel/index.ts";

/** What the module for MCP mounts is not its own, also while it does not know the server. */
const MCP_PREFIX = "mcp_";

export class ToolTrust {
  /** By what they are, not by name: a name may come to stand for something else. */
  readonly #own = new WeakSet<Tool>();

  /** The same resolver, with an eye on what the modules that it finds mount. */
  watching(resolver: ModuleResolver): ModuleResolver {
    return {
      resolve: async (entry) => {
        const resolved = await resolver.resolve(entry);
        const isOwn = resolved.layer === "built-in" && resolved.definition.kind === "tool";
        return isOwn ? { ...resolved, definition: this.#watched(resolved.definition) } : resolved;
      },
    };
  }

  /** The capability `tools.is_trusted`. */
  isTrusted(coordinator: Coordinator, name: string): boolean {
    const serverOf = coordinator.getCapability<(name: string) => string | undefined>("mcp.server_of");
    if (name.startsWith(MCP_PREFIX) || serverOf?.(name) !== undefined) return false;
    const tool = coordinator.get("tools", name);
    return tool !== undefined && this.#own.has(tool);
  }

  #watched(definition: ModuleDefinition): ModuleDefinition {
    return {
      ...definition,
      mount: async (coordinator, config, id) => {
        const before = new Set(coordinator.all("tools").values());
        const cleanup = await definition.mount(coordinator, config, id);
        for (const tool of coordinator.all("tools").values()) if (!before.has(tool)) this.#own.add(tool);
        return cleanup;
      },
    };
  }
}
