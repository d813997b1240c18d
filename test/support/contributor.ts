/** A client that gives something: it answers the server's requests as a test says, and keeps what it was asked. */
import type { ServerFixture } from "./server-fixture.ts";
import type { Json } from "./wire/frames.ts";

/** What a request is not answered with. */
export const SILENCE = Symbol("silence");
/** Answered as an error. */
export class Refusal {
  readonly error: Json;

  constructor(message: string, data?: Json) {
    this.error = { code: -32000, message, ...(data && { data }) };
  }
}

export type Answer = (params: Json, asked: { readonly id: unknown }) => unknown;

/** Answers by method; the list that it returns grows with each request. */
export function answering(server: ServerFixture, answers: Readonly<Record<string, Answer>>): Json[] {
  const asked: Json[] = [];
  server.client.onRequest = (request) => {
    asked.push(request);
    void answerOne(server, request, answers[String(request.method)]);
  };
  return asked;
}

async function answerOne(server: ServerFixture, { id, params }: Json, answer: Answer | undefined): Promise<void> {
  if (answer === undefined) return;
  const result = await answer(params as Json, { id });
  if (result === SILENCE) return;
  server.client.send({ jsonrpc: "2.0", id, ...(result instanceof Refusal ? { error: result.error } : { result }) });
}

export const GREET = {
  name: "greet",
  description: "Greets somebody by name.",
  inputSchema: {
    type: "object",
    properties: { name: { type: "string", description: "Who." } },
    required: ["name"],
    additionalProperties: false,
  },
};
