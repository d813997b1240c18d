/** What both tools share: config, the place that paths are relative to, and the time limit. */
import { failure, type ToolResult } from "../../kernel/index.ts";
import type { PathBase } from "../lib/paths/index.ts";
import type { Config } from "./config.ts";
import type { WalkOptions } from "./walk.ts";

/** Aborts when the call is cancelled or its time is up. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Why the search ended early, with what it had found. */
  failure(found: string): ToolResult;
  release(): void;
}

export class SearchSettings {
  readonly config: Config;
  readonly base: PathBase;

  constructor(config: Config, base: PathBase) {
    this.config = config;
    this.base = base;
  }

  walkOptions(root: string, includesIgnored: boolean): Omit<WalkOptions, "signal"> {
    return { root, workspace: this.base.cwd, exclusions: this.config.exclusions, includesIgnored };
  }

  deadline(signal: AbortSignal): Deadline {
    const controller = new AbortController();
    const abort = (): void => controller.abort(signal.reason);
    const timer = setTimeout(() => controller.abort(new Error("the time is up")), this.config.timeout * 1000);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    return {
      signal: controller.signal,
      failure: (found) =>
        signal.aborted
          ? failure("cancelled", "The search was cancelled.", found)
          : failure("timeout", `The search did not end within ${this.config.timeout} s; narrow it.`, found),
      release: () => {
        clearTimeout(timer);
        signal.removeEventListener("abort", abort);
      },
    };
  }
}
