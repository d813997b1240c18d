/** Reads an answer that was to be JSON. It checks that the answer is JSON; that it fits the schema is the provider's to enforce. */
import { messageOf, ProviderError } from "../../../kernel/index.ts";
import type { TurnState } from "./loop.ts";
import { recordAnswer } from "./record-answer.ts";
import { type Answer, requestAnswer } from "./request-answer.ts";

const FENCED = /^```(?:json)?\s*\n([\s\S]*)\n\s*```$/;

export type Structured = { readonly value: unknown } | { readonly unanswered: Exclude<Answer, { kind: "answered" }> };

/**
 * The latest answer as JSON; when it is none, the model is asked once more, without tools.
 * @throws ProviderError `InvalidRequest` when that answer is no JSON either
 */
export async function readStructured(state: TurnState): Promise<Structured> {
  const first = parseJson(state.text);
  if ("value" in first) return first;
  await askForJson(state, first.problem);
  const answer = await requestAnswer(state, { tools: [] });
  if (answer.kind !== "answered") return { unanswered: answer };
  await recordAnswer(state, answer, false);
  const second = parseJson(state.text);
  if ("value" in second) return second;
  throw new ProviderError(
    "InvalidRequest",
    `The model was asked twice for JSON of the output schema and answered text that is not JSON (${second.problem}). Use a model that keeps to a schema, or a simpler schema.`,
    { provider: state.provider.name, model: state.model },
  );
}

export function parseJson(answer: string): { readonly value: unknown } | { readonly problem: string } {
  const trimmed = answer.trim();
  try {
    return { value: JSON.parse(FENCED.exec(trimmed)?.[1] ?? trimmed) };
  } catch (error) {
    return { problem: messageOf(error) };
  }
}

async function askForJson(state: TurnState, problem: string): Promise<void> {
  const text = `Your last answer is not valid JSON (${problem}). Answer again with the JSON only: no prose, no code fence.`;
  const metadata = { source: "output_schema" };
  await state.input.context.addMessage({ role: "user", content: [{ type: "text", text }], metadata });
}
