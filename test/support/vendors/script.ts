/** The script language of the vendor servers: what a model says and how the connection behaves, in no vendor's words. */
import type { JsonObject } from "../../../kernel/index.ts";

/** A piece list is sent as that many fragments; a plain string as a few. */
export type Pieces = string | readonly string[];

export type ScriptedBlock =
  | { readonly text: Pieces }
  | { readonly thinking: Pieces; readonly signature?: string }
  | { readonly redacted: string }
  /** `json` replaces the input's text, fragment by fragment, for input that is broken or cut short. */
  | { readonly tool: string; readonly id?: string; readonly input?: JsonObject; readonly json?: readonly string[] }
  | { readonly refusal: Pieces };

interface ScriptedUsage {
  /** Not counting what was read from or written to the cache. */
  readonly input?: number;
  readonly output?: number;
  readonly cacheRead?: number;
  readonly cacheWrite?: number;
}

export interface Answer {
  readonly blocks: readonly ScriptedBlock[];
  readonly usage?: ScriptedUsage;
  /** Default: `tool_use` when a tool is called, else `end_turn`. */
  readonly stop?: "end_turn" | "tool_use" | "max_tokens" | "refusal" | "content_filter";
  readonly model?: string;
  /**
   * What comes behind the blocks. Anything but `finish` leaves the last block open. `cut` breaks the connection, `close` ends
   * the body in good order but too early, `stall` says nothing more, an error is the vendor's own error event; of the
   * errors, `overloaded` is put into the vendor's own word.
   */
  readonly after?: "finish" | "cut" | "close" | "stall" | { readonly error: string; readonly message?: string };
}

/** An answer that is an HTTP error, in the vendor's format. */
export interface Refusal {
  readonly status: number;
  /** The vendor's word for it; by default what the status stands for. */
  readonly type?: string;
  readonly code?: string;
  readonly message?: string;
  /** Seconds; becomes the header. */
  readonly retryAfter?: number;
}

/** `hang`: the request is read and nothing is ever said. `reset`: the connection is broken before any answer. */
export type Reply = string | Answer | Refusal | "hang" | "reset";
export type Replies = readonly Reply[] | ((request: RecordedRequest) => Reply);

export interface RecordedRequest {
  /** Counts from 0 over the requests that got a scripted reply. */
  readonly index: number;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

export interface VendorServerOptions {
  /** Answers 400 to histories that the vendor would refuse. Default true. */
  readonly isStrict?: boolean;
}

export interface VendorServer {
  /** What a provider takes as its `base_url`. */
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Resolves once that many requests have arrived. */
  waitForRequests(count: number): Promise<void>;
  /** Resolves once a client has gone away before its answer was whole. */
  waitForHangUp(): Promise<void>;
  close(): Promise<void>;
}

const FRAGMENTS = 3;

export function piecesOf(pieces: Pieces): readonly string[] {
  if (typeof pieces !== "string") return pieces;
  const characters = Array.from(pieces);
  const size = Math.max(1, Math.ceil(characters.length / FRAGMENTS));
  const count = Math.ceil(characters.length / size);
  return Array.from({ length: count }, (_, index) => characters.slice(index * size, (index + 1) * size).join(""));
}

/** The fragments of a tool call's input; none for a call without arguments. */
export function inputPieces(block: { input?: JsonObject; json?: readonly string[] }): readonly string[] {
  if (block.json !== undefined) return block.json;
  return block.input === undefined ? [] : piecesOf(JSON.stringify(block.input));
}

export function asAnswer(reply: string | Answer): Answer {
  return typeof reply === "string" ? { blocks: [{ text: reply }] } : reply;
}

export function stopOf(answer: Answer): NonNullable<Answer["stop"]> {
  return answer.stop ?? (answer.blocks.some((block) => "tool" in block) ? "tool_use" : "end_turn");
}
