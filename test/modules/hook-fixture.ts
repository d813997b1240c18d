/** A hook module mounted on a coordinator with a directory to work in and one for its state. Test support only. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EventName, Injection, JsonObject, ModuleDefinition, Outcome } from "../../kernel/index.ts";
import { type CoordinatorFixture, coordinatorFixture, type TestHost } from "../support/kernel.ts";

export interface HookFixture extends CoordinatorFixture {
  /** Real paths. */
  readonly workingDir: string;
  readonly stateDir: string;
  /** Emits an event as the kernel or a loop would. */
  emit(event: EventName | (string & {}), data?: JsonObject): Promise<Outcome>;
  /** The texts that hooks give for one request. */
  injected(iteration?: number): Promise<readonly Injection[]>;
  unmount(): Promise<void>;
  close(): Promise<void>;
}

export interface HookFixtureOptions {
  /** May depend on where the session keeps its files. */
  readonly config?: JsonObject | ((stateDir: string) => JsonObject);
  readonly host?: TestHost;
  readonly capabilities?: JsonObject;
  readonly isEphemeral?: boolean;
  /** Makes it a sub-session. */
  readonly parentId?: string;
}

export async function hookFixture<Config>(
  module: ModuleDefinition<Config>,
  options: HookFixtureOptions = {},
): Promise<HookFixture> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "ampd-hook-")));
  const workingDir = join(root, "work");
  const stateDir = join(root, "state");
  for (const directory of [workingDir, stateDir]) mkdirSync(directory);
  const { host, parentId } = options;
  const kernel = coordinatorFixture({
    host,
    ...(parentId !== undefined && { parentId, sessionId: `child-of-${parentId}` }),
  });
  const { coordinator } = kernel;
  const capabilities = {
    "session.working_dir": workingDir,
    ...(options.isEphemeral !== true && { "session.state_dir": stateDir }),
    ...options.capabilities,
  };
  for (const [name, value] of Object.entries(capabilities)) coordinator.registerCapability(name, value);
  const config = typeof options.config === "function" ? options.config(stateDir) : (options.config ?? {});
  const cleanup = await module.mount(coordinator, module.configSchema.parse(config));
  await module.onSessionReady?.(coordinator);
  const emit = (event: string, data: JsonObject = {}): Promise<Outcome> => coordinator.emitCustom(event, data);
  return {
    ...kernel,
    workingDir,
    stateDir,
    emit,
    injected: async (iteration = 1) => (await emit("provider:request", providerRequest(iteration))).injections,
    unmount: async () => cleanup?.(),
    async close() {
      await cleanup?.();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

/** The same for the time of `run`. */
export async function withHook<Config>(
  module: ModuleDefinition<Config>,
  options: HookFixtureOptions,
  run: (fixture: HookFixture) => Promise<void>,
): Promise<void> {
  const fixture = await hookFixture(module, options);
  try {
    await run(fixture);
  } finally {
    await fixture.close();
  }
}

export function promptSubmit(prompt: string, turn = 1): JsonObject {
  return { prompt: [{ type: "text", text: prompt }], turn };
}

export function providerRequest(iteration = 1): JsonObject {
  return { provider: "scripted", request_id: `request-${iteration}`, iteration, messages: 1 };
}

export function toolPost(tool_name: string, output: unknown = "done"): JsonObject {
  const result = { success: true, output };
  return { tool_name, tool_call_id: `call-${tool_name}`, tool_input: {}, result, duration_ms: 1 };
}

/** An answer that calls no tools, unless `more` says so. */
export function providerResponse(more: JsonObject = {}): JsonObject {
  const usage = { input_tokens: 1, output_tokens: 1 };
  return { provider: "scripted", request_id: "request-1", stop_reason: "end_turn", tool_calls: 0, usage, ...more };
}
