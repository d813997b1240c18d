import * as assert from "uvu/assert";
import type { ProviderError, ProviderRequest, ProviderResponse, StreamPart } from "../../../kernel/index.ts";
import { type ProviderDeclaration, remoteProvider } from "../../../server/contributions/remote-provider.ts";
import { RpcError } from "../../../server/rpc/contracts.ts";
import { type ContributionSite, contributionSite } from "../../support/contribution-site.ts";
import { suite } from "../../support/suite.ts";

const test = suite("a provider that lives elsewhere");

const MODEL = { id: "m-1", context_window: 10, max_output_tokens: 5, capabilities: [] };
const DECLARATION: ProviderDeclaration = { name: "house", models: [MODEL] };
const WHOLE = {
  content: [{ type: "text", text: "x" }],
  stop_reason: "end_turn",
  usage: { input_tokens: 1, output_tokens: 2 },
};

interface Asking {
  readonly answer: Promise<ProviderResponse | ProviderError>;
  readonly abort: AbortController;
}

function ask(
  { site }: ContributionSite,
  {
    request = {},
    more = {},
    onPart = async () => {},
  }: {
    request?: Partial<ProviderRequest>;
    more?: Partial<ProviderDeclaration>;
    onPart?: (part: StreamPart) => Promise<void>;
  } = {},
): Asking {
  const abort = new AbortController();
  const provider = remoteProvider({ ...DECLARATION, ...more }, "mounted", site);
  const asked = { request_id: "q-1", messages: [], tools: [], ...request };
  const answer = provider.complete(asked, { signal: abort.signal, onPart }).catch((error: ProviderError) => error);
  return { answer, abort };
}

async function failureOf({ answer }: Asking): Promise<Pick<ProviderError, "kind" | "message" | "retryAfter">> {
  const { kind, message, retryAfter } = (await answer) as ProviderError;
  return { kind, message, retryAfter };
}

const delta = (text: string) => ({ type: "delta", block_index: 0, block_type: "text", text });

test("it goes by the name and the priority that were given, and the first model is its default", async () => {
  const { site } = contributionSite();
  assert.equal(
    [remoteProvider(DECLARATION, "n", site).name, remoteProvider(DECLARATION, "n", site).priority],
    ["n", 100],
  );
  assert.is(remoteProvider({ ...DECLARATION, priority: 7 }, "n", site).priority, 7);
  for (const [model, expected] of [
    [undefined, "m-1"],
    ["m-2", "m-2"],
  ] as const) {
    const scene = contributionSite();
    const { answer } = ask(scene, { request: model === undefined ? {} : { model } });
    const { params, answer: reply } = await scene.asked();
    assert.is((params.request as { model: string }).model, expected);
    reply(WHOLE);
    assert.is(((await answer) as ProviderResponse).model, expected);
  }
  const scene = contributionSite();
  const { answer } = ask(scene);
  (await scene.asked()).answer({ ...WHOLE, model: "m-1-2026" });
  assert.is(((await answer) as ProviderResponse).model, "m-1-2026", "the one that answered");
});

test("its own kind of failure and its pause count; what is no kind is that it was not available", async () => {
  const rows = [
    [
      { kind: "RateLimit", retryable: true, retryAfterMs: 2500 },
      { kind: "RateLimit", retryAfter: 2.5 },
    ],
    [
      { kind: "NoSuchKind", retryable: false },
      { kind: "ProviderUnavailable", retryAfter: undefined },
    ],
    [
      { kind: "toString", retryable: false },
      { kind: "ProviderUnavailable", retryAfter: undefined },
    ],
  ] as const;
  for (const [data, expected] of rows) {
    const scene = contributionSite();
    const asking = ask(scene);
    (await scene.asked()).fail(new RpcError(-32000, "no", data));
    const { kind, retryAfter } = await failureOf(asking);
    assert.equal({ kind, retryAfter }, expected);
    assert.is(scene.dataOf("contribution:failed").length, 1);
  }
});

