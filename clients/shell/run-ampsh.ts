/** The command line of ampsh: reads the arguments, runs what they say, and answers the exit code. */
import { AmpdProcess } from "../node/ampd-process.ts";
import { readArguments } from "./arguments.ts";
import { EXIT } from "./exit-codes.ts";
import { ShellError } from "./shell-error.ts";

export async function runAmpsh(argv: readonly string[]): Promise<number> {
  try {
    // It gets ready while the arguments are read; where it is not needed after all, it leaves with this process.
    const ampd = argv.some((word) => PRINTING.has(word)) ? undefined : new AmpdProcess();
    const command = await readArguments(argv);
    switch (command.command) {
      case "print":
        await print(command.text);
        return EXIT.done;
      case "prompt":
        return await (await import("./run-prompt.ts")).runPrompt(command, ampd);
      default:
        return await (await import("./run-sessions.ts")).runSessions(command, ampd);
    }
  } catch (thrown) {
    const { kind, message, exitCode } = ShellError.of(thrown);
    if (wantsJson(argv))
      await print(`${JSON.stringify({ status: "failed", response: "", error: { kind, message } })}\n`);
    process.stderr.write(`ampsh: ${message}\n`);
    return exitCode;
  }
}

/** With one of these ampd is hardly needed. */
const PRINTING: ReadonlySet<string> = new Set(["--help", "-h", "--version", "completion", "--get-yargs-completions"]);

/** Whether a program reads stdout: asked where the arguments could not be understood as a whole. */
function wantsJson(argv: readonly string[]): boolean {
  return argv.some((word, index) => {
    const value = word.startsWith("--output-format=") ? word.slice("--output-format=".length) : argv[index + 1];
    return word.startsWith("--output-format") && (value === "json" || value === "stream-json");
  });
}

function print(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.on("error", () => resolve());
    process.stdout.write(text, () => resolve());
  });
}
