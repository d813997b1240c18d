/** What a collection says of itself: `collection.yaml`, `package.json`, or the `[project]` of Amplifier's `pyproject.toml`. */
import { join } from "node:path";
import { readConfigFile } from "../settings/config-file.ts";
import { parseYaml } from "../settings/yaml-text.ts";

export interface Manifest {
  readonly name?: string;
  readonly version?: string;
  readonly description?: string;
}

/** Empty where there is none. @throws SettingsError `settings-invalid` */
export async function readManifest(directory: string): Promise<Manifest> {
  const read = (name: string): Promise<string | undefined> => readConfigFile(join(directory, name), directory);
  const yaml = await read("collection.yaml");
  if (yaml !== undefined) return pick((await parseYaml(yaml, join(directory, "collection.yaml"))).tree);
  const json = await read("package.json");
  // JSON is YAML, and this reader says where it is broken.
  if (json !== undefined) return pick((await parseYaml(json, join(directory, "package.json"))).tree);
  const toml = await read("pyproject.toml");
  return toml === undefined ? {} : pick(projectTable(toml));
}

function pick(tree: Readonly<Record<string, unknown>>): Manifest {
  const entries = ["name", "version", "description"].flatMap((key) => {
    const value = tree[key];
    return typeof value === "string" ? [[key, value] as const] : [];
  });
  return Object.fromEntries(entries);
}

/** The plain strings of the table `[project]`: all of TOML that is needed. */
function projectTable(toml: string): Record<string, string> {
  const table = /^\[project\]\s*$(.*?)(?=^\[|(?![\s\S]))/ms.exec(toml)?.[1] ?? "";
  const lines = table.matchAll(/^(\w+)\s*=\s*(?:"([^"\\]*)"|'([^']*)')\s*(?:#.*)?$/gm);
  return Object.fromEntries([...lines].map(([, key = "", double, single]) => [key, double ?? single ?? ""]));
}
