/** `ampd mcp list`: the servers that sessions here get. */
import { resolve } from "node:path";
import type { Argv } from "yargs";
import type { Choose, Task } from "../command-line-task.ts";
import { CWD, JSON_OPTION, PROFILE } from "./options.ts";

export function addList(parser: Argv, choose: Choose): void {
  parser.command(
    "list",
    "List the servers, with the state and the origin of each; none is started",
    (own) => own.option("profile", PROFILE).option("json", JSON_OPTION).option("cwd", CWD),
    (given) => choose(listTask(given)),
  );
}

interface ListArguments {
  readonly profile?: string | undefined;
  readonly json: boolean;
  readonly cwd: string;
}

function listTask({ json, cwd, profile }: ListArguments): Task {
  return async ({ environment, cwd: from, print }) => {
    const { serversHere } = await import("./server-rows.ts");
    const { settings, servers } = await serversHere({ environment, cwd: resolve(from, cwd), profile });
    for (const { message } of settings.warnings) process.stderr.write(`${message}\n`);
    const rows = servers.map(({ config: _, ...row }) => row);
    if (json) print(`${JSON.stringify(rows, null, 2)}\n`);
    else if (rows.length === 0)
      process.stderr.write("There is no MCP server here. To add one: ampd mcp add NAME -- COMMAND\n");
    else
      for (const { name, state, type, target, origin, reason } of rows) {
        const why = reason === undefined ? "" : ` (${reason})`;
        print(`${name.padEnd(20)} ${state.padEnd(9)} ${type.padEnd(6)} ${target}${why}  # ${origin}\n`);
      }
    return 0;
  };
}
