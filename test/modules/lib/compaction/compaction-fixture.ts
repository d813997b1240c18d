/** A compacting context on a coordinator, and a provider with a window of a chosen size. */
import * as z from "zod";
import type { JsonObject, Message, MessagesRequest, MountPlan, Tool } from "../../../../kernel/index.ts";
import { CompactingContext, compactionConfigShape } from "../../../../modules/lib/compaction/index.ts";
import { type CoordinatorFixture, coordinatorFixture, EMPTY_PLAN } from "../../../support/kernel.ts";
import { ScriptedProvider } from "../../../support/scripted-provider.ts";

export interface CompactionFixture extends CoordinatorFixture {
  readonly context: CompactingContext;
  readonly request: MessagesRequest;
  add(messages: readonly Message[]): Promise<void>;
  view(): Promise<readonly Message[]>;
}

export interface CompactionFixtureOptions {
  readonly config?: JsonObject;
  /** Tokens that a view may have. */
  readonly budget?: number;
  readonly stateDir?: string;
  readonly instruction?: string;
  readonly tools?: readonly Tool[];
}

export function compactionFixture(options: CompactionFixtureOptions = {}): CompactionFixture {
  const { config = {}, budget = 100_000, stateDir, instruction } = options;
  const plan: MountPlan = instruction === undefined ? EMPTY_PLAN : { ...EMPTY_PLAN, instruction };
  const fixture = coordinatorFixture({ plan });
  for (const tool of options.tools ?? []) fixture.coordinator.mount("tools", tool, { name: tool.name });
  if (stateDir !== undefined) fixture.coordinator.registerCapability("session.state_dir", stateDir);
  const settings = z.strictObject(compactionConfigShape).parse({ max_tokens: budget, ...config });
  const context = new CompactingContext({ coordinator: fixture.coordinator, settings });
  const request = { provider: new ScriptedProvider([], { contextWindow: 1_000_000 }) };
  return {
    ...fixture,
    context,
    request,
    view: () => context.getMessagesForRequest(request),
    async add(messages) {
      for (const message of messages) await context.addMessage(message);
    },
  };
}

export function user(text: string): Message {
  return { role: "user", content: [{ type: "text", text }] };
}

export function said(text: string): Message {
  return { role: "assistant", content: [{ type: "text", text }] };
}

/** An answer that makes one call, and the result. */
export function called(id: string, output: string): Message[] {
  return [
    { role: "assistant", content: [{ type: "tool_call", id, name: "look", input: {} }] },
    { role: "tool", tool_call_id: id, content: [{ type: "text", text: output }] },
  ];
}
