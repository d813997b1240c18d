/** Asks providers for their models, all at once; one that fails or is slow costs nothing but itself. */
import { type ModelInfo, messageOf, type Provider } from "../../kernel/index.ts";
import { providerName } from "./provider-name.ts";
import { RequestError } from "./request-error.ts";

const TIMEOUT_MS = 15_000;

export interface OfferedModels {
  readonly models: OfferedModel[];
  readonly warnings: { readonly kind: string; readonly message: string }[];
}

type OfferedModel = Omit<ModelInfo, "capabilities"> & {
  readonly provider: string;
  readonly isDefault: boolean;
  readonly capabilities: string[];
};

/** @throws RequestError `provider-missing` when the one that is wanted is not there */
export async function offeredModels(
  providers: ReadonlyMap<string, Provider>,
  wanted: string | undefined,
  signal: AbortSignal,
): Promise<OfferedModels> {
  const name = wanted && providerName(providers, wanted);
  const asked = [...providers].filter(([id]) => name === undefined || id === name);
  if (wanted !== undefined && asked.length === 0) {
    const known = [...providers.keys()].join(", ") || "none";
    throw new RequestError("provider-missing", `The session has no provider "${wanted}". The providers are: ${known}.`);
  }
  const lists = await Promise.allSettled(asked.map(([, provider]) => listOf(provider, signal)));
  const models = lists.flatMap((list, index) => {
    const [id = "", provider] = asked[index] ?? [];
    if (list.status === "rejected" || provider === undefined) return [];
    const { model: byDefault } = provider.getInfo().defaults;
    return list.value.map((model) => {
      return { provider: id, isDefault: model.id === byDefault, ...model, capabilities: [...model.capabilities] };
    });
  });
  const warnings = lists.flatMap((list, index) => {
    if (list.status === "fulfilled") return [];
    return [{ kind: "provider-failed", message: `${asked[index]?.[0]}: ${messageOf(list.reason)}` }];
  });
  return { models, warnings };
}

async function listOf(provider: Provider, signal: AbortSignal): Promise<readonly ModelInfo[]> {
  const late = AbortSignal.timeout(TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error(`its models did not come within ${TIMEOUT_MS} ms`));
    // To each of them: the garbage collector takes a time-out that nobody listens to.
    for (const end of [signal, late]) end.addEventListener("abort", stop);
    provider.listModels(AbortSignal.any([signal, late])).then(resolve, reject);
  });
}
