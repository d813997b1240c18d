/** A test for each scenario that a revision of MCP demands of a client, over one run of the suite. */
import * as assert from "uvu/assert";
import { suite, type TestSuite } from "../suite.ts";
import { playScenario } from "./play-scenario.ts";
import { type Revision, requiredScenarios, runSuite } from "./run-suite.ts";

/** What they ask for is to be refused. */
const REFUSED = /iss-(supported-missing|wrong|unexpected|normalized)|mismatch|retry-limit|no-deref/;
/** Where the suite asks that a result without its type be taken for a whole one, the SDK refuses it, as the revision says. */
const STRICTER = "sep-2322-client-request-state";

export async function scenarioTests(revision: Revision, count: number): Promise<TestSuite> {
  const required = await requiredScenarios(revision);
  const verdicts = await runSuite(revision, playScenario);
  const test = suite(`MCP ${revision}`);
  test("the scenarios are those that we know", () => assert.is(required.length, count));
  for (const name of required) {
    test(name, () => {
      const { isGreen = false, passed = 0, words = "the suite says nothing", failure } = verdicts.get(name) ?? {};
      assert.ok(isGreen && passed > 0, `${words}\n${failure}`);
      if (!REFUSED.test(name) && name !== STRICTER) assert.is(String(failure), "undefined");
    });
  }
  return test;
}
