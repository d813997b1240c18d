/** The tool contract. A tool lives in this process, in another one, or in a client; the kernel cannot tell. */
import type { JsonObject } from "../messages.ts";

/** JSON Schema (2020-12) of a tool's input: an object schema. */
export type JsonSchema = JsonObject;

/** Hints, as in MCP: what a tool says of itself. They never widen a permission by themselves. */
export type ToolAnnotations = { readonly title?: string } & { readonly [Key in ToolHint]?: boolean };
type ToolHint = "readOnlyHint" | "destructiveHint" | "idempotentHint" | "openWorldHint";

/** What a provider is told of a tool. */
export type ToolSpec = { readonly name: string; readonly description: string; readonly inputSchema: JsonSchema };

/** A failure is a value: `success: false` with an `error` whose message tells the model what to do differently. */
export interface ToolResult {
  readonly success: boolean;
  /** Text, or JSON that is shown to the model as text, or content blocks. */
  readonly output: unknown;
  readonly error?: { readonly kind?: string; readonly message: string };
}

/** What a person needs to see in order to decide on a call: nothing is cut short. */
export interface ApprovalDetail {
  readonly command?: string;
  /** Absolute, symlinks resolved. */
  readonly path?: string;
  /** Unified diff. */
  readonly diff?: string;
  /** SHA-256 in hex of the file as it is now. */
  readonly baseHash?: string;
}

export interface ToolContext {
  readonly toolCallId: string;
  /** Aborts when this call must end at once. */
  readonly signal: AbortSignal;
  /** What the person saw who allowed this call; a tool refuses if the world has changed. Absent: nobody was asked. */
  readonly approved?: ApprovalDetail;
  /** Output while it comes, for people; resolves when there is room for more. */
  readonly onOutput: (stream: "stdout" | "stderr", text: string) => Promise<void>;
}

export interface Tool extends ToolSpec {
  readonly annotations?: ToolAnnotations;
  /** Never throws for what can be expected to go wrong. */
  execute(input: JsonObject, context: ToolContext): Promise<ToolResult>;
  /** What the call would do, without doing it. Absent or failing: the input speaks for itself. */
  preview?(input: JsonObject): Promise<ApprovalDetail>;
}

export function success(output: unknown): ToolResult {
  return { success: true, output };
}

/** @param kind a stable word for programs, such as `denied`, `not-found`, `timeout` */
export function failure(kind: string, message: string, output: unknown = null): ToolResult {
  return { success: false, output, error: { kind, message } };
}
