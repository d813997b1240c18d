/** What the front matter of profiles, bundles and agents may hold, in upstream's nested spelling and in the flat one. Made when first used. */
import * as z from "zod";

const text = z.string().min(1);
const record = z.record(z.string(), z.unknown());
const names = z.union([text, z.array(text)]);

const entryShape = z.strictObject({
  module: text,
  id: text.optional(),
  instance_id: text.optional(),
  source: z.union([text, record]).optional(),
  config: record.nullish(),
});
const entry = z.union([text, entryShape], "it must be a module's name, or an object with module, source and config");
const entries = z.array(entry, "it must be a list of modules").nullish();
const limit = z.int().nonnegative().nullish();
const session = z.strictObject({
  orchestrator: entry.optional(),
  context: entry.optional(),
  orchestrator_source: text.optional(),
  context_source: text.optional(),
  injection_budget_per_turn: limit,
  injection_size_limit: limit,
});
/** A companion of `session.orchestrator`: a name, an entry, or config alone. */
const companion = z.union([text, entryShape.partial()]);
const include = z.strictObject({ include: names });
const spawn = z.strictObject({ exclude_tools: z.array(text).optional(), tools: z.array(text).optional() });
const system = z.strictObject({ instruction: z.string() });
const agents = z.union([text, z.array(text), record], "it must be all, none, a list of names, or a map of agents");

const parts = {
  session: session.nullish(),
  providers: entries,
  tools: entries,
  hooks: entries,
  orchestrator: companion.nullish(),
  context: z.union([include, companion, z.array(text)]).nullish(),
  agents: agents.nullish(),
  exclude: record.nullish(),
  spawn: spawn.nullish(),
  system: system.nullish(),
  instruction: z.string().nullish(),
};
const head = {
  name: text.optional(),
  // YAML reads 1.0 as a number.
  version: z.union([text, z.number()]).optional(),
  description: z.string().optional(),
};
const profileHead = { ...head, model: text.nullish(), extends: names.nullish() };
const bundleHead = { ...head, namespace_root: text.nullish() };
const included = z.union([text, z.strictObject({ bundle: text })], "it must be a bundle's name or path");

function makeSchemas() {
  return {
    profile: z.strictObject({ ...profileHead, ...parts, profile: z.strictObject(profileHead).optional() }),
    bundle: z.strictObject({ ...parts, bundle: z.strictObject(bundleHead), includes: z.array(included).nullish() }),
    agent: z.strictObject({
      ...head,
      ...parts,
      model: text.nullish(),
      meta: z.strictObject({ ...head, model: text.nullish() }).optional(),
    }),
  };
}

let made: ReturnType<typeof makeSchemas> | undefined;

export function documentSchemas(): ReturnType<typeof makeSchemas> {
  made ??= makeSchemas();
  return made;
}

export function sessionKeys(): string[] {
  return Object.keys(session.shape);
}

/** Fields that other programs or older ones read: they are told, and have no effect. */
export const RETIRED: readonly string[] = [
  "ui",
  "task",
  "logging",
  "author",
  "license",
  "tags",
  "model_role",
  "provider_preferences",
];
