/**
 * Runs a command in bubblewrap: the system read-only, the working directory and a few others writable, processes of its own.
 * It keeps a command from changing what it should not; it does not keep it from reading.
 */
import { tmpdir } from "node:os";
import { BoundedOutput, type Command, findProgram, startGroup, supervise } from "../lib/child-process/index.ts";

export interface SandboxOptions {
  readonly hasNetwork: boolean;
  /** Absolute; those that do not exist are passed over. */
  readonly writePaths: readonly string[];
}

const PROBE_TIMEOUT_MS = 15_000;
/** A shell's exit code for a command that a signal has ended is higher. */
const KILLED = 128;
/** What root keeps: enough to own and change files, not to mount, trace or load anything. */
const ROOT_CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID"];
interface Probe {
  /** Why there can be no sandbox; nothing where there can. */
  readonly obstacle?: string;
  /** It did not come to an answer, as on a machine that is short of something for a moment. */
  readonly isUnsure: boolean;
}

/** What was found out about each bubblewrap, for as long as this process lives. */
const probes = new Map<string, Promise<Probe>>();

/** Why there can be no sandbox on this machine, or nothing. Tried until there is an answer, and then never again. */
export async function whyNoSandbox(hasNetwork: boolean): Promise<string | undefined> {
  const program = findProgram("bwrap");
  if (program === undefined) return "bubblewrap (bwrap) is not installed";
  const key = `${program} ${hasNetwork}`;
  const probe = probes.get(key) ?? tryOut(hasNetwork);
  probes.set(key, probe);
  const { obstacle, isUnsure } = await probe;
  if (isUnsure) probes.delete(key);
  return obstacle;
}

export function inSandbox(command: Command, options: SandboxOptions): Command {
  const writable = ["/tmp", "/var/tmp", tmpdir(), ...options.writePaths];
  const args = [
    ...["--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc"],
    ...[...new Set(writable)].flatMap((path) => ["--bind-try", path, path]),
    ...["--bind", command.cwd, command.cwd, "--chdir", command.cwd],
    ...["--unshare-pid", "--unshare-ipc", ...(options.hasNetwork ? [] : ["--unshare-net"])],
    ...(process.getuid?.() === 0 ? withoutRootsPower() : []),
    // Neither --die-with-parent nor --new-session: TERM must reach the group of the command, which then has its grace.
    ...["--", command.file, ...command.args],
  ];
  return { ...command, file: findProgram("bwrap") ?? "bwrap", args };
}

/** Bubblewrap leaves root all its capabilities; with them a read-only mount is one `mount` away from being writable. */
function withoutRootsPower(): string[] {
  return ["--cap-drop", "ALL", ...ROOT_CAPABILITIES.flatMap((name) => ["--cap-add", `CAP_${name}`])];
}

async function tryOut(hasNetwork: boolean): Promise<Probe> {
  const command = { file: "/bin/sh", args: ["-c", "exit 0"], cwd: "/tmp", env: {} };
  const complaint = new BoundedOutput(1000);
  let isUnsure = false;
  try {
    const group = await startGroup(inSandbox(command, { hasNetwork, writePaths: [] }));
    const { exit, cause } = await supervise(group, {
      signal: new AbortController().signal,
      timeoutMs: PROBE_TIMEOUT_MS,
      onChunk: async (_, chunk) => complaint.push(chunk),
    });
    if (exit.code === 0) return { isUnsure };
    isUnsure = cause !== "exited" || exit.code > KILLED;
  } catch (error) {
    isUnsure = true;
    complaint.push(Buffer.from(String(error)));
  }
  return {
    obstacle: `bubblewrap does not work here: ${complaint.text().trim() || "it failed without a word"}`,
    isUnsure,
  };
}
