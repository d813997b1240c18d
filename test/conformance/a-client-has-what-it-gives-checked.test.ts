/** `contribution/validate`: the checks of `ampd module validate`, over what a client has registered. */
import { once } from "node:events";
import * as assert from "uvu/assert";
import { AmpdClient, type Given, type GivenTool } from "../../clients/node/index.ts";
import { contributionValidate } from "../../protocol/index.ts";
import { isolatedHome } from "../support/isolated-home.ts";
import { suite } from "../support/suite.ts";

const test = suite("contribution/validate");

async function withClient(body: (client: AmpdClient) => Promise<void>): Promise<void> {
  const home = isolatedHome();
  const client = await AmpdClient.connect({ env: home.env });
  try {
    await body(client);
  } finally {
    await client.close();
    home.remove();
  }
}

const model = { id: "m", context_window: 10, max_output_tokens: 5, capabilities: [] };
const BROKEN: readonly { readonly name: string; readonly given: Given; readonly faults: RegExp }[] = [
  {
    name: "a hook that denies and is no gate",
    given: { hooks: [{ name: "no", events: ["tool:pre"], invoke: () => ({ action: "deny", reason: "no" }) }] },
    faults: /^who-denies-is-a-gate: the hook no denies on tool:pre, and is no gate; register it with failClosed/,
  },
  {
    name: "a provider that streams something else than it answers",
    given: {
      provider: {
        name: "two-faced",
        models: [model],
        complete: async (_, { onPart }) => {
          const block = { type: "text" as const, text: "streamed" };
          await onPart({ type: "start", block_index: 0, block_type: "text" });
          await onPart({ type: "end", block_index: 0, block });
          return { content: [{ type: "text", text: "answered" }], stop_reason: "end_turn" };
        },
      },
    },
    faults: /^an-answer-comes-in-parts: the content of the answer/,
  },
];

for (const { name, given, faults } of BROKEN) {
  test(`${name} is told what is wrong`, () =>
    withClient(async (client) => {
      const failed = (await client.validate(given)).filter(({ status }) => status === "failed");
      assert.is(failed.length, 1, JSON.stringify(failed));
      assert.match(`${failed[0]?.check}: ${failed[0]?.message}`, faults);
    }));
}

function writer(): { tool: GivenTool; inputs: unknown[] } {
  const inputs: unknown[] = [];
  const inputSchema = { type: "object", properties: { path: { type: "string" } }, required: ["path"] };
  const execute: GivenTool["execute"] = (input) => void inputs.push(input);
  return { tool: { name: "write", description: "Writes.", inputSchema, execute }, inputs };
}

test("a tool that may change something is called only where that was said, with the inputs that were given", () =>
  withClient(async (client) => {
    const { tool, inputs } = writer();
    const outcomes = await client.validate({ tools: [tool] });
    assert.equal(inputs, []);
    const skipped = outcomes.find(({ check }) => check === "a-call-is-answered");
    assert.match(`${skipped?.status}: ${skipped?.message}`, /^skipped: write is not read-only/);
    await client.validate({ tools: [tool] }, { execute: true, inputs: { write: { path: "here" } } });
    assert.ok(inputs.length > 0);
    assert.equal(new Set(inputs.map((input) => JSON.stringify(input))), new Set(['{"path":"here"}']));
  }));

test("what is not there cannot be checked, and one at a time is", () =>
  withClient(async (client) => {
    const kindOf = (error: { kind: string }): string => error.kind;
    assert.is(
      await client.request(contributionValidate, { registrationId: "none" }).catch(kindOf),
      "contribution-not-found",
    );
    const { tool } = writer();
    const [called, refused] = [new AbortController(), new AbortController()];
    const execute: GivenTool["execute"] = async () => {
      called.abort();
      if (!refused.signal.aborted) await once(refused.signal, "abort");
      return "written";
    };
    const { registrationIds } = await client.give({ tools: [{ ...tool, execute }] });
    const about = { registrationId: [...registrationIds].join(), execute: true };
    const isCalled = once(called.signal, "abort");
    const first = client.request(contributionValidate, about);
    await isCalled;
    assert.is(await client.request(contributionValidate, about).catch(kindOf), "overloaded");
    refused.abort();
    assert.ok((await first).outcomes.length > 5);
  }));

test("nobody needs to wait for it", () =>
  withClient(async (client) => {
    const { tool } = writer();
    const called = new AbortController();
    const execute: GivenTool["execute"] = (_, { signal }) => {
      called.abort();
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve(0)));
    };
    const { registrationIds } = await client.give({ tools: [{ ...tool, execute }] });
    const about = { registrationId: [...registrationIds].join(), execute: true };
    const asked = client.request(contributionValidate, about, { signal: called.signal });
    assert.is(await asked.catch((error) => error.kind), "cancelled");
  }));

test.run();
