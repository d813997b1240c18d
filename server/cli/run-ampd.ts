/** The command line of ampd: does what the arguments say, and answers the exit code. */

import { AmpdServer, type ServerOptions } from "../ampd-server.ts";
import { DEFAULT_LIMITS, watchParent } from "../rpc/index.ts";
import { systemClock } from "../rpc/system-clock.ts";
import { type AmpdCommand, readArguments, UsageError } from "./arguments.ts";
import { attachSocket } from "./attach-socket.ts";
import type { Task } from "./command-line-task.ts";
import { type Log, openLog } from "./log.ts";
import { serveSocket } from "./serve-socket.ts";
import { onSignal } from "./signals.ts";
import { openChosenStore, type StoreArguments } from "./store-choice.ts";

/** Whoever started this process; ampd never outlives it. */
const PARENT = process.ppid;
const EXIT_FAILURE = 1;
const EXIT_USAGE = 2;
/** How long sessions may take to end before the process leaves all the same. */
const STOP_TIMEOUT_MS = 30_000;

export async function runAmpd(argv: readonly string[]): Promise<number> {
  try {
    return await run(await readArguments(argv));
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILURE;
  }
}

async function run(command: AmpdCommand): Promise<number> {
  const { stdin: input, stdout: output } = process;
  if (command.command === "attach") return attachSocket({ path: command.socket, input, output });
  if (command.command === "print") {
    return printing(output, async (print) => {
      print(command.text);
      return 0;
    });
  }
  if (command.command === "task") return printing(output, (print) => runTask(command.task, print));
  const log = openLog(command);
  const server = await makeServer(log, command, {
    isShared: command.command === "serve",
    allowsYolo: command.allowsYolo,
  });
  reportFaults(log);
  const exitCode =
    command.command === "serve"
      ? await serveSocket(server, { path: command.socket, log })
      : await serveStdio(
          server,
          { input, output, framing: command.framing, clientProcessId: command.clientProcessId },
          log,
        );
  await within(STOP_TIMEOUT_MS, server.stop());
  return exitCode;
}

type Print = (text: string) => void;

/** Ends when all is out: where stdout is a socket, as many programs give it to their children, writing goes on by itself. */
async function printing(output: NodeJS.WritableStream, body: (print: Print) => Promise<number>): Promise<number> {
  // Whoever reads may stop before the end, as `head` does.
  output.on("error", () => {});
  const exitCode = await body((text) => output.write(text));
  await new Promise((resolve) => output.write("", resolve));
  return exitCode;
}

async function runTask(task: Task, print: Print): Promise<number> {
  const { personAtTerminal } = await import("./ask.ts");
  const { ask, confirm, close } = personAtTerminal();
  try {
    return await task({ environment: process.env, cwd: process.cwd(), print, ask, confirm });
  } finally {
    close();
  }
}

async function makeServer(
  log: Log,
  choice: StoreArguments,
  options: Pick<ServerOptions, "isShared" | "allowsYolo">,
): Promise<AmpdServer> {
  const report = (line: string): void => log("error", line);
  const store = await openChosenStore(choice, process.env, report);
  return new AmpdServer({
    store,
    environment: process.env,
    cwd: process.cwd(),
    limits: DEFAULT_LIMITS,
    ...options,
    report,
  });
}

async function serveStdio(
  server: AmpdServer,
  options: Parameters<AmpdServer["connect"]>[0],
  log: Log,
): Promise<number> {
  const { connection, finished } = server.connect(options);
  let signalled: number | undefined;
  onSignal((number) => {
    signalled ??= number;
    connection.close("server-stopped");
  });
  // A client that is killed in the middle of a silent turn is noticed by nothing but this.
  connection.onInputEnd(() => {
    const onDead = (): void => connection.close("parent-dead");
    connection.onClose(watchParent({ processId: PARENT, clock: systemClock, onDead }));
  });
  // Sessions end while the last answers are written: a lost client must not keep what it started.
  void connection.closed.then(() => server.stop());
  const { exitCode, reason } = await finished;
  log("info", `connection ended: ${reason}`);
  return signalled === undefined ? exitCode : 128 + signalled;
}

/** A fault of one session's module must not end the others. */
function reportFaults(log: Log): void {
  process.on("uncaughtException", (error) => log("error", `uncaught: ${error.stack ?? error}`));
  process.on("unhandledRejection", (error) =>
    log("error", `unhandled: ${error instanceof Error ? error.stack : error}`),
  );
}

async function within(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
}
