import assert from "node:assert/strict";
import type { ChatCompletionChunk } from "openai/resources/chat/completions";
import { readChatAnswer } from "../../../../modules/lib/openai-wire/chat-stream.ts";
import { suite } from "../../../support/suite.ts";
import { ask } from "../../provider-fixture.ts";
import { wireScene } from "../provider-wire/fixture.ts";

const test = suite("Calls in pieces");

type Piece = { readonly index?: number; readonly id?: string; readonly name?: string; readonly args?: string };

const ROWS: readonly [string, readonly Piece[], readonly (readonly [string, string, unknown])[]][] = [
  [
    "numbers tell them apart, in turns",
    [
      { index: 0, id: "a", name: "f" },
      { index: 1, id: "b", name: "g" },
      { index: 0, args: '{"n":' },
      { index: 1, args: '{"n":2}' },
      { index: 0, args: "1}" },
    ],
    [
      ["a", "f", 1],
      ["b", "g", 2],
    ],
  ],
  [
    "ids do, where all have the same number",
    [
      { index: 0, id: "a", name: "f", args: '{"n":' },
      { index: 0, id: "b", name: "f", args: '{"n":' },
      { index: 0, id: "a", args: "1}" },
      { index: 0, id: "b", args: "2}" },
    ],
    [
      ["a", "f", 1],
      ["b", "f", 2],
    ],
  ],
  [
    "a piece that says id and name again goes on with its call",
    [
      { id: "a", name: "f", args: '{"n":' },
      { id: "a", name: "f", args: "1}" },
      { id: "b", name: "f", args: '{"n":2}' },
    ],
    [
      ["a", "f", 1],
      ["b", "f", 2],
    ],
  ],
  [
    "without numbers and ids a name begins a call",
    [{ name: "f", args: '{"n":' }, { args: "1}" }, { name: "g", args: '{"n":2}' }],
    [
      ["call_request-1_0", "f", 1],
      ["call_request-1_1", "g", 2],
    ],
  ],
  [
    "with one number and no ids a name begins a call where a whole input ends",
    [
      { index: 0, name: "f", args: '{"n":' },
      { index: 0, name: "f", args: "1}" },
      { index: 0, name: "g", args: '{"n":2}' },
    ],
    [
      ["call_request-1_0", "f", 1],
      ["call_request-1_1", "g", 2],
    ],
  ],
];

async function* chunksOf(pieces: readonly Piece[]): AsyncGenerator<ChatCompletionChunk> {
  for (const { name, args, ...place } of pieces) {
    const called = { ...(name !== undefined && { name }), ...(args !== undefined && { arguments: args }) };
    const delta = { tool_calls: [{ ...place, function: called }] };
    yield { model: "m", choices: [{ index: 0, delta, finish_reason: null }] } as unknown as ChatCompletionChunk;
  }
  yield { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] } as unknown as ChatCompletionChunk;
}

for (const [title, pieces, calls] of ROWS) {
  test(title, async () => {
    const request = { request_id: "request-1", messages: [], tools: [], model: "m", without: new Set<never>() };
    const { provider } = wireScene((attempt) => readChatAnswer(chunksOf(pieces), attempt, request));
    const { response } = await ask(provider);
    const found = provider.parseToolCalls(response).map(({ id, name, input }) => [id, name, input.n]);
    assert.deepEqual(found, calls);
  });
}

test.run();
