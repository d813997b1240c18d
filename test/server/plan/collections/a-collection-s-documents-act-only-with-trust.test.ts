/** A profile or an agent of a collection is text until it says something that acts; then it waits for the user's word. */
import { join } from "node:path";
import * as assert from "uvu/assert";
import { compilePlan } from "../../../../server/plan/compile-plan.ts";
import { SettingsError } from "../../../../server/plan/settings/settings-error.ts";
import { SettingsService } from "../../../../server/plan/settings/settings-service.ts";
import { writeFiles } from "../../../support/module-code.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";
import { fileOf } from "../profiles/profile-scene.ts";

const test = suite("documents of a collection");

/** What a profile of a collection says, and whether it acts. */
const ROWS: readonly (readonly [yaml: string, body: string, refused: RegExp | undefined])[] = [
  ["tools: [tool-bash, {module: tool-search, config: {max_results: 5}}]", "Read @acme:guide.md.", undefined],
  ["model: openai/some-model", "", undefined],
  ["session: {orchestrator: {module: loop-streaming, config: {extended_thinking: true}}}", "", undefined],
  ["tools: [{module: tool-x, source: 'exec:touch x'}]", "", /tool-x: source: it loads code/],
  ["session: {context: {module: c, source: ./c.js}}", "", /session.context: c: source/],
  ["providers: [{module: provider-openai, config: {base_url: 'http://127.0.0.1:9'}}]", "", /base_url/],
  ["providers: [{module: provider-openai, config: {default_model: '${HOME}'}}]", "", /reads the environment/],
  ["providers: [{module: provider-openai, config: {api_key: {secret: {shell: x}}}}]", "", /api_key/],
  ["hooks: [{module: hooks-approval, config: {mode: accept-edits}}]", "", /hooks-approval.config.mode/],
  ["tools: [{module: tool-bash, config: {sandbox: off}}]", "", /tool-bash.config.sandbox/],
  ["agents: {one: {tools: [{module: tool-x, source: ./x.js}]}}", "", /agents.one: tools: tool-x/],
  ["", "Look at @~/.netrc first.", /a file of yours/],
  ["context: ['@user:notes.md']", "", /a file of yours/],
];

async function inWorkspace(body: (service: SettingsService, at: string) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (at) => {
    const environment = { AMPD_HOME: join(at, "ampd"), HOME: join(at, "home"), PATH: process.env.PATH };
    await writeFiles(at, { "ws/README.md": "", "home/README.md": "" });
    await body(new SettingsService(environment), at);
  });
}

async function compile(service: SettingsService, at: string, profile: string): Promise<string> {
  const settings = await service.read(join(at, "ws"));
  return compilePlan({ profile }, { settings, environment: service.environment }).then(
    () => "used",
    (error: unknown) => {
      if (!(error instanceof SettingsError)) throw error;
      return `${error.kind}: ${error.message}`;
    },
  );
}

for (const [index, [yaml, text, refused]] of ROWS.entries()) {
  test(`${yaml || text} ${refused === undefined ? "is used" : "waits"}`, async () => {
    await inWorkspace(async (service, at) => {
      const profile = fileOf(`name: p${index}\nextends: demo\n${yaml}`, text);
      await writeFiles(join(at, "acme"), { "profiles/p.md": profile });
      await service.collections.add({ source: join(at, "acme"), cwd: at });
      const before = await compile(service, at, "acme:p");
      if (refused === undefined) assert.is(before, "used");
      else {
        assert.match(before, refused);
        assert.match(before, /^untrusted-workspace: .*ampd collection trust acme$/);
      }
      await service.collections.trust("acme");
      assert.is(await compile(service, at, "acme:p"), "used");
    });
  });
}

test("trust is bound to what the documents say, and an agent waits like a profile", async () => {
  await inWorkspace(async (service, at) => {
    const acting = fileOf("name: p\nextends: demo\ntools: [{module: tool-x, source: ./x.js}]");
    const folder = join(at, "acme");
    await writeFiles(folder, { "profiles/p.md": acting });
    await service.collections.add({ source: folder, cwd: at, trustCode: true });
    assert.is(await compile(service, at, "acme:p"), "used");
    await writeFiles(folder, { "profiles/p.md": acting.replace("./x.js", "./y.js") });
    assert.match(await compile(service, at, "acme:p"), /not trusted/);

    await writeFiles(folder, { "agents/a.md": "---\nmeta: {name: a}\ntools: [{module: t, source: ./t.js}]\n---\n" });
    const own = fileOf("name: mine\nextends: demo\nagents: ['acme:a']");
    await writeFiles(join(at, "ampd", "config"), { "profiles/mine.md": own });
    assert.match(await compile(service, at, "mine"), /acme\/agents\/a\.md: tools: t: source.*not trusted/);
  });
});

test("a folder that your own settings name is yours; one that a workspace names is not", async () => {
  await inWorkspace(async (service, at) => {
    const profile = fileOf("name: p\nextends: demo\ntools: [{module: tool-x, source: ./x.js}]");
    await writeFiles(join(at, "ws"), { "shared/profiles/p.md": profile });
    const change = { path: ["collections", "acme"], value: join(at, "ws", "shared") };
    await service.write("project", join(at, "ws"), change);
    assert.match(await compile(service, at, "acme:p"), /not trusted.*in your own settings/);
    await service.write("project", join(at, "ws"), { path: ["collections"], value: undefined });
    await service.write("user", join(at, "ws"), change);
    assert.is(await compile(service, at, "acme:p"), "used");
  });
});

test.run();
