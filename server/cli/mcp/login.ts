/** `ampd mcp login SERVER`: a browser at the server's own authorization server, and the answer that comes back to this machine. */
import { resolve } from "node:path";
import type { Argv } from "yargs";
import { loadMcpAccounts } from "../../plan/module-table.ts";
import type { Choose, Task } from "../command-line-task.ts";
import { onSignal } from "../signals.ts";
import type { AccountArguments } from "./find-account.ts";
import { openPage } from "./open-page.ts";
import { CWD, NAME, PROFILE } from "./options.ts";

interface LoginArguments extends AccountArguments {
  readonly browser: boolean;
  readonly timeout: number;
}

const DEFAULT_TIMEOUT_S = 300;
const MAX_TIMEOUT_S = 3600;

export function addLogin(parser: Argv, choose: Choose): void {
  parser.command(
    "login <name>",
    "Log in to a server, with a browser",
    (own) =>
      own
        .positional("name", NAME)
        .option("browser", { type: "boolean", default: true, describe: "Open one; --no-browser: only print the page" })
        .option("timeout", { type: "number", default: DEFAULT_TIMEOUT_S, describe: "Seconds to wait for the browser" })
        .option("profile", PROFILE)
        .option("cwd", CWD)
        .check(({ timeout }) => (timeout > 0 && timeout <= MAX_TIMEOUT_S ? true : `--timeout: 1 to ${MAX_TIMEOUT_S}`)),
    (given) => choose(loginTask(given)),
  );
}

function loginTask(given: LoginArguments): Task {
  return async (context) => {
    const { logInTo } = await loadMcpAccounts();
    const { findAccount } = await import("./find-account.ts");
    const account = await findAccount(context, given);
    const stop = new AbortController();
    let signalled: number | undefined;
    onSignal((number) => {
      signalled ??= number;
      stop.abort(new Error("The login was given up; nothing has changed."));
    });
    const limit = setTimeout(() => stop.abort(new Error(tooLate(given))), given.timeout * 1000);
    const show = async (page: URL): Promise<void> => {
      process.stderr.write(`Log in to ${given.name} with this page:\n\n  ${page.href}\n\n`);
      const isOpened = given.browser && (await openPage(page, context.environment));
      process.stderr.write(
        `${isOpened ? "It is opened in your browser. " : ""}Waiting for the answer; Ctrl-C gives up.\n`,
      );
    };
    try {
      const place = { cwd: resolve(context.cwd, given.cwd), signal: stop.signal, show };
      context.print(`${tellOutcome(given.name, await logInTo(account, place))}\n`);
      return 0;
    } catch (error) {
      process.stderr.write(`${given.name}: ${error instanceof Error ? error.message : error}\n`);
      return signalled === undefined ? 1 : 128 + signalled;
    } finally {
      clearTimeout(limit);
    }
  };
}

function tooLate({ timeout }: LoginArguments): string {
  return `No answer came within ${timeout} s; nothing has changed. Try again, with a longer --timeout if you need it.`;
}

type Outcome = Awaited<ReturnType<Awaited<ReturnType<typeof loadMcpAccounts>>["logInTo"]>>;

function tellOutcome(server: string, { is, scope, tools = 0, problem }: Outcome): string {
  const offer = `It offers ${tools} ${tools === 1 ? "tool" : "tools"}.`;
  if (is === "needless") return `${server} wants no login. ${offer}`;
  if (is === "kept")
    return `You are logged in to ${server} already. ${offer} To change the account: ampd mcp logout ${server}`;
  const granted = scope === undefined ? "" : ` (${scope})`;
  const rest = problem === undefined ? offer : `But it is not to be had yet: ${problem}`;
  return `Logged in to ${server}${granted}. ${rest}`;
}
