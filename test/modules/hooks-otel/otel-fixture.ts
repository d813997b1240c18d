/** A session that is exported to a local collector, and turns as a loop would tell them. Test support only. */
import type { JsonObject } from "../../../kernel/index.ts";
import { module } from "../../../modules/hooks-otel/index.ts";
import { ManualClock, testHost } from "../../support/kernel.ts";
import { type OtlpCollector, startCollector } from "../../support/otlp-collector.ts";
import { ScriptedProvider } from "../../support/scripted-provider.ts";
import { type HookFixture, hookFixture, promptSubmit, providerResponse } from "../hook-fixture.ts";

export interface OtelFixture extends HookFixture {
  readonly clock: ManualClock;
  readonly collector: OtlpCollector;
  /** A turn of one request that calls a tool, and one that answers; a second passes in each step. */
  turn(more?: JsonObject): Promise<void>;
}

const usage = { input_tokens: 1000, output_tokens: 20, cache_read_tokens: 900 };
/** Longer than a loaded machine needs. */
export const PATIENCE = { timeout: 60, flush_timeout: 30 };
const CHAT = { provider: "anthropic", request_id: "r-1" };

export async function withOtel(
  config: JsonObject,
  run: (fixture: OtelFixture) => Promise<void>,
  given?: OtlpCollector,
): Promise<void> {
  const collector = given ?? (await startCollector());
  const clock = new ManualClock();
  const fixture = await hookFixture(module, {
    host: testHost(clock),
    config: { endpoint: collector.endpoint, ...PATIENCE, ...config },
  });
  fixture.coordinator.mount("providers", new ScriptedProvider([], { name: "anthropic" }), { name: "anthropic" });
  const emit = async (event: string, data: JsonObject): Promise<void> => {
    await fixture.emit(event, data);
    clock.advance(1000);
  };
  const turn = async (more: JsonObject = {}): Promise<void> => {
    const call = { tool_name: "bash", tool_call_id: "c-1", tool_input: { command: "ls" } };
    await emit("prompt:submit", { ...promptSubmit("What is here?"), ...more });
    await emit("llm:request", { ...CHAT, messages: 1, tools: 1 });
    const told = { status: "ok", duration_ms: 1000, usage };
    await emit("llm:response", { ...CHAT, model: "claude-x", ...told });
    await emit("provider:response", providerResponse({ ...CHAT, stop_reason: "tool_use", tool_calls: 1 }));
    await emit("tool:pre", call);
    await emit("tool:post", { ...call, result: { success: true, output: "a.txt" }, duration_ms: 1000 });
    await emit("execution:end", { response: "One file.", status: "completed" });
    const end = { turn: 1, stop_reason: "end_turn", usage, response_preview: "", length: 0 };
    await emit("prompt:complete", end);
  };
  try {
    await run({ ...fixture, clock, collector, turn });
  } finally {
    await fixture.close();
    if (given === undefined) await collector.close();
  }
}
