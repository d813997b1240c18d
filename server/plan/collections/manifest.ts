/**
 * What a collection says of itself: `collection.yaml`, the bundle at its top, `package.json`, or the `[project]` of Amplifier's
 * `pyproject.toml`. What is in a bundle's repository calls it by the name of the bundle, whatever its package is called.
 */
import { join } from "node:path";
import { BUNDLE_FILES } from "../profiles/document-files.ts";
import { readDocument } from "../profiles/read-document.ts";
import { readConfigFile } from "../settings/config-file.ts";
import { SettingsError } from "../settings/settings-error.ts";
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
  const bundle = await bundleIn(read, directory);
  if (bundle?.name !== undefined) return bundle;
  const json = await read("package.json");
  // JSON is YAML, and this reader says where it is broken.
  if (json !== undefined) return pick((await parseYaml(json, join(directory, "package.json"))).tree);
  const toml = await read("pyproject.toml");
  return toml === undefined ? {} : pick(projectTable(toml));
}

async function bundleIn(
  read: (name: string) => Promise<string | undefined>,
  directory: string,
): Promise<Manifest | undefined> {
  for (const name of BUNDLE_FILES) {
    const text = await read(name);
    if (text === undefined) continue;
    const file = join(directory, name);
    const { kind, ...about } = await readDocument(text, file, "profile").catch((error: unknown) => {
      if (!(error instanceof SettingsError)) throw error;
      throw new SettingsError("settings-invalid", error.message, error.problems);
    });
    // What has no name of its own is called after its file.
    return kind === "bundle" && about.name !== "bundle" ? pick(about) : undefined;
  }
  return undefined;
}

function pick(tree: object): Manifest {
  const entries = ["name", "version", "description"].flatMap((key) => {
    const value = (tree as Record<string, unknown>)[key];
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
