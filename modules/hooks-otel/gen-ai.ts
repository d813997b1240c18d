/** The names of OpenTelemetry's GenAI conventions for what ampd knows under its own. @see https://opentelemetry.io/docs/specs/semconv/gen-ai/ */
import type { Coordinator, Usage } from "../../kernel/index.ts";
import type { Attributes } from "./otlp.ts";

/** Where the conventions have another name for a vendor than ampd. */
const PROVIDER_NAMES: Readonly<Record<string, string>> = {
  azure: "azure.ai.openai",
  "azure-openai": "azure.ai.openai",
  gemini: "gcp.gemini",
};

export function providerName(coordinator: Coordinator, mountedAs: string): string {
  const id = coordinator.get("providers", mountedAs)?.getInfo().id ?? mountedAs;
  return PROVIDER_NAMES[id] ?? id;
}

export function usageAttributes(usage: Usage | undefined): Attributes {
  return {
    "gen_ai.usage.input_tokens": usage?.input_tokens,
    "gen_ai.usage.output_tokens": usage?.output_tokens,
    "gen_ai.usage.cache_read.input_tokens": usage?.cache_read_tokens,
    "gen_ai.usage.cache_creation.input_tokens": usage?.cache_write_tokens,
  };
}

/** The conventions' form of a message that is text. */
export function messageAttribute(role: "user" | "assistant", text: string): string {
  return JSON.stringify([{ role, parts: [{ type: "text", content: text }] }]);
}
