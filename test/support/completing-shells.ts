/** The shells that complete command lines, driven for real: each sources what a program prints, and is asked what becomes of a line. */
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { builtProgram, isolatedHome } from "./isolated-home.ts";

interface CompletingShell {
  readonly name: string;
  readonly isMet: boolean;
  /** What each line, given without the name of the program, becomes when it is completed. */
  completed(program: "ampd" | "ampsh", lines: readonly string[]): string[];
}

/** Readline and the editor of zsh want a terminal; what they make of a line is taken from them before it would run. */
const ON_TERMINAL = {
  bash: {
    rc: (program: string): string => `PS1='% '
source <(${program} completion bash)
bind -x '"\\C-x\\C-l": printf "LINE[%s]\\n" "$READLINE_LINE"; READLINE_LINE='`,
    command: "bash --noprofile --rcfile .shellrc -i",
  },
  zsh: {
    rc: (program: string): string => `PS1='%% '
autoload -Uz compinit && compinit -u -D
source <(${program} completion zsh)
take-line() { print -r -- "LINE[$BUFFER]"; BUFFER= }
zle -N take-line
bindkey '^X^L' take-line`,
    command: "ZDOTDIR=. zsh -d -i",
  },
} as const;

/** Ctrl-X Ctrl-L. */
const TAKE = "\u0018\u000c";

export const COMPLETING_SHELLS: readonly CompletingShell[] = [
  { name: "bash", isMet: has("bash") && has("script"), completed: onTerminal("bash") },
  { name: "zsh", isMet: has("zsh") && has("script"), completed: onTerminal("zsh") },
  { name: "fish", isMet: has("fish"), completed: inFish },
];

function has(program: string): boolean {
  return spawnSync(program, ["--version"]).status === 0;
}

function onTerminal(name: keyof typeof ON_TERMINAL): CompletingShell["completed"] {
  const { rc, command } = ON_TERMINAL[name];
  return (program, lines) =>
    inHome(program, (directory, env) => {
      for (const file of [".shellrc", ".zshrc"]) writeFileSync(join(directory, file), `${rc(program)}\n`);
      const input = lines.map((line) => `${program} ${line}\t${TAKE}`).join("");
      const { stdout } = spawnSync("script", ["-qec", command, "/dev/null"], {
        cwd: directory,
        env: { ...env, SHELL: "/bin/sh", TERM: "dumb" },
        encoding: "utf8",
        input: `${input}exit\r`,
      });
      const found = [...stdout.matchAll(/LINE\[(.*?)\]/g)].map(([, line = ""]) => line);
      return found.map((line) => line.slice(program.length).trim());
    });
}

/** It completes without a terminal, and answers the last word. */
function inFish(program: string, lines: readonly string[]): string[] {
  return inHome(program, (directory, env) =>
    lines.map((line) => {
      const script = `${program} completion fish | source; complete -C "${program} ${line}"`;
      const { stdout } = spawnSync("fish", ["--no-config", "-c", script], { cwd: directory, env, encoding: "utf8" });
      return [...line.split(" ").slice(0, -1), stdout.trim()].join(" ");
    }),
  );
}

function inHome<Value>(program: string, body: (directory: string, env: NodeJS.ProcessEnv) => Value): Value {
  const { directory, env, remove } = isolatedHome();
  try {
    const path = builtProgram(program as "ampd" | "ampsh");
    writeFileSync(join(directory, program), `#!/bin/sh\nexec "${process.execPath}" "${path}" "$@"\n`, { mode: 0o755 });
    return body(directory, { ...env, PATH: `${directory}:${env.PATH}` });
  } finally {
    remove();
  }
}
