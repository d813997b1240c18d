/** What a loop module tells the shared turn of itself, and what a turn accumulates while it runs. */
import * as z from "zod";
import type {
  Coordinator,
  EventData,
  EventName,
  Injection,
  Message,
  Provider,
  ToolCallBlock,
  TurnInput,
  Usage,
} from "../../../kernel/index.ts";
import type { Check } from "../json-schema/index.ts";
import { type FallbackRule, fallbackSchema } from "./fallback-rules.ts";
import type { Answer } from "./request-answer.ts";
import type { Steering } from "./steering.ts";

/** More requests than this in one turn are a runaway, whatever the config says. */
export const MAX_ITERATIONS_CEILING = 1000;
const UNLIMITED = -1;

/** The keys that every loop has. */
export const loopConfigShape = {
  max_iterations: z
    .int()
    .refine((value) => value === UNLIMITED || value >= 1, "give a number from 1, or -1 for the ceiling of 1000")
    .default(100)
    .describe("Requests in one turn before the last one, which has no tools; -1 means the ceiling of 1000."),
  default_provider: z
    .string()
    .optional()
    .describe("The provider that is used unless the turn names one; without it the lowest priority wins."),
  extended_thinking: z.boolean().default(false).describe("Ask the model to think before it answers."),
  reasoning_effort: z.enum(["low", "medium", "high"]).optional().describe("How hard the model should think."),
  fallback: fallbackSchema,
};
const loopConfig = z.strictObject(loopConfigShape);
export type LoopConfig = z.infer<typeof loopConfig>;

type WayToTool = Coordinator["callTool"];
/** As `Coordinator.callTool`, which it must go through. */
export type CallTool = (
  coordinator: Coordinator,
  call: ToolCallBlock,
  options: Parameters<WayToTool>[1],
) => ReturnType<WayToTool>;

/** `incomplete`: over, though not all was done that was to be. A question that was not answered ends the turn as any request would. */
export type Afterwards = "over" | "go-on" | "incomplete" | Exclude<Answer, { readonly kind: "answered" }>;

export interface Loop {
  readonly name: string;
  readonly config: LoopConfig;
  readonly steering?: Steering;
  /** Stands before `Coordinator.callTool`. */
  readonly callTool?: CallTool;
  /** Asked when an answer calls no tool: whether the turn is over. It adds to the history what the model is to go on with. */
  readonly whenAnswered?: (state: TurnState) => Promise<Afterwards>;
  /** Awaited before each request. */
  readonly beforeRequest?: () => Promise<void>;
  /** Called after each request, whatever came of it. */
  readonly afterRequest?: () => void;
  /** Awaited after each piece of text. */
  readonly afterTextDelta?: () => Promise<void>;
}

/** A turn under way. */
export interface TurnState {
  readonly input: TurnInput;
  readonly loop: Loop;
  provider: Provider;
  model: string | undefined;
  /** Where the turn asked for JSON of a schema. */
  readonly checkAnswer: Check | undefined;
  /** The text of the latest answer. */
  text: string;
  usage: Usage;
  requests: number;
  /** For the next request only. */
  injections: Injection[];
  /** The view was compacted because the provider found it too long; that is done once in a turn. */
  hasMadeRoom: boolean;
  /** Those that were not used yet. */
  fallbacks: readonly FallbackRule[];
  /** Something of the latest answer was seen. */
  wasSeen: boolean;
}

export function iterationLimit(state: TurnState): number {
  const wanted = state.input.options.maxIterations ?? state.loop.config.max_iterations;
  return wanted === UNLIMITED ? MAX_ITERATIONS_CEILING : Math.min(Math.max(1, wanted), MAX_ITERATIONS_CEILING);
}

/** Adds the message to the history, whole or not at all: one without content says nothing and is left out. */
export async function remember(state: TurnState, message: Message): Promise<void> {
  if (message.content.length > 0) await state.input.context.addMessage(message);
}

/** Emits what has happened already: no hook can undo it; what hooks have to say reaches the next request. */
export async function tell<Name extends EventName>(
  state: TurnState,
  event: Name,
  data: EventData<Name>,
): Promise<void> {
  const { injections } = await state.input.coordinator.emit(event, data);
  state.injections.push(...injections);
}
