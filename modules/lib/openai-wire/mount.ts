/** Mounts a provider that speaks one of OpenAI's protocols. */
import type { Coordinator, Undo } from "../../../kernel/index.ts";
import { createWireProvider, type WireConfig } from "../provider-wire/index.ts";
import type { Dialect } from "./dialect.ts";
import { createOpenAiVendor } from "./vendor.ts";

export interface OpenAiWireMount {
  readonly coordinator: Coordinator;
  readonly dialect: Dialect;
  readonly config: WireConfig;
  readonly apiKey: string;
  /** The plan's id for it; default the dialect's. */
  readonly name: string | undefined;
}

export function mountOpenAiWire({ coordinator, dialect, config, apiKey, name }: OpenAiWireMount): Undo {
  const vendor = createOpenAiVendor(dialect, config, coordinator.sessionId);
  const provider = createWireProvider({ coordinator, vendor, apiKey, config, name });
  return coordinator.mount("providers", provider, { name: provider.name });
}
