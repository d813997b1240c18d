/** Reads ampsh's arguments. It checks what can be checked without asking anybody; it opens nothing. */
import type { Argv } from "yargs";
import type { Command } from "./command.ts";
import { addCommonOptions } from "./common-options.ts";
import { addCompletionCommand, type CompletionScripts, completionsFor, longOptions } from "./completion.ts";
import { addPromptOptions, readPromptCommand, rewordArguments } from "./prompt-options.ts";
import { addSessionsCommands } from "./sessions-options.ts";
import { ShellError } from "./shell-error.ts";
import { usageMessage } from "./usage-message.ts";
import { SHELL_VERSION } from "./version.ts";

const NAME = "ampsh";
const MAX_WIDTH = 100;
const EPILOGUE = `A prompt that is given as an argument and input on stdin are joined, the input below the prompt.

Exit codes: 0 done; 1 failed; 2 wrong usage or input; 3 something was denied, and not by you;
4 a limit was reached; 129, 130, 143 ended by SIGHUP, Ctrl-C, SIGTERM.`;

/** @throws ShellError */
export async function readArguments(argv: readonly string[], scripts: CompletionScripts): Promise<Command> {
  const { default: yargs } = await import("yargs");
  if (argv[0] === "--get-yargs-completions") {
    const text = completionsFor(argv.slice(1), addCommonOptions(addPromptOptions(yargs([]))), scripts);
    return { command: "print", text };
  }
  const words = rewordArguments(argv);
  let command: Command | undefined;
  const take = (chosen: Command): void => {
    command = chosen;
  };
  const parser = addCompletionCommand(build(yargs(words), take, words), scripts, take);
  let printed = "";
  await parser.parseAsync(words, {}, (error, _parsed, output) => {
    if (error !== undefined && error !== null) throw error;
    printed = output;
  });
  if (command !== undefined) return command;
  return { command: "print", text: `${printed}\n` };
}

type Take = (command: Command) => void;

function build(parser: Argv, take: Take, words: readonly string[]): Argv {
  // Without a terminal there is no width.
  const width = Math.min(MAX_WIDTH, parser.terminalWidth() || MAX_WIDTH);
  return addCommonOptions(parser)
    .scriptName(NAME)
    .parserConfiguration({ "boolean-negation": false, "strip-aliased": true })
    .locale("en")
    .usage("Asks an agent and streams its answer to stdout. Everything else goes to stderr.")
    .command("$0 [prompt..]", "Run a prompt; `-` stands for stdin", addPromptOptions, (parsed) =>
      take(readPromptCommand(parsed as never)),
    )
    .command("sessions", "List, show, remove, fork and revert sessions", (sessions) =>
      addSessionsCommands(sessions, take),
    )
    .example('$0 "what does this project do?"', "ask about the current directory")
    .example('git diff | $0 "review this"', "the input is appended to the prompt")
    .example("$0 - < prompt.txt", "the whole prompt from stdin")
    .example('$0 -c "and the tests?"', "go on with the last session of this directory")
    .example(`$0 --allow 'bash(npm test)' "fix the test"`, "let one command run without a question")
    .example('$0 --output-format json "…" | jq -r .response', "for scripts")
    .epilogue(EPILOGUE)
    .version(SHELL_VERSION)
    .help()
    .alias("help", "h")
    .strict()
    .wrap(width)
    .exitProcess(false)
    .fail((message, error) => {
      if (error instanceof ShellError) throw error;
      const what = usageMessage(message || error.message, words, longOptions(parser));
      throw new ShellError(`${what}${what.endsWith("?") ? "" : ";"} \`${NAME} --help\` lists all options.`);
    });
}
