/** The profiles that come with ampd, as documents like any other, so that a user's own may build on them. */
import type { JsonObject } from "../../../kernel/index.ts";
import { withEntries } from "../merge-plans.ts";
import type { ProfileDocument } from "./document.ts";

const INSTRUCTION = [
  "You are a careful software engineer who works in the user's current directory by means of your tools.",
  "Look before you answer: read the files and run the searches that the question needs, and say what you found.",
  "Change only what was asked for. When a tool is denied, say so and go on without it; do not look for a way around.",
  "Answer in plain words and briefly; name files by their paths.",
].join("\n");

const NAMES = ["demo", "foundation", "base", "dev", "full", "test", "anthropic", "openai"] as const;

export const SHIPPED_NAMES: readonly string[] = NAMES;

/** Providers by the variable that holds their key. */
export const PROVIDER_KEYS: readonly (readonly [module: string, variables: readonly string[]])[] = [
  ["provider-anthropic", ["ANTHROPIC_API_KEY"]],
  ["provider-openai", ["OPENAI_API_KEY"]],
  ["provider-gemini", ["GEMINI_API_KEY", "GOOGLE_API_KEY"]],
];
const WITHOUT_KEY = ["provider-anthropic", "provider-openai"];

/** The day-to-day profile where a provider's key is there; the demonstration where there is none. */
export function defaultProfile(environment: NodeJS.ProcessEnv): string {
  return providersWithKey(environment).length > 0 ? "dev" : "demo";
}

/** @param environment decides which providers `foundation` has: those whose key is there */
export function shippedDocuments(environment: NodeJS.ProcessEnv): ProfileDocument[] {
  const withKey = providersWithKey(environment);
  const own: Record<(typeof NAMES)[number], Pick<ProfileDocument, "description"> & Partial<ProfileDocument>> = {
    demo: {
      description: "An offline demonstration without a key: a small scripted provider that uses the real tools.",
      plan: {
        session: { orchestrator: "loop-streaming", context: "context-simple" },
        providers: ["provider-mock"],
        tools: ["tool-filesystem", "tool-search", "tool-bash"],
        hooks: ["hooks-approval", "hooks-logging"],
      },
      instruction: INSTRUCTION,
    },
    foundation: {
      description: "The least that answers: the providers whose keys are there, a loop and a history. No tools.",
      plan: {
        session: { orchestrator: "loop-basic", context: "context-simple" },
        providers: withKey.length > 0 ? withKey : WITHOUT_KEY,
        hooks: ["hooks-approval", "hooks-logging"],
      },
      instruction: INSTRUCTION,
    },
    base: {
      description: "Streams, searches, reads the web, keeps a list, delegates to agents.",
      parents: ["foundation"],
      plan: {
        session: { orchestrator: "loop-streaming" },
        tools: ["tool-search", "tool-web", "tool-todo", "tool-task"],
        hooks: ["hooks-redaction", "hooks-status-context", "hooks-todo-reminder"],
      },
      agents: "all",
    },
    dev: {
      description: "For work on code: base, with files and a shell. The default.",
      parents: ["base"],
      plan: { tools: ["tool-filesystem", "tool-bash"] },
    },
    full: {
      description: "dev with memory files, backups, titles and schedulers.",
      parents: ["dev"],
      plan: {
        session: { context: "context-persistent" },
        hooks: ["hooks-backup", "hooks-session-naming", "hooks-scheduler-heuristic", "hooks-scheduler-cost-aware"],
      },
    },
    test: {
      description: "dev with the scripted provider: for tests of modules and clients, without a key.",
      parents: ["dev"],
      plan: { providers: ["provider-mock"] },
      exclude: { providers: "all" },
    },
    anthropic: {
      description: "dev with Anthropic's models alone. Needs ANTHROPIC_API_KEY.",
      parents: ["dev"],
      plan: { providers: ["provider-anthropic"] },
      exclude: { providers: "all" },
    },
    openai: {
      description: "dev with OpenAI's models alone. Needs OPENAI_API_KEY.",
      parents: ["dev"],
      plan: { providers: ["provider-openai"] },
      exclude: { providers: "all" },
    },
  };
  return NAMES.map((name) => documentOf(name, own[name]));
}

function documentOf(name: string, own: Partial<ProfileDocument>): ProfileDocument {
  return {
    kind: "profile",
    name,
    parents: [],
    inlineAgents: {},
    exclude: {},
    context: [],
    ignored: [],
    ...own,
    plan: asEntries(own.plan ?? {}),
    origin: `built-in:${name}`,
  };
}

function asEntries({ session, ...sections }: JsonObject): JsonObject {
  const points = Object.entries((session ?? {}) as JsonObject).map(([point, module]) => [point, { module }]);
  return withEntries({ ...(points.length > 0 && { session: Object.fromEntries(points) }), ...sections }) as JsonObject;
}

function providersWithKey(environment: NodeJS.ProcessEnv): string[] {
  return PROVIDER_KEYS.filter(([, variables]) => variables.some((variable) => Boolean(environment[variable]))).map(
    ([module]) => module,
  );
}
