/** The tools, hooks and providers that a program gives to sessions: what it declares of them, and what is called. */
import type {
  hookInvoke,
  hookRegister,
  ParamsOf,
  providerComplete,
  providerDelta,
  providerRegister,
  ResultOf,
  toolRegister,
} from "../../protocol/index.ts";

type Json = Record<string, unknown>;

export interface ToolCall {
  readonly sessionId: string;
  readonly toolCallId: string;
  /** Aborts when nobody waits for the result any more. */
  readonly signal: AbortSignal;
  /** Shown to people while it runs. */
  readonly output: (text: string, stream?: "stdout" | "stderr") => void;
}

export type GivenTool = ParamsOf<typeof toolRegister>["tools"][number] & {
  /** What it answers is the output; what it throws is a failed result. */
  readonly execute: (input: Json, call: ToolCall) => unknown;
};

type HookResult = ResultOf<typeof hookInvoke>;

export type GivenHook = Omit<ParamsOf<typeof hookRegister>, "sessionId" | "_meta"> & {
  /** Nothing means `continue`. What it answers to an event that streams counts for nothing, unless it is a gate. */
  readonly invoke: (event: string, data: Json) => HookResult | undefined | Promise<HookResult | undefined>;
};

export interface AnswerInTheMaking {
  readonly signal: AbortSignal;
  /** Waits until the server has room for the part. */
  readonly onPart: (part: ParamsOf<typeof providerDelta>["part"]) => Promise<void>;
}

type Response = ResultOf<typeof providerComplete>;
export type GivenResponse = Omit<Response, "usage"> & Partial<Pick<Response, "usage">>;

export type GivenProvider = Omit<ParamsOf<typeof providerRegister>, "sessionId" | "_meta"> & {
  readonly complete: (request: Json, answer: AnswerInTheMaking) => Promise<GivenResponse>;
};

export interface Given {
  readonly tools?: readonly GivenTool[];
  readonly hooks?: readonly GivenHook[];
  readonly provider?: GivenProvider;
}
