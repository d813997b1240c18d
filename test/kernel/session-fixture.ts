/** A session with the smallest modules that it needs; a test replaces the one that it is about. */

import * as z from "zod";
import {
  type Context,
  type Coordinator,
  checkMountPlan,
  type JsonObject,
  KernelError,
  type Message,
  type ModuleDefinition,
  type MountPlan,
  NO_USAGE,
  type Provider,
  Session,
  type SessionOptions,
  type Tool,
  type ToolContext,
  type ToolResult,
  type TurnInput,
  type TurnOutcome,
} from "../../kernel/index.ts";
import { MemoryJournal, rejectMalformedEvents, type TestHost, testHost } from "../support/kernel.ts";

export interface SessionParts extends Partial<SessionOptions> {
  readonly plan?: JsonObject;
  readonly modules?: readonly ModuleDefinition[];
  readonly host?: TestHost;
  readonly run?: (turn: TurnInput) => Promise<TurnOutcome>;
}

export interface SessionFixture {
  readonly session: Session;
  readonly coordinator: Coordinator;
  readonly host: TestHost;
  readonly journal: MemoryJournal;
  /** Names of all events so far. */
  readonly events: string[];
  dataOf(event: string): JsonObject[];
}

export const PLAN: JsonObject = {
  session: { orchestrator: "loop", context: "context" },
  providers: ["provider"],
};

/** Not initialized. */
export function sessionFixture(parts: SessionParts = {}): SessionFixture {
  const { plan: _, modules = [], run = answer("done"), ...options } = parts;
  const host = parts.host ?? testHost();
  const journal = new MemoryJournal();
  const standard = [loopModule(run), contextModule(), providerModule()];
  const definitions = new Map([...standard, ...modules].map((definition) => [definition.name, definition]));
  const observed: { event: string; data: JsonObject }[] = [];
  const session = new Session(planOf(parts.plan ?? PLAN), {
    sessionId: "session-1",
    journal,
    resolver: resolverOf(definitions),
    ...options,
    host,
    onCoordinator: (coordinator) => {
      rejectMalformedEvents(coordinator);
      coordinator.hooks.observe("*", ({ event, data }) => void observed.push({ event, data }), { name: "test" });
      options.onCoordinator?.(coordinator);
    },
  });
  return {
    session,
    coordinator: session.coordinator,
    host,
    journal,
    get events() {
      return observed.map(({ event }) => event);
    },
    dataOf: (event) => observed.filter((one) => one.event === event).map(({ data }) => data),
  };
}

export async function readySession(parts: SessionParts = {}): Promise<SessionFixture> {
  const fixture = sessionFixture(parts);
  await fixture.session.initialize();
  return fixture;
}

export function planOf(input: unknown): MountPlan {
  const { plan, errors } = checkMountPlan(input);
  if (plan === undefined) throw new Error(JSON.stringify(errors));
  return plan;
}

export function moduleOf(
  name: string,
  kind: ModuleDefinition["kind"],
  parts: Partial<ModuleDefinition> = {},
): ModuleDefinition {
  return { name, kind, description: name, configSchema: z.looseObject({}), mount: async () => undefined, ...parts };
}

export function loopModule(execute: (turn: TurnInput) => Promise<TurnOutcome>): ModuleDefinition {
  return moduleOf("loop", "orchestrator", {
    mount: async (coordinator) => {
      coordinator.mount("orchestrator", { execute });
      return undefined;
    },
  });
}

export function contextModule(context: Context = memoryContext()): ModuleDefinition {
  return moduleOf("context", "context", {
    mount: async (coordinator) => {
      coordinator.mount("context", context);
      return undefined;
    },
  });
}

export function providerModule(name = "provider"): ModuleDefinition {
  return moduleOf(name, "provider", {
    mount: async (coordinator) => {
      coordinator.mount("providers", stubProvider(name), { name });
      return undefined;
    },
  });
}

export function answer(text: string): () => Promise<TurnOutcome> {
  return async () => ({ text, stopReason: "end_turn", usage: NO_USAGE });
}

export function memoryContext(): Context {
  const history: Message[] = [];
  return {
    addMessage: async (message) => void history.push(message),
    getMessages: async () => [...history],
    getMessagesForRequest: async () => [...history],
    setMessages: async (messages) => void history.splice(0, history.length, ...messages),
    clear: async () => void history.splice(0),
  };
}

export function stubProvider(name = "provider"): Provider {
  const defaults = { model: "m", context_window: 1000, max_output_tokens: 100 };
  return {
    name,
    priority: 100,
    getInfo: () => ({ id: name, displayName: name, defaults, configFields: [] }),
    listModels: async () => [],
    complete: async () => ({ content: [], stop_reason: "end_turn", usage: NO_USAGE, model: "m" }),
    parseToolCalls: () => [],
  };
}

export function toolOf(name: string, execute: (input: JsonObject, context: ToolContext) => Promise<ToolResult>): Tool {
  return { name, description: name, inputSchema: { type: "object" }, execute };
}

export const PROMPT = [{ type: "text" as const, text: "hello" }];

/** The code of the error that a promise rejects with. */
export async function codeOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "resolved";
  } catch (error) {
    return error instanceof KernelError ? error.code : String(error);
  }
}

/** A promise that a test settles when it wants to. */
export function gate<Value = void>(): { promise: Promise<Value>; open: (value: Value) => void } {
  let open: (value: Value) => void = () => {};
  const promise = new Promise<Value>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

function resolverOf(definitions: ReadonlyMap<string, ModuleDefinition>): SessionOptions["resolver"] {
  return {
    resolve: async (entry) => {
      const definition = definitions.get(entry.module);
      if (definition === undefined) throw new KernelError("module-not-found", `no source offers ${entry.module}`);
      return { definition, layer: "built-in", source: "test" };
    },
  };
}
