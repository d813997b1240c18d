/** Finds every problem of a mount plan in one pass, configs included. Loads only what comes with ampd; mounts and runs nothing. */
import {
  checkMountPlan,
  configProblems,
  type JsonObject,
  type ModuleEntry,
  messageOf,
  type Problem,
  plannedModules,
} from "../../kernel/index.ts";
import { execProblems, isExecSource } from "../contributions/exec-source.ts";
import { builtInResolver } from "./module-resolver.ts";
import { withoutSecrets } from "./secrets.ts";
import { variablePlaces } from "./typed-variables.ts";

export interface PlanReport {
  readonly valid: boolean;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export async function validatePlan(input: unknown): Promise<PlanReport> {
  const { plan, errors, warnings } = checkMountPlan(input);
  const problems: Problem[] = [...errors];
  const notes: Problem[] = [...warnings];
  for (const { entry, kind, path } of plan === undefined ? readableModules(input) : plannedModules(plan)) {
    if (entry.source !== undefined) {
      if (isExecSource(entry.source)) problems.push(...execProblems(entry.source, `${path}.source`));
      notes.push({ path: `${path}.source`, message: "its code is not loaded here, so its config was not checked" });
      continue;
    }
    try {
      const { definition } = await builtInResolver.resolve(entry);
      if (definition.kind !== kind)
        problems.push({ path, message: `${entry.module} is a module of kind ${definition.kind}, not ${kind}` });
      else {
        // What a variable holds is known when it is mounted.
        const later = new Set(variablePlaces(entry.config, `${path}.config`));
        const found = configProblems(definition.configSchema, withShape(entry), path);
        problems.push(...found.filter((problem) => !later.has(problem.path)));
      }
    } catch (error) {
      problems.push({ path: `${path}.module`, message: messageOf(error) });
    }
  }
  if (plan?.providers.length === 0)
    notes.push({ path: "providers", message: "there is none: the session could not execute" });
  return { valid: problems.length === 0, problems, warnings: notes };
}

function withShape(entry: ModuleEntry): ModuleEntry {
  return entry.config === undefined ? entry : { ...entry, config: withoutSecrets(entry.config) as JsonObject };
}

/** Of a plan whose shape is wrong somewhere: the entries that can be read all the same. */
function readableModules(input: unknown): ReturnType<typeof plannedModules> {
  const { session, ...sections } = objectOf(input);
  const { orchestrator, context } = objectOf(session);
  const list = (section: string, kind: "provider" | "tool" | "hook"): Candidate[] => {
    const entries = sections[section];
    return Array.isArray(entries) ? entries.map((entry, index) => ({ entry, kind, path: `${section}[${index}]` })) : [];
  };
  const candidates: Candidate[] = [
    { entry: orchestrator, kind: "orchestrator", path: "session.orchestrator" },
    { entry: context, kind: "context", path: "session.context" },
    ...list("providers", "provider"),
    ...list("tools", "tool"),
    ...list("hooks", "hook"),
  ];
  return candidates.flatMap(({ entry, ...place }) => {
    const { module, source, config } = typeof entry === "string" ? { module: entry } : objectOf(entry);
    if (typeof module !== "string" || module === "" || source !== undefined) return [];
    return [{ ...place, entry: { module, config: objectOf(config) } }];
  });
}

type Candidate = Omit<ReturnType<typeof plannedModules>[number], "entry"> & { readonly entry: unknown };

function objectOf(value: unknown): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
}
