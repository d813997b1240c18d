/**
 * Errors of other servers in the form that the SDK reads, `{error: {message, …}}`; of any other it would keep the status alone.
 * Google puts the object into a list, vLLM up to 0.9 and FastAPI have no `error`, Ollama's own may be a plain text.
 * Sources: github.com/n4ze3m/page-assist/issues/406, github.com/vllm-project/vllm/issues/4667, ollama's openai/openai.go.
 */
import type { JsonObject } from "../../../kernel/index.ts";

export const fetchWithPlainErrors: typeof fetch = async (input, init) => {
  const response = await fetch(input, init);
  if (response.ok) return response;
  const { status, statusText, headers } = response;
  return new Response(plainError(await response.text()), { status, statusText, headers });
};

function plainError(text: string): string {
  try {
    const body: unknown = JSON.parse(text);
    return JSON.stringify({ error: errorIn(Array.isArray(body) ? body[0] : body) });
  } catch {
    // Not JSON: the SDK takes the text for the message.
    return text;
  }
}

function errorIn(body: unknown): unknown {
  if (!isObject(body)) return { message: String(body) };
  if (isObject(body.error)) return body.error;
  if (typeof body.error === "string") return { message: body.error };
  const { detail } = body;
  return detail === undefined ? body : { message: typeof detail === "string" ? detail : JSON.stringify(detail) };
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null;
}
