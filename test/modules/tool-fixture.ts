/** A tool module mounted over a folder of its own, and calls to its tools as a session would make them. */
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ApprovalDetail, JsonObject, ModuleDefinition, ToolResult } from "../../kernel/index.ts";
import { type CoordinatorFixture, coordinatorFixture } from "../support/kernel.ts";

export interface ToolFixture extends CoordinatorFixture {
  /** The working directory: real, empty, removed by `close`. */
  readonly folder: string;
  /** What the tools wrote while they ran. */
  readonly output: { readonly stream: string; readonly text: string }[];
  call(name: string, input: JsonObject, options?: CallOptions): Promise<ToolResult>;
  preview(name: string, input: JsonObject): Promise<ApprovalDetail>;
  close(): Promise<void>;
}

export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly approved?: ApprovalDetail;
  readonly onOutput?: (stream: "stdout" | "stderr", text: string) => Promise<void>;
}

export async function toolFixture<Config>(
  module: ModuleDefinition<Config>,
  config: JsonObject = {},
): Promise<ToolFixture> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), "ampd-tool-")));
  const fixture = coordinatorFixture();
  fixture.coordinator.registerCapability("session.working_dir", folder);
  const cleanup = await module.mount(fixture.coordinator, module.configSchema.parse(config));
  const output: { stream: string; text: string }[] = [];
  const tool = (name: string) => {
    const found = fixture.coordinator.get("tools", name);
    if (found === undefined) throw new Error(`no tool ${name}`);
    return found;
  };
  return {
    ...fixture,
    folder,
    output,
    call: (name, input, options = {}) =>
      tool(name).execute(input, {
        toolCallId: "call-1",
        signal: options.signal ?? new AbortController().signal,
        onOutput: options.onOutput ?? (async (stream, text) => void output.push({ stream, text })),
        ...(options.approved && { approved: options.approved }),
      }),
    preview: async (name, input) => (await tool(name).preview?.(input)) ?? {},
    close: async () => {
      await cleanup?.();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The same for the time of `run`. */
export async function withTools<Config>(
  module: ModuleDefinition<Config>,
  config: JsonObject,
  run: (fixture: ToolFixture) => Promise<void>,
): Promise<void> {
  const fixture = await toolFixture(module, config);
  try {
    await run(fixture);
  } finally {
    await fixture.close();
  }
}

/** The output of a call that must have succeeded. */
export function outputOf<Output>(result: ToolResult): Output {
  if (!result.success) throw new Error(`${result.error?.kind}: ${result.error?.message}`);
  return result.output as Output;
}
