/** What modules there are here, each with its kind, its config and where it is from. Only what comes with ampd is loaded. */
import * as z from "zod";
import type { JsonObject } from "../../kernel/index.ts";
import { builtInIds, loadBuiltIn } from "../plan/module-table.ts";
import { SettingsService } from "../plan/settings/settings-service.ts";

export interface ConfigKey {
  readonly key: string;
  readonly type: string;
  readonly default?: unknown;
  readonly description?: string;
}

export interface ModuleRow {
  readonly id: string;
  /** Unknown for what is not loaded. */
  readonly kind: string;
  readonly description: string;
  /** The layer that wins. */
  readonly origin: "built-in" | "settings" | "environment";
  readonly source: string;
  readonly config: readonly ConfigKey[];
}

type Place = { readonly environment: NodeJS.ProcessEnv; readonly cwd: string };

export async function moduleRows({ environment, cwd }: Place): Promise<ModuleRow[]> {
  const { values } = await new SettingsService(environment).read(cwd);
  const sources = values.sources ?? {};
  const ids = [...new Set([...builtInIds(), ...Object.keys(sources)])].sort();
  return Promise.all(ids.map((id) => rowOf(id, { environment, source: sources[id] })));
}

type Origins = { readonly environment: NodeJS.ProcessEnv; readonly source: string | JsonObject | undefined };

async function rowOf(id: string, { environment, source }: Origins): Promise<ModuleRow> {
  const suffix = `MODULE_${id.toUpperCase().replaceAll("-", "_")}`;
  const variable = environment[`AMPD_${suffix}`] || environment[`AMPLIFIER_${suffix}`];
  const elsewhere = variable ?? source;
  if (elsewhere !== undefined && elsewhere !== "") {
    const origin = variable === undefined ? "settings" : "environment";
    const text = typeof elsewhere === "string" ? elsewhere : JSON.stringify(elsewhere);
    return { id, kind: "unknown", description: "Its code is not loaded here.", origin, source: text, config: [] };
  }
  const definition = await loadBuiltIn(id);
  if (definition === undefined) throw new Error(`no module ${id} comes with ampd`);
  const { kind, description, configSchema } = definition;
  return { id, kind, description, origin: "built-in", source: id, config: configKeys(configSchema) };
}

function configKeys(schema: z.ZodType): ConfigKey[] {
  const { properties } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return Object.entries(Object(properties) as Record<string, JsonObject>).map(([key, property]) => {
    const { description, default: standard } = property;
    return {
      key,
      type: typeOf(property),
      ...(standard !== undefined && { default: standard }),
      ...(typeof description === "string" && { description }),
    };
  });
}

function typeOf({ type, enum: choices, anyOf, oneOf, const: constant }: JsonObject): string {
  if (constant !== undefined) return JSON.stringify(constant);
  if (Array.isArray(choices)) return choices.map((one) => JSON.stringify(one)).join(" | ");
  const either = anyOf ?? oneOf;
  if (Array.isArray(either)) return [...new Set(either.map((one) => typeOf(Object(one) as JsonObject)))].join(" | ");
  return typeof type === "string" ? type : "any";
}
