/** Reads a mount plan: checks its shape, brings both spellings to one form, says what is wrong where. Runs nothing. */
import * as z from "zod";
import type { ModuleEntry, MountPlan } from "./contracts/module.ts";
import type { Problem } from "./errors.ts";
import { definedOf, type JsonObject } from "./messages.ts";
import { didYouMean } from "./suggestion.ts";

export interface MountPlanCheck {
  /** Absent when there are errors. */
  readonly plan?: MountPlan;
  readonly errors: readonly Problem[];
  /** Sections that nobody reads: the plan works without them. */
  readonly warnings: readonly Problem[];
}

const text = z.string().optional();
const record = z.record(z.string(), z.unknown());
const source = z.union([z.string(), record], "a source is a string or an object").optional();
const moduleName = z.string("it is required: the module's name").min(1, "it is required: the module's name");
const entryShape = z.strictObject(
  { module: moduleName, id: text, instance_id: text, source, config: record.nullish() },
  "an entry is a module's name, or an object with module, source and config",
);
const entry = z.preprocess((value) => (typeof value === "string" ? { module: value } : value), entryShape);
const entries = z.array(entry, "it must be a list of modules").default([]);
const limit = z.int("it must be a whole number, or null for no limit").nonnegative().nullable().optional();
const sources = { orchestrator_source: source, context_source: source };
const limits = { injection_budget_per_turn: limit, injection_size_limit: limit };
const sessionShape = z.strictObject(
  { orchestrator: entry, context: entry, ...sources, ...limits },
  "the plan needs a session with an orchestrator and a context",
);
const configSection = z.strictObject({ config: record }).optional();
const sections = { orchestrator: configSection, context: configSection, agents: record.default({}), instruction: text };
const planShape = z.object(
  { session: sessionShape, providers: entries, tools: entries, hooks: entries, ...sections },
  "a mount plan is an object with session, providers, tools, hooks and agents",
);

export function checkMountPlan(input: unknown): MountPlanCheck {
  const known = Object.keys(planShape.shape);
  const warnings = Object.keys(Object(input) as object)
    .filter((key) => !known.includes(key) && !Array.isArray(input))
    .map((key) => ({ path: key, message: `unknown section${didYouMean(key, known)}` }));
  const parsed = planShape.safeParse(input);
  if (!parsed.success) return { errors: problemsOf(parsed.error, KEYS_AT), warnings };
  const plan = normalize(parsed.data);
  const errors = (["providers", "tools", "hooks"] as const).flatMap((section) => repeatedIds(plan[section], section));
  return errors.length === 0 ? { plan, errors, warnings } : { errors, warnings };
}

/** The id that an entry is known by; an entry without one goes by its module. */
export function entryId(entry: ModuleEntry): string {
  return entry.id ?? entry.module;
}

/** A validation error as problems, one for each unknown key; `keysAt` tells which keys are known at a place. */
export function problemsOf(error: z.ZodError, keysAt: (path: string) => readonly string[], prefix = ""): Problem[] {
  return error.issues.flatMap((issue) => {
    const path = issue.path.reduce<string>(join, prefix);
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: join(path, key), message: `unknown key${didYouMean(key, keysAt(path))}` }));
  });
}

function join(path: string, key: PropertyKey): string {
  if (typeof key === "number") return `${path}[${key}]`;
  return path === "" ? String(key) : `${path}.${String(key)}`;
}

const KEYS_AT = (path: string): string[] => Object.keys(path === "session" ? sessionShape.shape : entryShape.shape);

function normalize({ session, instruction, ...plan }: z.infer<typeof planShape>): MountPlan {
  const { orchestrator, context, orchestrator_source, context_source, ...limits } = session;
  return {
    session: {
      ...definedOf(limits),
      orchestrator: toEntry(orchestrator, orchestrator_source, plan.orchestrator?.config),
      context: toEntry(context, context_source, plan.context?.config),
    },
    providers: plan.providers.map((one) => toEntry(one)),
    tools: plan.tools.map((one) => toEntry(one)),
    hooks: plan.hooks.map((one) => toEntry(one)),
    agents: plan.agents,
    ...(instruction && { instruction }),
  };
}

/** A source or config beside the entry holds where the entry itself has none. */
function toEntry(raw: z.infer<typeof entryShape>, source?: string | JsonObject, beside?: JsonObject): ModuleEntry {
  const { module, instance_id, id = instance_id, config: own } = raw;
  const config = own || beside ? { ...beside, ...own } : undefined;
  return { module, ...definedOf({ id, source: raw.source ?? source, config }) };
}

function repeatedIds(list: readonly ModuleEntry[], section: string): Problem[] {
  const ids = list.map(entryId);
  return ids.flatMap((id, index) => {
    if (ids.indexOf(id) === index) return [];
    return [{ path: `${section}[${index}]`, message: `"${id}" is listed twice; give each instance an id of its own` }];
  });
}
