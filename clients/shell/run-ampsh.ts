/** The command line of ampsh: reads the arguments, runs what they say, and answers the exit code. */
import { isatty } from "node:tty";
import { AmpdProcess } from "../node/ampd-process.ts";
import { readArguments } from "./arguments.ts";
import { type Command, OUTPUT_FORMATS, type OutputFormat, type PromptCommand } from "./command.ts";
import type { CompletionScripts } from "./completion.ts";
import { EXIT } from "./exit-codes.ts";
import { failureLine } from "./outcome.ts";
import { outputError, ShellError } from "./shell-error.ts";
import { requireCurrentDirectory } from "./working-directory.ts";

export async function runAmpsh(argv: readonly string[], scripts: CompletionScripts): Promise<number> {
  try {
    requireCurrentDirectory();
    // It gets ready while the arguments are read; where it is not needed after all, it leaves with this process.
    const early = argv.some((word) => PRINTING.has(word) || YOLO.test(word)) ? undefined : new AmpdProcess();
    const command = await readArguments(argv, scripts);
    const ampd = isYolo(command) ? new AmpdProcess({ args: ["--allow-yolo"] }) : early;
    switch (command.command) {
      case "print":
        await print(command.text);
        return EXIT.done;
      case "prompt":
        if (isDialogue(command)) return await (await import("./run-dialogue.ts")).runDialogue(command, ampd);
        return await (await import("./run-prompt.ts")).runPrompt(command, ampd);
      default:
        return await (await import("./run-sessions.ts")).runSessions(command, ampd);
    }
  } catch (thrown) {
    const error = ShellError.of(thrown);
    // Where that fails, too, stderr tells of the first failure.
    await print(failureLine(formatOf(argv), error)).catch(() => {});
    process.stderr.write(`ampsh: ${error.message}\n`);
    return error.exitCode;
  }
}

/** A person who gives nothing to run wants to talk. */
function isDialogue(command: PromptCommand): boolean {
  return command.isDialogue && command.format === "text" && isatty(0) && isatty(1);
}

/** Only a person's own word on the command line starts an ampd in which nothing has to ask. */
function isYolo(command: Command): boolean {
  return command.command === "prompt" && command.permissions.mode === "yolo";
}

/** With such a word it is not known yet with which arguments ampd is started. */
const YOLO = /(?:^|=)yolo$/;

/** With one of these ampd is hardly needed. */
const PRINTING: ReadonlySet<string> = new Set(["--help", "-h", "--version", "completion", "--get-yargs-completions"]);

/** Who reads stdout: asked where the arguments could not be understood as a whole. */
function formatOf(argv: readonly string[]): OutputFormat {
  const words = argv.includes("--") ? argv.slice(0, argv.indexOf("--")) : argv;
  const values = words.map((word, index) => (word === OPTION ? words[index + 1] : word.split(`${OPTION}=`)[1]));
  return OUTPUT_FORMATS.find((format) => values.includes(format)) ?? "text";
}

const OPTION = "--output-format";

/** @throws ShellError when it cannot be written, and its reader is still there */
function print(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.on("error", (error) => {
      const failure = outputError(error);
      if (failure === undefined) resolve();
      else reject(failure);
    });
    process.stdout.write(text, (error) => {
      // What went wrong is told by the event.
      if (error === undefined || error === null) resolve();
    });
  });
}
