import * as assert from "uvu/assert";
import { checkMountPlan } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";

const test = suite("faults of a mount plan");

const session = { orchestrator: "loop", context: "context" };

const ERRORS: readonly [input: unknown, path: string, message: RegExp][] = [
  [undefined, "", /a mount plan is an object with session/],
  ["text", "", /a mount plan is an object/],
  [[], "", /a mount plan is an object/],
  [{}, "session", /needs a session with an orchestrator and a context/],
  [{ session: { context: "context" } }, "session.orchestrator", /module's name, or an object/],
  [{ session: { orchestrator: "loop" } }, "session.context", /module's name, or an object/],
  [{ session: { ...session, orchestrator: {} } }, "session.orchestrator.module", /it is required: the module's name/],
  [{ session: { ...session, orchestrator: "" } }, "session.orchestrator.module", /it is required/],
  [{ session: { ...session, contxt: "c" } }, "session.contxt", /unknown key; did you mean context\?/],
  [
    { session: { ...session, orchestrator_sorce: "s" } },
    "session.orchestrator_sorce",
    /did you mean orchestrator_source\?/,
  ],
  [{ session: { ...session, context: { modul: "c", module: "c" } } }, "session.context.modul", /did you mean module\?/],
  [{ session, orchestrator: { confg: {}, config: {} } }, "orchestrator.confg", /did you mean config\?/],
  [{ session: { ...session, injection_size_limit: "5" } }, "session.injection_size_limit", /whole number, or null/],
  [{ session, tools: "a" }, "tools", /it must be a list of modules/],
  [{ session, tools: ["a", 7] }, "tools[1]", /module's name, or an object/],
  [{ session, tools: [{ module: "a", cofig: {} }] }, "tools[0].cofig", /unknown key; did you mean config\?/],
  [{ session, hooks: [{ module: "a", zzzzzzzz: 1 }] }, "hooks[0].zzzzzzzz", /^unknown key$/],
  [{ session, providers: [{ module: "a", source: 3 }] }, "providers[0].source", /a source is a string or an object/],
  [{ session, tools: ["a", "b", "a"] }, "tools[2]", /"a" is listed twice; give each instance an id of its own/],
  [
    {
      session,
      tools: [
        { module: "a", id: "x" },
        { module: "b", id: "x" },
      ],
    },
    "tools[1]",
    /"x" is listed twice/,
  ],
];

for (const [input, path, message] of ERRORS) {
  test(`${JSON.stringify(input)}: ${path}`, () => {
    const { plan, errors } = checkMountPlan(input);
    assert.is(plan, undefined);
    const found = errors.find((error) => error.path === path);
    assert.match(found?.message ?? `nothing at ${path}: ${JSON.stringify(errors)}`, message);
  });
}

test("all faults are told at once", () => {
  const { errors } = checkMountPlan({ session: { ...session, a: 1, b: 2 }, tools: [{}] });
  assert.equal(errors.map(({ path }) => path).sort(), ["session.a", "session.b", "tools[0].module"]);
});

test("a section that nobody reads is a warning, and the plan works", () => {
  const { plan, errors, warnings } = checkMountPlan({ session, tool: [], hoks: [] });
  assert.is(plan !== undefined, true);
  assert.equal(errors, []);
  assert.equal(warnings, [
    { path: "tool", message: "unknown section; did you mean tools?" },
    { path: "hoks", message: "unknown section; did you mean hooks?" },
  ]);
});

test("the same id in different sections is no clash", () => {
  assert.equal(checkMountPlan({ session, tools: ["a"], hooks: ["a"] }).errors, []);
});

test.run();
