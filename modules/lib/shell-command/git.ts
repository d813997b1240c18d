/** `git`: configuration and options on its command line that make it run other programs. */
import { isOption } from "./doors.ts";
import { asPayload } from "./shells.ts";
import type { ShellWord } from "./simple-command.ts";
import type { ReadPayload, Unwrapped } from "./unwrap.ts";

/** Keys of `-c` that only change what output looks like, or who commits. */
const HARMLESS_KEYS =
  /^(?:color\.[\w.]+|column\.ui|core\.(?:quotepath|autocrlf|abbrev)|advice\.\w+|user\.(?:name|email)|init\.defaultbranch|log\.\w+|commit\.gpgsign)$/i;
const GLOBAL_FLAGS = new Set([
  "-P",
  "--no-pager",
  "--no-optional-locks",
  "--no-replace-objects",
  "--literal-pathspecs",
  "--version",
]);
/** Options of subcommands that name a program, or a file to write. */
const DOORS =
  "--upload-pack --receive-pack --exec --extcmd --open-files-in-pager --ext-diff --textconv --output --output-directory --config --config-env --template --tool --to-cmd --cc-cmd --unsafe-paths".split(
    " ",
  );
/** The same in short, alone or joined with others: `grep -O`, `format-patch -o`; and `-u` where it names a program. */
const SHORT_DOORS: Readonly<Record<string, RegExp>> = {
  archive: /^-\w*o/,
  clone: /^-\w*[uc]/,
  "format-patch": /^-\w*o/,
  grep: /^-\w*O/,
};
/** They run programs, write files of any name, or tell a password. */
const RUNNERS = new Set(
  (
    "archimport bisect bugreport bundle checkout-index citool config credential credential-cache credential-store cvsexportcommit " +
    "cvsimport cvsserver daemon diagnose difftool fast-export fast-import filter-branch for-each-repo gui help hook http-backend " +
    "imap-send index-pack instaweb interpret-trailers mailinfo mailsplit maintenance merge-index merge-one-file mergetool p4 " +
    "pack-objects quiltimport rebase receive-pack remote-ext remote-fd remote-ftp remote-ftps remote-http remote-https " +
    "send-email shell submodule svn upload-archive upload-pack web--browse"
  ).split(" "),
);
const REMOTE = new Set("archive clone fetch fetch-pack ls-remote pull push remote send-pack".split(" "));

export function unwrapGit(argv: readonly ShellWord[], readPayload: ReadPayload): Unwrapped {
  const loose = argv.find((word) => !word.isLiteral);
  if (loose !== undefined) return { opaque: `git: ${loose.text} may be an option that runs a program` };
  let index = 1;
  for (let text = argv[index]?.text; text?.startsWith("-"); text = argv[index]?.text) {
    if (text === "-c") {
      const setting = lookAtSetting(argv[index + 1]?.text ?? "", readPayload);
      if (setting !== undefined) return setting;
      index += 2;
    } else if (GLOBAL_FLAGS.has(text)) index += 1;
    else if (text === "-C") {
      const folder = argv[index + 1]?.text ?? "";
      if (leadsElsewhere(folder)) return { opaque: `git: ${folder} may have settings of its own that run a program` };
      index += 2;
    } else return { opaque: `git: the option ${text} is not known to be harmless` };
  }
  return lookAtSubcommand(argv.slice(index).map((word) => word.text));
}

/** A repository from elsewhere brings its own configuration along. */
function leadsElsewhere(folder: string): boolean {
  return /^[/~]|(?:^|\/)\.\.(?:\/|$)/.test(folder);
}

/** An alias that is a shell command is read; the git command that uses it is opaque all the same. */
function lookAtSetting(setting: string, readPayload: ReadPayload): Unwrapped | undefined {
  const [, key = "", value = ""] = /^([^=]*)=?(.*)$/s.exec(setting) ?? [];
  if (HARMLESS_KEYS.test(key)) return undefined;
  const opaque = `git: the setting ${key} may run a program`;
  if (!/^alias\./i.test(key) || !value.startsWith("!")) return { opaque };
  return { ...asPayload("git", value.slice(1), readPayload), opaque, isTransparent: false };
}

function lookAtSubcommand([subcommand = "", ...rest]: readonly string[]): Unwrapped {
  const short = Object.hasOwn(SHORT_DOORS, subcommand) ? SHORT_DOORS[subcommand] : undefined;
  // Behind `--`, too: it may be the value of an option, and then it ends nothing.
  const door = rest.find((word) => isOption(word, DOORS) || short?.test(word) === true);
  if (door !== undefined) return { opaque: `git: ${door} may run a program or write a file` };
  if (REMOTE.has(subcommand) && rest.some((word) => /(?:^|=)[a-z][\w+.-]*::/i.test(word))) {
    return { opaque: "git: that address may run a program" };
  }
  if (RUNNERS.has(subcommand) && !isHarmlessRun(subcommand, rest)) {
    return { opaque: `git ${subcommand} may run other programs` };
  }
  return {};
}

function isHarmlessRun(subcommand: string, rest: readonly string[]): boolean {
  if (subcommand === "config") return ["--get", "--get-all", "--list", "-l", "get", "list"].includes(rest[0] ?? "");
  if (subcommand === "submodule") return ["", "status", "summary"].includes(rest[0] ?? "");
  return subcommand === "rebase" && ["--abort", "--quit"].includes(rest[0] ?? "");
}
