/** What holds for every provider, whatever is behind it: the same assertions, run over each. */
import assert from "node:assert/strict";
import { type ProviderErrorKind, type StreamPart, textOf } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import type { Reply } from "../support/vendors/index.ts";
import { ask, failureOf, type MountedProvider, remembered, toolResult, user } from "./provider-fixture.ts";

export interface ContractSubject {
  readonly name: string;
  /** It talks to a scripted server, so that the connection too can be scripted. */
  readonly speaksAWire?: boolean;
  /** A provider that answers with these, one after another. */
  open(replies: readonly Reply[]): Promise<MountedProvider & { close(): Promise<void> }>;
}

const TEXT = "Größe 🙂 and more text, enough for a few pieces of it to arrive one by one.";
const CALL = { tool: "read_file", input: { file_path: "a.txt" } };
const USAGE_KEYS = ["input_tokens", "output_tokens", "cache_read_tokens", "cache_write_tokens", "cost"];
const ERRORS: readonly [number, ProviderErrorKind][] = [
  [400, "InvalidRequest"],
  [401, "Authentication"],
  [403, "AccessDenied"],
  [404, "NotFound"],
];

export function checkProviderContract(subject: ContractSubject): void {
  const test = suite(`The contract of a provider: ${subject.name}`);
  type Opened = Awaited<ReturnType<ContractSubject["open"]>>;
  const check = (title: string, replies: readonly Reply[], body: (opened: Opened) => Promise<void>): void =>
    test(title, async () => {
      const opened = await subject.open(replies);
      try {
        await body(opened);
      } finally {
        await opened.close();
      }
    });

  check("the deltas of the text, joined, are the text", [{ blocks: [{ text: TEXT }] }], async ({ provider }) => {
    const { response, parts } = await ask(provider);
    assert.equal(joinDeltas(parts, "text"), TEXT);
    assert.equal(textOf(response.content), TEXT);
    assert.equal(response.stop_reason, "end_turn");
  });

  const mixed = { blocks: [{ thinking: "Let me see." }, { text: "I will read it." }, CALL, { ...CALL, id: "call-2" }] };
  check("each block starts, grows and ends; none is empty", [mixed], async ({ provider }) => {
    const { response, parts } = await ask(provider, { extended_thinking: true });
    checkOrder(parts);
    assert.equal(joinDeltas(parts, "thinking"), "Let me see.");
    const ended = parts.flatMap((part) => (part.type === "end" ? [part.block] : []));
    assert.deepEqual(response.content, ended);
    assert.deepEqual(blockTypes(parts), ["thinking", "text", "tool_call", "tool_call"]);
  });

  check(
    "a tool call comes whole, and its result is taken back",
    [{ blocks: [CALL] }, "Done."],
    async ({ provider }) => {
      const { response } = await ask(provider);
      assert.equal(response.stop_reason, "tool_use");
      const [call, ...others] = provider.parseToolCalls(response);
      assert.deepEqual(others, []);
      assert.equal(call?.name, "read_file");
      assert.deepEqual(call?.input, { file_path: "a.txt" });
      const messages = [user("Read it."), remembered(provider, response), toolResult(call?.id ?? "", "the content")];
      const second = await ask(provider, { messages });
      assert.equal(textOf(second.response.content), "Done.");
    },
  );

  check("nothing is sent before the last part was taken", [mixed], async ({ provider }) => {
    let open = 0;
    const onPart = async (): Promise<void> => {
      open += 1;
      assert.equal(open, 1);
      await new Promise((resolve) => setImmediate(resolve));
      open -= 1;
    };
    await ask(provider, { extended_thinking: true }, { onPart });
  });

  check("usage has the kernel's keys and whole numbers", [{ blocks: [{ text: "Hi." }] }], async ({ provider }) => {
    const { usage } = (await ask(provider)).response;
    assert.deepEqual(
      Object.keys(usage).filter((key) => !USAGE_KEYS.includes(key)),
      [],
    );
    assert.ok(Number.isInteger(usage.input_tokens) && usage.input_tokens > 0);
    assert.ok(Number.isInteger(usage.output_tokens) && usage.output_tokens > 0);
  });

  check("a request that is cancelled before it begins is not made", ["Never."], async ({ provider }) => {
    const error = await failureOf(ask(provider, {}, { signal: AbortSignal.abort() }));
    assert.equal(error.kind, "Abort");
  });

  check(
    "a cancelled stream ends at once, with no part behind it",
    [{ blocks: [{ text: TEXT }] }],
    async ({ provider }) => {
      const controller = new AbortController();
      let after = 0;
      const onPart = async (part: StreamPart): Promise<void> => {
        if (controller.signal.aborted) after += 1;
        if (part.type === "delta") controller.abort();
      };
      const error = await failureOf(ask(provider, {}, { signal: controller.signal, onPart }));
      assert.equal(error.kind, "Abort");
      assert.equal(after, 0);
    },
  );

  check("a listener that never answers does not hold up a cancel", ["Text."], async ({ provider }) => {
    const controller = new AbortController();
    const onPart = (): Promise<void> => {
      controller.abort();
      return new Promise(() => {});
    };
    const error = await failureOf(ask(provider, {}, { signal: controller.signal, onPart }));
    assert.equal(error.kind, "Abort");
  });

  for (const [status, kind] of ERRORS) {
    check(
      `an error is a ProviderError that says its kind: ${kind}`,
      [{ status, message: "No." }],
      async ({ provider }) => {
        const error = await failureOf(ask(provider));
        assert.equal(error.kind, kind);
        assert.equal(error.provider, provider.name);
        assert.equal(error.retryable, false);
        assert.match(error.message, /No\./);
      },
    );
  }

  check("it says what it is and lists its models", [], async ({ provider }) => {
    const { id, defaults } = provider.getInfo();
    assert.equal(id, provider.name);
    assert.ok(defaults.context_window > defaults.max_output_tokens);
    const models = await provider.listModels(new AbortController().signal);
    assert.ok(models.some((model) => model.id === defaults.model));
    assert.ok(models.every((model) => model.context_window > 0 && model.capabilities.includes("tools")));
  });

  if (subject.speaksAWire === true) checkWire(check);
  test.run();
}