test("an answer that counts fewer than no tokens is none", async () => {
  const scene = contributionSite();
  const asking = ask(scene);
  (await scene.asked()).answer({ ...WHOLE, usage: { input_tokens: -1, output_tokens: 2 } });
  assert.match((await failureOf(asking)).message, /not a provider response: usage\.input_tokens/);
  assert.is(scene.dataOf("contribution:failed").length, 1);
});

test("text that is not what was streamed counts, and whoever gave it is told", async () => {
  for (const [streamed, faults] of [
    ["x", 0],
    ["y", 1],
  ] as const) {
    const scene = contributionSite();
    const { answer } = ask(scene);
    const asked = await scene.asked();
    scene.send("provider/delta", { requestId: "q-1", sequence: 0, part: delta(streamed) });
    asked.answer(WHOLE);
    assert.equal(((await answer) as ProviderResponse).content, WHOLE.content);
    assert.is(scene.dataOf("contribution:failed").length, faults, streamed);
  }
});

test("an abort is one, whatever else happens, and is nobody's fault", async () => {
  const scene = contributionSite();
  const asking = ask(scene);
  const asked = await scene.asked();
  asking.abort.abort();
  assert.ok(asked.options.signal.aborted);
  assert.is((await failureOf(asking)).kind, "Abort");
  assert.equal(scene.dataOf("contribution:failed"), []);
});

test("what is taken back in the middle of an answer is not available any more", async () => {
  const scene = contributionSite();
  const asking = ask(scene);
  const asked = await scene.asked();
  scene.withdraw(new Error("It was taken back."));
  assert.ok(asked.options.signal.aborted);
  const { kind, message } = await failureOf(asking);
  assert.equal([kind, message], ["ProviderUnavailable", "provider mounted was ended: It was taken back."]);
});

test("silence ends it: from the beginning, behind a part that was taken, and not while one waits", async () => {
  const scene = contributionSite();
  let take = (): void => {};
  const room = new Promise<void>((resolve) => {
    take = resolve;
  });
  const asking = ask(scene, { more: { timeoutMs: 100 }, onPart: () => room });
  const asked = await scene.asked();
  scene.clock.advance(99);
  scene.send("provider/delta", { requestId: "q-1", sequence: 0, part: delta("x") });
  scene.clock.advance(1000);
  assert.not(asked.options.signal.aborted, "it waits for whoever takes its parts");
  take();
  await new Promise((resolve) => setImmediate(resolve));
  scene.clock.advance(99);
  assert.not(asked.options.signal.aborted);
  scene.clock.advance(1);
  assert.is((await failureOf(asking)).kind, "Timeout");
  const silent = ask(scene, { more: { timeoutMs: 100 } });
  await scene.asked(2);
  scene.clock.advance(100);
  assert.is((await failureOf(silent)).kind, "Timeout");
});

test("parts of another answer, empty ones and late ones are not handed on; the answer waits for those that are", async () => {
  const scene = contributionSite();
  const taken: string[] = [];
  let take = (): void => {};
  const room = new Promise<void>((resolve) => {
    take = resolve;
  });
  const onPart = async (part: StreamPart): Promise<void> => {
    await room;
    taken.push(part.type === "delta" ? part.text : part.type);
  };
  const { answer } = ask(scene, { onPart });
  const asked = await scene.asked();
  const send = (sequence: number, text: string, requestId = "q-1"): void =>
    scene.send("provider/delta", { requestId, sequence, part: delta(text) });
  send(0, "another's", "q-2");
  send(0, "one");
  send(1, "");
  send(2, "two");
  asked.answer(WHOLE);
  let isOver = false;
  void answer.then(() => (isOver = true));
  await new Promise((resolve) => setImmediate(resolve));
  assert.not(isOver);
  send(3, "late");
  take();
  await answer;
  assert.equal(taken, ["one", "two"]);
});

test("what whoever takes a part throws ends the answer with it", async () => {
  const scene = contributionSite();
  const asking = ask(scene, {
    onPart: async () => {
      throw new Error("the disk is full");
    },
  });
  const asked = await scene.asked();
  scene.send("provider/delta", { requestId: "q-1", sequence: 0, part: delta("x") });
  assert.match((await failureOf(asking)).message, "the disk is full");
  assert.ok(asked.options.signal.aborted);
});

test.run();
