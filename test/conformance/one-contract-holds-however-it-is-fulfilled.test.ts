/** The same tool, hook and provider in the process, in a process of their own, and in a client: the same checks pass over each. */
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as assert from "uvu/assert";
import { AmpdClient, type Given } from "../../clients/node/index.ts";
import { builtProgram, isolatedHome } from "../support/isolated-home.ts";
import { suite } from "../support/suite.ts";

const test = suite("one contract, three ways");

const DIST = join(builtProgram("ampd"), "..");
const KERNEL = pathToFileURL(join(DIST, "kernel.js")).href;
const CLIENT = pathToFileURL(join(DIST, "client.js")).href;
const ZOD = import.meta.resolve("zod");

/** What each does, wherever it is: as the Node kit takes it. */
const GIVEN = `
export const tool = {
  name: "word_count",
  description: "Counts the words of a text.",
  inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"], additionalProperties: false },
  annotations: { readOnlyHint: true },
  execute: ({ text }) => ({ words: text.split(/\\s+/).filter(Boolean).length }),
};
export const hook = {
  name: "office_hours",
  events: ["tool:pre"],
  gate: true,
  invoke: (event, { tool_input }) =>
    String(tool_input?.command ?? "").includes("push") ? { action: "deny", reason: "no pushing" } : { action: "continue" },
};
export const provider = {
  name: "echo",
  models: [{ id: "echo-1", context_window: 1000, max_output_tokens: 100, capabilities: ["tools", "streaming"] }],
  async complete({ tools }, { onPart }) {
    const text = { type: "text", text: "Let me see." };
    const call = { type: "tool_call", id: "call-1", name: tools[0].name, input: { file_path: "a.txt" } };
    for (const [block_index, block] of [text, call].entries()) {
      const block_type = block.type;
      await onPart({ type: "start", block_index, block_type, ...(block === call && { name: call.name }) });
      const delta = block === text ? text.text : JSON.stringify(call.input);
      await onPart({ type: "delta", block_index, block_type, text: delta });
      await onPart({ type: "end", block_index, block });
    }
    return { content: [text, call], stop_reason: "tool_use", usage: { input_tokens: 1, output_tokens: 1 } };
  },
};
`;

/** In the process: the kernel's own contracts around the same functions. */
const IN_PROCESS = {
  tool: `(coordinator) => coordinator.mount("tools", {
    ...given.tool,
    async execute(input) {
      const isFit = typeof input.text === "string" && Object.keys(input).length === 1;
      return isFit ? success(given.tool.execute(input)) : failure("invalid-input", "give {text}, and a text");
    },
  }, { name: given.tool.name })`,
  hook: `(coordinator) =>
    coordinator.hooks.register(given.hook.events[0], given.hook.invoke, { name: given.hook.name, failClosed: given.hook.gate })`,
  provider: `(coordinator) => coordinator.mount("providers", {
    name: given.provider.name,
    priority: 100,
    getInfo: () => ({ id: "echo", displayName: "Echo", defaults: { model: "echo-1", context_window: 1000, max_output_tokens: 100 }, configFields: [] }),
    listModels: async () => given.provider.models,
    parseToolCalls: ({ content }) => content.filter(({ type }) => type === "tool_call"),
    async complete(request, { signal, onPart }) {
      const aborted = new Promise((_, reject) => {
        const abort = () => reject(new ProviderError("Abort", "aborted", { provider: "echo", model: "echo-1" }));
        if (signal.aborted) abort();
        else signal.addEventListener("abort", abort, { once: true });
      });
      const onPartUnlessAborted = (part) => Promise.race([aborted, onPart(part)]);
      return { ...(await Promise.race([aborted, given.provider.complete(request, { onPart: onPartUnlessAborted })])), model: "echo-1" };
    },
  }, { name: given.provider.name })`,
};
type Kind = keyof typeof IN_PROCESS;
const KINDS = Object.keys(IN_PROCESS) as Kind[];

const inProcess = (kind: Kind): string => `
import { z } from ${JSON.stringify(ZOD)};
import { defineModule, failure, ProviderError, success } from ${JSON.stringify(KERNEL)};
import * as given from "./given.mjs";
const mount = ${IN_PROCESS[kind]};
export const module = defineModule({
  name: "mine", kind: "${kind}", description: "One of three.", configSchema: z.strictObject({}),
  mount: async (coordinator) => mount(coordinator),
});
`;

const inAProcess = (kind: Kind): string => `
import { defineProcessModule, serveModule } from ${JSON.stringify(CLIENT)};
import * as given from "./given.mjs";
const mine = { ${kind === "provider" ? "provider: given.provider" : `${kind}s: [given.${kind}]`} };
await serveModule(defineProcessModule({ kind: "${kind}", mount: () => mine }), { input: process.stdin, output: process.stdout });
`;

type Place = { readonly folder: string; readonly env: NodeJS.ProcessEnv };

async function inFolder(body: (place: Place) => Promise<void>): Promise<void> {
  const home = isolatedHome();
  const folder = join(home.directory, "modules");
  mkdirSync(folder);
  writeFileSync(join(folder, "given.mjs"), GIVEN);
  try {
    await body({ folder, env: home.env });
  } finally {
    home.remove();
  }
}

/** The lines of what failed, and how many passed. */
function validate(what: string, { folder, env }: Place): string[] {
  const options = { cwd: folder, env, encoding: "utf8" as const, timeout: 120_000 };
  const { stdout, stderr } = spawnSync(process.execPath, [builtProgram("ampd"), "module", "validate", what], options);
  assert.match(stdout, /\d+ ok, 0 failed/, stdout + stderr);
  return stdout.split("\n").flatMap((line) => /^ok +([\w-]+)/.exec(line)?.[1] ?? []);
}

const passed: Record<string, Record<Kind, string[]>> = {};

for (const kind of KINDS) {
  test(`a ${kind} in the process passes`, () =>
    inFolder(async (place) => {
      writeFileSync(join(place.folder, "in-process.mjs"), inProcess(kind));
      keep("in-process", kind, validate("./in-process.mjs", place));
    }));

  test(`the same ${kind} in a process of its own passes`, () =>
    inFolder(async (place) => {
      writeFileSync(join(place.folder, "process.mjs"), inAProcess(kind));
      keep("exec", kind, validate(`exec:${process.execPath} process.mjs`, place));
    }));

  test(`the same ${kind} in a client passes`, () =>
    inFolder(async ({ folder, env }) => {
      const client = await AmpdClient.connect({ env });
      try {
        const given = await import(pathToFileURL(join(folder, "given.mjs")).href);
        const mine: Given = kind === "provider" ? { provider: given.provider } : { [`${kind}s`]: [given[kind]] };
        const outcomes = await client.validate(mine);
        const faults = outcomes.filter(({ status }) => status === "failed");
        assert.equal(faults, []);
        keep(
          "client",
          kind,
          outcomes.filter(({ status }) => status === "ok").map(({ check }) => check),
        );
      } finally {
        await client.close();
      }
    }));

  test(`and nothing was looked at less for a ${kind} that lives elsewhere`, () => {
    const [inside, process, client] = ["in-process", "exec", "client"].map((way) => passed[way]?.[kind] ?? []);
    assert.ok(inside && inside.length > 8, String(inside));
    assert.equal(client, inside);
    // A process checks its config itself.
    assert.equal(
      process,
      inside.filter((check) => check !== "config-is-strict"),
    );
  });
}

function keep(way: string, kind: Kind, checks: string[]): void {
  passed[way] = { ...(passed[way] as Record<Kind, string[]>), [kind]: checks };
}

test.run();
