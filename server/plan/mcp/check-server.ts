/** Holds one server's config to what tool-mcp takes, which is loaded to know. A key that is nearly a known one is a problem; another is only unknown. */
import * as z from "zod";
import { didYouMean, type JsonObject, type ModuleDefinition, type Problem } from "../../../kernel/index.ts";
import { loadBuiltIn } from "../module-table.ts";
import { variablePlaces } from "../typed-variables.ts";

export const MCP_MODULE = "tool-mcp";

export interface CheckedServer {
  /** Without the keys that are not known. */
  readonly config: JsonObject;
  /** Their places start below the server; empty for the server itself. */
  readonly problems: readonly Problem[];
  readonly unknown: readonly string[];
}

export async function checkServer(name: string, value: JsonObject): Promise<CheckedServer> {
  const definition = await loadBuiltIn(MCP_MODULE);
  if (definition === undefined) throw new Error(`${MCP_MODULE} is missing`);
  const parsed = definition.configSchema.safeParse({ servers: { [name]: value } });
  if (parsed.success) return { config: value, problems: [], unknown: [] };
  // What a variable holds is known when it is mounted.
  const later = new Set(variablePlaces(value, ""));
  const problems: Problem[] = [];
  const unknown: string[] = [];
  for (const issue of parsed.error.issues) {
    const path = placeOf(issue.path.slice(2));
    if (issue.code !== "unrecognized_keys") {
      if (!later.has(`.${path}`)) problems.push({ path, message: issue.message });
      continue;
    }
    const known = path === "" ? keysOf(definition) : [];
    for (const key of issue.keys) {
      const suggestion = didYouMean(key, known);
      if (path === "" && suggestion === "") unknown.push(key);
      else problems.push({ path: path === "" ? key : `${path}.${key}`, message: `unknown key${suggestion}` });
    }
  }
  // A misspelt key is why the server as a whole lacks something.
  const told = problems.some(({ path }) => path !== "") ? problems.filter(({ path }) => path !== "") : problems;
  const config = Object.fromEntries(Object.entries(value).filter(([key]) => !unknown.includes(key)));
  return { config, problems: told, unknown };
}

/** Of a server in our own words, where a key that is not known is a problem, too. */
export async function serverProblems(name: string, server: JsonObject): Promise<Problem[]> {
  const { problems, unknown } = await checkServer(name, server);
  return [...problems, ...unknown.map((key) => ({ path: key, message: "unknown key" }))];
}

export function inWords(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => (path === "" ? message : `${path}: ${message}`)).join("; ");
}

let keys: string[] | undefined;

/** The keys of a server. */
function keysOf({ configSchema }: ModuleDefinition): string[] {
  keys ??= Object.keys(
    (
      z.toJSONSchema(configSchema, { io: "input", unrepresentable: "any" }) as {
        properties?: { servers?: { additionalProperties?: { properties?: object } } };
      }
    ).properties?.servers?.additionalProperties?.properties ?? {},
  );
  return keys;
}

function placeOf(path: readonly PropertyKey[]): string {
  return path.reduce<string>((place, key) => {
    if (typeof key === "number") return `${place}[${key}]`;
    return place === "" ? String(key) : `${place}.${String(key)}`;
  }, "");
}