type Check = (title: string, replies: readonly Reply[], body: (opened: MountedProvider) => Promise<void>) => void;

const FAULTS: readonly [string, Reply, ProviderErrorKind][] = [
  ["a rate limit", { status: 429, retryAfter: 90 }, "RateLimit"],
  ["a prompt that is too long", { status: 400, message: "The prompt exceeds the context window." }, "ContextLength"],
  ["a stream that is cut", { blocks: [{ text: "So" }], after: "cut" }, "Stream"],
  ["a stream that ends too early", { blocks: [{ text: "So" }], after: "close" }, "Stream"],
  ["a fault in mid-stream", { blocks: [{ text: "So" }], after: { error: "overloaded" } }, "ProviderUnavailable"],
];

/** What holds where there is a connection. */
function checkWire(check: Check): void {
  for (const [what, reply, kind] of FAULTS) {
    check(`${what} is ${kind}, and is not tried again once it was seen`, [reply], async ({ provider }) => {
      assert.equal((await failureOf(ask(provider))).kind, kind);
    });
  }

  const passing: readonly Reply[] = [
    { status: 503 },
    { status: 500 },
    "reset",
    { status: 429, retryAfter: 7 },
    "Done.",
  ];
  check("what passes is tried again, and each try is told", passing, async ({ provider, dataOf }) => {
    assert.equal(textOf((await ask(provider)).response.content), "Done.");
    const told = dataOf("provider:retry").map(({ attempt, delay_ms }) => [attempt, Number(delay_ms) >= 7000]);
    assert.deepEqual(
      told,
      [2, 3, 4, 5].map((attempt) => [attempt, attempt === 5]),
    );
  });

  const bare = [{ blocks: [{ text: "" }, { tool: "now" }, { tool: "now" }] }];
  check("calls without arguments and an empty delta are what they are", bare, async ({ provider }) => {
    const { response } = await ask(provider);
    const calls = provider.parseToolCalls(response);
    assert.deepEqual(
      calls.map(({ name, input }) => ({ name, input })),
      [
        { name: "now", input: {} },
        { name: "now", input: {} },
      ],
    );
    assert.equal(new Set(calls.map(({ id }) => id)).size, 2);
    assert.equal(response.content.length, 2);
  });

  const cut: Reply = {
    blocks: [{ text: "I write." }, { tool: "write", json: ['{"file_path": "a'] }],
    stop: "max_tokens",
  };
  check("a call that the limit cut off is not part of the answer", [cut], async ({ provider }) => {
    const { response } = await ask(provider);
    assert.equal(response.stop_reason, "max_tokens");
    assert.deepEqual(response.content, [{ type: "text", text: "I write." }]);
  });

  const filtered: Reply = { blocks: [{ text: "So" }], stop: "content_filter" };
  check("an answer that a filter stopped is a refusal", [filtered], async ({ provider }) => {
    assert.equal((await ask(provider)).response.stop_reason, "refusal");
  });
}

function joinDeltas(parts: readonly StreamPart[], type: string): string {
  return parts.map((part) => (part.type === "delta" && part.block_type === type ? part.text : "")).join("");
}

function blockTypes(parts: readonly StreamPart[]): string[] {
  return parts.flatMap((part) => (part.type === "start" ? [part.block_type] : []));
}

function checkOrder(parts: readonly StreamPart[]): void {
  const states = new Map<number, "open" | "ended">();
  for (const part of parts) {
    const state = states.get(part.block_index);
    if (part.type === "start") assert.equal(part.block_index, states.size, "blocks are numbered from 0");
    assert.equal(state, part.type === "start" ? undefined : "open", `${part.type} of block ${part.block_index}`);
    if (part.type === "delta") assert.notEqual(part.text, "");
    states.set(part.block_index, part.type === "end" ? "ended" : "open");
  }
  assert.ok([...states.values()].every((state) => state === "ended"));
}
