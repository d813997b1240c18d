/** What holds for every provider, whatever it answers: it is asked for real, so it needs a config with which it can be. */
import { randomUUID } from "node:crypto";
import {
  type CompleteOptions,
  type Message,
  type ModelInfo,
  PROVIDER_ERROR_KINDS,
  type Provider,
  ProviderError,
  type ProviderRequest,
  type ProviderResponse,
  type StreamPart,
  type ToolSpec,
  toolCallsOf,
} from "../../kernel/index.ts";
import { type Check, expect, expectEqual, isJson, shown } from "./check.ts";
import { within } from "./run-checks.ts";
import { type Scene, withScene } from "./scene.ts";

const ABORT_TIMEOUT_MS = 15_000;
const ANSWER_TIMEOUT_MS = 25_000;
const STOP_REASONS = ["end_turn", "tool_use", "max_tokens", "refusal"];
const USAGE_KEYS = ["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "cost"];
const CAPABILITIES = ["tools", "streaming", "thinking", "vision", "json_mode"];
const QUESTION: Message = { role: "user", content: [{ type: "text", text: "Read the file a.txt." }] };
const READ_TOOL: ToolSpec = {
  name: "read_file",
  description: "Reads a file.",
  inputSchema: { type: "object", properties: { file_path: { type: "string" } }, required: ["file_path"] },
};

export const PROVIDER_CHECKS: readonly Check[] = [
  check("it-describes-itself", "getInfo says what it is, and its defaults.", async (provider) => {
    const { id, displayName, defaults, configFields } = provider.getInfo();
    expect(id && displayName, "getInfo: id and displayName: one is missing");
    expect(typeof defaults?.model === "string" && defaults.model !== "", "getInfo: defaults.model: it is missing");
    const { context_window: window, max_output_tokens: most } = defaults;
    expect(isCount(window) && isCount(most), `getInfo: defaults: ${shown(defaults)}: give whole numbers of tokens`);
    expect(Array.isArray(configFields), "getInfo: configFields: it is no list; give [] where nothing is needed");
    expect(typeof provider.priority === "number", "priority: it is no number; lower is chosen first, 100 is usual");
  }),
  {
    name: "it-can-be-asked",
    requirement: "A small request is answered, so that there is an answer to look at.",
    isFoundation: true,
    run: (subject) =>
      withScene(subject, {}, async ({ coordinator, observations }) => {
        for (const provider of coordinator.all("providers").values()) {
          const asked = ask(provider).catch((error: unknown) => {
            mustBeProviderError(error);
            const { kind, message } = error as ProviderError;
            expect(false, `${kind}: ${message}; give a config with which it answers, by --config`);
          });
          const why = (): unknown =>
            Object(observations.findLast(({ event }) => event === "provider:retry")?.data.error).message;
          await within(ANSWER_TIMEOUT_MS, asked, "the request").catch((error: Error) => {
            expect(false, `${error.message}${why() === undefined ? "" : `; it tries again after: ${why()}`}`);
          });
        }
        return undefined;
      }),
  },
  check(
    "it-lists-its-models",
    "listModels answers its models with their windows and capabilities.",
    async (provider) => {
      const models = await provider.listModels(new AbortController().signal).catch(mustBeProviderError);
      expect(Array.isArray(models), `listModels answered ${shown(models)}; answer a list`);
      for (const model of models) expectModel(model);
    },
  ),
  check(
    "an-answer-comes-in-parts",
    "Each block starts, grows and ends, in order; the answer is what was streamed.",
    async (provider) => {
      const { response, parts } = await ask(provider);
      expectParts(parts);
      const ended = parts.flatMap((part) => (part.type === "end" ? [part.block] : []));
      expectEqual(response.content, ended, "the content of the answer, against the blocks that ended");
      expect(
        STOP_REASONS.includes(response.stop_reason),
        `stop_reason ${response.stop_reason}: give one of ${STOP_REASONS}`,
      );
      expect(typeof response.model === "string" && response.model !== "", "model: it is missing in the answer");
      expect(isJson(response), "the answer is not plain JSON; leave out undefined and functions");
      expectUsage(response);
    },
  ),
  check(
    "tool-calls-are-whole",
    "A call has an id, a name and an object as input; parseToolCalls finds them all.",
    async (provider) => {
      const { response } = await ask(provider);
      const calls = toolCallsOf(response.content);
      expectEqual([...provider.parseToolCalls(response)], calls, "parseToolCalls");
      for (const { id, name, input } of calls) {
        expect(id && name, `the call ${shown({ id, name })}: it needs an id and a name`);
        expect(
          typeof input === "object" && input !== null,
          `the call ${id}: its input is ${shown(input)}, and no object`,
        );
      }
      expectEqual(new Set(calls.map(({ id }) => id)).size, calls.length, "different ids of calls");
      if (calls.length > 0) expectEqual(response.stop_reason, "tool_use", "the stop reason of an answer with calls");
      return calls.length === 0 ? "the answer had no call in it" : undefined;
    },
  ),
  check("parts-wait-for-their-reader", "No part is sent before the last one was taken.", async (provider) => {
    let open = 0;
    const onPart = async (): Promise<void> => {
      open += 1;
      expect(open === 1, "onPart was called while an earlier call was not over; await each");
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
    };
    await ask(provider, {}, { onPart });
  }),
  check("an-abort-before-is-an-abort", "A request that is aborted before it begins rejects as Abort.", (provider) =>
    expectAbort(ask(provider, {}, { signal: AbortSignal.abort() }), "a request aborted before it began"),
  ),
  check(
    "an-abort-ends-a-stream",
    "An abort in mid-stream rejects as Abort, with no part behind it.",
    async (provider) => {
      const controller = new AbortController();
      let late = 0;
      const onPart = async (): Promise<void> => {
        if (controller.signal.aborted) late += 1;
        controller.abort();
      };
      await expectAbort(ask(provider, {}, { signal: controller.signal, onPart }), "a request aborted in mid-stream");
      expectEqual(late, 0, "parts that came behind the abort");
    },
  ),
  check(
    "a-stuck-reader-can-be-left",
    "A reader that never takes a part does not hold up an abort.",
    async (provider) => {
      const controller = new AbortController();
      const onPart = (): Promise<void> => {
        controller.abort();
        return new Promise(() => {});
      };
      await expectAbort(ask(provider, {}, { signal: controller.signal, onPart }), "an abort while a part waits");
    },
  ),
  check(
    "errors-have-a-kind",
    "What a request cannot do is a ProviderError with a kind, or an answer.",
    async (provider) => {
      await ask(provider, { model: "ampd-no-such-model" }).catch(mustBeProviderError);
      await ask(provider, { messages: [] }).catch(mustBeProviderError);
    },
  ),
];

/** One request. */
export async function exerciseProvider({ coordinator }: Scene): Promise<void> {
  for (const provider of coordinator.all("providers").values()) await ask(provider).catch(() => undefined);
}

function check(name: string, requirement: string, look: (provider: Provider) => Promise<unknown>): Check {
  return {
    name,
    requirement,
    run: (subject) =>
      withScene(subject, {}, async ({ coordinator }) => {
        let reason: string | undefined;
        for (const [place, provider] of coordinator.all("providers")) {
          expectEqual(provider.name, place, `the provider mounted as "${place}": its name`);
          const answer = await look(provider);
          if (typeof answer === "string") reason = answer;
        }
        return reason;
      }),
  };
}

interface Asked {
  readonly response: ProviderResponse;
  readonly parts: readonly StreamPart[];
}

async function ask(
  provider: Provider,
  request: Partial<ProviderRequest> = {},
  options: Partial<CompleteOptions> = {},
): Promise<Asked> {
  const parts: StreamPart[] = [];
  const onPart = async (part: StreamPart): Promise<void> => {
    parts.push(part);
    await options.onPart?.(part);
  };
  const asked = { request_id: randomUUID(), messages: [QUESTION], tools: [READ_TOOL], ...request };
  const signal = options.signal ?? new AbortController().signal;
  return { response: await provider.complete(asked, { signal, onPart }), parts };
}

async function expectAbort(asked: Promise<unknown>, about: string): Promise<void> {
  const settled = asked.then(
    () => undefined,
    (error: unknown) => error,
  );
  const error = await within(ABORT_TIMEOUT_MS, settled, `${about}: end it when the signal aborts; the request`);
  expect(error !== undefined, `${about}: it was answered; reject with new ProviderError("Abort", …)`);
  mustBeProviderError(error);
  const { kind, message } = error as ProviderError;
  expect(kind === "Abort", `${about}: it failed as ${kind} (${message}); reject with new ProviderError("Abort", …)`);
}

function mustBeProviderError(error: unknown): undefined {
  const isOne = error instanceof ProviderError && Object.hasOwn(PROVIDER_ERROR_KINDS, error.kind);
  const kinds = Object.keys(PROVIDER_ERROR_KINDS).join(", ");
  expect(isOne, `it threw ${shown(String(error))}; throw the ProviderError of ampd/kernel, with one of ${kinds}`);
  return undefined;
}

function expectParts(parts: readonly StreamPart[]): void {
  const states = new Map<number, "open" | "ended">();
  for (const part of parts) {
    const about = `the part ${shown(part)}`;
    const state = states.get(part.block_index);
    if (part.type === "start")
      expectEqual(part.block_index, states.size, `${about}: blocks are numbered from 0; its number`);
    else expect(state === "open", `${about}: no block of that number is open; send start, deltas, end`);
    if (part.type === "delta") expect(part.text !== "", `${about}: an empty delta; leave it out`);
    states.set(part.block_index, part.type === "end" ? "ended" : "open");
  }
  for (const [index, state] of states) expect(state === "ended", `block ${index} never ended; send its end`);
}

function expectUsage({ usage }: ProviderResponse): void {
  const { input_tokens: input, output_tokens: output } = usage;
  expect(isCount(input) && isCount(output), `usage: ${shown(usage)}: input_tokens and output_tokens are whole numbers`);
  const [unknown] = Object.keys(usage).filter((key) => !USAGE_KEYS.includes(key));
  expect(unknown === undefined, `usage: ${unknown}: the keys are ${USAGE_KEYS.join(", ")}`);
}

function expectModel(model: ModelInfo): void {
  const about = `listModels: ${shown(model)}`;
  expect(typeof model.id === "string" && model.id !== "", `${about}: id: it is missing`);
  expect(isCount(model.context_window), `${about}: context_window: give a whole number of tokens`);
  expect(isCount(model.max_output_tokens), `${about}: max_output_tokens: give a whole number of tokens`);
  const [unknown] = model.capabilities.filter((one) => !CAPABILITIES.includes(one));
  expect(unknown === undefined, `${about}: capabilities: ${unknown} is none; they are ${CAPABILITIES.join(", ")}`);
}

function isCount(value: unknown): boolean {
  return Number.isInteger(value) && Number(value) >= 0;
}
