/** Words that lead into `/proc`: there, what a process was started with is a file, the secrets of this one's environment among it. */
import { posix } from "node:path";

/** What says nothing of a process. */
const ABOUT_MACHINE =
  /^\/proc\/(?:cpuinfo|meminfo|version|loadavg|uptime|stat|mounts|filesystems|partitions|diskstats|sys\/[\w/.-]+)$/;

/** @param word as it is written, or what the program gets; a path may stand behind an option's letter or a sign, too */
export function readsProcesses({ text, isLiteral }: { readonly text: string; readonly isLiteral: boolean }): boolean {
  const bare = isLiteral ? text : text.replace(/["'\\]/g, "");
  return [bare, ...bare.split(/[=:@,]|^-[A-Za-z]+(?=[/~.])/)].some((part) => {
    const path = posix.normalize(part).replace(/^\/\/+/, "/");
    // `..` goes up from a folder that is not looked at here; a first segment that is not literal may be any.
    const mayLeadThere =
      /^\/proc(?:\/|$)|^(?:\.\.\/)+proc(?:\/|$)/.test(path) || (!isLiteral && /^\/[^/]*[*?[{$`]/.test(path));
    return mayLeadThere && !ABOUT_MACHINE.test(path);
  });
}
