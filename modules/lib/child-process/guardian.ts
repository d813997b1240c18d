/**
 * Ends the process groups of this process when it is killed outright and cannot do so itself. One small shell waits at the end of a
 * pipe for as long as there is anything to guard: the pipe closes when this process is gone, however it went.
 */
import { type ChildProcess, spawn } from "node:child_process";
import type { Socket } from "node:net";

/** Reads `+ GROUP` and `- GROUP`, one a line; at the end of its input what is left gets TERM and a second later KILL. */
const SCRIPT = `
trap '' TERM HUP INT
groups=' '
while read -r sign group; do
  case $sign in
    +) groups="$groups$group " ;;
    -) kept=' '
      for one in $groups; do [ "$one" = "$group" ] || kept="$kept$one "; done
      groups=$kept ;;
  esac
done
[ "$groups" = ' ' ] && exit 0
for group in $groups; do kill -s TERM -- "-$group" 2>/dev/null; done
sleep 1
for group in $groups; do kill -s KILL -- "-$group" 2>/dev/null; done
`;
const SHELL = "/bin/sh";

let guardian: ChildProcess | undefined;
const guarded = new Set<number>();

/** Called before a group is started, so that between its start and its guard nothing has to be waited for. */
export function appointGuardian(): void {
  // Without process groups, as on Windows, there is nothing to guard them with.
  if (process.platform !== "win32" && guardian === undefined) appoint();
}

/** From now on the group does not outlive this process. Undone when the group is gone, because its number may then name another one. */
export function guard(group: number): () => void {
  guarded.add(group);
  tell(`+ ${group}`);
  return () => {
    if (guarded.delete(group)) tell(`- ${group}`);
  };
}

function appoint(): void {
  const shell = spawn(SHELL, ["-c", SCRIPT], {
    cwd: "/",
    env: { PATH: process.env.PATH ?? "/usr/bin:/bin" },
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
  });
  guardian = shell;
  const retire = (): void => {
    if (guardian === shell) guardian = undefined;
  };
  // Where it cannot be started, or somebody ended it, the next group gets a new one.
  shell.once("error", retire).once("exit", retire);
  // Where it could not be started it may have no pipe.
  const pipe = shell.stdin as Socket | undefined;
  pipe?.on("error", retire);
  // It must not keep this process from ending.
  shell.unref();
  pipe?.unref();
  for (const group of guarded) tell(`+ ${group}`);
}

function tell(line: string): void {
  guardian?.stdin?.write(`${line}\n`);
}
