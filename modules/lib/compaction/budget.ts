/** How many tokens a view may have: what the model can take, less room for its answer, less a margin. */
import { type Host, type MessagesRequest, type ModelInfo, messageOf, type Provider } from "../../../kernel/index.ts";
import type { CompactionSettings } from "./settings.ts";

/** For a provider that does not know its model's window. */
const FALLBACK_TOKENS = 200_000;
const SAFETY_MARGIN_TOKENS = 4096;
/** A window so small that the reserves would leave nothing: then so much of it is the view's. */
const MIN_SHARE = 0.25;
/** A list of models is a request to the vendor; it must not hold up a turn for long. */
const LIST_MODELS_TIMEOUT_MS = 5000;

type Window = Pick<ModelInfo, "context_window" | "max_output_tokens">;

export class BudgetSource {
  readonly #host: Host;
  readonly #settings: Pick<CompactionSettings, "max_tokens" | "output_reserve_fraction">;
  readonly #modelLists = new WeakMap<Provider, Promise<readonly ModelInfo[]>>();

  constructor(host: Host, settings: Pick<CompactionSettings, "max_tokens" | "output_reserve_fraction">) {
    this.#host = host;
    this.#settings = settings;
  }

  async budgetFor(request: MessagesRequest): Promise<number> {
    const { max_tokens: cap } = this.#settings;
    const window = await this.#windowOf(request);
    if (!(window.context_window > 0)) return cap ?? FALLBACK_TOKENS;
    const reserved = this.#settings.output_reserve_fraction * window.max_output_tokens + SAFETY_MARGIN_TOKENS;
    const budget = Math.floor(Math.max(window.context_window - reserved, window.context_window * MIN_SHARE));
    return cap === undefined ? budget : Math.min(budget, cap);
  }

  /** The provider's defaults describe its default model; another one is looked up, once. */
  async #windowOf({ provider, model }: MessagesRequest): Promise<Window> {
    const { defaults } = provider.getInfo();
    if (model === undefined || model === defaults.model) return defaults;
    let list = this.#modelLists.get(provider);
    if (list === undefined) {
      list = this.#listModels(provider);
      this.#modelLists.set(provider, list);
    }
    return (await list).find(({ id }) => id === model) ?? defaults;
  }

  async #listModels(provider: Provider): Promise<readonly ModelInfo[]> {
    const controller = new AbortController();
    let undo = (): void => {};
    const tooLate = new Promise<never>((_, reject) => {
      undo = this.#host.clock.after(LIST_MODELS_TIMEOUT_MS, () => {
        controller.abort(new Error("too late"));
        reject(new Error(`no answer within ${LIST_MODELS_TIMEOUT_MS} ms`));
      });
    });
    try {
      return await Promise.race([provider.listModels(controller.signal), tooLate]);
    } catch (error) {
      this.#host.report(`the models of ${provider.name} could not be listed: ${messageOf(error)}`);
      return [];
    } finally {
      undo();
    }
  }
}
