/** One tool call from end to end: `tool:pre` and its gates, the call, `tool:post` or `tool:error`, the result. */
import { type ApprovalDetail, failure, type Tool, type ToolResult } from "./contracts/tool.ts";
import type { Coordinator, Injection } from "./coordinator.ts";
import { CALL_GRACE_MS, onAbort, withDeadline } from "./deadline.ts";
import { KernelError, messageOf } from "./errors.ts";
import type { JsonObject, ToolCallBlock } from "./messages.ts";
import { didYouMean } from "./suggestion.ts";

export interface CallOptions {
  /** Aborts this call and nothing else. */
  readonly signal?: AbortSignal;
  /** Joins the calls that one answer made. */
  readonly parallelGroupId?: string;
}

export interface CompletedCall {
  /** With the input as hooks have left it. */
  readonly call: ToolCallBlock;
  readonly result: ToolResult;
  readonly injections: readonly Injection[];
}

type Tracked = ReturnType<Coordinator["cancellation"]["track"]>;
const CANCELLED = failure("cancelled", "The call was cancelled before it ran.");

export class ToolCall {
  readonly #coordinator: Coordinator;
  #call: ToolCallBlock;
  readonly #injections: Injection[] = [];

  constructor(coordinator: Coordinator, call: ToolCallBlock) {
    this.#coordinator = coordinator;
    this.#call = call;
  }

  /** Never rejects: whatever goes wrong is a failed result. */
  async run({ signal, parallelGroupId }: CallOptions): Promise<CompletedCall> {
    const { cancellation } = this.#coordinator;
    const { id, name } = this.#call;
    const tool = this.#coordinator.get("tools", name);
    if (tool === undefined) return this.#fail(unknownTool(name, this.#coordinator.all("tools").keys()));
    if (cancellation.isRequested || signal?.aborted) return this.#fail(CANCELLED);
    const tracked = cancellation.track(id, name);
    const stopListening = onAbort(signal, () => void cancellation.cancelTool(id));
    try {
      return await this.#passGates(tool, tracked, parallelGroupId);
    } catch (error) {
      const reason = `${name} failed: ${messageOf(error)}`;
      if (tracked.killing.aborted) return await this.#fail(failure("cancelled", `It was cancelled: ${reason}`));
      return await this.#fail(failure(error instanceof KernelError ? error.code : "tool-failed", reason));
    } finally {
      stopListening();
      tracked.done();
    }
  }

  async #passGates(tool: Tool, tracked: Tracked, group: string | undefined): Promise<CompletedCall> {
    const { host } = this.#coordinator;
    const together = group === undefined ? {} : { parallel_group_id: group };
    const pre = await this.#coordinator.emit("tool:pre", { ...this.#described, ...together }, tracked.stopping);
    this.#injections.push(...pre.injections);
    if (tracked.stopping.aborted) return this.#fail(CANCELLED);
    if (pre.denied !== undefined) return this.#fail(failure("denied", `Denied: ${pre.denied}`));
    const input = asObject(pre.data.tool_input);
    if (input === undefined) return this.#fail(failure("denied", "Denied: a hook left an input that is no object."));
    this.#call = { ...this.#call, input };
    const startedAt = host.clock.now();
    const result = await this.#execute(tool, tracked.killing, pre.approved);
    const duration_ms = Math.max(0, Math.round(host.clock.now() - startedAt));
    const post = await this.#coordinator.emit("tool:post", { ...this.#described, result, duration_ms });
    this.#injections.push(...post.injections);
    if (post.denied !== undefined) return this.#end(failure("denied", `Denied: ${post.denied}`));
    return this.#end(asResult(post.data.result) ?? result);
  }

  /** Rejects for a tool that throws, answers no result, or does not end; own failures are results like any other. */
  async #execute(tool: Tool, signal: AbortSignal, approved: ApprovalDetail | undefined): Promise<ToolResult> {
    const { hooks, host } = this.#coordinator;
    const { id: tool_call_id, input } = this.#call;
    const onOutput = async (stream: "stdout" | "stderr", text: string): Promise<void> => {
      await hooks.emit("tool:output", { tool_call_id, stream, text });
    };
    const context = { toolCallId: tool_call_id, signal, onOutput, ...(approved && { approved }) };
    const limit = { ms: CALL_GRACE_MS, clock: host.clock, since: signal };
    const answer = asResult(await withDeadline(limit, () => tool.execute(input, context)));
    if (answer !== undefined) return answer;
    throw new Error("it broke its contract: its answer is not a tool result");
  }

  /** A call that did not come to a result of its own ends with `tool:error`. */
  async #fail(result: ToolResult): Promise<CompletedCall> {
    await this.#coordinator.hooks.emit("tool:error", { ...this.#described, error: result.error });
    return this.#end(result);
  }

  #end(result: ToolResult): CompletedCall {
    return { call: this.#call, result, injections: this.#injections };
  }

  get #described(): { tool_name: string; tool_call_id: string; tool_input: JsonObject } {
    return { tool_name: this.#call.name, tool_call_id: this.#call.id, tool_input: this.#call.input };
  }
}

function unknownTool(name: string, known: Iterable<string>): ToolResult {
  const names = [...known].sort();
  const list = names.join(", ") || "none";
  return failure("unknown-tool", `There is no tool "${name}"${didYouMean(name, names) || "."} The tools are: ${list}.`);
}

function asObject(value: unknown): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function asResult(value: unknown): ToolResult | undefined {
  const result = asObject(value) as unknown as ToolResult | undefined;
  return typeof result?.success === "boolean" ? result : undefined;
}
