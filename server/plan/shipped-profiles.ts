/** The profiles that come with ampd, as mount plans. */
import type { JsonObject } from "../../kernel/index.ts";

export interface ShippedProfile {
  readonly description: string;
  readonly mountPlan: JsonObject;
}

const INSTRUCTION = [
  "You are a careful software engineer who works in the user's current directory by means of your tools.",
  "Look before you answer: read the files and run the searches that the question needs, and say what you found.",
  "Change only what was asked for. When a tool is denied, say so and go on without it; do not look for a way around.",
  "Answer in plain words and briefly; name files by their paths.",
].join("\n");

const TOOLS = ["tool-filesystem", "tool-search", "tool-bash"].map((module) => ({ module }));
const HOOKS = ["hooks-approval", "hooks-logging"].map((module) => ({ module }));

function profile(description: string, providers: readonly JsonObject[]): ShippedProfile {
  const session = { orchestrator: { module: "loop-streaming" }, context: { module: "context-simple" } };
  return { description, mountPlan: { session, providers, tools: TOOLS, hooks: HOOKS, instruction: INSTRUCTION } };
}

export const SHIPPED_PROFILES: Readonly<Record<string, ShippedProfile>> = {
  demo: profile("An offline demonstration without a key: a small scripted provider that uses the real tools.", [
    { module: "provider-mock" },
  ]),
  anthropic: profile("Anthropic's models, with files, search and a shell. Needs ANTHROPIC_API_KEY.", [
    { module: "provider-anthropic" },
  ]),
  openai: profile("OpenAI's models, with files, search and a shell. Needs OPENAI_API_KEY.", [
    { module: "provider-openai" },
  ]),
};

/** The vendor whose key is there; the demonstration where there is none. */
export function defaultProfile(environment: NodeJS.ProcessEnv): string {
  if (environment.ANTHROPIC_API_KEY) return "anthropic";
  if (environment.OPENAI_API_KEY) return "openai";
  return "demo";
}
