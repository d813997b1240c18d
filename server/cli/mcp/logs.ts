/** `ampd mcp logs`: what a server said on stderr in the session that used it last, or in one that is named. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Argv } from "yargs";
import { directoriesOf } from "../../store/directories.ts";
import type { Choose, Task } from "../command-line-task.ts";
import { JSON_OPTION, NAME } from "./options.ts";

interface LogsArguments {
  readonly name: string;
  readonly session?: string | undefined;
  readonly lines: number;
  readonly json: boolean;
}

/** Where tool-mcp keeps them, in a session's directory. */
export const LOG_DIRECTORY = "mcp-logs";

export function addLogs(parser: Argv, choose: Choose): void {
  parser.command(
    "logs <name>",
    "Show what a server said on stderr",
    (own) =>
      own
        .positional("name", NAME)
        .option("session", { type: "string", requiresArg: true, describe: "Default: the one that used it last" })
        .option("lines", { type: "number", default: 100, requiresArg: true, describe: "The last so many" })
        .option("json", JSON_OPTION),
    (given) => choose(logsTask(given)),
  );
}

function logsTask({ name, session, lines: most, json }: LogsArguments): Task {
  return async ({ environment, print }) => {
    const { sessions, scratch } = directoriesOf(environment);
    const kept = (await Promise.all([sessions, scratch].map((directory) => logsIn(directory, name)))).flat();
    const [newest] = kept
      .filter((one) => session === undefined || one.sessionId === session)
      .sort((one, other) => other.modifiedAt - one.modifiedAt);
    if (newest === undefined) {
      const where = session === undefined ? "any session" : `session ${session}`;
      throw new Error(
        `Nothing that an MCP server "${name}" said is kept of ${where}. Its start alone: ampd mcp test ${name}`,
      );
    }
    const lines = (await readFile(newest.path, "utf8"))
      .trimEnd()
      .split("\n")
      .slice(-Math.max(1, Math.trunc(most) || 1));
    if (json) print(`${JSON.stringify({ name, sessionId: newest.sessionId, path: newest.path, lines }, null, 2)}\n`);
    else {
      process.stderr.write(`session ${newest.sessionId}, ${newest.path}\n`);
      print(`${lines.join("\n")}\n`);
    }
    return 0;
  };
}

/** As tool-mcp names it. */
export function logFileOf(server: string): string {
  return `${server.replace(/[^A-Za-z0-9_-]/g, "_").slice(0, 100)}.log`;
}

interface KeptLog {
  readonly sessionId: string;
  readonly path: string;
  readonly modifiedAt: number;
}

async function logsIn(directory: string, name: string): Promise<KeptLog[]> {
  const ids = await readdir(directory).catch(() => []);
  const found = await Promise.all(
    ids.map(async (sessionId) => {
      const path = join(directory, sessionId, LOG_DIRECTORY, logFileOf(name));
      const stats = await stat(path).catch(() => undefined);
      return stats?.isFile() === true ? [{ sessionId, path, modifiedAt: stats.mtimeMs }] : [];
    }),
  );
  return found.flat();
}
