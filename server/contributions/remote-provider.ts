/**
 * A provider that lives in a client or in another process. Its parts come by notification, each is taken before the next, and what
 * was taken is acknowledged, so that it never runs far ahead. Its whole answer is checked.
 */
import type * as z from "zod";
import {
  type CompleteOptions,
  type ModelInfo,
  PROVIDER_ERROR_KINDS,
  type Provider,
  ProviderError,
  type ProviderErrorKind,
  type ProviderRequest,
  type ProviderResponse,
  textOf,
  toolCallsOf,
} from "../../kernel/index.ts";
import { providerComplete, type providerDeclaration } from "../../protocol/index.ts";
import { untilAborted } from "../until-aborted.ts";
import { PartRelay } from "./part-relay.ts";
import { ContractBroken, type Fault, faultOf, type Site, tellFault } from "./site.ts";

export type ProviderDeclaration = z.output<ReturnType<typeof providerDeclaration>>;

const DEFAULT_PRIORITY = 100;
/** How long it may say nothing. */
const SILENCE_MS = 30_000;
/** However much it says. */
const ANSWER_MS = 24 * 60 * 60_000;
/** Parts that may be under way. */
const WINDOW = 64;

/** @param name what it is mounted under */
export function remoteProvider(declaration: ProviderDeclaration, name: string, site: Site): Provider {
  const models = declaration.models as readonly ModelInfo[];
  const [first] = declaration.models;
  const { id: model = "default", context_window = 0, max_output_tokens = 0 } = first ?? {};
  return {
    name,
    priority: declaration.priority ?? DEFAULT_PRIORITY,
    getInfo: () => ({
      id: name,
      displayName: declaration.displayName ?? declaration.name,
      defaults: { model, context_window, max_output_tokens },
      configFields: [],
    }),
    listModels: async () => models,
    parseToolCalls: (response) => toolCallsOf(response.content),
    async complete(request, options) {
      const asked = { ...request, model: request.model ?? model };
      try {
        return await complete({ declaration, request: asked, options }, site);
      } catch (error) {
        const isCancelled = options.signal.aborted;
        const fault = faultOf(error, site, `provider ${name}`);
        if (!isCancelled) await tellFault(site, declaration.name, fault);
        throw errorOf(fault, { provider: name, model: asked.model, isCancelled });
      }
    },
  };
}

interface Completion {
  readonly declaration: ProviderDeclaration;
  readonly request: ProviderRequest & { readonly model: string };
  readonly options: CompleteOptions;
}

async function complete({ declaration, request, options }: Completion, site: Site): Promise<ProviderResponse> {
  const { coordinator, giver, withdrawn } = site;
  const outer = AbortSignal.any([options.signal, withdrawn]);
  const peer = await giver.peer(outer);
  const relay = new PartRelay({
    peer,
    requestId: request.request_id,
    onPart: options.onPart,
    window: WINDOW,
    silenceMs: declaration.timeoutMs ?? SILENCE_MS,
    clock: coordinator.host.clock,
  });
  const signal = AbortSignal.any([outer, relay.broken]);
  const { registrationId } = giver;
  const about = { registrationId, sessionId: coordinator.sessionId, name: declaration.name };
  try {
    const params = { ...about, request: { ...request }, window: WINDOW };
    const answer = await peer.request(providerComplete.method, params, { signal, timeoutMs: ANSWER_MS });
    relay.listenNoMore();
    await untilAborted(relay.settled(), signal);
    const response = readResponse(declaration.name, request.model, answer);
    if (relay.text !== "" && relay.text !== textOf(response.content)) {
      const message = `provider ${declaration.name} streamed other text than it answered; what it answered counts`;
      await tellFault(site, declaration.name, { kind: "contract-broken", message, data: {} });
    }
    return response;
  } catch (error) {
    throw relay.broken.aborted && !outer.aborted ? relay.broken.reason : error;
  } finally {
    relay.end();
  }
}

function readResponse(name: string, model: string, answer: unknown): ProviderResponse {
  const { data, error } = providerComplete.result().safeParse(answer);
  if (data !== undefined) return { ...data, model: data.model ?? model } as ProviderResponse;
  const [issue] = error.issues;
  throw new ContractBroken(
    `provider ${name} answered something that is not a provider response: ${issue?.path.join(".") || "the answer"}: ${issue?.message}`,
  );
}

const KINDS: Record<Fault["kind"], ProviderErrorKind> = {
  timeout: "Timeout",
  cancelled: "Abort",
  withdrawn: "ProviderUnavailable",
  gone: "ProviderUnavailable",
  failed: "ProviderUnavailable",
  "contract-broken": "Stream",
};

function errorOf(
  { kind, message, data }: Fault,
  { provider, model, isCancelled }: { provider: string; model: string; isCancelled: boolean },
): ProviderError {
  const own = typeof data.kind === "string" && Object.hasOwn(PROVIDER_ERROR_KINDS, data.kind) ? data.kind : KINDS[kind];
  const retryAfter = typeof data.retryAfterMs === "number" ? data.retryAfterMs / 1000 : undefined;
  const chosen = isCancelled ? "Abort" : (own as ProviderErrorKind);
  return new ProviderError(chosen, message, { provider, model, retryAfter });
}
