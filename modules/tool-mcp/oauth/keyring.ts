/**
 * One secret in the keyring of the operating system, through the program that it has for that: `secret-tool` on Linux, `security` on
 * macOS. The secret goes in through a pipe, never as an argument. Where there is no keyring, or it does not answer, there is nothing.
 */
import { BoundedOutput, childEnvironment, findProgram, startGroup, supervise } from "../../lib/child-process/index.ts";

export interface Keyring {
  /** Nothing where it holds none. @throws Error where it does not answer */
  read(): Promise<string | undefined>;
  /** @throws Error where it does not take it */
  write(secret: string): Promise<void>;
}

interface Call {
  readonly args: readonly string[];
  readonly input?: string;
}

interface Answer {
  readonly code: number;
  readonly output: string;
  readonly complaint: string;
}

const SERVICE = "ampd";
const ACCOUNT = "mcp-credentials";
/** It may ask the user to unlock it. */
const TIMEOUT_MS = 30_000;
const MAX_BYTES = 4096;
/** What leads to the session of the desktop, and to its dialogues. */
const SESSION_VARIABLES = ["DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "XDG_RUNTIME_DIR"];
/** The exit code of `secret-tool` for what is not there; for what goes wrong, too, with words then. */
const NOT_THERE = 1;
const NOT_THERE_ON_MACOS = 44;
const MAX_TOLD_CHARS = 200;
const ATTRIBUTES = ["service", SERVICE, "account", ACCOUNT];

/** The one of this machine, if it has one. */
export function systemKeyring(environment: NodeJS.ProcessEnv = process.env): Keyring | undefined {
  const { PATH: path, DBUS_SESSION_BUS_ADDRESS: bus } = environment;
  if (process.platform === "darwin") return macKeyring(findProgram("security", path), environment);
  // Without the address the program would start a bus of its own, with an empty keyring behind it.
  return bus === undefined ? undefined : secretService(findProgram("secret-tool", path), environment);
}

function secretService(file: string | undefined, environment: NodeJS.ProcessEnv): Keyring | undefined {
  if (file === undefined) return undefined;
  const run = runner(file, environment);
  return {
    read: async () => {
      const answer = await run({ args: ["lookup", ...ATTRIBUTES] });
      const { code, complaint } = answer;
      return foundIn(answer, { program: "secret-tool", isNone: code === NOT_THERE && complaint.trim() === "" });
    },
    write: async (secret) => {
      const args = ["store", "--label=ampd: logins to MCP servers", ...ATTRIBUTES];
      const { code } = await run({ args, input: secret });
      if (code !== 0) throw new Error(`secret-tool ended with exit code ${code}`);
    },
  };
}

function macKeyring(file: string | undefined, environment: NodeJS.ProcessEnv): Keyring | undefined {
  if (file === undefined) return undefined;
  const run = runner(file, environment);
  return {
    read: async () => {
      const answer = await run({ args: ["find-generic-password", "-s", SERVICE, "-a", ACCOUNT, "-w"] });
      return foundIn(answer, { program: "security", isNone: answer.code === NOT_THERE_ON_MACOS });
    },
    write: async (secret) => {
      const command = `add-generic-password -U -s ${SERVICE} -a ${ACCOUNT} -w ${secret}\n`;
      const { code } = await run({ args: ["-i"], input: command });
      if (code !== 0) throw new Error(`security ended with exit code ${code}`);
    },
  };
}

/** Only what is known not to be there is nothing: a key that was not read must not be replaced. */
function foundIn(
  { code, output, complaint }: Answer,
  { program, isNone }: { readonly program: string; readonly isNone: boolean },
): string | undefined {
  if (isNone) return undefined;
  if (code === 0) return output.trim() || undefined;
  const told = complaint
    .replace(/\p{Cc}+/gu, " ")
    .trim()
    .slice(0, MAX_TOLD_CHARS);
  throw new Error(`the keyring does not answer: ${program} ended with exit code ${code}${told && `: ${told}`}`);
}

function runner(file: string, environment: NodeJS.ProcessEnv): (call: Call) => Promise<Answer> {
  const env = childEnvironment({ cwd: "/", allow: SESSION_VARIABLES }, environment);
  return async ({ args, input = "" }) => {
    const group = await startGroup({ file, args, cwd: "/", env, hasInput: true });
    group.stdin?.on("error", () => {});
    group.stdin?.end(input);
    const output = new BoundedOutput(MAX_BYTES);
    const complaint = new BoundedOutput(MAX_BYTES);
    const { exit, cause } = await supervise(group, {
      signal: new AbortController().signal,
      timeoutMs: TIMEOUT_MS,
      onChunk: async (stream, chunk) => {
        (stream === "stdout" ? output : complaint).push(chunk);
      },
    });
    if (cause !== "exited") throw new Error(`the keyring did not answer within ${TIMEOUT_MS / 1000} s`);
    return { code: exit.code, output: output.text(), complaint: complaint.text() };
  };
}
