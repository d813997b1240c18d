/** The tree's own source files, for tests that hold its rules. */
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const LAYERS = ["bin", "server", "protocol", "kernel", "modules", "clients", "spec", "test"];

export interface SourceFile {
  /** From the root, with slashes. */
  readonly path: string;
  readonly text: string;
}

export function sourceFiles(extensions: readonly string[] = [".ts"], layers: readonly string[] = LAYERS): SourceFile[] {
  return layers.flatMap((layer) => {
    const entries = readdirSync(join(ROOT, layer), { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && extensions.some((extension) => entry.name.endsWith(extension)))
      .map((entry) => join(entry.parentPath, entry.name))
      .filter((path) => !path.includes("node_modules"))
      .map((path) => ({ path: relative(ROOT, path), text: readFileSync(path, "utf8") }));
  });
}

/** What a file imports, static and lazy, types included: as it is written. */
export function importsOf({ text }: SourceFile): string[] {
  const statements =
    /(?:^|[\s;])(?:import|export)\s[^"'`;]*?from\s*["']([^"']+)["']|import\(\s*["']([^"']+)["']\s*\)|^import\s+["']([^"']+)["']/gm;
  return [...text.matchAll(statements)].map((match) => match[1] ?? match[2] ?? match[3] ?? "");
}
