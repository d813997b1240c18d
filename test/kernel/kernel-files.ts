/** The kernel's source, for tests that read it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../..", import.meta.url));

export interface SourceFile {
  /** From the repository's root. */
  readonly path: string;
  readonly text: string;
}

export function kernelFiles(): SourceFile[] {
  const names = readdirSync(join(ROOT, "kernel"), { recursive: true, encoding: "utf8" });
  const paths = names.filter((name) => name.endsWith(".ts")).map((name) => join("kernel", name));
  return paths.map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
}
