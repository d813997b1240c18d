/** Chooses the provider and the model of a turn. A hook may change the choice by changing the data of `provider:resolve`. */
import { KernelError, type Provider, type TurnInput } from "../../../kernel/index.ts";
import type { LoopConfig } from "./loop.ts";

export interface Choice {
  readonly provider: Provider;
  readonly model: string | undefined;
}

/** @throws KernelError `provider-missing` when a provider that somebody named is not mounted, or none is */
export async function chooseProvider(input: TurnInput, config: LoopConfig): Promise<Choice> {
  const { model } = input.options;
  const { name, reason } = firstChoice(input, config);
  const { data } = await input.coordinator.emit("provider:resolve", {
    provider: mounted(input, name).name,
    ...(model !== undefined && { model }),
    reason,
  });
  const provider = mounted(input, typeof data.provider === "string" ? data.provider : name);
  return { provider, model: typeof data.model === "string" ? data.model : undefined };
}

function firstChoice(input: TurnInput, config: LoopConfig): { readonly name: string; readonly reason: string } {
  if (input.options.provider !== undefined) return { name: input.options.provider, reason: "requested" };
  if (config.default_provider !== undefined) return { name: config.default_provider, reason: "default_provider" };
  const [first] = [...input.providers].sort(([, a], [, b]) => a.priority - b.priority);
  if (first === undefined) throw new KernelError("provider-missing", "The session has no provider that could answer.");
  return { name: first[0], reason: "priority" };
}

function mounted(input: TurnInput, name: string): Provider {
  const provider = input.providers.get(name);
  if (provider !== undefined) return provider;
  const known = [...input.providers.keys()].join(", ") || "none";
  throw new KernelError(
    "provider-missing",
    `There is no provider "${name}" in this session. The providers are: ${known}.`,
  );
}
