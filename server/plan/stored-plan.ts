/** The plan as it may be stored: literal secrets in a module's config are left out; references such as `${VAR}` stay. */
import type { JsonObject, MountPlan } from "../../kernel/index.ts";
import { redactText } from "../../modules/lib/redaction/index.ts";
import type { PlanWarning } from "./compile-plan.ts";

const SECRET_KEY = /(api_?key|token|secret|password|passwd|credential|authorization)s?$/i;

export interface StorablePlan {
  readonly plan: JsonObject;
  readonly warnings: readonly PlanWarning[];
}

export function storablePlan(plan: MountPlan): StorablePlan {
  const leftOut: string[] = [];
  const stored = without(plan, "", leftOut) as JsonObject;
  const warnings = leftOut.map((path) => ({
    kind: "secret-not-stored",
    path,
    message: `${path} holds a secret, which is not stored; write \${VARIABLE} instead, so that the session can be resumed.`,
  }));
  return { plan: stored, warnings };
}

function without(value: unknown, path: string, leftOut: string[]): unknown {
  if (Array.isArray(value)) return value.map((item, index) => without(item, `${path}[${index}]`, leftOut));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).flatMap(([key, item]) => {
    const place = path === "" ? key : `${path}.${key}`;
    if (typeof item === "string" && isSecret(key, item, path)) {
      leftOut.push(place);
      return [];
    }
    return [[key, without(item, place, leftOut)] as const];
  });
  return Object.fromEntries(kept);
}

/** By its name, or, in a module's config, by its looks: a key in `env`, a password in a URL. */
function isSecret(key: string, value: string, path: string): boolean {
  if (value === "" || value.startsWith("${")) return false;
  return SECRET_KEY.test(key) || (/\.config\b/.test(path) && redactText(value) !== value);
}
