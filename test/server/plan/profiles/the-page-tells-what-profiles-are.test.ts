/** The example of the page compiles, and the page names every field and every profile that there is. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import * as assert from "uvu/assert";
import { compileProfile } from "../../../../server/plan/profiles/compile-profile.ts";
import { documentSchemas } from "../../../../server/plan/profiles/document-schema.ts";
import { SHIPPED_NAMES } from "../../../../server/plan/profiles/shipped.ts";
import { inSettingsScene } from "../../../support/settings-scene.ts";
import { ROOT } from "../../../support/source-files.ts";
import { suite } from "../../../support/suite.ts";
import { fileOf } from "./profile-scene.ts";

const test = suite("the page on profiles");
const PAGE = await readFile(join(ROOT, "spec/profiles.md"), "utf8");
const EXAMPLE = /```markdown\n([\s\S]*?)```/.exec(PAGE)?.[1] ?? "";

test("its example is a profile", async () => {
  const files = {
    "home/ampd/config/profiles/reviewer.md": EXAMPLE,
    "home/ampd/config/agents/scout.md": fileOf("meta: {name: scout, description: Looks}"),
  };
  await inSettingsScene(files, async ({ service, workspace }) => {
    const sources = { environment: service.environment, settings: await service.read(workspace) };
    const { plan, warnings } = await compileProfile("reviewer", sources);
    assert.equal(warnings, []);
    const { providers, tools, agents, instruction } = plan as Record<string, Record<string, unknown>[]> & {
      instruction: string;
    };
    assert.equal(providers?.[0], { module: "provider-anthropic", config: { default_model: "claude-sonnet-4-5" } });
    const names = tools?.map(({ module }) => module) ?? [];
    assert.ok(names.includes("tool-filesystem") && !names.includes("tool-bash"));
    assert.equal(Object.keys(agents ?? {}), ["scout"]);
    assert.match(instruction, /^You are a careful.*Follow @project:rules\.md/s);
  });
});

test("it names every field and every profile that comes with ampd", () => {
  const { shape } = documentSchemas().profile;
  const elsewhere = ["profile", "orchestrator", "context", "system", "instruction"];
  for (const field of Object.keys(shape)) if (!elsewhere.includes(field)) assert.match(PAGE, `\`${field}\``);
  for (const name of SHIPPED_NAMES) assert.match(PAGE, `\`${name}\``);
});

test.run();
