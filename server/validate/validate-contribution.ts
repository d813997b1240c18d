/** Runs all checks on what a client gives, as it gives it: over its own connection, in sessions that are made for the checks. */
import type { ModuleDefinition } from "../../kernel/index.ts";
import type { Subject } from "./check.ts";
import type { Outcome } from "./run-checks.ts";
import { validateModule } from "./validate-module.ts";

export interface ContributionOptions extends Pick<Subject, "mayExecute" | "inputs"> {
  /** Nobody waits for the outcomes any more. */
  readonly signal: AbortSignal;
}

/** Rejects with the signal's reason behind the check that runs when it aborts. */
export async function validateContribution(
  definition: ModuleDefinition,
  { signal, ...options }: ContributionOptions,
): Promise<Outcome[]> {
  const { name, kind } = definition;
  const subject: Subject = {
    ...options,
    kind,
    definition,
    entry: { module: name },
    resolverFor: () => ({ resolve: async () => ({ definition, layer: "client", source: name }) }),
    isProcess: false,
  };
  const outcomes: Outcome[] = [];
  for await (const outcome of validateModule(subject, { isElsewhere: true })) {
    signal.throwIfAborted();
    outcomes.push(outcome);
  }
  return outcomes;
}
