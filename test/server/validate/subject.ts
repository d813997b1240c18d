/** What checks of a module come to, for a module that comes with ampd or one that a test makes. Test support only. */
import type { JsonObject, ModuleDefinition } from "../../../kernel/index.ts";
import { loadBuiltIn } from "../../../server/plan/module-table.ts";
import type { Subject } from "../../../server/validate/check.ts";
import { validateModule } from "../../../server/validate/validate-module.ts";

export interface Given extends Partial<Pick<Subject, "mayExecute" | "inputs">> {
  readonly config?: JsonObject;
  readonly timeoutMs?: number;
  /** Once a fault is this one, no further check is run. */
  readonly wanted?: RegExp;
}

/** The lines of what failed. */
export async function faultsOf(module: ModuleDefinition | string, given: Given = {}): Promise<string[]> {
  const definition = typeof module === "string" ? await loadBuiltIn(module) : module;
  if (definition === undefined) throw new Error(`no module ${module}`);
  const { config, timeoutMs, wanted, mayExecute = false, inputs = {} } = given;
  const subject: Subject = {
    definition,
    kind: definition.kind,
    entry: { module: definition.name, ...(config && { config }) },
    resolverFor: () => ({ resolve: async () => ({ definition, layer: "test", source: definition.name }) }),
    isProcess: false,
    mayExecute,
    inputs,
  };
  const faults: string[] = [];
  for await (const { check, status, message } of validateModule(
    subject,
    timeoutMs === undefined ? {} : { timeoutMs },
  )) {
    if (status !== "failed") continue;
    faults.push(`${check}: ${message}`);
    if (wanted?.test(faults.at(-1) ?? "")) break;
  }
  return faults;
}
