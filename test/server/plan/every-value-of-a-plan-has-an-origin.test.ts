/** Which file, setting or override each value of a plan is from. */
import { join } from "node:path";
import * as assert from "uvu/assert";
import { compilePlan } from "../../../server/plan/compile-plan.ts";
import { originsOf, planLeaves } from "../../../server/plan/origins.ts";
import { inSettingsScene, USER } from "../../support/settings-scene.ts";
import { suite } from "../../support/suite.ts";
import { fileOf } from "./profiles/profile-scene.ts";

const test = suite("every value of a plan has an origin");

test("profile, parent, setting, override and policy are told apart", async () => {
  const files = {
    "home/ampd/config/profiles/mine.md": fileOf(
      "name: mine\nextends: demo\nmodel: mock/small\ntools: [{module: tool-bash, config: {timeout: 3}}]\nagents: {scout: {description: d}}",
      "Be kind.",
    ),
    [USER]: "tools:\n  tool-bash:\n    config: {timeout: 7}\npermissions:\n  mode: plan\n",
  };
  await inSettingsScene(files, async ({ service, workspace, home }) => {
    const sources = { environment: service.environment, settings: await service.read(workspace) };
    const overrides = {
      tools: [{ module: "tool-search", config: { max_results: 5 } }],
      hooks: ["hooks-todo-reminder"],
    };
    const { plan, layers } = await compilePlan({ profile: "mine", overrides }, sources);
    const origins = originsOf({ ...plan }, layers);
    const config = join(home, "ampd", "config");
    const mine = join(config, "profiles", "mine.md");
    const expected = {
      "session.orchestrator.module": "built-in:demo",
      instruction: mine,
      "providers[0].config.default_model": mine,
      "tools[2].module": mine,
      "tools[2].config.timeout": `settings (user) ${join(config, "settings.yaml")}:3`,
      "tools[1].config.max_results": "overrides",
      "hooks[0].config.mode": `settings (user) ${join(config, "settings.yaml")}:5`,
      "hooks[2].module": "overrides",
      "agents.scout.description": mine,
    };
    const places = Object.keys(expected);
    assert.equal(Object.fromEntries(places.map((place) => [place, origins[place]])), expected);
    const without = planLeaves(plan).filter(
      ({ place, value }) => origins[place] === undefined && JSON.stringify(value) !== "[]",
    );
    assert.equal(without, []);
  });
});

test.run();
