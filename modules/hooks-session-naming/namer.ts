/** Finds a title in the background: the turn is over, and nothing waits for it. */
import {
  type Coordinator,
  type JsonObject,
  messageOf,
  type Provider,
  ProviderError,
  type ProviderResponse,
  textOf,
} from "../../kernel/index.ts";
import { untilAborted } from "../lib/provider-wire/index.ts";
import { describeFailure } from "../lib/turn/index.ts";
import type { Config } from "./config.ts";
import { cleanTitle, titleFromPrompt, titleRequest } from "./title.ts";

export const NAMED = "session:named";

/** Stands in for a model, and could only play its script: a title from it would be nonsense and take an answer away. */
const NO_MODEL = "mock";
/** Enough for a title, and for a model that thinks first. */
const MAX_TOKENS = 256;
type Wanted = { readonly provider: string; readonly model: string | undefined };

export class Namer {
  readonly #coordinator: Coordinator;
  readonly #config: Config;
  readonly #closing = new AbortController();
  #lastAnswer: Wanted | undefined;
  #job: Promise<void> = Promise.resolve();
  #isDone = false;

  constructor(coordinator: Coordinator, config: Config) {
    this.#coordinator = coordinator;
    this.#config = config;
  }

  noteAnswer({ provider, model }: JsonObject): void {
    this.#lastAnswer = { provider: String(provider), model: typeof model === "string" ? model : undefined };
  }

  noteTurn({ turn, stop_reason }: JsonObject): void {
    if (this.#isDone || turn !== this.#config.after_turns || UNFINISHED.has(stop_reason)) return;
    this.#isDone = true;
    this.#job = this.#name().catch((error: unknown) => {
      this.#coordinator.host.report(`the session could not be named: ${messageOf(error)}`);
    });
  }

  /** Gives up what is under way. */
  async close(): Promise<void> {
    this.#closing.abort(new Error("the session ends"));
    await this.#job;
  }

  async #name(): Promise<void> {
    const { max_title_chars } = this.#config;
    const setTitle = this.#coordinator.getCapability<(title: string) => Promise<boolean>>("session.set_title");
    const history = (await this.#coordinator.get("context")?.getMessages()) ?? [];
    const messages = titleRequest(history);
    if (setTitle === undefined || messages === undefined) return;
    const answer = await this.#ask(messages);
    if (this.#closing.signal.aborted) return;
    const asked = cleanTitle(textOf(answer?.content ?? []), max_title_chars);
    const title = asked === "" ? titleFromPrompt(history, max_title_chars) : asked;
    if (title === "" || !(await setTitle(title))) return;
    await this.#coordinator.hooks.emit(NAMED, { title, source: asked === "" ? "prompt" : "model" });
  }

  /** Nothing where there is no model to ask, a hook forbids it, or it fails. */
  async #ask(messages: NonNullable<ReturnType<typeof titleRequest>>): Promise<ProviderResponse | undefined> {
    const { provider: name = this.#lastAnswer?.provider ?? "", model = this.#lastAnswer?.model } = this.#config;
    const provider = this.#coordinator.get("providers", name);
    if (provider === undefined || provider.getInfo().id === NO_MODEL) return undefined;
    const request_id = this.#coordinator.host.newId();
    const call = { provider: name, request_id, ...(model !== undefined && { model }) };
    const sent = { ...call, messages: messages.length, tools: 0 };
    const gate = await this.#coordinator.emit("llm:request", sent, this.#closing.signal);
    if (gate.denied !== undefined) return undefined;
    return this.#complete(provider, { ...call, messages });
  }

  async #complete(
    provider: Provider,
    request: Pick<Parameters<Provider["complete"]>[0], "request_id" | "model" | "messages"> & { provider: string },
  ): Promise<ProviderResponse | undefined> {
    const { host, hooks } = this.#coordinator;
    const { messages, provider: name, ...call } = request;
    const limit = AbortSignal.timeout(this.#config.timeout * 1000);
    const signal = AbortSignal.any([this.#closing.signal, limit]);
    const startedAt = host.clock.now();
    const told = (): JsonObject => ({ provider: name, ...call, duration_ms: Math.round(host.clock.now() - startedAt) });
    try {
      const run = (): Promise<ProviderResponse> =>
        provider.complete({ ...call, messages, tools: [], max_tokens: MAX_TOKENS }, { signal, onPart: async () => {} });
      const response = await untilAborted(signal, run);
      const { usage, model } = response;
      await hooks.emit("llm:response", { ...told(), model, status: "ok", usage });
      return response;
    } catch (error) {
      const failure = describeFailure(signal.aborted ? this.#whyEnded(name, limit) : error);
      await hooks.emit("llm:response", { ...told(), status: "error", error: failure });
      return undefined;
    }
  }

  #whyEnded(provider: string, { aborted: isLate }: AbortSignal): ProviderError {
    if (!isLate) return new ProviderError("Abort", "The session ends.", { provider });
    return new ProviderError("Timeout", `No title came within ${this.#config.timeout} s.`, { provider });
  }
}

/** Turns that say little of what the session is about. */
const UNFINISHED: ReadonlySet<unknown> = new Set(["cancelled", "denied", "refusal"]);
