/**
 * A provider over a vendor's wire: slots, attempts, retries, events and errors, the same for every vendor. What goes over the wire,
 * and what the vendor's errors mean, is the vendor's part.
 */
import {
  type CompleteOptions,
  type Coordinator,
  type ModelInfo,
  type Provider,
  ProviderError,
  type ProviderInfo,
  type ProviderRequest,
  type ProviderResponse,
  toolCallsOf,
} from "../../../kernel/index.ts";
import { Attempt, CANCELLED, untilAborted } from "./attempt.ts";
import { type Failure, failureOf, withoutKey } from "./failure.ts";
import { costOf, type Price } from "./price.ts";
import { delayBeforeRetry } from "./retry.ts";
import { Slots } from "./slots.ts";

export interface Vendor {
  readonly info: ProviderInfo;
  /** Where its requests go. */
  readonly baseUrl: string;
  /** Sends the request once and hands its answer on through `attempt.delivery`. What it throws, `explain` understands. */
  send(request: VendorRequest, attempt: Attempt): Promise<ProviderResponse>;
  /** What the vendor's own errors mean; undefined where the common rules say it. */
  explain(error: unknown, common: Failure): Failure | undefined;
  /** What the vendor did not take in a request that it would take without; undefined: the fault lies elsewhere. */
  refusedPart(failure: Failure): RequestPart | undefined;
  listModels(signal: AbortSignal): Promise<readonly ModelInfo[]>;
  /** The list price of a model; undefined where none is known. */
  priceOf(model: string): Price | undefined;
}

/** Thoughts of earlier answers; the wish to be told the thoughts of the new one; the schema of the answer. */
export type RequestPart = "earlier-thoughts" | "told-thoughts" | "output-schema";

export interface VendorRequest extends ProviderRequest {
  readonly model: string;
  /** What the vendor has refused before, so that it stays out. */
  readonly without: ReadonlySet<RequestPart>;
}

export interface WireProviderOptions {
  readonly coordinator: Coordinator;
  readonly vendor: Vendor;
  readonly apiKey: string;
  /** Default: the vendor's. */
  readonly name?: string | undefined;
  readonly config: {
    readonly timeout: number;
    readonly max_retries: number;
    readonly max_concurrent: number;
    readonly priority: number;
    readonly prices?: Readonly<Record<string, Price>>;
  };
  /** From 0 to below 1; for the jitter of delays. Default `Math.random`. */
  readonly random?: () => number;
}

export function createWireProvider(options: WireProviderOptions): Provider {
  const { vendor, config } = options;
  const shared = { slots: new Slots(config.max_concurrent), refused: new Set<RequestPart>() };
  return {
    name: options.name ?? vendor.info.id,
    priority: config.priority,
    getInfo: () => vendor.info,
    complete: (request, complete) => new Completion(options, shared, request).run(complete),
    parseToolCalls: (response) => toolCallsOf(response.content),
    async listModels(signal) {
      const { clock } = options.coordinator.host;
      const attempt = new Attempt({ signal, onPart: async () => {}, clock, timeoutMs: config.timeout * 1000 });
      try {
        return await attempt.within(() => vendor.listModels(attempt.signal));
      } catch (error) {
        throw errorOf(options, explain(vendor, error, false));
      } finally {
        attempt.end();
      }
    },
  };
}

/** What the requests of one provider have in common. */
interface Shared {
  readonly slots: Slots;
  readonly refused: Set<RequestPart>;
}

interface FailedAttempt {
  readonly failure: Failure;
  readonly without: ReadonlySet<RequestPart>;
  /** The caller has seen nothing of it. */
  readonly isUnseen: boolean;
}

/** One request from its first attempt to its last. */
class Completion {
  readonly #options: WireProviderOptions;
  readonly #shared: Shared;
  readonly #request: ProviderRequest & { readonly model: string };
  #failedAttempts = 0;

  constructor(options: WireProviderOptions, shared: Shared, request: ProviderRequest) {
    this.#options = options;
    this.#shared = shared;
    this.#request = { ...request, model: request.model ?? options.vendor.info.defaults.model };
  }

