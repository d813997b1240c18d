/**
 * A profile with everything that it builds on, as one. Its documents are put in a row, each once, parents before children and left
 * before right, and merged in that order; so a parent that two others share does not undo what they changed.
 */
import type { JsonObject } from "../../../kernel/index.ts";
import { idOf, isOtherModule, mergePlans } from "../merge-plans.ts";
import { canonical } from "../settings/leaves.ts";
import { SettingsError } from "../settings/settings-error.ts";
import type { AgentChoice, ProfileDocument } from "./document.ts";
import { withoutExcluded } from "./exclude.ts";
import { isMap } from "./spelling.ts";

export interface Composition {
  /** `session`, `providers`, `tools`, `hooks`, `spawn`. */
  readonly plan: JsonObject;
  readonly agents: AgentChoice | undefined;
  readonly inlineAgents: JsonObject;
  readonly context: readonly string[];
  readonly instruction: string | undefined;
  readonly model: string | undefined;
}

/** @throws SettingsError `profile-not-found` */
export type FindDocument = (name: string, child: ProfileDocument) => Promise<ProfileDocument>;

const MAX_DOCUMENTS = 100;

/** The documents of a profile, the weakest first, itself last. @throws SettingsError for a cycle, and for every parent that is missing */
export async function lineOf(leaf: ProfileDocument, find: FindDocument): Promise<ProfileDocument[]> {
  const line: ProfileDocument[] = [];
  const missing: string[] = [];
  const visit = async (document: ProfileDocument, children: readonly ProfileDocument[]): Promise<void> => {
    if (children.some((child) => child.origin === document.origin)) throw cycle([...children, document]);
    if (line.some((known) => known.origin === document.origin)) return;
    for (const name of document.parents) {
      const parent = await find(name, document).catch((error: unknown) => {
        if (!(error instanceof SettingsError) || error.kind !== "profile-not-found") throw error;
        const verb = document.kind === "bundle" ? "includes" : "extends";
        missing.push(`${document.name} (${document.origin}) ${verb} "${name}", which is not there: ${error.message}`);
        return undefined;
      });
      if (parent !== undefined) await visit(parent, [...children, document]);
    }
    if (line.length >= MAX_DOCUMENTS) {
      throw new SettingsError("profile-invalid", `${leaf.origin} builds on more than ${MAX_DOCUMENTS} profiles`);
    }
    line.push(document);
  };
  await visit(leaf, []);
  if (missing.length > 0) throw new SettingsError("profile-not-found", missing.join("; "));
  return line;
}

function cycle(chain: readonly ProfileDocument[]): SettingsError {
  const names = chain.map(({ name, origin }) => `${name} (${origin})`).join(" extends ");
  return new SettingsError(
    "profile-invalid",
    `profiles build on each other in a circle, so one of these must not: ${names}`,
  );
}

const NOTHING: Composition = {
  plan: {},
  agents: undefined,
  inlineAgents: {},
  context: [],
  instruction: undefined,
  model: undefined,
};

/** @param line as `lineOf` answers it */
export function compose(line: readonly ProfileDocument[]): Composition {
  return line.reduce(add, NOTHING);
}

function add(base: Composition, document: ProfileDocument): Composition {
  const { exclude } = document;
  const parents = (part: "instruction" | "model"): string | undefined =>
    exclude[part] === "all" ? undefined : base[part];
  const plan = withoutExcluded(base.plan, exclude);
  const { inlineAgents = {} } = withoutExcluded(
    { inlineAgents: base.inlineAgents },
    { inlineAgents: exclude.agents },
  ) as {
    inlineAgents?: JsonObject;
  };
  return {
    plan: withoutNulls(
      mergePlans(plan, document.kind === "bundle" ? withJoinedLists(plan, document.plan) : document.plan),
    ),
    agents: agentsOf(document, agentsWithout(base.agents, exclude.agents)),
    inlineAgents: { ...inlineAgents, ...document.inlineAgents },
    context: [...new Set([...(exclude.context === "all" ? [] : base.context), ...document.context])],
    instruction:
      document.instruction?.replaceAll("{{parent}}", base.instruction ?? "").trim() ?? parents("instruction"),
    model: document.model ?? parents("model"),
  };
}

/** A bundle's agents come to those of what it includes; a profile's take their place. */
function agentsOf({ kind, agents }: ProfileDocument, base: AgentChoice | undefined): AgentChoice | undefined {
  if (kind !== "bundle" || !Array.isArray(agents)) return agents ?? base;
  if (base === "all") return base;
  return [...new Set([...(Array.isArray(base) ? base : []), ...agents])];
}

function agentsWithout(agents: AgentChoice | undefined, exclude: unknown): AgentChoice | undefined {
  if (exclude === "all") return "none";
  if (!Array.isArray(agents) || !Array.isArray(exclude)) return agents;
  return agents.filter((name) => !exclude.includes(name));
}

/** Bundles join the lists in `session`, in `spawn` and in the config of a module with those of what they include. */
function withJoinedLists(base: JsonObject, plan: JsonObject): JsonObject {
  const sections = Object.entries(plan).map(([section, value]): [string, unknown] => {
    if (!Array.isArray(value)) return [section, joined(base[section], value)];
    const before = (Array.isArray(base[section]) ? base[section] : []) as JsonObject[];
    return [
      section,
      value.map((entry) =>
        joined(
          before.find((one) => idOf(one) === idOf(entry)),
          entry,
        ),
      ),
    ];
  });
  return Object.fromEntries(sections);
}

function joined(before: unknown, after: unknown): unknown {
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = new Map([...before, ...after].map((item) => [canonical(item), item] as const));
    return [...items.values()];
  }
  if (!isMap(before) || !isMap(after) || isOtherModule(before, after)) return after;
  return Object.fromEntries(Object.entries(after).map(([key, value]) => [key, joined(before[key], value)]));
}

/** An explicit null takes a key away; in the two limits it is a value: no limit. */
function withoutNulls(value: unknown): JsonObject {
  const clean = (item: unknown): unknown => {
    if (Array.isArray(item)) return item.map(clean);
    return isMap(item) ? withoutNulls(item) : item;
  };
  const kept = Object.entries(isMap(value) ? value : {}).filter(
    ([key, item]) => item !== null || key.startsWith("injection_"),
  );
  return Object.fromEntries(kept.map(([key, item]) => [key, clean(item)]));
}
