/** `ampd completion SHELL`: prints the script that completes ampd's command line. */
import type { Argv } from "yargs";
import { SERVER_NAME } from "../version.ts";
import type { Choose } from "./command-line-task.ts";
import { completionScripts } from "./completion-script.ts";

export function addCompletionCommand(parser: Argv, choose: Choose): void {
  const scripts = completionScripts(SERVER_NAME);
  const shells = Object.keys(scripts) as (keyof typeof scripts)[];
  parser.command(
    "completion <shell>",
    "Print what completes ampd's command line in a shell",
    (args) => args.positional("shell", { choices: shells, demandOption: true }),
    ({ shell }) =>
      choose(async ({ print }) => {
        print(scripts[shell]);
        return 0;
      }),
  );
}
