/**
 * The engine for where ripgrep is not installed, and for patterns that it does not take: JavaScript's regular expressions, in a
 * thread of their own, because a bad pattern can make them run for ever and a thread can be ended.
 */
import { Worker } from "node:worker_threads";
import { type Engine, type FoundFile, PatternError, type Query } from "./query.ts";
import { type Answer, type Job, searchThread } from "./script-thread.ts";

const SOURCE = `(${searchThread})({ port: require("node:worker_threads").parentPort, readFileSync: require("node:fs").readFileSync })`;

/** Look-around and back-references: ripgrep has neither. */
export function needsBacktracking(pattern: string): boolean {
  return /\(\?<?[=!]|(?<!\\)(?:\\\\)*\\(?:[1-9]|k<)/.test(pattern);
}

export class ScriptEngine implements Engine {
  #worker: Worker | undefined;

  async search(files: readonly string[], query: Query, signal: AbortSignal): Promise<FoundFile[]> {
    signal.throwIfAborted();
    this.#worker ??= new Worker(SOURCE, { eval: true, execArgv: [], env: {} });
    const answer = await this.#ask(this.#worker, { files, query }, signal);
    if ("patternError" in answer) throw new PatternError(answer.patternError);
    return answer.found;
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #ask(worker: Worker, job: Job, signal: AbortSignal): Promise<Answer> {
    let release = (): void => {};
    try {
      return await new Promise<Answer>((resolve, reject) => {
        const onAbort = (): void => reject(signal.reason);
        const onExit = (): void => reject(new Error("the search thread ended early"));
        signal.addEventListener("abort", onAbort, { once: true });
        worker.once("message", resolve).once("error", reject).once("exit", onExit);
        release = () => {
          signal.removeEventListener("abort", onAbort);
          worker.off("message", resolve).off("error", reject).off("exit", onExit);
        };
        worker.postMessage(job);
      });
    } catch (error) {
      release();
      await this.close();
      throw error;
    } finally {
      release();
    }
  }
}
