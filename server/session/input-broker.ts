/**
 * Brings what a tool or a server wants from the user, a form or a page to open, to the clients that can answer. An answer that does
 * not fit the form is asked for again; whatever is no answer means that it is cancelled.
 */
import { randomUUID } from "node:crypto";
import { type JsonObject, type JsonSchema, messageOf } from "../../kernel/index.ts";
import { compileInputSchema, type InputCheck } from "../contributions/input-schema.ts";
import type { Client } from "./client.ts";
import { Questions, type QuestionsOptions } from "./questions.ts";

/** What `session.request_input` takes: either a form or a page. */
export interface InputRequest {
  /** Who asks, such as `mcp:NAME`. */
  readonly source: string;
  readonly message: string;
  /** JSON Schema of the object that is wanted. */
  readonly schema?: JsonSchema;
  /** An http or https page that the user is to open. */
  readonly url?: string;
  /** Default: 5 minutes. */
  readonly timeoutMs?: number;
}

export type InputAnswer =
  | { readonly action: "accept"; readonly content?: JsonObject }
  | { readonly action: "decline" | "cancel" };

const KIND = {
  method: "input/request",
  resolvedMethod: "input/resolved",
  canAnswer: (client: Client) => client.canAnswerInput,
  maxAttempts: 3,
};
const DEFAULT_TIMEOUT_MS = 300_000;

export class InputBroker {
  readonly #options: QuestionsOptions;
  readonly #questions: Questions<InputAnswer>;

  constructor(options: QuestionsOptions) {
    this.#options = options;
    this.#questions = new Questions(KIND, options);
  }

  /** What still waits for an answer, as in `input/request`. */
  get pending(): readonly JsonObject[] {
    return this.#questions.pending;
  }

  /** The capability `session.request_input`. @throws Error for a form that is no schema and a page that is none */
  async request(request: InputRequest, signal: AbortSignal): Promise<InputAnswer> {
    const { source, timeoutMs = DEFAULT_TIMEOUT_MS } = request;
    const { sessionId, mask } = this.#options;
    const form = await formOf(request, mask);
    const inputId = randomUUID();
    const common = { inputId, sessionId, source, message: mask(request.message), timeoutMs };
    const question = {
      id: inputId,
      params: { ...common, ...form.params },
      timeoutMs,
      read: (result: unknown) => read(result, form),
      without: (): InputAnswer => ({ action: "cancel" }),
      tell: ({ action }: InputAnswer) => ({ inputId, action }),
    };
    return this.#questions.ask(question, signal);
  }

  /** Asks a client that came later what still waits. */
  attach(client: Client): void {
    this.#questions.attach(client);
  }
}

interface Form {
  readonly params: JsonObject;
  /** Absent: there is nothing to fill in. */
  readonly check?: InputCheck;
  readonly defaults: JsonObject;
}

/** Words of a form that only a person reads. Values stay as they are: they come back in the answer. */
const WORDS: ReadonlySet<string> = new Set(["title", "description"]);

async function formOf(
  { schema = { type: "object", properties: {} }, url }: InputRequest,
  mask: QuestionsOptions["mask"],
): Promise<Form> {
  if (url !== undefined) {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
      throw new Error(`url: ${url} is no http or https address`);
    return { params: { mode: "url", url }, defaults: {} };
  }
  try {
    const check = await compileInputSchema(schema);
    const shown = JSON.parse(JSON.stringify(schema), (key, value) =>
      WORDS.has(key) && typeof value === "string" ? mask(value) : value,
    ) as JsonSchema;
    return { params: { mode: "form", requestedSchema: shown }, check, defaults: defaultsOf(schema) };
  } catch (error) {
    throw new Error(`requestedSchema: ${messageOf(error)}`, { cause: error });
  }
}

function defaultsOf({ properties }: JsonSchema): JsonObject {
  const fields = Object.entries(Object(properties) as Record<string, { default?: unknown } | null>);
  return Object.fromEntries(
    fields.flatMap(([name, field]) => (field?.default === undefined ? [] : [[name, field.default]])),
  );
}

function read(result: unknown, { check, defaults }: Form): { answer: InputAnswer } | { fault: string } {
  const { action, content = {} } = Object(result) as { action?: unknown; content?: unknown };
  if (action === "decline" || action === "cancel") return { answer: { action } };
  if (action !== "accept") return { fault: 'action: it is none of "accept", "decline" and "cancel"' };
  if (check === undefined) return { answer: { action } };
  if (typeof content !== "object" || content === null || Array.isArray(content))
    return { fault: "content: it is no object" };
  // In the order of the answer.
  const filled = { ...content, ...defaults, ...content };
  const problem = check(filled);
  return problem === undefined ? { answer: { action, content: filled } } : { fault: `content: ${problem}` };
}
