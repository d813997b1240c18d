/** Mounts a provider as a session would, and asks it as an orchestrator would. */
import type {
  Clock,
  CompleteOptions,
  JsonObject,
  Message,
  ModuleDefinition,
  Provider,
  ProviderRequest,
  ProviderResponse,
  StreamPart,
  ToolSpec,
} from "../../kernel/index.ts";
import { ProviderError } from "../../kernel/index.ts";
import { type CoordinatorFixture, coordinatorFixture, testHost } from "../support/kernel.ts";

export interface MountedProvider extends CoordinatorFixture {
  readonly provider: Provider;
}

export async function mountProvider<Config>(
  module: ModuleDefinition<Config>,
  config: JsonObject,
  clock?: Clock,
): Promise<MountedProvider> {
  const fixture = coordinatorFixture({ host: testHost(clock) });
  await module.mount(fixture.coordinator, module.configSchema.parse(config));
  const [provider] = fixture.coordinator.all("providers").values();
  if (provider === undefined) throw new Error(`${module.name} mounted no provider`);
  return { ...fixture, provider };
}

export const READ_TOOL: ToolSpec = {
  name: "read_file",
  description: "Reads a file.",
  inputSchema: { type: "object", properties: { file_path: { type: "string" } }, required: ["file_path"] },
};

export interface Asked {
  readonly response: ProviderResponse;
  readonly parts: readonly StreamPart[];
}

export async function ask(
  provider: Provider,
  request: Partial<ProviderRequest> = {},
  options: Partial<CompleteOptions> = {},
): Promise<Asked> {
  const parts: StreamPart[] = [];
  const onPart = async (part: StreamPart): Promise<void> => {
    parts.push(part);
    await options.onPart?.(part);
  };
  const signal = options.signal ?? new AbortController().signal;
  const response = await provider.complete(
    { request_id: "request-1", messages: [user("Hello.")], tools: [READ_TOOL], ...request },
    { signal, onPart },
  );
  return { response, parts };
}

/** The error that a request ends with; anything but a `ProviderError` is a broken contract. */
export async function failureOf(asked: Promise<unknown>): Promise<ProviderError> {
  try {
    await asked;
  } catch (error) {
    if (error instanceof ProviderError) return error;
    throw new Error("the provider threw something else than a ProviderError", { cause: error });
  }
  throw new Error("the request did not fail");
}

export function user(text: string, metadata?: JsonObject): Message {
  return { role: "user", content: [{ type: "text", text }], ...(metadata && { metadata }) };
}

export function toolResult(toolCallId: string, text: string, metadata?: JsonObject): Message {
  const content = [{ type: "text", text } as const];
  return { role: "tool", tool_call_id: toolCallId, content, ...(metadata && { metadata }) };
}

/** The answer as an orchestrator would remember it. */
export function remembered(provider: Provider, { content, model }: ProviderResponse): Message {
  return { role: "assistant", content, metadata: { provider: provider.name, model } };
}

/** A clock on which the delays between attempts are over at once, and the limits of attempts are never reached. */
export class HastyClock implements Clock {
  readonly delays: number[] = [];

  now(): number {
    return Date.now();
  }

  after(ms: number, callback: () => void): () => void {
    if (ms > LONGEST_DELAY_MS) return () => {};
    this.delays.push(ms);
    const timer = setImmediate(callback);
    return () => clearImmediate(timer);
  }
}

const LONGEST_DELAY_MS = 120_000;
