/**
 * Signals. The first Ctrl-C while a turn runs asks for a graceful end; every other signal, and the second Ctrl-C, means leave. It decides
 * nothing about how leaving is done.
 */

import { untilAborted } from "../node/until-aborted.ts";

type Leaving = { readonly exitCode: number };

const CODES = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

export class Interruption {
  readonly #leave = new AbortController();
  readonly #undos: (() => void)[] = [];
  #cancelTurn: (() => void) | undefined;
  #exitCode: number | undefined;
  /** Another program has the terminal. */
  #isElsewhere = false;

  constructor() {
    for (const [signal, code] of Object.entries(CODES)) {
      const listener = (): void => this.#take(signal, code);
      process.on(signal, listener);
      this.#undos.push(() => process.off(signal, listener));
    }
  }

  /** Aborts when it is time to leave. */
  get signal(): AbortSignal {
    return this.#leave.signal;
  }

  /** Nothing when there was no interruption. */
  get exitCode(): number | undefined {
    return this.#exitCode;
  }

  /** While the work runs, the first Ctrl-C calls this instead of leaving. */
  async duringTurn<Value>(cancelTurn: () => void, work: () => Promise<Value>): Promise<Value> {
    this.#cancelTurn = cancelTurn;
    try {
      return await untilAborted(work(), this.#leave.signal);
    } finally {
      this.#cancelTurn = undefined;
    }
  }

  /** While the work runs, Ctrl-C is another program's: the one that has the terminal. */
  async leavingCtrlCTo<Value>(work: () => Promise<Value>): Promise<Value> {
    this.#isElsewhere = true;
    try {
      return await work();
    } finally {
      this.#isElsewhere = false;
    }
  }

  leave(exitCode: number): void {
    this.#exitCode ??= exitCode;
    this.#leave.abort({ exitCode } satisfies Leaving);
  }

  dispose(): void {
    for (const undo of this.#undos.splice(0)) undo();
  }

  #take(signal: string, code: number): void {
    if (signal === "SIGINT" && this.#isElsewhere) return;
    const cancelTurn = this.#cancelTurn;
    this.#cancelTurn = undefined;
    if (signal !== "SIGINT" || cancelTurn === undefined) {
      this.leave(code);
    } else {
      this.#exitCode ??= code;
      cancelTurn();
    }
  }
}
