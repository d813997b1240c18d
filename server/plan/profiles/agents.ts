/** The agents of a plan: those that its profile chooses among the ones that are found, and those that it writes out, as overlays. */
import type { JsonObject } from "../../../kernel/index.ts";
import type { PlanWarning } from "../compile-plan.ts";
import { SettingsError } from "../settings/settings-error.ts";
import type { Composition } from "./compose.ts";
import type { ProfileDocument } from "./document.ts";
import type { Library } from "./library.ts";

export interface FoundAgents {
  readonly agents: JsonObject;
  readonly warnings: readonly PlanWarning[];
}

/**
 * An agent that is named must be there; of `all`, one that cannot be read is a warning.
 * @param chooser the document that names them @throws SettingsError
 */
export async function findAgents(
  { agents, inlineAgents }: Composition,
  library: Library,
  chooser?: ProfileDocument,
): Promise<FoundAgents> {
  if (agents === undefined || agents === "none") return { agents: inlineAgents, warnings: [] };
  const wanted = typeof agents === "string" ? [] : agents.filter((name) => !Object.hasOwn(inlineAgents, name));
  const found = agents === "all" ? await everyAgent(library) : await namedAgents(wanted, library, chooser);
  return { agents: { ...found.agents, ...inlineAgents }, warnings: found.warnings };
}

async function everyAgent(library: Library): Promise<FoundAgents> {
  const agents: [string, JsonObject][] = [];
  const warnings: PlanWarning[] = [];
  for (const { name, path, problem } of await library.list()) {
    try {
      if (problem === undefined) agents.push([name, overlayOf(await library.find(name))]);
      else warnings.push(unusable(name, problem, path));
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      warnings.push(unusable(name, error.message, path));
    }
  }
  return { agents: Object.fromEntries(agents), warnings };
}

function unusable(name: string, problem: string, path: string | undefined): PlanWarning {
  const kind = problem.includes("not trusted") ? "untrusted-workspace" : "agent-invalid";
  return { kind, message: `agent ${name}: ${problem}`, ...(path !== undefined && { path }) };
}

async function namedAgents(
  names: readonly string[],
  library: Library,
  chooser: ProfileDocument | undefined,
): Promise<FoundAgents> {
  const agents = await Promise.all(
    names.map(async (name) => [name, overlayOf(await library.find(name, chooser))] as const),
  );
  return { agents: Object.fromEntries(agents), warnings: [] };
}

/** @throws SettingsError for a document that builds on others: an agent builds on the session that calls it */
export function overlayOf(agent: ProfileDocument): JsonObject {
  if (agent.parents.length > 0 && agent.kind !== "bundle") {
    const message = `${agent.origin}: extends: an agent builds on the session that calls it`;
    throw new SettingsError("profile-invalid", message, [{ path: "extends", message: "an agent has no parents" }]);
  }
  const { plan, description, model } = agent;
  const instruction = [agent.instruction, ...agent.context].filter((part) => part !== undefined).join("\n\n");
  return {
    ...(description !== undefined && { description }),
    ...plan,
    ...(model !== undefined && plan.providers === undefined && { providers: [modelEntry(model)] }),
    ...(agent.agents !== undefined && { agents: agent.agents }),
    ...(instruction !== "" && { system: { instruction } }),
  };
}

/** `provider/model` as an entry of the provider. */
export function modelEntry(model: string): { module: string; config: { default_model: string } } {
  const slash = model.indexOf("/");
  const provider = model.slice(0, slash);
  const module = provider.startsWith("provider-") ? provider : `provider-${provider}`;
  return { module, config: { default_model: model.slice(slash + 1) } };
}
