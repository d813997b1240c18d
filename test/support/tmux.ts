/** A program on a terminal of its own, by tmux: keys go in, and the screen is read back as a person would see it. */
import { execFile, spawnSync } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";

export const TMUX = { name: "tmux", isMet: spawnSync("tmux", ["-V"]).status === 0 };

export interface TerminalOptions {
  /** A directory of the test's own: the socket of the tmux server is there. */
  readonly directory: string;
  readonly cwd: string;
  readonly env: NodeJS.ProcessEnv;
  readonly columns?: number;
  readonly lines?: number;
}

const run = promisify(execFile);
const POLL_MS = 50;

export class Terminal {
  readonly #options: TerminalOptions;

  private constructor(options: TerminalOptions) {
    this.#options = options;
  }

  static async start(command: readonly string[], options: TerminalOptions): Promise<Terminal> {
    const terminal = new Terminal(options);
    const { columns = 120, lines = 40, cwd } = options;
    const size = ["-x", String(columns), "-y", String(lines)];
    await terminal.#tmux("new-session", "-d", ...size, "-c", cwd, command.map(quoted).join(" "));
    return terminal;
  }

  /** Keys by their names in tmux, such as `Enter`; anything else is typed as it is. */
  async press(...keys: readonly string[]): Promise<void> {
    await this.#tmux("send-keys", ...keys);
  }

  async type(text: string): Promise<void> {
    await this.#tmux("send-keys", "-l", text);
  }

  async screen(): Promise<string> {
    return (await this.#tmux("capture-pane", "-p")).stdout;
  }

  /** Waits until the screen matches; the test's deadline is the limit. */
  async shows(pattern: RegExp): Promise<string> {
    for (;;) {
      const screen = await this.screen();
      if (pattern.test(screen)) return screen;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
  }

  /** Ends the program with its terminal. */
  async close(): Promise<void> {
    await this.#tmux("kill-server").catch(() => {});
  }

  async #tmux(...args: readonly string[]): Promise<{ stdout: string }> {
    const { directory, env } = this.#options;
    return run("tmux", ["-f", "/dev/null", "-S", join(directory, "tmux"), ...args], { env, encoding: "utf8" });
  }
}

function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`;
}
