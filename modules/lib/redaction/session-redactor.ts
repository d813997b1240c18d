/** The redactor of a session: what `hooks-redaction` makes of it where a plan has that, and every known secret in any case. */
import type { Coordinator } from "../../../kernel/index.ts";
import { secretsOfEnvironment } from "./environment.ts";
import { secretsOfPlan } from "./plan.ts";
import { makeRedactor } from "./redactor.ts";

/** The capability by which `hooks-redaction` takes part before every sink. */
export const REDACTOR = "redaction.redactor";

export interface SessionRedactor {
  /** @param event the event whose payload the value is */
  redact<Value>(value: Value, event?: string): Value;
  redactText(text: string): string;
}

/** Asks anew each time, so that it does not matter which module is mounted first. */
export function sessionRedactor(coordinator: Coordinator): SessionRedactor {
  const usual = makeRedactor({ secrets: secretsOf(coordinator) });
  const current = (): SessionRedactor => coordinator.getCapability<SessionRedactor>(REDACTOR) ?? usual;
  return {
    redact: (value, event) => current().redact(value, event),
    redactText: (text) => current().redactText(text),
  };
}

/** What is known to be secret: the environment's, and the plan's own, whatever they look like. */
export function secretsOf({ plan }: Coordinator): string[] {
  return [...secretsOfEnvironment(process.env), ...secretsOfPlan(plan)];
}
