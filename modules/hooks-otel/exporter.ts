/**
 * Sends spans and metrics to a collector over OTLP/HTTP, in the background: a bounded queue, one export at a time, and a collector
 * that is down costs the session nothing but what the queue cannot hold.
 */
import { type Clock, type JsonObject, messageOf, type Undo } from "../../kernel/index.ts";
import { withTimeLimit } from "../lib/time-limit/index.ts";
import type { Target } from "./config.ts";
import type { Meter } from "./meter.ts";
import { type Attributes, encodeMetrics, encodeTraces, type Span } from "./otlp.ts";

export interface ExporterOptions {
  readonly target: Target;
  readonly meter: Meter;
  readonly clock: Clock;
  readonly intervalMs: number;
  readonly timeoutMs: number;
  /** An outage begins. Called once for each. */
  readonly onFailure: (reason: string, dropped: number) => void;
}

const MAX_QUEUED_SPANS = 2048;
const MAX_BATCH_SPANS = 512;
/** Worth another attempt, says the specification. */
const PASSING = new Set([429, 502, 503, 504]);

export class Exporter {
  readonly #options: ExporterOptions;
  readonly #resource: Attributes;
  readonly #startMs: number;
  #queue: Span[] = [];
  #dropped = 0;
  #isDown = false;
  #hasNews = false;
  #undoTimer: Undo = () => {};
  #running: Promise<void> = Promise.resolve();
  readonly #stopping = new AbortController();

  constructor(options: ExporterOptions) {
    this.#options = options;
    this.#startMs = options.clock.now();
    this.#resource = { "service.name": options.target.serviceName };
    this.#schedule();
  }

  /** Takes a span that has ended. One that is not sampled is not exported; a full queue drops it. */
  add(span: Span): void {
    this.#hasNews = true;
    if (!span.isSampled) return;
    if (this.#queue.length >= MAX_QUEUED_SPANS) this.#dropped += 1;
    else this.#queue.push(span);
  }

  /** The last export, bounded. Never rejects. */
  async close(limitMs: number): Promise<void> {
    const deadline = setTimeout(() => this.#stopping.abort(new Error("the session ends")), limitMs);
    await this.#running;
    // Only now: an export that was under way has set the next timer.
    this.#undoTimer();
    await this.#export();
    clearTimeout(deadline);
  }

  #schedule(): void {
    this.#undoTimer = this.#options.clock.after(this.#options.intervalMs, () => {
      this.#running = this.#export().finally(() => {
        if (!this.#stopping.signal.aborted) this.#schedule();
      });
    });
  }

  async #export(): Promise<void> {
    if (!this.#hasNews) return;
    this.#hasNews = false;
    let isTaken = true;
    try {
      while (this.#queue.length > 0) {
        const batch = this.#queue.slice(0, MAX_BATCH_SPANS);
        const isRefused = !(await this.#post("traces", encodeTraces(batch, this.#resource)));
        this.#queue = this.#queue.slice(batch.length);
        if (isRefused) this.#dropped += batch.length;
        isTaken &&= !isRefused;
      }
      const time = { startMs: this.#startMs, nowMs: this.#options.clock.now() };
      const metrics = this.#options.meter.collect();
      if (metrics.length > 0)
        isTaken = (await this.#post("metrics", encodeMetrics(metrics, this.#resource, time))) && isTaken;
      if (isTaken) this.#isDown = false;
    } catch (error) {
      // What is queued waits for the next time.
      this.#hasNews = true;
      this.#fail(messageOf(error));
    }
  }

  /** Answers false when the collector will never take it. @throws Error when it may take it later */
  async #post(signal: "traces" | "metrics", body: JsonObject): Promise<boolean> {
    const { target, timeoutMs } = this.#options;
    const response = await fetch(`${target.endpoint}/v1/${signal}`, {
      method: "POST",
      headers: { ...target.headers, "content-type": "application/json" },
      body: JSON.stringify(body),
      redirect: "error",
      signal: withTimeLimit(this.#stopping.signal, timeoutMs),
    });
    await response.body?.cancel();
    if (response.ok) return true;
    const reason = `the collector answered ${response.status} for ${signal}`;
    if (PASSING.has(response.status)) throw new Error(reason);
    this.#fail(reason);
    return false;
  }

  #fail(reason: string): void {
    if (this.#isDown) return;
    this.#isDown = true;
    this.#options.onFailure(reason, this.#dropped);
  }
}
