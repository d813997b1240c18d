/** The cancellation token of a session: none → graceful → immediate, and back to none for the next turn. */
import type { Undo } from "./contracts/host.ts";
import { messageOf } from "./errors.ts";

export type CancelLevel = "graceful" | "immediate";
export type RunningTool = { readonly toolCallId: string; readonly name: string };

export class CancellationToken {
  readonly #report: (line: string) => void;
  #level: "none" | CancelLevel = "none";
  #stopping = new AbortController();
  #immediate = new AbortController();
  readonly #tools = new Set<RunningTool & { readonly token: CancellationToken }>();
  readonly #listeners = new Set<(level: CancelLevel) => void>();

  /** @param report hears of a listener that throws */
  constructor(report: (line: string) => void) {
    this.#report = report;
  }

  get level(): "none" | CancelLevel {
    return this.#level;
  }

  get isRequested(): boolean {
    return this.#level !== "none";
  }

  /** Aborts at either level: no new request and no new tool, and a running stream ends. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }

  /** Aborts at the immediate level: running tools are killed. */
  get immediate(): AbortSignal {
    return this.#immediate.signal;
  }

  get runningTools(): RunningTool[] {
    return [...this.#tools].map(({ toolCallId, name }) => ({ toolCallId, name }));
  }

  /** Raises the level, here, in tools and child sessions; it is never lowered. Answers whether anything changed. */
  request(level: CancelLevel): boolean {
    if (this.#level === "immediate" || this.#level === level) return false;
    this.#level = level;
    this.#stopping.abort(new Error("cancelled"));
    if (level === "immediate") this.#immediate.abort(new Error("cancelled"));
    for (const { token } of this.#tools) token.request(level);
    for (const listener of [...this.#listeners]) {
      try {
        listener(level);
      } catch (error) {
        this.#report(`a cancellation listener failed: ${messageOf(error)}`);
      }
    }
    return true;
  }

  /** Kills one running tool and nothing else. Answers whether it was running. */
  cancelTool(toolCallId: string): boolean {
    const running = [...this.#tools].filter((tool) => tool.toolCallId === toolCallId);
    for (const tool of running) tool.token.request("immediate");
    return running.length > 0;
  }

  /** Tracks a tool from its gates to its end: `stopping` withdraws what it waits for, `killing` ends it at once. */
  track(toolCallId: string, name: string): { killing: AbortSignal; stopping: AbortSignal; done: Undo } {
    const token = new CancellationToken(this.#report);
    const tool = { toolCallId, name, token };
    this.#tools.add(tool);
    return { killing: token.immediate, stopping: token.stopping, done: () => void this.#tools.delete(tool) };
  }

  onRequest(listener: (level: CancelLevel) => void): Undo {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** A child session is cancelled with this one, at once if this one is cancelled already. */
  adopt(child: CancellationToken): Undo {
    if (this.#level !== "none") child.request(this.#level);
    return this.onRequest((level) => void child.request(level));
  }

  /** Ready for the next turn. */
  reset(): void {
    if (this.#level === "none") return;
    this.#level = "none";
    this.#stopping = new AbortController();
    this.#immediate = new AbortController();
  }
}
