/** The pages that users read, the examples in them, and a place to run those in. */
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "./source-files.ts";

/** @param path from the top of the repository */
export function page(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** The fenced blocks of a language. */
export function blocks(text: string, language: string): string[] {
  return [...text.matchAll(new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "gm"))].map(
    (match) => match[1] ?? "",
  );
}

/** The environment of a user whose home is empty, in a temporary directory. */
export async function inTemporaryHome<Value>(
  body: (env: NodeJS.ProcessEnv, home: string) => Promise<Value>,
): Promise<Value> {
  const home = await mkdtemp(join(tmpdir(), "ampd-docs-"));
  try {
    return await body({ PATH: process.env.PATH ?? "", HOME: process.env.HOME ?? home, AMPD_HOME: home }, home);
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** Installing and testing are what is happening already; the programs are those that were built. */
export function runnable(script: string): string {
  const program = (name: string): string => `${JSON.stringify(process.execPath)} dist/${name}.js`;
  return script
    .replace("npm ci --silent && ", "")
    .replaceAll("npx ampsh", program("ampsh"))
    .replaceAll("npx ampd", program("ampd"));
}
