/** Limits that the operating system holds a command to, and everything that it starts. */
import type { Command } from "./process-group.ts";

export interface ResourceLimits {
  /** Address space of each process, in MiB. */
  readonly memoryMb: number | null;
  /** Processes of the user, all of them together; root is free of it. */
  readonly processes: number | null;
}

/** Where a limit cannot be set, the command does not run: it ends with 126 and says why. */
const SCRIPT = `
refuse() { echo "the limit on $1 cannot be set here" >&2; exit 126; }
[ "$1" = - ] || ulimit -v "$1" 2>/dev/null || refuse memory
[ "$2" = - ] || ulimit -u "$2" 2>/dev/null || ulimit -p "$2" 2>/dev/null || refuse processes
shift 2
exec "$@"
`;
const KIB_IN_MIB = 1024;

export function withLimits(command: Command, { memoryMb, processes }: ResourceLimits): Command {
  if (memoryMb === null && processes === null) return command;
  const limits = [memoryMb === null ? "-" : `${memoryMb * KIB_IN_MIB}`, `${processes ?? "-"}`];
  return { ...command, file: "/bin/sh", args: ["-c", SCRIPT, "sh", ...limits, command.file, ...command.args] };
}