  async run(complete: CompleteOptions): Promise<ProviderResponse> {
    for (;;) {
      const outcome = await this.#attempt(complete);
      if ("response" in outcome) return outcome.response;
      if (complete.signal.aborted) throw errorOf(this.#options, CANCELLED, this.#request.model);
      this.#failedAttempts += 1;
      const delayMs = this.#delayAfter(outcome);
      if (delayMs === undefined) throw errorOf(this.#options, outcome.failure, this.#request.model);
      await this.#announceRetry(outcome.failure, delayMs);
      await this.#pause(delayMs, complete.signal);
    }
  }

  async #attempt(complete: CompleteOptions): Promise<{ response: ProviderResponse } | FailedAttempt> {
    const { vendor, config, coordinator } = this.#options;
    const { slots, refused } = this.#shared;
    const { clock } = coordinator.host;
    const attempt = new Attempt({ ...complete, clock, timeoutMs: config.timeout * 1000 });
    const without = new Set(refused);
    let release = (): void => {};
    try {
      if (slots.isFull) await this.#announceWait();
      release = await slots.take(complete.signal);
      const request = withoutSchema({ ...this.#request, without });
      const response = await untilAborted(complete.signal, () => vendor.send(request, attempt));
      return { response: this.#priced(response) };
    } catch (error) {
      const failure = explain(vendor, error, attempt.hasResponse);
      return { failure, without, isUnseen: !attempt.delivery.hasBegun };
    } finally {
      attempt.end();
      release();
    }
  }

  /** A vendor may name the model that answered more exactly than it was asked for. A model without a price has no cost. */
  #priced(response: ProviderResponse): ProviderResponse {
    const { vendor, config } = this.#options;
    const names = [this.#request.model, response.model];
    const own = names.map((name) => config.prices?.[name]);
    const price = [...own, ...names.map((name) => vendor.priceOf(name))].find((one) => one !== undefined);
    if (price === undefined) return response;
    return { ...response, usage: { ...response.usage, cost: costOf(response.usage, price) } };
  }

  #delayAfter({ failure, without, isUnseen }: FailedAttempt): number | undefined {
    const { vendor, config, random = Math.random } = this.#options;
    if (!isUnseen) return undefined;
    const part = vendor.refusedPart(failure);
    const isIn = part !== "output-schema" || this.#request.output_schema !== undefined;
    if (part !== undefined && isIn && !without.has(part)) {
      this.#shared.refused.add(part);
      return 0;
    }
    const failedAttempts = this.#failedAttempts;
    return delayBeforeRetry(failure, { failedAttempts, maxRetries: config.max_retries, random });
  }

  async #pause(ms: number, signal: AbortSignal): Promise<void> {
    if (ms === 0) return;
    let undo = (): void => {};
    const over = new Promise<void>((resolve) => {
      undo = this.#options.coordinator.host.clock.after(ms, resolve);
    });
    try {
      await untilAborted(signal, () => over);
    } catch (error) {
      throw errorOf(this.#options, explain(this.#options.vendor, error, false), this.#request.model);
    } finally {
      undo();
    }
  }

  async #announceRetry(failure: Failure, delay_ms: number): Promise<void> {
    const { kind, message, retryable, retryAfter } = errorOf(this.#options, failure, this.#request.model);
    const error = { kind, message, retryable, ...(retryAfter !== undefined && { retry_after: retryAfter }) };
    const attempt = this.#failedAttempts + 1;
    await this.#options.coordinator.hooks.emit("provider:retry", { ...this.#subject(), attempt, delay_ms, error });
  }

  async #announceWait(): Promise<void> {
    const { coordinator, config } = this.#options;
    const reason = `${config.max_concurrent} requests are running (max_concurrent)`;
    await coordinator.hooks.emit("provider:throttle", { ...this.#subject(), delay_ms: 0, reason });
  }

  #subject(): { provider: string; model: string; request_id: string } {
    const { model, request_id } = this.#request;
    return { provider: this.#options.name ?? this.#options.vendor.info.id, model, request_id };
  }
}

/** A model that cannot be held to a schema is told it, behind all that was said. */
function withoutSchema(request: VendorRequest): VendorRequest {
  const { output_schema, ...others } = request;
  if (output_schema === undefined || !request.without.has("output-schema")) return request;
  const text = `Your final answer must be JSON of this JSON Schema, and nothing else: ${JSON.stringify(output_schema)}`;
  const metadata = { source: "output_schema", ephemeral: true };
  const reminder = { role: "user", content: [{ type: "text", text }], metadata } as const;
  return { ...others, messages: [...request.messages, reminder] };
}

function explain(vendor: Vendor, error: unknown, hasResponse: boolean): Failure {
  const common = failureOf(error, hasResponse, { provider: vendor.info.id, baseUrl: vendor.baseUrl });
  return vendor.explain(error, common) ?? common;
}

/** The error that a caller sees. It has no cause: an SDK's error may hold what nobody should read. */
function errorOf(options: WireProviderOptions, failure: Failure, model?: string): ProviderError {
  const { vendor, apiKey } = options;
  const message = withoutKey(failure.message, apiKey);
  return new ProviderError(failure.kind, wordsOf(vendor.info, { ...failure, message }), {
    provider: vendor.info.id,
    model,
    retryAfter: failure.retryAfter,
  });
}

/** Who says it; and, where the key was refused, where the key comes from. */
function wordsOf({ id, displayName, configFields }: ProviderInfo, { kind, message }: Failure): string {
  if (kind === "Abort") return message;
  const variable = configFields.find(({ key }) => key === "api_key")?.env;
  if (kind !== "Authentication" || variable === undefined) return `${displayName}: ${message}`;
  const advice = `Check \`api_key\` in the config of provider-${id}, or the environment variable ${variable}.`;
  return `${displayName}: ${message.replace(/([^.!?])$/, "$1.")} ${advice}`;
}
