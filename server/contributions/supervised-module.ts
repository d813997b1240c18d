/**
 * A module's process over all its lives: started again when it dies, after a pause that grows, until it has died too often. What it
 * contributes stays mounted meanwhile; what is asked of it waits for the next life, and fails when there is none.
 */
import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { type Coordinator, messageOf } from "../../kernel/index.ts";
import { type Declared, ModuleProcess, type ProcessOptions } from "./module-process.ts";
import type { Peer } from "./peer.ts";
import { type Giver, Gone } from "./site.ts";

const FIRST_PAUSE_MS = 200;
const MAX_PAUSE_MS = 10_000;
/** So many deaths within the window, and it is left alone until the window is over. */
const MAX_DEATHS = 5;
const WINDOW_MS = 60_000;
/** How long something that is asked waits for the next life: the longest pause, and a slow start. */
const MAX_WAIT_MS = 45_000;

export class SupervisedModule implements Giver {
  readonly label: string;
  readonly registrationId: string;
  readonly #coordinator: Coordinator;
  readonly #options: ProcessOptions;
  readonly #over = new AbortController();
  #process: ModuleProcess | undefined;
  #declared: Declared | undefined;
  #isReviving = false;
  #revived: Promise<void> = Promise.resolve();
  /** Nothing is left of the last life, and its end was told. */
  #buried: Promise<void> = Promise.resolve();
  #deaths: number[] = [];

  constructor(coordinator: Coordinator, options: ProcessOptions) {
    this.#coordinator = coordinator;
    this.#options = options;
    this.registrationId = options.greeting.id;
    this.label = `the module "${options.greeting.id}"`;
  }

  /** Its first life. @throws Error */
  async start(): Promise<Declared> {
    this.#declared = await this.#live();
    return this.#declared;
  }

  get present(): Peer | undefined {
    return this.#process?.peer;
  }

  async peer(signal: AbortSignal): Promise<Peer> {
    if (this.#process === undefined) {
      this.#revive();
      const late = AbortSignal.timeout(MAX_WAIT_MS);
      // Each is listened to by itself: the garbage collector takes a time-out that only `AbortSignal.any` knows.
      await Promise.race([signal, late].map((end) => settledOrAborted(this.#revived, end)));
    }
    if (this.#process !== undefined) return this.#process.peer;
    throw new Gone(`${this.label} is not running; it has died ${this.#recentDeaths} times in the last minute.`);
  }

  /** Ends it for good. */
  async end(): Promise<void> {
    this.#over.abort();
    await this.#revived;
    await this.#process?.end();
  }

  get #recentDeaths(): number {
    this.#deaths = this.#deaths.filter((at) => at > Date.now() - WINDOW_MS);
    return this.#deaths.length;
  }

  async #live(): Promise<Declared> {
    const process = await ModuleProcess.start(this.#options);
    if (this.#declared !== undefined && !isDeepStrictEqual(process.declared, this.#declared)) {
      await process.end();
      throw new Error("it contributes something else than before; take it out of the session and mount it again");
    }
    this.#process = process;
    // What is asked from now on waits for the next life, which begins when nothing is left of this one.
    process.peer.onGone(() => {
      this.#process = undefined;
      this.#buried = process.ended.then(({ code, signal, stderr }) => {
        this.#tellDeath(signal === null ? `it exited with ${code}` : `it was ended by ${signal}`, stderr);
      });
      this.#revive();
    });
    return process.declared;
  }

  #tellDeath(reason: string, stderr: string): void {
    if (this.#over.signal.aborted) return;
    this.#deaths.push(Date.now());
    const isHopeless = this.#recentDeaths >= MAX_DEATHS;
    const { hooks, host } = this.#coordinator;
    const restart_in_ms = isHopeless ? null : this.#pauseMs;
    host.report(`${this.label}: ${reason}${isHopeless ? `; it is left alone for ${WINDOW_MS} ms` : ""}`);
    void hooks.emit("module:process_died", { id: this.registrationId, reason, stderr, restart_in_ms });
  }

  #revive(): void {
    if (this.#isReviving) return;
    this.#isReviving = true;
    this.#revived = this.#tryToRevive();
  }

  /** Until it lives, or has died too often. */
  async #tryToRevive(): Promise<void> {
    const { signal } = this.#over;
    while (this.#process === undefined && !signal.aborted) {
      await this.#buried;
      if (this.#recentDeaths >= MAX_DEATHS) break;
      await delay(this.#pauseMs, undefined, { signal }).catch(() => {});
      if (signal.aborted) break;
      try {
        await this.#live();
        await this.#coordinator.hooks.emit("module:process_restarted", { id: this.registrationId });
      } catch (error) {
        this.#tellDeath(`it did not start again: ${messageOf(error)}`, "");
      }
    }
    this.#isReviving = false;
  }

  get #pauseMs(): number {
    return Math.min(FIRST_PAUSE_MS * 2 ** (this.#recentDeaths - 1), MAX_PAUSE_MS);
  }
}

async function settledOrAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await Promise.race([work, once(signal, "abort")]);
}
