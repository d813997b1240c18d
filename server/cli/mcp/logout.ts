/** `ampd mcp logout SERVER`: forgets a login on this machine. */
import type { Argv } from "yargs";
import { loadMcpAccounts } from "../../plan/module-table.ts";
import type { Choose, Task } from "../command-line-task.ts";
import type { AccountArguments } from "./find-account.ts";
import { CWD, NAME, PROFILE } from "./options.ts";

export function addLogout(parser: Argv, choose: Choose): void {
  parser.command(
    "logout <name>",
    "Forget the login to a server on this machine",
    (own) => own.positional("name", NAME).option("profile", PROFILE).option("cwd", CWD),
    (given) => choose(logoutTask(given)),
  );
}

function logoutTask(given: AccountArguments): Task {
  return async (context) => {
    const { logOutOf } = await loadMcpAccounts();
    const { findAccount } = await import("./find-account.ts");
    const existed = await logOutOf(await findAccount(context, given));
    const told = existed ? `The login to ${given.name} is forgotten.` : `There was no login to ${given.name}.`;
    context.print(`${told}\n`);
    return 0;
  };
}
