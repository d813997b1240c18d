/** Where a connection is between `initialize` and `exit`: one state, and what each request may do in it. It answers nothing itself. */
import type { RpcError } from "./contracts.ts";
import { shown, wireError } from "./errors.ts";

type State =
  | { readonly name: "new" }
  | { readonly name: "initializing"; readonly settled: Promise<void> }
  | { readonly name: "ready" }
  | { readonly name: "stopping"; readonly settled: Promise<void> };

export const INITIALIZE = "initialize";
export const SHUTDOWN = "shutdown";
export const EXIT = "exit";

export class LifecycleState {
  #state: State;
  #isSettled = true;

  constructor(isReady = false) {
    this.#state = { name: isReady ? "ready" : "new" };
  }

  get hasShutDown(): boolean {
    return this.#state.name === "stopping";
  }

  /** `wait`: ask again when `settled` resolves. */
  admit(method: string): "run" | "wait" | RpcError {
    switch (this.#state.name) {
      case "new":
        if (method === INITIALIZE) return "run";
        return wireError("not-initialized", `${shown(method)} came before \`initialize\`.`, {
          hint: "Send `initialize` first.",
        });
      case "initializing":
        return "wait";
      case "ready":
        return method === INITIALIZE
          ? wireError("already-initialized", "The connection is initialized already.")
          : "run";
      case "stopping":
        return wireError("shut-down", `${shown(method)} came behind \`shutdown\`; only \`exit\` may follow.`);
    }
  }

  /** Whether notifications are heard; `wait` as for requests. */
  get hears(): "run" | "wait" | "drop" {
    if (this.#state.name === "new") return "drop";
    return this.#state.name === "initializing" ? "wait" : "run";
  }

  /** No `initialize` or `shutdown` waits for its answer. */
  get isSettled(): boolean {
    return this.#isSettled;
  }

  /** Resolves when a running `initialize` or `shutdown` has its answer. */
  async settled(): Promise<void> {
    if (this.#state.name === "initializing" || this.#state.name === "stopping") await this.#state.settled;
  }

  /** A failure leads back to the beginning. */
  async initialize(run: () => Promise<unknown>): Promise<unknown> {
    const settle = this.#enter("initializing");
    try {
      const result = await run();
      this.#state = { name: "ready" };
      return result;
    } catch (error) {
      this.#state = { name: "new" };
      throw error;
    } finally {
      settle();
    }
  }

  /** A failure still counts: the client has said that it goes. */
  async shutDown(run: () => Promise<unknown>): Promise<unknown> {
    const settle = this.#enter("stopping");
    try {
      return await run();
    } finally {
      settle();
    }
  }

  #enter(name: "initializing" | "stopping"): () => void {
    let resolve = (): void => {};
    const settled = new Promise<void>((done) => {
      resolve = done;
    });
    this.#state = { name, settled };
    this.#isSettled = false;
    return () => {
      this.#isSettled = true;
      resolve();
    };
  }
}
