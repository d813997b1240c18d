import * as assert from "uvu/assert";
import { checkMountPlan } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("spellings of a mount plan");

const PLAIN = {
  session: { orchestrator: { module: "loop" }, context: { module: "context" } },
  providers: [],
  tools: [],
  hooks: [],
  agents: {},
};
const LOADED = {
  ...PLAIN,
  session: {
    orchestrator: { module: "loop", source: "git+x", config: { n: 1 } },
    context: { module: "context", config: { limit: 2 } },
  },
};

const ROWS: readonly [what: string, input: unknown, plan: object][] = [
  ["names", { session: { orchestrator: "loop", context: "context" } }, PLAIN],
  ["entries", { session: { orchestrator: { module: "loop" }, context: { module: "context" } } }, PLAIN],
  [
    "names, with sources beside them and configs in sections of their own",
    {
      session: { orchestrator: "loop", orchestrator_source: "git+x", context: "context" },
      orchestrator: { config: { n: 1 } },
      context: { config: { limit: 2 } },
    },
    LOADED,
  ],
  [
    "entries, with source and config inside",
    {
      session: {
        orchestrator: { module: "loop", source: "git+x", config: { n: 1 } },
        context: { module: "context", config: { limit: 2 } },
      },
    },
    LOADED,
  ],
  [
    "both: what the entry itself says holds",
    {
      session: {
        orchestrator: { module: "loop", source: "git+x", config: { n: 1 } },
        orchestrator_source: "git+other",
        context: "context",
      },
      orchestrator: { config: { n: 9 } },
      context: { config: { limit: 2 } },
    },
    LOADED,
  ],
  [
    "lists of names and entries; instance_id is an id; a config that is null is none",
    {
      session: { orchestrator: "loop", context: "context" },
      tools: [
        "a",
        { module: "b", instance_id: "b-1", config: null },
        { module: "b", id: "b-2", source: { path: "p" } },
      ],
    },
    {
      ...PLAIN,
      tools: [{ module: "a" }, { module: "b", id: "b-1" }, { module: "b", id: "b-2", source: { path: "p" } }],
    },
  ],
  [
    "limits, null for none; agents and the instruction are carried",
    {
      session: { orchestrator: "loop", context: "context", injection_size_limit: null, injection_budget_per_turn: 5 },
      agents: { helper: { tools: ["a"] } },
      instruction: "Be brief.",
    },
    {
      ...PLAIN,
      session: { ...PLAIN.session, injection_size_limit: null, injection_budget_per_turn: 5 },
      agents: { helper: { tools: ["a"] } },
      instruction: "Be brief.",
    },
  ],
];

for (const [what, input, plan] of ROWS) {
  test(what, () => assert.equal(checkMountPlan(input), { plan, errors: [], warnings: [] }));
}

test.run();
