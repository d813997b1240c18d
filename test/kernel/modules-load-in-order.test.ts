import * as assert from "uvu/assert";
import type { ModuleDefinition } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import { answer, contextModule, loopModule, moduleOf, readySession } from "./session-fixture.ts";

const test = suite("load order");

function recorded(definition: ModuleDefinition, log: string[]): ModuleDefinition {
  return {
    ...definition,
    mount: async (coordinator, config) => {
      log.push(definition.name);
      return definition.mount(coordinator, config);
    },
    onSessionReady: async () => void log.push(`${definition.name} ready`),
  };
}

test("orchestrator, context, providers, tools, hooks; onSessionReady when all are mounted", async () => {
  const log: string[] = [];
  const modules = [
    moduleOf("hook", "hook"),
    moduleOf("tool-b", "tool"),
    moduleOf("tool-a", "tool"),
    moduleOf("provider", "provider"),
    contextModule(),
    loopModule(answer("done")),
  ].map((definition) => recorded(definition, log));
  const { session, coordinator } = await readySession({
    modules,
    plan: {
      hooks: ["hook"],
      tools: ["tool-b", "tool-a"],
      providers: ["provider"],
      session: { context: "context", orchestrator: "loop" },
    },
  });
  const order = ["loop", "context", "provider", "tool-b", "tool-a", "hook"];
  assert.equal(log, [...order, ...order.map((name) => `${name} ready`)]);
  const { mounted } = await session.initialize();
  assert.equal(
    mounted.map(({ id, kind, layer, source }) => [id, kind, layer, source]),
    [
      ["loop", "orchestrator", "built-in", "test"],
      ["context", "context", "built-in", "test"],
      ["provider", "provider", "built-in", "test"],
      ["tool-b", "tool", "built-in", "test"],
      ["tool-a", "tool", "built-in", "test"],
      ["hook", "hook", "built-in", "test"],
    ],
  );
  assert.is(coordinator.get("orchestrator") !== undefined, true);
});

test("instances of one module are told apart by their ids, each with its own config", async () => {
  const configs: unknown[] = [];
  const tool = moduleOf("tool", "tool", {
    mount: async (_, config) => {
      configs.push(config);
      return undefined;
    },
  });
  const { session } = await readySession({
    modules: [tool],
    plan: {
      session: { orchestrator: "loop", context: "context" },
      tools: [
        { module: "tool", id: "one", config: { n: 1 } },
        { module: "tool", instance_id: "two", config: { n: 2 } },
      ],
    },
  });
  assert.equal(configs, [{ n: 1 }, { n: 2 }]);
  const { mounted } = await session.initialize();
  assert.equal(mounted.map(({ id }) => id).slice(2), ["one", "two"]);
});

test.run();
