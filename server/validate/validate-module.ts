/** Runs all checks of a module's kind. */
import type { ModuleKind } from "../../kernel/index.ts";
import type { Check, Subject } from "./check.ts";
import { endings, FOUNDATIONS } from "./common-checks.ts";
import { CONTEXT_CHECKS, exerciseContext } from "./context-checks.ts";
import { exerciseHooks, HOOK_CHECKS } from "./hook-checks.ts";
import { exerciseOrchestrator, ORCHESTRATOR_CHECKS } from "./orchestrator-checks.ts";
import { exerciseProvider, PROVIDER_CHECKS } from "./provider-checks.ts";
import { type Outcome, type RunOptions, runChecks } from "./run-checks.ts";
import { exerciseTools, TOOL_CHECKS } from "./tool-checks.ts";

const CHECKS: Readonly<Record<ModuleKind, readonly Check[]>> = {
  orchestrator: [...FOUNDATIONS, ...ORCHESTRATOR_CHECKS, ...endings(exerciseOrchestrator)],
  context: [...FOUNDATIONS, ...CONTEXT_CHECKS, ...endings(exerciseContext)],
  provider: [...FOUNDATIONS, ...PROVIDER_CHECKS, ...endings(exerciseProvider)],
  tool: [...FOUNDATIONS, ...TOOL_CHECKS, ...endings(exerciseTools)],
  hook: [...FOUNDATIONS, ...HOOK_CHECKS, ...endings(exerciseHooks)],
};

/** One outcome after another, as they come. */
export function validateModule(subject: Subject, options: RunOptions = {}): AsyncGenerator<Outcome> {
  return runChecks(CHECKS[subject.kind], subject, options);
}
