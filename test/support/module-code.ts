/** Modules and repositories that tests write: code that says where it came from. */
import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";

const ZOD = JSON.stringify(import.meta.resolve("zod"));

/** The code of a hook module that mounts nothing; its description tells which one it is. */
export function moduleCode(name: string, description: string): string {
  const about = `name: ${JSON.stringify(name)}, kind: "hook", description: ${JSON.stringify(description)}`;
  return `import { z } from ${ZOD};\nexport const module = { ${about}, configSchema: z.strictObject({}), async mount() {} };\n`;
}

export async function writeFiles(directory: string, files: Readonly<Record<string, string>>): Promise<void> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(directory, name)), { recursive: true });
    await writeFile(join(directory, name), text);
  }
}

/** Commits everything in the folder, which becomes a repository if it is none; answers the commit. */
export function commitAll(directory: string): string {
  const git = (...args: string[]): string => {
    const who = ["-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "commit.gpgsign=false"];
    return execFileSync("git", [...who, ...args], { cwd: directory, encoding: "utf8" });
  };
  git("init", "--quiet", "--initial-branch=main");
  git("add", "--all");
  git("commit", "--quiet", "--allow-empty", "--message=change");
  return git("rev-parse", "HEAD").trim();
}
