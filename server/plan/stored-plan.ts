/** The plan as it may be stored: literal secrets in a module's config are left out; references such as `${VAR}` stay. */
import type { JsonObject, MountPlan } from "../../kernel/index.ts";
import { makeRedactor, type Redactor, secretsOfPlan } from "../../modules/lib/redaction/index.ts";
import type { PlanWarning } from "./compile-plan.ts";

const SECRET_KEY = /(api_?key|token|secret|password|passwd|credential|authorization)s?$/i;

export interface StorablePlan {
  readonly plan: JsonObject;
  readonly warnings: readonly PlanWarning[];
}

export function storablePlan(plan: MountPlan): StorablePlan {
  const leftOut: string[] = [];
  const secrets = secretsOfPlan(plan).filter((secret) => !isReference(secret));
  const stored = without(plan, "", { leftOut, redactor: makeRedactor({ secrets }) }) as JsonObject;
  const warnings = leftOut.map((path) => ({
    kind: "secret-not-stored",
    path,
    message: `${path} holds a secret, which is not stored; write \${VARIABLE} instead, so that the session can be resumed.`,
  }));
  return { plan: stored, warnings };
}

interface Leaving {
  readonly leftOut: string[];
  /** Knows the plan's own secrets, wherever they are repeated. */
  readonly redactor: Redactor;
}

function without(value: unknown, path: string, leaving: Leaving): unknown {
  if (Array.isArray(value)) return value.map((item, index) => without(item, `${path}[${index}]`, leaving));
  if (typeof value === "string") return maskedIn(value, path, leaving);
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).flatMap(([key, item]) => {
    const place = path === "" ? key : `${path}.${key}`;
    if (typeof item === "string" && isSecret({ key, value: item, path }, leaving.redactor)) {
      leaving.leftOut.push(place);
      return [];
    }
    return [[key, without(item, place, leaving)] as const];
  });
  return Object.fromEntries(kept);
}

/** A variable, alone or behind a word, as in a header: `Bearer ${TOKEN}`. */
function isReference(text: string): boolean {
  return text.startsWith("${") || /^[A-Za-z]{1,12} \$\{[A-Za-z_]\w*\}$/.test(text);
}

/** A member of a list stays in its place, without the secret in it. */
function maskedIn(text: string, path: string, { leftOut, redactor }: Leaving): string {
  const masked = isInConfig(path) && holdsSecret(text, redactor) ? redactor.redactText(text) : text;
  if (masked !== text) leftOut.push(path);
  return masked;
}

/** By its name, or, in a module's config, by its looks: a key in `env`, a password in a URL, a secret of the plan's repeated. */
function isSecret(
  { key, value, path }: { readonly key: string; readonly value: string; readonly path: string },
  redactor: Redactor,
): boolean {
  if (value === "" || isReference(value)) return false;
  return SECRET_KEY.test(key) || (isInConfig(path) && holdsSecret(value, redactor));
}

/** Beside the variables that it names. */
function holdsSecret(text: string, { redactText }: Redactor): boolean {
  const literal = text.replaceAll(/\$\{[A-Za-z_]\w*\}/g, "");
  return redactText(literal) !== literal;
}

function isInConfig(path: string): boolean {
  return /\.config\b/.test(path);
}
