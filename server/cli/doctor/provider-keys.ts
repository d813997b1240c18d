/** The keys of a plan's providers: whether each has one, and whether it can be one. No key is shown, sent or tried out. */
import type { ModuleEntry } from "../../../kernel/index.ts";
import { PROVIDER_KEYS } from "../../plan/profiles/shipped.ts";
import type { Finding } from "./finding.ts";

/** How the keys of vendors begin, where it is told. An endpoint of one's own may have others. */
const BEGINNINGS: Readonly<Record<string, RegExp>> = {
  "provider-anthropic": /^sk-ant-/,
  "provider-openai": /^sk-(?!ant-)/,
};
const NOT_IN_KEYS = /[^\x21-\x7e]|["'`<>]/;

/** Those that lack a key are errors only where nobody else of the plan can answer. */
export function examineKeys(providers: readonly ModuleEntry[], environment: NodeJS.ProcessEnv): Finding[] {
  const faults = providers.map((provider) => faultOf(provider, environment));
  const canAnswer = faults.some((fault) => fault?.isFatal !== true);
  return providers.flatMap(({ module }, index) => {
    const fault = faults[index];
    if (fault === undefined) return [];
    const status = fault.isFatal && !canAnswer ? "error" : "warning";
    return [{ about: "providers", status, found: `${module}: ${fault.found}`, fix: fault.fix }];
  });
}

interface KeyFault {
  readonly found: string;
  readonly fix: string;
  /** It cannot work so. */
  readonly isFatal: boolean;
}

function faultOf({ module, config = {} }: ModuleEntry, environment: NodeJS.ProcessEnv): KeyFault | undefined {
  const variables = PROVIDER_KEYS.find(([id]) => id === module)?.[1];
  if (variables === undefined) return undefined;
  const places = [["api_key", config.api_key] as const, ...variables.map((name) => [name, environment[name]] as const)];
  const [place, key] = places
    .map(([name, value]) => [name, typeof value === "string" ? value.trim() : ""] as const)
    .find(([, value]) => value !== "") ?? ["", ""];
  if (key === "") {
    const fix = `set ${variables[0]}, or name another place with: ampd init --force`;
    return { found: `there is no key in ${variables.join(" or ")}`, fix, isFatal: true };
  }
  const fix = `look at ${place} again: it must be the key alone, as the vendor shows it`;
  if (NOT_IN_KEYS.test(key))
    return { found: `${place} has blanks, quotes or signs that no key has`, fix, isFatal: true };
  if (config.base_url !== undefined || (BEGINNINGS[module]?.test(key) ?? true)) return undefined;
  return { found: `${place} does not begin as the vendor's keys do`, fix, isFatal: false };
}
