/** A program on a terminal of tmux's: keys go in, and the screen is read back. Each has a tmux server of its own, which ends with it. */
import { execFileSync, spawnSync } from "node:child_process";
import { join } from "node:path";
import { childrenOf, isProcessAlive } from "./process-groups.ts";

export const TMUX = { name: "tmux", isMet: spawnSync("tmux", ["-V"]).status === 0 };

const POLL_MS = 50;
/** Generous on purpose: it ends what hangs; it does not measure. */
const DEADLINE_MS = 100_000;

export interface ScreenOptions {
  readonly command: readonly string[];
  /** The whole environment; `HOME` is where tmux keeps its socket. */
  readonly env: NodeJS.ProcessEnv & { readonly HOME?: string };
  readonly cwd: string;
}

export class TmuxScreen {
  readonly #tmux: readonly string[];
  readonly #env: NodeJS.ProcessEnv;
  /** The program's process id. */
  readonly pid: number;

  constructor({ command, env, cwd }: ScreenOptions) {
    this.#tmux = ["-S", join(env.HOME ?? cwd, "tmux"), "-f", "/dev/null"];
    this.#env = { LANG: "C.UTF-8", ...env };
    const words = command.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(" ");
    this.#run("new-session", "-d", "-x", "120", "-y", "50", "-c", cwd, `exec ${words}`);
    this.pid = Number(this.#run("display-message", "-p", "#{pane_pid}"));
  }

  /** What is on the screen now, without trailing blanks. */
  text(): string {
    return this.#run("capture-pane", "-p");
  }

  /** Resolves with the screen when it matches. @throws Error with the screen when it never does */
  async until(pattern: RegExp): Promise<string> {
    const deadline = Date.now() + DEADLINE_MS;
    for (;;) {
      const text = this.text();
      if (pattern.test(text)) return text;
      if (Date.now() > deadline) throw new Error(`${pattern} was never on the screen:\n${text}`);
      await pause();
    }
  }

  /** Presses keys by the names that tmux has for them, such as `C-c`, `Enter`. */
  press(...keys: readonly string[]): void {
    this.#run("send-keys", ...keys);
  }

  type(text: string): void {
    this.#run("send-keys", "-l", "--", text);
  }

  /** Ends the program as a terminal that is closed does, and waits for what it has started to be gone. */
  async close(): Promise<void> {
    const pids = [this.pid, ...childrenOf(this.pid)];
    spawnSync("tmux", [...this.#tmux, "kill-server"], { env: this.#env });
    const deadline = Date.now() + DEADLINE_MS;
    while (pids.some(isProcessAlive) && Date.now() < deadline) await pause();
  }

  #run(...args: readonly string[]): string {
    return execFileSync("tmux", [...this.#tmux, ...args], { env: this.#env, encoding: "utf8" });
  }
}

function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, POLL_MS));
}
