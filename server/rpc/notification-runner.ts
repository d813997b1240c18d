/** Takes the client's notifications in order: `exit` here, the others to the server's handlers. */
import type { Connection } from "./connection.ts";
import type { RpcServerOptions } from "./contracts.ts";
import { CANCEL_GRACE_MS } from "./ending.ts";
import { describe } from "./errors.ts";
import { EXIT, type LifecycleState } from "./lifecycle.ts";
import type { NotificationShape } from "./message-shape.ts";
import type { Waiting } from "./waiting.ts";

export interface NotificationRunnerParts {
  readonly options: RpcServerOptions;
  readonly lifecycle: LifecycleState;
  readonly connection: Connection;
  readonly waiting: Waiting;
}

export class NotificationRunner {
  readonly #parts: NotificationRunnerParts;

  constructor(parts: NotificationRunnerParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  async run({ method, params }: NotificationShape): Promise<void> {
    if (method === EXIT) return this.#exit();
    if (await this.#isHeard()) await this.#handle(method, params);
  }

  /** Behind a pipelined `initialize` or `shutdown`, the answer still goes out. */
  async #exit(): Promise<void> {
    const { lifecycle, waiting, connection } = this.#parts;
    await waiting.within(CANCEL_GRACE_MS, () => lifecycle.isSettled || connection.isClosed);
    connection.close("exit");
  }

  async #isHeard(): Promise<boolean> {
    const { lifecycle } = this.#parts;
    while (lifecycle.hears === "wait") await lifecycle.settled();
    return lifecycle.hears === "run";
  }

  async #handle(method: string, params: object): Promise<void> {
    const { options, connection } = this.#parts;
    try {
      await options.notifications?.(method)?.(params, connection);
    } catch (error) {
      options.report(`notification ${method}: ${describe(error)}`);
    }
  }
}
