/** The context that everyone gets: messages are journalled before the module sees them, and views are well paired. */
import type { Journal } from "./contracts/host.ts";
import type { Context, MessagesRequest } from "./contracts/orchestrator.ts";
import type { Coordinator } from "./coordinator.ts";
import { KernelError, messageOf } from "./errors.ts";
import { type JsonObject, type Message, toolCallsOf, type Usage } from "./messages.ts";

export interface PairedHistory {
  readonly messages: readonly Message[];
  /** Ids of calls that were given a stand-in result. */
  readonly repaired: readonly string[];
  /** Ids of results that no call asked for, or that came twice. */
  readonly dropped: readonly string[];
}

const LOST_RESULT = "The result of this call was lost: it was interrupted before it finished. It may have had effects.";

/** Puts each result right behind the answer that asked for it, in the order of its calls; order is left as it is. */
export function pairToolCalls(history: readonly Message[]): PairedHistory {
  const paired = { messages: [] as Message[], repaired: [] as string[], dropped: [] as string[] };
  const placed = new Set<number>();
  for (const [index, message] of history.entries()) {
    if (message.role !== "tool") paired.messages.push(message);
    else if (!placed.has(index)) paired.dropped.push(message.tool_call_id ?? "");
    for (const { id } of message.role === "assistant" ? toolCallsOf(message.content) : []) {
      const found = resultAfter(index, history, (at, result) => result.tool_call_id === id && !placed.has(at));
      if (found < 0) paired.repaired.push(id);
      else placed.add(found);
      paired.messages.push(history[found] ?? lostResult(id));
    }
  }
  return paired;
}

type IsWanted = (index: number, result: Message) => boolean;

/** Where a result stands between the answer that asked for it and the next answer; -1: nowhere. */
function resultAfter(answer: number, history: readonly Message[], isWanted: IsWanted): number {
  for (let index = answer + 1; index < history.length; index += 1) {
    const message = history[index];
    if (message?.role === "tool" && isWanted(index, message)) return index;
    if (message?.role === "assistant") return -1;
  }
  return -1;
}

/** What stands in for a result that never came. */
export function lostResult(toolCallId: string, text = LOST_RESULT): Message {
  const metadata = { is_error: true, synthetic: true };
  return { role: "tool", tool_call_id: toolCallId, content: [{ type: "text", text }], metadata };
}

export class JournalledContext implements Context {
  readonly #inner: Context;
  readonly #journal: Journal;
  readonly #coordinator: Coordinator;

  constructor(inner: Context, journal: Journal, coordinator: Coordinator) {
    this.#inner = inner;
    this.#journal = journal;
    this.#coordinator = coordinator;
  }

  /** @throws KernelError `journal-failed`; the message is then not part of the history */
  async addMessage(message: Message): Promise<void> {
    await this.#durably(() => this.#journal.append(message));
    await this.#inner.addMessage(message);
  }

  /** The system instruction goes before every view. */
  async getMessagesForRequest(request: MessagesRequest): Promise<readonly Message[]> {
    const { hooks, plan } = this.#coordinator;
    const { messages, ...mended } = pairToolCalls(await this.#inner.getMessagesForRequest(request));
    if (mended.repaired.length + mended.dropped.length > 0) {
      await hooks.emit("provider:tool_sequence_repaired", { provider: request.provider.name, ...mended });
    }
    if (plan.instruction === undefined) return messages;
    return [{ role: "system", content: [{ type: "text", text: plan.instruction }] }, ...messages];
  }

  async getMessages(): Promise<readonly Message[]> {
    return this.#inner.getMessages();
  }

  async setMessages(messages: readonly Message[]): Promise<void> {
    await this.#durably(async () => {
      await this.#journal.clear();
      for (const message of messages) await this.#journal.append(message);
    });
    await this.#inner.setMessages(messages);
  }

  async clear(): Promise<void> {
    await this.#durably(() => this.#journal.clear());
    await this.#inner.clear();
  }

  noteUsage(usage: Usage): void {
    this.#inner.noteUsage?.(usage);
  }

  /** Answers an empty object where the context module cannot compact on demand. */
  async compact(request: MessagesRequest): Promise<JsonObject> {
    return (await this.#inner.compact?.(request)) ?? {};
  }

  async #durably(write: () => Promise<void>): Promise<void> {
    try {
      await write();
    } catch (error) {
      const reason = `The message could not be journalled: ${messageOf(error)}`;
      throw new KernelError("journal-failed", reason, { cause: error });
    }
  }
}
