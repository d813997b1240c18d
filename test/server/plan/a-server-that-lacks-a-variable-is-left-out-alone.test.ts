import * as assert from "uvu/assert";
import type { JsonObject } from "../../../kernel/index.ts";
import { compilePlan } from "../../../server/plan/compile-plan.ts";
import { readyPlan } from "../../../server/plan/ready-plan.ts";
import { NO_SETTINGS } from "../../support/no-settings.ts";
import { suite } from "../../support/suite.ts";

const test = suite("an MCP server that lacks something");

const GOOD = { command: "good", env: { TOKEN: "${SET}" } };

async function ready(servers: JsonObject) {
  const sources = { environment: { SET: "a value" }, settings: NO_SETTINGS };
  const overrides = { tools: [{ module: "tool-mcp", config: { servers } }] };
  const { plan } = await compilePlan({ profile: "demo", overrides }, sources);
  const { plan: made, warnings } = await readyPlan(plan, { ...sources, cwd: "/", isOurs: false });
  const config = made.tools.find(({ module }) => module === "tool-mcp")?.config;
  return {
    servers: Object.keys(config?.servers ?? {}),
    told: warnings.map(({ kind, message }) => `${kind}: ${message}`),
  };
}

/** What a server has, and what is told of it; nothing: it is told of nothing. */
const ROWS: readonly (readonly [server: JsonObject, told: RegExp | undefined])[] = [
  [
    { command: "x", env: { TOKEN: "${UNSET}" } },
    /mcp-server-failed: The MCP server bad is left out: env\.TOKEN: .*UNSET is not set/,
  ],
  [{ url: "http://127.0.0.1/", headers: { a: "${UNSET:?get one}" } }, /bad is left out: headers\.a: get one/],
  [{ command: "x", env: { T: { secret: { env: "UNSET" } } } }, /bad is left out: env\.T: .*UNSET is not set/],
  [{ url: "${SET}" }, /bad is left out: url: /],
  [{ command: "x", disabled: true, env: { TOKEN: "${UNSET}" } }, undefined],
];

for (const [bad, told] of ROWS) {
  test(`${JSON.stringify(bad)} goes, and the other stays`, async () => {
    const found = await ready({ good: GOOD, bad });
    assert.equal(found.servers, ["good"]);
    if (told === undefined) assert.equal(found.told, []);
    else assert.match(found.told.join("\n"), told);
  });
}

test("of two whose names begin alike, only the one that lacks something goes", async () => {
  const bad = { command: "x", args: ["${UNSET}"] };
  assert.equal((await ready({ "a.b": GOOD, a: bad })).servers, ["a.b"]);
  assert.equal((await ready({ "a.b": bad, a: GOOD })).servers, ["a"]);
});

test.run();
