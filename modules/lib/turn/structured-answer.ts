/** Reads an answer that was to be JSON of a schema, and has one that is not mended once. */
import { KernelError, messageOf } from "../../../kernel/index.ts";
import { askWithFallback } from "./fallback.ts";
import type { TurnState } from "./loop.ts";
import { recordAnswer } from "./record-answer.ts";
import type { Answer } from "./request-answer.ts";

const FENCED = /^```(?:json)?\s*\n([\s\S]*)\n\s*```$/;

export type Structured = { readonly value: unknown } | { readonly unanswered: Exclude<Answer, { kind: "answered" }> };

/**
 * The latest answer as JSON that fits; when it is none, the model is asked once more, without tools.
 * @throws KernelError `output-invalid` when that answer does not fit either
 */
export async function readStructured(state: TurnState): Promise<Structured> {
  const first = parseAnswer(state);
  if ("value" in first) return first;
  await askForJson(state, first.problem);
  const answer = await askWithFallback(state, { tools: [] });
  if (answer.kind !== "answered") return { unanswered: answer };
  await recordAnswer(state, answer, false);
  const second = parseAnswer(state);
  if ("value" in second) return second;
  const advice = "Use a model that keeps to a schema, or a simpler schema.";
  const reason = `The model was asked twice for JSON of the output schema and kept to it neither time: ${second.problem}.`;
  throw new KernelError("output-invalid", `${reason} ${advice}`);
}

export function parseAnswer({
  text,
  checkAnswer,
}: Pick<TurnState, "text" | "checkAnswer">): { readonly value: unknown } | { readonly problem: string } {
  const trimmed = text.trim();
  try {
    const value: unknown = JSON.parse(FENCED.exec(trimmed)?.[1] ?? trimmed);
    const problem = checkAnswer?.(value);
    return problem === undefined ? { value } : { problem };
  } catch (error) {
    return { problem: `it is not JSON: ${messageOf(error)}` };
  }
}

async function askForJson(state: TurnState, problem: string): Promise<void> {
  const schema = JSON.stringify(state.input.options.outputSchema);
  const text =
    `Your last answer does not fit the JSON Schema that it must have (${problem}). ` +
    `Answer again with the JSON only: no prose, no code fence. The schema: ${schema}`;
  const metadata = { source: "output_schema" };
  await state.input.context.addMessage({ role: "user", content: [{ type: "text", text }], metadata });
}
