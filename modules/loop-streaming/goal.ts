/**
 * The goal of a turn: a prompt that begins with `/goal` states one, and the turn goes on until the model, asked by itself, finds it
 * reached, or nothing moves any more, or the rounds are used up. The goal ends with its turn.
 */
import * as z from "zod";
import type { ContentBlock, TurnInput } from "../../kernel/index.ts";
import { type Afterwards, askWithFallback, type Loop, parseAnswer, type TurnState } from "../lib/turn/index.ts";
import { StallWatch } from "./stall-watch.ts";

export const GOAL_PROGRESS = "orchestrator:goal_progress";
const COMMAND = /^\/goal\s+(\S[\s\S]*)$/;

export const goalConfigShape = {
  goal_max_rounds: z.int().min(1).max(100).default(20).describe("So often a goal is looked at in one turn, at most."),
  goal_stall_threshold: z
    .int()
    .min(1)
    .default(3)
    .describe("After so many rounds in a row without a tool call the goal is given up."),
  goal_busy_stall_window: z
    .int()
    .min(2)
    .default(3)
    .describe("After so many rounds in a row for much the same reason it is given up, whatever tools ran."),
  goal_busy_stall_min_overlap: z
    .number()
    .gt(0)
    .max(1)
    .default(0.5)
    .describe("The part of the words that two reasons share when they are much the same."),
  goal_summary_max_reasons: z.int().min(1).max(100).default(20).describe("So many reasons the last event tells."),
};
const goalConfig = z.strictObject(goalConfigShape);
type GoalConfig = z.infer<typeof goalConfig>;

/** The turn and its loop as they are to be run; a prompt without a goal leaves both as they are. */
export function withGoal(turn: TurnInput, loop: Loop, config: GoalConfig): [TurnInput, Loop] {
  const [first, ...rest] = turn.prompt;
  const goal = first?.type === "text" ? COMMAND.exec(first.text)?.[1]?.trim() : undefined;
  if (goal === undefined) return [turn, loop];
  const prompt: ContentBlock[] = [
    { type: "text", text: `Work until this is reached, and do not stop before: ${goal}` },
    ...rest,
  ];
  const chase = new GoalChase(goal, config);
  return [
    { ...turn, prompt },
    { ...loop, whenAnswered: (state) => chase.look(state) },
  ];
}

const VERDICT = z.object({ reached: z.boolean(), reason: z.string() });
const VERDICT_SCHEMA = {
  type: "object",
  properties: { reached: { type: "boolean" }, reason: { type: "string" } },
  required: ["reached", "reason"],
  additionalProperties: false,
};

class GoalChase {
  readonly #goal: string;
  readonly #config: GoalConfig;
  readonly #watch: StallWatch;
  readonly #reasons: string[] = [];
  #round = 0;
  #historyLength = 0;

  constructor(goal: string, config: GoalConfig) {
    this.#goal = goal;
    this.#config = config;
    const {
      goal_stall_threshold: idle,
      goal_busy_stall_window: same,
      goal_busy_stall_min_overlap: minOverlap,
    } = config;
    this.#watch = new StallWatch({ idle, same, minOverlap });
  }

  async look(state: TurnState): Promise<Afterwards> {
    const hasWorked = await this.#hasWorked(state);
    const verdict = await this.#ask(state);
    if ("kind" in verdict) return verdict;
    this.#round += 1;
    if (verdict.reached) return this.#end(state, "reached", verdict.reason);
    this.#reasons.push(verdict.reason);
    if (this.#watch.isStalled(verdict.reason, hasWorked)) return this.#end(state, "stalled", verdict.reason);
    if (this.#round >= this.#config.goal_max_rounds) return this.#end(state, "limit", verdict.reason);
    await this.#tell(state, "continuing", { reason: verdict.reason });
    const text = `The goal is not reached yet: ${verdict.reason}\nGo on until it is: ${this.#goal}`;
    await state.input.context.addMessage({
      role: "user",
      content: [{ type: "text", text }],
      metadata: { source: "goal" },
    });
    return "go-on";
  }

  /** Whether a tool has answered since the goal was last looked at. */
  async #hasWorked({ input }: TurnState): Promise<boolean> {
    const history = await input.context.getMessages();
    const fresh = history.slice(this.#historyLength);
    this.#historyLength = history.length;
    return fresh.some(({ role }) => role === "tool");
  }

  /** What the model said last stays the answer, whatever it says to this. */
  async #ask(state: TurnState): Promise<z.infer<typeof VERDICT> | Exclude<Afterwards, string>> {
    const { text } = state;
    const question = `Judge by the conversation alone, and do not go on with the work. Is this reached: ${this.#goal}\nAnswer with JSON only: {"reached": true or false, "reason": what shows it, or what is missing}.`;
    const reminder = { role: "user", text: question, appendToLastToolResult: false } as const;
    const answer = await askWithFallback(state, { tools: [], reminder, quietSchema: VERDICT_SCHEMA });
    const said = state.text;
    state.text = text;
    if (answer.kind !== "answered") return answer;
    if (answer.denied !== undefined) return { kind: "denied", reason: answer.denied };
    const parsed = parseAnswer({ text: said, checkAnswer: undefined });
    const verdict = VERDICT.safeParse("value" in parsed ? parsed.value : undefined);
    return verdict.data ?? { reached: false, reason: "whether it is reached could not be told" };
  }

  async #end(state: TurnState, status: "reached" | "stalled" | "limit", reason: string): Promise<Afterwards> {
    const reasons = this.#reasons.slice(-this.#config.goal_summary_max_reasons);
    await this.#tell(state, status, { reason, reasons });
    return status === "reached" ? "over" : "incomplete";
  }

  async #tell(
    { input }: TurnState,
    status: string,
    more: { readonly reason: string; readonly reasons?: string[] },
  ): Promise<void> {
    await input.coordinator.hooks.emit(GOAL_PROGRESS, { goal: this.#goal, round: this.#round, status, ...more });
  }
}
