/** What the safety profiles refuse, rule by rule, over one simple command. A rule names what would be ruined, not how it is spelt. */
import { posix } from "node:path";
import type { LineCommand } from "./shell-line.ts";

export interface SafetyRule {
  readonly id: string;
  readonly reason: string;
  /** Also refused by the profile `permissive`. */
  readonly isGrave?: true;
  readonly matches: (command: LineCommand, home: string) => boolean;
}

export const SAFETY_RULES: readonly SafetyRule[] = [
  {
    id: "remove-root",
    reason: "it deletes the root folder or the system's folders",
    isGrave: true,
    matches: ({ argv }, home) => removes(argv) && operands(argv).some((word) => isSystem(word, home)),
  },
  {
    id: "remove-home",
    reason: "it deletes a home folder",
    matches: ({ argv }, home) => removes(argv) && operands(argv).some((word) => isHome(word, home)),
  },
  {
    id: "gain-rights",
    reason: "it runs a command with another user's rights",
    matches: ({ argv }) => ["sudo", "su", "doas", "pkexec", "run0"].includes(nameOf(argv)),
  },
  {
    id: "overwrite-device",
    reason: "it writes to a device",
    matches: ({ argv, redirects }) =>
      redirects.some(({ op, target }) => op.includes(">") && isDevice(target)) ||
      (nameOf(argv) === "tee" && operands(argv).some(isDevice)) ||
      (nameOf(argv) === "dd" && argv.some((word) => word.startsWith("of=") && isDevice(word.slice(3)))),
  },
  {
    id: "fill-disk",
    reason: "it copies an endless device",
    matches: ({ argv }) => nameOf(argv) === "dd" && argv.some((word) => /^if=\/dev\/(?:zero|u?random)$/.test(word)),
  },
  {
    id: "make-file-system",
    reason: "it makes a file system, which erases what is there",
    matches: ({ argv }) => /^(?:mkfs(?:\..*)?|mke2fs|mkswap|wipefs)$/.test(nameOf(argv)),
  },
  {
    id: "change-password",
    reason: "it changes a password",
    matches: ({ argv }) => ["passwd", "chpasswd"].includes(nameOf(argv)),
  },
  {
    id: "change-rights-of-root",
    reason: "it changes the rights or the owner of the system's folders",
    matches: ({ argv }, home) => changesRights(argv) && operands(argv).some((word) => isSystem(word, home)),
  },
];

function nameOf(argv: readonly string[]): string {
  return posix.basename(argv[0] ?? "");
}

/** All words that are no options; behind `--` everything is one. */
function operands(argv: readonly string[]): readonly string[] {
  const end = argv.indexOf("--");
  const words = argv.slice(1);
  return end < 0
    ? words.filter((word) => !word.startsWith("-"))
    : [...words.slice(0, end - 1).filter((word) => !word.startsWith("-")), ...argv.slice(end + 1)];
}

function hasFlag(argv: readonly string[], short: RegExp, long: string): boolean {
  const end = argv.indexOf("--");
  const options = end < 0 ? argv : argv.slice(0, end);
  return options.some((word) => short.test(word) || (word.startsWith("--r") && long.startsWith(word)));
}

const RECURSIVE = /^-[a-zA-Z]*[rR]/;

function removes(argv: readonly string[]): boolean {
  if (nameOf(argv) === "find") return findRemoves(argv);
  return nameOf(argv) === "rm" && hasFlag(argv, RECURSIVE, "--recursive");
}

/** It deletes all that it finds: nothing narrows down what that is. */
function findRemoves(argv: readonly string[]): boolean {
  if (argv.some((word) => /^-(?:i?name|i?path|i?wholename|i?regex|[acm]time|[acm]min|newer.*|size|empty)$/.test(word)))
    return false;
  const action = argv.findIndex((word) => /^-(?:exec|ok)(?:dir)?$/.test(word));
  return argv.includes("-delete") || (action >= 0 && posix.basename(argv[action + 1] ?? "") === "rm");
}

function changesRights(argv: readonly string[]): boolean {
  const name = nameOf(argv);
  if (name === "chmod" && argv.some((word) => /^(?:0*[0-7]?777|(?:a|ugo)?[+=]rwx)$/.test(word))) return true;
  return ["chmod", "chown", "chgrp"].includes(name) && hasFlag(argv, RECURSIVE, "--recursive");
}

const SYSTEM =
  /^\/(?:bin|boot|dev|etc|home|lib|lib32|lib64|opt|proc|root|sbin|srv|sys|usr|var|Applications|Library|System|Users|Volumes)?$/;

function isSystem(word: string, home: string): boolean {
  const path = folderMeant(word);
  return SYSTEM.test(path) && path !== folderMeant(home);
}

function isHome(word: string, home: string): boolean {
  const path = folderMeant(word);
  return path === "~" || path === folderMeant(home) || /^\/(?:home|Users)\/[^/]+$/.test(path);
}

/** The folder that goes with everything in it: `/usr`, `/usr/`, `/usr/*` and `/tmp/../usr/.` are the same. `$HOME` is `~`. */
function folderMeant(word: string): string {
  const path = word.replace(/^(?:\$HOME|\$\{HOME\})(?=\/|$)/, "~").replace(/\/(?:\*|\.\*|\.\[.*\]\*|\{.*\})$/, "/");
  if (!/^[~/]/.test(path)) return path;
  return posix.normalize(path).replace(/(?<=.)\/+$/, "") || "/";
}

const HARMLESS_DEVICES = /^\/dev\/(?:null|stdout|stderr|stdin|tty|fd\/\d+|zero|full|shm\/.*|tcp\/.*|udp\/.*)$/;

function isDevice(target: string): boolean {
  const path = posix.normalize(target);
  return path.startsWith("/dev/") && !HARMLESS_DEVICES.test(path);
}
