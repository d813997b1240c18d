/**
 * One server as other hosts write it, in the words of tool-mcp. What they have and we do not is named, so that it is not thought to hold;
 * what is not known here either is left in its place, to be found by the check. Pure.
 */
import type { JsonObject } from "../../../kernel/index.ts";

export interface HostSpelling {
  readonly config: JsonObject;
  /** Fields that do not do what they do elsewhere, and why. */
  readonly notes: readonly { readonly field: string; readonly why: string }[];
}

const RULES =
  "it has no effect here; what may run without a question is for ampd's rules to say: permissions.rules, {server: NAME, effect: allow}";
const IGNORED: Readonly<Record<string, string>> = {
  autoApprove: RULES,
  alwaysAllow: RULES,
  trust: RULES,
  envFile: "it has no effect here; files of variables are not read: name them in env, as ${VAR}",
  description: "",
  version: "",
  icon: "",
  gallery: "",
  dev: "",
};
const RENAMED: Readonly<Record<string, string>> = {
  serverUrl: "url",
  httpUrl: "url",
  includeTools: "allowed_tools",
  enabledTools: "allowed_tools",
  excludeTools: "denied_tools",
  disabledTools: "denied_tools",
};
const TYPES: Readonly<Record<string, string>> = { local: "stdio", streamableHttp: "streamable-http" };
/** Others count in milliseconds: nobody waits for more than this in seconds. */
const MAX_SECONDS = 3600;

/** @param folder what `${workspaceFolder}` is, where it is known */
export function fromHostSpelling(value: JsonObject, folder: string | undefined): HostSpelling {
  const notes: { field: string; why: string }[] = [];
  const config: Record<string, unknown> = {};
  for (const [field, given] of Object.entries(value)) {
    const why = Object.hasOwn(IGNORED, field) ? IGNORED[field] : undefined;
    if (why !== undefined) {
      if (why !== "") notes.push({ field, why });
    } else if (field === "enabled" && typeof given === "boolean") config.disabled = !given;
    else if (field === "type" && typeof given === "string") {
      if (given !== "remote") config.type = Object.hasOwn(TYPES, given) ? TYPES[given] : given;
    } else if (field === "timeout" && typeof given === "number" && given >= MAX_SECONDS) {
      config.timeout = given / 1000;
      notes.push({ field, why: `${given} is taken for milliseconds; in seconds, it is below ${MAX_SECONDS}` });
    } else config[Object.hasOwn(RENAMED, field) ? (RENAMED[field] ?? field) : field] = inOurWords(given, folder);
  }
  return { config, notes };
}

/** `${env:VAR}` and `${workspaceFolder}` of editors. */
function inOurWords(value: unknown, folder: string | undefined): unknown {
  if (typeof value === "string") {
    const named = value.replaceAll(/\$\{env:([A-Za-z_]\w*)\}/g, "${$1}");
    return folder === undefined ? named : named.replaceAll("${workspaceFolder}", () => folder);
  }
  if (Array.isArray(value)) return value.map((item) => inOurWords(item, folder));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inOurWords(item, folder)]));
}
