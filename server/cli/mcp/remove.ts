/** `ampd mcp remove`: takes a server out of the file that has it. */
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { SettingsService, type WritableScope } from "../../plan/settings/settings-service.ts";
import type { Choose, Task } from "../command-line-task.ts";
import { CWD, NAME, SCOPES } from "./options.ts";

interface RemoveArguments {
  readonly name: string;
  readonly scope?: WritableScope | undefined;
  readonly cwd: string;
}

export function addRemove(parser: Argv, choose: Choose): void {
  parser.command(
    "remove <name>",
    "Remove a server from the file that has it",
    (own) =>
      own
        .positional("name", NAME)
        .option("scope", { choices: SCOPES, describe: "Whose file; default: the only one that has it" })
        .option("cwd", CWD),
    (given) => choose(removeTask(given)),
  );
}

function removeTask({ name, scope, cwd }: RemoveArguments): Task {
  return async ({ environment, cwd: from, print }) => {
    const { homesOf, removeServer } = await import("../../plan/mcp/write-server.ts");
    const service = new SettingsService(environment);
    const place = { cwd: resolve(from, cwd), name };
    const homes = (await homesOf(service, place)).filter((home) => scope === undefined || home.scope === scope);
    const [home, ...others] = homes;
    if (home === undefined) {
      const where = scope === undefined ? "that can be written here" : `of the scope ${scope}`;
      throw new Error(`No file ${where} has an MCP server "${name}". See: ampd mcp list`);
    }
    if (others.some((other) => other.scope !== home.scope)) {
      const scopes = [...new Set(homes.map((one) => one.scope))];
      throw new Error(`${name} is in the scopes ${scopes.join(" and ")}; choose with --scope.`);
    }
    for (const one of homes) {
      await removeServer(service, { ...place, home: one });
      print(`${one.file}\n`);
    }
    return 0;
  };
}
