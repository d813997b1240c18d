import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as assert from "uvu/assert";
import type { Coordinator, JsonObject, ModuleDefinition } from "../../kernel/index.ts";
import { module as contextSimple } from "../../modules/context-simple/index.ts";
import { builtInIds, loadBuiltIn } from "../../server/plan/module-table.ts";
import { coordinatorFixture } from "../support/kernel.ts";
import { suite } from "../support/suite.ts";
import {
  type HookFixture,
  hookFixture,
  promptSubmit,
  providerRequest,
  providerResponse,
  toolPost,
} from "./hook-fixture.ts";

const test = suite("every hook");

const usage = { input_tokens: 1, output_tokens: 1 };
const CALL = { tool_name: "read_file", tool_call_id: "c", tool_input: { file_path: "a.txt" } };
const REQUEST = { provider: "scripted", request_id: "request-1" };

/** A whole session, as the kernel and a loop tell it. */
const SESSION: readonly (readonly [string, JsonObject])[] = [
  ["session:start", { modules: [] }],
  ["prompt:submit", promptSubmit("hello")],
  ["execution:start", { prompt: "hello" }],
  ["provider:resolve", { provider: "scripted", reason: "priority" }],
  ["provider:request", providerRequest()],
  ["llm:request", { ...REQUEST, messages: 1, tools: 1 }],
  ["content_block:start", { request_id: "request-1", block_index: 0, block_type: "thinking" }],
  [
    "content_block:delta",
    { request_id: "request-1", block_index: 0, block_type: "thinking", sequence: 0, delta: "hm\n" },
  ],
  ["content_block:end", { request_id: "request-1", block_index: 0, block_type: "thinking", block: {} }],
  ["llm:response", { ...REQUEST, model: "scripted-1", status: "ok", duration_ms: 1, usage }],
  ["provider:response", providerResponse({ tool_calls: 1 })],
  ["tool:pre", CALL],
  ["tool:post", { ...toolPost("read_file"), ...CALL }],
  ["context:pre_compact", { tokens: 1, budget: 1 }],
  ["execution:end", { response: "hi", status: "completed" }],
  ["prompt:complete", { turn: 1, stop_reason: "end_turn", usage, response_preview: "hi", length: 2 }],
  ["session:end", { status: "completed" }],
];

/** Configs that keep a hook from reaching out of the test. */
const CONFIGS: Readonly<Record<string, JsonObject>> = {
  "hooks-approval": { default_action: "allow" },
  "hooks-otel": { endpoint: "http://127.0.0.1:9", flush_timeout: 0 },
};

/** Counts what is registered on a coordinator and not taken back. */
function countOpen(coordinator: Coordinator): Set<string> {
  const open = new Set<string>();
  const watch = (target: object, name: string): void => {
    const method = Reflect.get(target, name) as (...args: unknown[]) => () => void;
    Reflect.set(target, name, (...args: unknown[]) => {
      const undo = method.apply(target, args);
      const label = `${name} ${String(args[0])} ${open.size}`;
      open.add(label);
      return () => {
        open.delete(label);
        undo();
      };
    });
  };
  for (const name of ["registerCapability", "registerContributor", "mount"]) watch(coordinator, name);
  for (const name of ["register", "observe"]) watch(coordinator.hooks, name);
  return open;
}

async function mounted(definition: ModuleDefinition, run: (fixture: HookFixture) => Promise<void>): Promise<void> {
  const fixture = await hookFixture(definition, { config: CONFIGS[definition.name] ?? {} });
  try {
    await contextSimple.mount(fixture.coordinator, contextSimple.configSchema.parse({}));
    await run(fixture);
  } finally {
    await fixture.close();
  }
}

for (const id of builtInIds().filter((name) => name.startsWith("hooks-"))) {
  test(`${id} lets a whole session through, twice, and reports nothing`, async () => {
    const definition = await loadBuiltIn(id);
    assert.is(definition?.kind, "hook");
    if (definition === undefined) return;
    await mounted(definition, async ({ emit, host }) => {
      for (const [event, data] of [...SESSION, ...SESSION]) {
        assert.is((await emit(event, data)).denied, undefined, `${id} denied ${event}`);
      }
      assert.equal(
        host.reports.filter((line) => line.includes(" failed on ")),
        [],
      );
    });
  });

  test(`${id} advertises only names of the form namespace:action`, async () => {
    const definition = await loadBuiltIn(id);
    if (definition === undefined) return;
    await mounted(definition, async ({ coordinator }) => {
      const names = (await coordinator.collectContributions("observability.events")).flat();
      for (const name of names) assert.match(String(name), /^[a-z_-]+:[a-z_-]+$/);
    });
  });

  test(`${id} takes back all that it has registered`, async () => {
    const definition = await loadBuiltIn(id);
    if (definition === undefined) return;
    const stateDir = mkdtempSync(join(tmpdir(), "ampd-hook-"));
    const { coordinator } = coordinatorFixture();
    coordinator.registerCapability("session.state_dir", stateDir);
    const open = countOpen(coordinator);
    const config = definition.configSchema.parse(CONFIGS[id] ?? {}) as JsonObject;
    const cleanup = await definition.mount(coordinator, config);
    assert.ok(open.size > 0);
    await cleanup?.();
    assert.equal([...open], []);
    rmSync(stateDir, { recursive: true, force: true });
  });
}

test.run();
