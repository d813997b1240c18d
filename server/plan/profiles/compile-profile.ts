/** From a profile's name to a plan, and to the layers that it is made of. Reads files; installs and runs nothing. */
import type { JsonObject } from "../../../kernel/index.ts";
import { directoriesOf } from "../../store/directories.ts";
import { type Collection, CollectionStore } from "../collections/collection-store.ts";
import type { PlanWarning } from "../compile-plan.ts";
import type { PlanLayer } from "../origins.ts";
import type { Settings } from "../settings/read-settings.ts";
import { findAgents } from "./agents.ts";
import { compose, lineOf } from "./compose.ts";
import type { ProfileDocument } from "./document.ts";
import { Library } from "./library.ts";
import { profilePlan } from "./profile-plan.ts";
import { shelvesOf } from "./shelves.ts";
import { shippedDocuments } from "./shipped.ts";

export interface ProfileSources {
  readonly environment: NodeJS.ProcessEnv;
  readonly settings: Settings;
}

export interface CompiledProfile {
  readonly plan: JsonObject;
  /** The documents, the weakest first. */
  readonly line: readonly ProfileDocument[];
  readonly layers: readonly PlanLayer[];
  readonly warnings: readonly PlanWarning[];
}

/** @throws SettingsError `profile-not-found`, `profile-invalid`, `untrusted-workspace` */
export async function compileProfile(name: string, sources: ProfileSources): Promise<CompiledProfile> {
  const library = profileLibrary(sources);
  const line = await lineOf(await library.find(name), (parent, child) => library.find(parent, child));
  const composition = compose(line);
  const chooser = line.findLast((document) => document.agents !== undefined);
  const { agents, warnings } = await findAgents(composition, agentLibrary(sources), chooser);
  const plan = profilePlan(composition, agents);
  const layers = line.map((document) => ({ origin: document.origin, tree: treeOf(document, plan) }));
  return { plan, line, layers, warnings: [...warnings, ...ignoredFields(line)] };
}

export function profileLibrary({ environment, settings }: ProfileSources): Library {
  const shelves = shelvesOf("profile", settings, environment);
  return new Library({
    folder: "profile",
    shelves,
    builtIn: shippedDocuments(environment),
    added: addedIn(environment),
  });
}

export function agentLibrary({ environment, settings }: ProfileSources): Library {
  const named = (name: string): string | undefined => {
    const suffix = `AGENT_${name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_")}`;
    return environment[`AMPD_${suffix}`] || environment[`AMPLIFIER_${suffix}`] || undefined;
  };
  const shelves = shelvesOf("agent", settings, environment);
  return new Library({ folder: "agent", shelves, builtIn: [], added: addedIn(environment), named });
}

function addedIn(environment: NodeJS.ProcessEnv): () => Promise<readonly Collection[]> {
  return () => new CollectionStore(directoriesOf(environment), environment).list();
}

/** What a document says, in the places of the plan. */
function treeOf(
  { plan, instruction, context, model, inlineAgents, agents }: ProfileDocument,
  compiled: JsonObject,
): unknown {
  const { spawn: _, ...sections } = plan;
  const chosen =
    agents === undefined ? inlineAgents : { ...(compiled.agents as JsonObject | undefined), ...inlineAgents };
  return {
    ...sections,
    ...((instruction !== undefined || context.length > 0) && { instruction }),
    ...(Object.keys(chosen).length > 0 && { agents: chosen }),
    ...(model !== undefined && { providers: [...((plan.providers ?? []) as JsonObject[]), ...modelOf(compiled)] }),
  };
}

/** The model of a profile is written into the first provider. */
function modelOf({ providers }: JsonObject): JsonObject[] {
  const [first] = (providers ?? []) as JsonObject[];
  return first === undefined
    ? []
    : [{ module: first.module, ...(first.id !== undefined && { id: first.id }), config: { default_model: "" } }];
}

function ignoredFields(line: readonly ProfileDocument[]): PlanWarning[] {
  return line.flatMap(({ ignored, origin }) =>
    ignored.map((field) => ({
      kind: "ignored-field",
      path: origin,
      message: `${origin}: ${field} has no effect here`,
    })),
  );
}
