/** Compacts the view of a session's history, where its context module can, for the provider that a turn would take. */
import type { JsonObject, Provider, Session } from "../../kernel/index.ts";
import type { StoredSession } from "../store/contracts.ts";
import { RequestError } from "./request-error.ts";
import { withSettings } from "./session-settings.ts";

/** Answers what the context module did. @throws RequestError `provider-missing` */
export async function compactHistory(kernel: Session, { metadata }: StoredSession): Promise<JsonObject> {
  const { model, ...named } = withSettings({}, metadata.settings);
  const provider = providerOf(kernel, named.provider);
  return kernel.history.compact({ provider, ...(model !== undefined && { model }) });
}

/** A named one, else the loop's own, else the one of the highest priority. */
function providerOf({ coordinator }: Session, named: string | undefined): Provider {
  const providers = [...coordinator.all("providers")];
  const name = named ?? coordinator.plan.session.orchestrator.config?.default_provider;
  const [first] = providers.sort(([, a], [, b]) => a.priority - b.priority);
  const found = providers.find(([id]) => id === name) ?? first;
  if (found !== undefined) return found[1];
  throw new RequestError("provider-missing", "The session has no provider, so how much room there is is not known.");
}
