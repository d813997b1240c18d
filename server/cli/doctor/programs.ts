/** Programs that sessions and people use: each is asked for its version, and the sandbox is tried out. */
import { execFile } from "node:child_process";
import type { Examination, Finding } from "./finding.ts";

const TIMEOUT_MS = 30_000;
const OLDEST_NODE = [20, 19] as const;
/** The oldest that the clients work in. */
const EDITORS: readonly (readonly [program: string, name: string, oldest: string])[] = [
  ["nvim", "Neovim", "0.7.2"],
  ["emacs", "Emacs", "28.1"],
];

export async function examinePrograms({ environment }: Examination): Promise<Finding[]> {
  const run = (file: string, ...args: string[]): Promise<string | undefined> => firstLine(file, args, environment);
  const [git, ripgrep, sandbox, ...editors] = await Promise.all([
    run("git", "--version"),
    run("rg", "--version"),
    run("bwrap", "--ro-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "--dev", "/dev", "echo", "it works"),
    ...EDITORS.map(([program]) => run(program, "--version")),
  ]);
  return [
    node(),
    program(
      "git",
      git,
      "install git; without it sessions do not know their repository, and collections come from folders only",
    ),
    program("ripgrep", ripgrep, "install ripgrep (rg); searches work without it, but slower"),
    program(
      "sandbox",
      sandbox,
      "install bubblewrap (bwrap), and let users make namespaces; until then commands run without a sandbox",
    ),
    ...editorFindings(editors),
  ];
}

function node(): Finding {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const isOld = major < OLDEST_NODE[0] || (major === OLDEST_NODE[0] && minor < OLDEST_NODE[1]);
  const found = `Node.js ${process.versions.node}`;
  if (!isOld) return { about: "node", status: "ok", found };
  return { about: "node", status: "error", found, fix: `install Node.js ${OLDEST_NODE.join(".")} or newer` };
}

function program(about: string, line: string | undefined, fix: string): Finding {
  if (line !== undefined) return { about, status: "ok", found: line };
  return { about, status: "warning", found: "it is missing, or it does not run", fix };
}

/** @param lines what each says of its version; nothing for one that is not here */
function editorFindings(lines: readonly (string | undefined)[]): Finding[] {
  const about = "editors";
  const found = EDITORS.flatMap(([, name, oldest], index): Finding[] => {
    const line = lines[index];
    if (line === undefined) return [];
    if (!isOlder(line, oldest)) return [{ about, status: "ok", found: line }];
    return [
      { about, status: "warning", found: line, fix: `install ${name} ${oldest} or newer: ampd's client needs it` },
    ];
  });
  const none: Finding = { about, status: "ok", found: "neither Neovim nor Emacs is here; ampsh works without" };
  return found.length > 0 ? found : [none];
}

/** What tells no version is taken for new. */
function isOlder(line: string, oldest: string): boolean {
  const version = /\d+(?:\.\d+)+/.exec(line)?.[0];
  return version !== undefined && version.localeCompare(oldest, "en", { numeric: true }) < 0;
}

/** Nothing where it is missing, fails, or takes too long. */
function firstLine(file: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(file, args, { env, timeout: TIMEOUT_MS, windowsHide: true }, (error, stdout) => {
      resolve(error === null ? (stdout.split("\n", 1)[0] ?? "").trim() : undefined);
    });
  });
}
