import * as assert from "uvu/assert";
import * as z from "zod";
import { configProblems, KernelError, plannedModules } from "../../kernel/index.ts";
import { suite } from "../support/suite.ts";
import { moduleOf, PLAN, planOf, readySession, sessionFixture } from "./session-fixture.ts";

const test = suite("module configs");

const schema = z.strictObject({
  allowed_paths: z.array(z.string()).default([]),
  timeout: z.number().default(30),
});

const ROWS: readonly [config: object, problems: object[]][] = [
  [{}, []],
  [{ allowed_paths: ["/a"], timeout: 5 }, []],
  [
    { allowed_path: [] },
    [{ path: "tools[2].config.allowed_path", message: "unknown key; did you mean allowed_paths?" }],
  ],
  [{ zzzzzzzzz: 1 }, [{ path: "tools[2].config.zzzzzzzzz", message: "unknown key" }]],
  [
    { allowed_paths: ["/a", 7] },
    [{ path: "tools[2].config.allowed_paths[1]", message: "Invalid input: expected string, received number" }],
  ],
];

for (const [config, problems] of ROWS) {
  test(JSON.stringify(config), () => {
    assert.equal(configProblems(schema, { module: "t", config: { ...config } }, "tools[2]"), problems);
  });
}

test("no module is mounted when a config does not fit, and every fault of every module is told", async () => {
  const mounted: string[] = [];
  const mount = async () => {
    mounted.push("mounted");
    return undefined;
  };
  const tool = moduleOf("t", "tool", { configSchema: schema, mount });
  const tools = [{ module: "t", config: { timeot: 1 } }, "t2", { module: "t", id: "x", config: { timeout: "no" } }];
  const fixture = sessionFixture({ plan: { ...PLAN, tools }, modules: [tool] });
  const error = await fixture.session.initialize().catch((fault) => fault);
  assert.instance(error, KernelError);
  assert.is(error.code, "mount-plan-invalid");
  assert.equal(
    error.problems.map(({ path }: { path: string }) => path),
    ["tools[0].config.timeot", "tools[2].config.timeout"],
  );
  assert.match(error.message, /tools\[0\]\.config\.timeot: unknown key; did you mean timeout\?; tools\[2\]/);
  assert.equal(mounted, []);
});

test("a module gets its config with the defaults filled in", async () => {
  const configs: unknown[] = [];
  const mount = async (_: unknown, config: unknown) => {
    configs.push(config);
    return undefined;
  };
  await readySession({
    plan: { ...PLAN, tools: ["t"] },
    modules: [moduleOf("t", "tool", { configSchema: schema, mount })],
  });
  assert.equal(configs, [{ allowed_paths: [], timeout: 30 }]);
});

test("what a plan names is listed with its place", () => {
  const plan = planOf({ ...PLAN, tools: ["a", "b"], hooks: ["c"] });
  assert.equal(
    plannedModules(plan).map(({ path, kind, entry }) => [path, kind, entry.module]),
    [
      ["session.orchestrator", "orchestrator", "loop"],
      ["session.context", "context", "context"],
      ["providers[0]", "provider", "provider"],
      ["tools[0]", "tool", "a"],
      ["tools[1]", "tool", "b"],
      ["hooks[0]", "hook", "c"],
    ],
  );
});

test.run();
