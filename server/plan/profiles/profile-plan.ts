/** From a profile's composition to a mount plan: the model it names, what sub-sessions take over, the files that belong to its instruction. Pure. */
import type { JsonObject } from "../../../kernel/index.ts";
import { mergePlans } from "../merge-plans.ts";
import { SettingsError } from "../settings/settings-error.ts";
import { modelEntry } from "./agents.ts";
import type { Composition } from "./compose.ts";
import { isMap } from "./spelling.ts";

/** @throws SettingsError `profile-invalid` for a model without a provider, where the plan has none */
export function profilePlan(
  { plan: { spawn, ...plan }, context, instruction, model }: Composition,
  agents: JsonObject,
): JsonObject {
  const text = [instruction, ...context].filter((part) => part !== undefined && part !== "").join("\n\n");
  return {
    ...plan,
    ...(model !== undefined && { providers: withModel(plan.providers, model) }),
    ...(isMap(spawn) && { tools: withSpawn(plan.tools, spawn) }),
    ...(Object.keys(agents).length > 0 && { agents }),
    ...(text !== "" && { instruction: text }),
  };
}

/** The provider of the model comes first, so that it is the one that is used. */
function withModel(providers: unknown, model: string): unknown {
  const list = (Array.isArray(providers) ? providers : []) as JsonObject[];
  const named = model.includes("/") ? modelEntry(model) : undefined;
  const first =
    named === undefined ? list[0] : list.find(({ id, module }) => id === named.module || module === named.module);
  if (named === undefined && first === undefined) {
    const message = `model: "${model}" needs a provider in front of it, such as anthropic/${model}`;
    throw new SettingsError("profile-invalid", message, [{ path: "model", message }]);
  }
  const change = named ?? { module: first?.module, config: { default_model: model } };
  const rest = list.filter((entry) => entry !== first);
  return [first === undefined ? change : mergePlans(first, { config: change.config }), ...rest];
}

function withSpawn(tools: unknown, { tools: inherit, exclude_tools }: JsonObject): unknown {
  if (!Array.isArray(tools)) return tools;
  const config = {
    ...(inherit !== undefined && { inherit_tools: inherit }),
    ...(exclude_tools !== undefined && { exclude_tools }),
  };
  return tools.map((entry) => (isMap(entry) && entry.module === "tool-task" ? mergePlans(entry, { config }) : entry));
}
