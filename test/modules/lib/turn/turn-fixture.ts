/** A loop mounted on a coordinator with a scripted provider and real context, ready to run turns. */
import assert from "node:assert/strict";
import * as z from "zod";
import {
  type Context,
  type JsonObject,
  type Message,
  type ModuleDefinition,
  pairToolCalls,
  success,
  type Tool,
  type ToolContext,
  type ToolResult,
  type TurnOptions,
  type TurnOutcome,
  textOf,
} from "../../../../kernel/index.ts";
import { module as contextSimple } from "../../../../modules/context-simple/index.ts";
import { defineTool } from "../../../../modules/lib/define-tool/index.ts";
import { module as loopBasic } from "../../../../modules/loop-basic/index.ts";
import { type CoordinatorFixture, coordinatorFixture, type TestHost } from "../../../support/kernel.ts";
import { type Script, ScriptedProvider } from "../../../support/scripted-provider.ts";

export interface TurnFixtureOptions {
  readonly loop?: ModuleDefinition;
  readonly config?: JsonObject;
  readonly tools?: readonly Tool[];
  readonly host?: TestHost;
  readonly providers?: readonly ScriptedProvider[];
  /** Stands between the loop and the context module. */
  readonly wrapContext?: (context: Context) => Context;
}

export interface TurnFixture extends CoordinatorFixture {
  readonly provider: ScriptedProvider;
  readonly context: Context;
  execute(prompt?: string, options?: TurnOptions): Promise<TurnOutcome>;
  history(): Promise<readonly Message[]>;
}

export async function turnFixture(script: Script, options: TurnFixtureOptions = {}): Promise<TurnFixture> {
  const fixture = coordinatorFixture(options.host === undefined ? {} : { host: options.host });
  const { coordinator } = fixture;
  const providers = options.providers ?? [new ScriptedProvider(script)];
  const [provider] = providers;
  assert.ok(provider);
  for (const one of providers) coordinator.mount("providers", one, { name: one.name });
  for (const tool of options.tools ?? []) coordinator.mount("tools", tool, { name: tool.name });
  const loop = options.loop ?? loopBasic;
  await loop.mount(coordinator, loop.configSchema.parse(options.config ?? {}));
  await contextSimple.mount(coordinator, contextSimple.configSchema.parse({}));
  const mounted = coordinator.get("context");
  const orchestrator = coordinator.get("orchestrator");
  assert.ok(mounted && orchestrator);
  const context = options.wrapContext?.(mounted) ?? mounted;
  coordinator.attachHistory(context);
  return {
    ...fixture,
    provider,
    context,
    history: () => context.getMessages(),
    async execute(prompt = "hello", turnOptions = {}) {
      coordinator.resetTurn();
      return orchestrator.execute({
        prompt: [{ type: "text", text: prompt }],
        context,
        providers: coordinator.all("providers"),
        tools: coordinator.all("tools"),
        coordinator,
        options: turnOptions,
      });
    },
  };
}

/** A tool that takes anything. */
export function tool(name: string, execute: (input: JsonObject, context: ToolContext) => Promise<ToolResult>): Tool {
  return defineTool({ name, description: name, input: z.record(z.string(), z.unknown()), execute });
}

/** Answers what it was given. */
export const echo = tool("echo", async (input) => success(input.text ?? ""));

/** The history as short lines: role, text, and the ids of calls. */
export function linesOf(messages: readonly Message[]): string[] {
  return messages.map((message) => {
    const calls = message.content.flatMap((block) => (block.type === "tool_call" ? [`<${block.id}>`] : []));
    const answers = message.tool_call_id === undefined ? "" : ` <${message.tool_call_id}>`;
    return `${message.role}${answers}: ${textOf(message.content)}${calls.join("")}`;
  });
}

/** Each call has its result behind it, each result its call: what every vendor demands. */
export function assertPaired(messages: readonly Message[]): void {
  const { repaired, dropped, messages: paired } = pairToolCalls(messages);
  assert.deepEqual({ repaired, dropped }, { repaired: [], dropped: [] });
  assert.deepEqual(paired, messages);
}

/** A promise and its switch. */
export function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}
