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
/** What root keeps: enough to own and change files, not to mount, trace or load anything. */
const ROOT_CAPABILITIES = ["CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "SETGID", "SETUID"];
/** What was found out about each bubblewrap, for as long as this process lives. */
const probes = new Map<string, Promise<string | undefined>>();

/** Why there can be no sandbox on this machine, or nothing. Tried once. */
export async function whyNoSandbox(hasNetwork: boolean): Promise<string | undefined> {
  const program = findProgram("bwrap");
  if (program === undefined) return "bubblewrap (bwrap) is not installed";
  const key = `${program} ${hasNetwork}`;
  const probe = probes.get(key) ?? tryOut(hasNetwork);
  probes.set(key, probe);
  return probe;
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

async function tryOut(hasNetwork: boolean): Promise<string | undefined> {
  const command = { file: "/bin/sh", args: ["-c", "exit 0"], cwd: "/tmp", env: {} };
  const complaint = new BoundedOutput(1000);
  try {
    const group = await startGroup(inSandbox(command, { hasNetwork, writePaths: [] }));
    const { exit } = await supervise(group, {
      signal: new AbortController().signal,
      timeoutMs: PROBE_TIMEOUT_MS,
      onChunk: async (_, chunk) => complaint.push(chunk),
    });
    if (exit.code === 0) return undefined;
  } catch (error) {
    complaint.push(Buffer.from(String(error)));
  }
  return `bubblewrap does not work here: ${complaint.text().trim() || "it failed without a word"}`;
}
