import * as assert from "uvu/assert";
import { expandPlan } from "../../../server/plan/environment.ts";
import { EMPTY_PLAN } from "../../support/kernel.ts";
import { suite } from "../../support/suite.ts";

const test = suite("variables");
const ENV = { SET: "value", EMPTY: "", lower_1: "low", DOLLAR: "${SET}" };

const ROWS: readonly (readonly [text: string, expected: string])[] = [
  ["plain", "plain"],
  ["${SET}", "value"],
  ["a ${SET} b ${lower_1}", "a value b low"],
  ["${EMPTY}", ""],
  ["${UNSET:-default}", "default"],
  ["${EMPTY:-default}", "default"],
  ["${SET:-default}", "value"],
  ["${UNSET:-}", ""],
  ["${UNSET:-https://host:80/?a=b}", "https://host:80/?a=b"],
  ["${UNSET:8080}", "8080"],
  ["${SET:8080}", "value"],
  ["${SET:?must be set}", "value"],
  ["$SET $(SET) ${ SET } ${1X} ${SET-x} $${", "$SET $(SET) ${ SET } ${1X} ${SET-x} $${"],
  ["${DOLLAR}", "${SET}"],
];

for (const [text, expected] of ROWS) {
  test(`${text} is ${JSON.stringify(expected)}`, () => {
    const tools = [{ module: "t", config: { text, nested: { list: [text, 1, null, true] } } }];
    const { plan, problems } = expandPlan({ ...EMPTY_PLAN, tools }, ENV);
    assert.equal(problems, []);
    assert.equal(plan.tools[0]?.config, { text: expected, nested: { list: [expected, 1, null, true] } });
    assert.is(tools[0]?.config.text, text, "the plan that was given stays as it is");
  });
}

test("what is not set is a problem with its place, everywhere in one pass", () => {
  const entry = (name: string) => ({ module: "m", config: { a: { b: ["x", `\${${name}}`] } } });
  const session = { orchestrator: entry("A"), context: entry("B") };
  const plan = {
    ...EMPTY_PLAN,
    session,
    providers: [entry("C")],
    tools: [entry("SET"), entry("D:?ask the admin")],
    hooks: [entry("EMPTY:?")],
  };
  const { problems } = expandPlan(plan, ENV);
  assert.equal(
    problems.map(({ path }) => path),
    ["session.orchestrator", "session.context", "providers[0]", "tools[1]", "hooks[0]"].map(
      (place) => `${place}.config.a.b[1]`,
    ),
  );
  assert.match(problems[0]?.message ?? "", /variable A is not set/);
  assert.is(problems[3]?.message, "ask the admin");
  assert.match(problems[4]?.message ?? "", /variable EMPTY/);
});

test("only configs are resolved: an instruction may speak of variables", () => {
  const { plan, problems } = expandPlan(
    { ...EMPTY_PLAN, instruction: "Use ${UNSET}.", tools: [{ module: "t", source: "./${UNSET}.js" }] },
    ENV,
  );
  assert.equal(problems, []);
  assert.is(plan.instruction, "Use ${UNSET}.");
  assert.is(plan.tools[0]?.source, "./${UNSET}.js");
});

test.run();
