/** The secrets that a plan holds by now, resolved: the texts in its modules' config whose keys say that they are secret, without their scheme, too. */
import { isSecretName } from "./secret-names.ts";

const MAX_SECRETS = 200;
const MAX_DEPTH = 50;

export function secretsOfPlan(plan: object): string[] {
  const secrets = new Set<string>();
  collect(plan, secrets, 0);
  return [...secrets].slice(0, MAX_SECRETS);
}

/** Of `Bearer abc`, `abc` is what somebody may repeat. */
function addWhole(text: string, secrets: Set<string>): void {
  secrets.add(text);
  const [, bare] = /^(?:Bearer|Basic|Token)\s+(\S+)$/i.exec(text) ?? [];
  if (bare !== undefined) secrets.add(bare);
}

function collect(value: unknown, secrets: Set<string>, depth: number): void {
  if (typeof value !== "object" || value === null || depth > MAX_DEPTH) return;
  for (const [key, item] of Object.entries(value)) {
    if (typeof item === "string" && isSecretName(key)) addWhole(item, secrets);
    else collect(item, secrets, depth + 1);
  }
}
