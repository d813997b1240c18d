/** Reads ampd's arguments. Without any, which is how clients start it, nothing is loaded to do so. */
import type { Argv } from "yargs";
import type { Framing } from "../rpc/contracts.ts";
import { STORE_KINDS } from "../store/open-store.ts";
import { SERVER_NAME, SERVER_VERSION } from "../version.ts";
import type { Choose, Task } from "./command-line-task.ts";
import { COMPLETION_REQUEST } from "./completion-script.ts";
import { LOG_LEVELS, type LogLevel } from "./log.ts";
import type { StoreArguments } from "./store-choice.ts";

interface ServerArguments extends StoreArguments {
  readonly logLevel: LogLevel;
  readonly logFile?: string | undefined;
  /** The mode `yolo` may be switched on. */
  readonly allowsYolo: boolean;
}

/** What to do: serve stdio, serve a socket, be the stdio of a socket that is served, do one thing, or print a text. */
export type AmpdCommand =
  | ({
      readonly command: "stdio";
      readonly framing: Framing;
      readonly clientProcessId?: number | undefined;
    } & ServerArguments)
  | ({ readonly command: "serve"; readonly socket: string } & ServerArguments)
  | { readonly command: "attach"; readonly socket: string }
  | { readonly command: "task"; readonly task: Task }
  | { readonly command: "print"; readonly text: string };

/** The arguments are wrong; the message says how, and what to do. */
export class UsageError extends Error {}

const FRAMINGS = ["auto", "lsp", "ndjson"] as const;
const DEFAULT: AmpdCommand = { command: "stdio", framing: "auto", logLevel: "warning", allowsYolo: false };
const USAGE =
  "Serves agent sessions over stdin and stdout, in JSON-RPC 2.0. A client starts it.\n\n" +
  "Several clients can share one: serve a socket, and let each client start `attach`.";

/** @throws UsageError */
export async function readArguments(argv: readonly string[]): Promise<AmpdCommand> {
  if (argv.length === 0) return DEFAULT;
  const { default: yargs } = await import("yargs");
  let command: AmpdCommand = DEFAULT;
  let text = "";
  const socket = { type: "string", demandOption: true, requiresArg: true, describe: "The socket's path" } as const;
  const parser = yargs()
    .scriptName(SERVER_NAME)
    .parserConfiguration({ "populate--": true, "parse-positional-numbers": false })
    .usage(`$0 [command] [options]\n\n${USAGE}`)
    .option("log-level", { choices: LOG_LEVELS, default: "warning" as const, describe: "How much to log" })
    .option("log-file", { type: "string", describe: "Log to this file instead of stderr", requiresArg: true })
    .option("allow-yolo", {
      type: "boolean",
      default: false,
      describe: "Let sessions switch to the mode in which nothing asks",
    })
    .option("store", { choices: STORE_KINDS, describe: "Where sessions are kept; default: AMPD_STORE, or files" })
    .option("store-url-env", {
      type: "string",
      requiresArg: true,
      describe: "The variable that holds the database's URL; default: AMPD_STORE_URL",
    })
    .command(
      "$0",
      "Serve stdin and stdout",
      (args) =>
        args
          .option("framing", {
            choices: FRAMINGS,
            default: "auto" as const,
            describe: "Content-Length, one JSON a line, or found out",
          })
          .option("client-process-id", { type: "number", describe: "Leave when this process is gone" }),
      ({ framing, clientProcessId, logLevel, logFile, allowYolo: allowsYolo, ...chosen }) => {
        const own = { framing, clientProcessId: processId(clientProcessId) };
        command = { command: "stdio", ...own, logLevel, logFile, allowsYolo, ...storeArguments(chosen) };
      },
    )
    .command(
      "serve",
      "Serve a Unix socket, for several clients",
      (args) => args.option("socket", socket),
      ({ socket, logLevel, logFile, allowYolo: allowsYolo, ...chosen }) => {
        command = { command: "serve", socket, logLevel, logFile, allowsYolo, ...storeArguments(chosen) };
      },
    )
    .command(
      "attach",
      "Connect stdin and stdout to a socket that is served",
      (args) => args.option("socket", socket),
      (args) => {
        command = { command: "attach", socket: args.socket };
      },
    )
    .version(SERVER_VERSION)
    .strict()
    .exitProcess(false)
    .fail((message, error) => {
      throw new UsageError(`${message ?? error.message}\nTry: ${SERVER_NAME} --help`);
    });
  const choose = (task: Task): void => {
    command = { command: "task", task };
  };
  for (const add of await taskCommands()) add(parser as unknown as Argv, choose);
  if (argv[0] === COMPLETION_REQUEST) {
    const { completionsFor } = await import("./completion.ts");
    const found = completionsFor(argv.slice(1), parser as unknown as Argv, () => yargs([]));
    return { command: "print", text: found.map((word) => `${word}\n`).join("") };
  }
  await parser.parse([...argv], {}, (_error, _argv, output) => {
    text = output;
  });
  return text === "" ? command : { command: "print", text: `${text}\n` };
}

/** Only what was said. */
function storeArguments({ store, storeUrlEnv }: StoreArguments): StoreArguments {
  return { ...(store !== undefined && { store }), ...(storeUrlEnv !== undefined && { storeUrlEnv }) };
}

/** Each in a file of its own. */
function taskCommands(): Promise<((parser: Argv, choose: Choose) => void)[]> {
  return Promise.all([
    import("./init-command.ts").then((file) => file.addInitCommand),
    import("./doctor-command.ts").then((file) => file.addDoctorCommand),
    import("./mcp/index.ts").then((file) => file.addMcpCommand),
    import("./module-command.ts").then((file) => file.addModuleCommand),
    import("./plan-command.ts").then((file) => file.addPlanCommand),
    import("./profile-command.ts").then((file) => file.addProfileCommand),
    import("./sessions-command.ts").then((file) => file.addSessionsCommand),
    import("./settings-command.ts").then((file) => file.addSettingsCommand),
    import("./trust-command.ts").then((file) => file.addTrustCommand),
    import("./collection-command.ts").then((file) => file.addCollectionCommand),
    import("./completion-command.ts").then((file) => file.addCompletionCommand),
  ]);
}

function processId(value: number | undefined): number | undefined {
  if (value === undefined || (Number.isSafeInteger(value) && value > 0)) return value;
  throw new UsageError(`--client-process-id: it must be a process's number\nTry: ${SERVER_NAME} --help`);
}
