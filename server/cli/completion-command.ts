/** `ampd completion SHELL`: prints the script that completes ampd's command line. */
import type { Argv } from "yargs";
import { SERVER_NAME } from "../version.ts";
import type { Choose } from "./command-line-task.ts";
import { COMPLETION_SHELLS, completionScript } from "./completion-script.ts";

export function addCompletionCommand(parser: Argv, choose: Choose): void {
  parser.command(
    "completion <shell>",
    "Print what completes ampd's command line in a shell",
    (args) => args.positional("shell", { choices: COMPLETION_SHELLS, demandOption: true }),
    ({ shell }) =>
      choose(async ({ print }) => {
        print(completionScript(shell, SERVER_NAME));
        return 0;
      }),
  );
}
