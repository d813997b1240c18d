/** `ampsh sessions …`: its commands and their options. */
import type { Argv } from "yargs";
import type { SessionsCommand } from "./command.ts";
import { readCommonOptions } from "./common-options.ts";
import { ShellError } from "./shell-error.ts";

const DEFAULT_LISTED = 50;

export function addSessionsCommands(parser: Argv, take: (command: SessionsCommand) => void): Argv {
  return parser
    .command(
      "list",
      "List the sessions of this directory",
      (list) =>
        list
          .option("all", { alias: "a", type: "boolean", describe: "Those of every directory" })
          .option("limit", { type: "number", default: DEFAULT_LISTED, requiresArg: true, describe: "At most so many" }),
      (parsed) => {
        const { limit } = parsed;
        if (!(Number.isSafeInteger(limit) && limit > 0))
          throw new ShellError("--limit: it must be a whole number from 1.");
        take({
          command: "sessions list",
          ...readCommonOptions(parsed as never),
          isEverywhere: parsed.all === true,
          limit,
        });
      },
    )
    .command(
      "show <id>",
      "Print a session's history",
      (show) => show.positional("id", { type: "string", demandOption: true }),
      (parsed) => take({ command: "sessions show", ...readCommonOptions(parsed as never), id: parsed.id }),
    )
    .command(
      "rm <ids..>",
      "Remove all that is stored of sessions",
      (rm) => rm.positional("ids", { type: "string", array: true, demandOption: true }),
      (parsed) => take({ command: "sessions rm", ...readCommonOptions(parsed as never), ids: parsed.ids }),
    )
    .command(
      "fork <id>",
      "Make a new session with the history of one",
      (fork) =>
        fork
          .positional("id", { type: "string", demandOption: true })
          .option("at", { type: "number", requiresArg: true, describe: "The last turn that it has; 0: none" }),
      (parsed) =>
        take({
          command: "sessions fork",
          ...readCommonOptions(parsed as never),
          id: parsed.id,
          atTurn: parsed.at === undefined ? undefined : turnNumber(parsed.at),
        }),
    )
    .command(
      "revert <id> <turn>",
      "Drop the turns behind one",
      (revert) =>
        revert
          .positional("id", { type: "string", demandOption: true })
          .positional("turn", { type: "number", demandOption: true, describe: "The last turn that is kept; 0: none" }),
      (parsed) =>
        take({
          command: "sessions revert",
          ...readCommonOptions(parsed as never),
          id: parsed.id,
          atTurn: turnNumber(parsed.turn),
        }),
    )
    .demandCommand(1, "say what to do: list, show, rm, fork or revert");
}

function turnNumber(turn: number): number {
  if (Number.isSafeInteger(turn) && turn >= 0) return turn;
  throw new ShellError("the turn must be a whole number from 0.");
}
