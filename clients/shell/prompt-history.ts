/** What was typed at the prompt before, in a file that only its owner reads. Where it cannot be kept, it is not, and nobody is bothered. */
import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";

const MAX_ENTRIES = 1000;
const FILE_NAME = "ampsh_history";

export class PromptHistory {
  readonly #path: string;
  #entries: string[];

  private constructor(path: string, entries: string[]) {
    this.#path = path;
    this.#entries = entries;
  }

  static async read(env: NodeJS.ProcessEnv): Promise<PromptHistory> {
    const path = historyPath(env);
    const text = await readFile(path, "utf8").catch(() => "");
    return new PromptHistory(path, text.split("\n").flatMap(entryOf).slice(-MAX_ENTRIES));
  }

  /** The latest first. */
  get entries(): readonly string[] {
    return [...this.#entries].reverse();
  }

  /** One that begins with a blank is not kept, as in a shell: it may be a secret. */
  async add(entry: string): Promise<void> {
    if (entry.startsWith(" ") || entry.trim() === "" || entry === this.#entries.at(-1)) return;
    this.#entries = [...this.#entries, entry].slice(-MAX_ENTRIES);
    await this.#write().catch(() => {});
  }

  /** Whole or not at all; another ampsh may write, too. */
  async #write(): Promise<void> {
    await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
    const draft = `${this.#path}.${process.pid}`;
    await writeFile(draft, this.#entries.map((entry) => `${JSON.stringify(entry)}\n`).join(""), { mode: 0o600 });
    await chmod(draft, 0o600);
    await rename(draft, this.#path);
  }
}

function historyPath({ AMPD_HOME, XDG_STATE_HOME }: NodeJS.ProcessEnv): string {
  if (AMPD_HOME !== undefined && AMPD_HOME !== "") return join(AMPD_HOME, FILE_NAME);
  const state = XDG_STATE_HOME?.startsWith("/") ? XDG_STATE_HOME : join(homedir(), ".local", "state");
  return join(state, "ampd", FILE_NAME);
}

function entryOf(line: string): string[] {
  try {
    const entry: unknown = JSON.parse(line);
    return typeof entry === "string" ? [entry] : [];
  } catch {
    return [];
  }
}
