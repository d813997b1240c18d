/**
 * Which settings of a workspace may act before the user trusts it: what is known to be harmless, or only narrows. Everything else
 * matters, and waits. Pure.
 */
import type { Leaf } from "../settings/leaves.ts";

/** Numbers and names that change what an answer costs and looks like, not where anything goes. */
const HARMLESS_OF_PROVIDERS =
  /^(?:default_model|temperature|thinking_budget|reasoning_effort|effort|timeout|priority|max_\w+)$/;
/** Lists that are joined over the scopes, so that more of them only narrows. */
const NARROWING = /^denied_\w*paths$/;

export const NAMES_SERVER = "names a server to start or to call";

/** Why a setting matters, in words that follow "it"; nothing for one that may act. @param profiles names that come with ampd */
export function whyItMatters(leaf: Leaf, profiles: readonly string[]): string | undefined {
  const { path, value } = leaf;
  const [section, , third, key, ...deeper] = path;
  if (section === "mcp_servers" && value !== null) return NAMES_SERVER;
  if (refersOutside(value)) return "reads the environment or a secret";
  switch (section) {
    case "profile":
      return typeof value === "string" && profiles.includes(value)
        ? undefined
        : "chooses a profile that does not come with ampd";
    case "permissions":
      return permissionMatters(leaf);
    case "mcp_servers":
      return "takes a server away";
    case "providers":
    case "tools":
    case "hooks": {
      if (value === null) return "takes a setting of the user's away";
      if (third === "enabled")
        return section === "tools" && value === false ? undefined : "switches a module on or off";
      if (key !== undefined && deeper.length === 0 && isHarmless(section, key, leaf)) return undefined;
      return section === "providers"
        ? "changes where a provider sends what it is told"
        : "changes what a module may do";
    }
    case "sandbox":
      return value === "required" ? undefined : "widens the sandbox";
    case "modules":
    case "sources":
    case "session":
      return "loads code";
    default:
      return "is the user's to decide";
  }
}

function isHarmless(section: string, key: string, { value, isItem }: Leaf): boolean {
  if (isItem) return NARROWING.test(key);
  const isPlain = typeof value === "number" || typeof value === "string";
  return section === "providers" && isPlain && HARMLESS_OF_PROVIDERS.test(key);
}

function permissionMatters({ path, value, isItem }: Leaf): string | undefined {
  const key = path[1];
  if (key === "rules" && isItem) {
    const { effect, action } = value as { effect?: unknown; action?: unknown };
    return effect === "deny" || effect === "ask" || action === "auto_deny" ? undefined : "widens a permission";
  }
  if (key === "default_action" && value === "deny") return undefined;
  if (key === "mode" && (value === "read-only" || value === "plan")) return undefined;
  return "widens a permission";
}

function refersOutside(value: unknown): boolean {
  if (typeof value === "string") return value.includes("${");
  if (Array.isArray(value)) return value.some(refersOutside);
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(value).some(([key, item]) => key === "secret" || refersOutside(item));
}
