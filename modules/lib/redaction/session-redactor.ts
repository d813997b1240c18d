/** The redactor of a session: what `hooks-redaction` makes of it where a plan has that, and every known secret in any case. */
import type { Coordinator } from "../../../kernel/index.ts";
import { secretsOfEnvironment } from "./environment.ts";
import { secretsOfPlan } from "./plan.ts";
import { makeRedactor, type Redactor } from "./redactor.ts";

/** The capability by which `hooks-redaction` takes part before every sink. */
export const REDACTOR = "redaction.redactor";

/** The capability by which the application tells, as a function that answers a list, what else it knows to be secret. The list only grows. */
export const SECRETS = "redaction.secrets";

export interface SessionRedactor {
  /** @param event the event whose payload the value is */
  redact<Value>(value: Value, event?: string): Value;
  redactText(text: string): string;
}

/** Asks anew each time, so that it does not matter which module is mounted first. */
export function sessionRedactor(coordinator: Coordinator): SessionRedactor {
  const usual = upToDate(coordinator);
  const current = (): SessionRedactor => coordinator.getCapability<SessionRedactor>(REDACTOR) ?? usual();
  return {
    redact: (value, event) => current().redact(value, event),
    redactText: (text) => current().redactText(text),
  };
}

/** What is known to be secret: the environment's, the plan's own, whatever they look like, and those of modules that came later. */
export function secretsOf(coordinator: Coordinator): string[] {
  return [...secretsOfEnvironment(process.env), ...secretsOfPlan(coordinator.plan), ...told(coordinator)];
}

/** A redactor of every known secret; made again when there are more. */
export function upToDate(coordinator: Coordinator): () => Redactor {
  let known = -1;
  let redactor: Redactor | undefined;
  return () => {
    const { length } = told(coordinator);
    if (redactor === undefined || known !== length) redactor = makeRedactor({ secrets: secretsOf(coordinator) });
    known = length;
    return redactor;
  };
}

function told(coordinator: Coordinator): readonly string[] {
  return coordinator.getCapability<() => readonly string[]>(SECRETS)?.() ?? [];
}
