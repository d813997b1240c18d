/** Repositories as Amplifier's bundles are kept: a bundle at the top, behaviors and more bundles under it, and includes by name, path and address. */
import { join } from "node:path";
import * as assert from "uvu/assert";
import { compilePlan } from "../../../../server/plan/compile-plan.ts";
import { profileLibrary } from "../../../../server/plan/profiles/compile-profile.ts";
import { SettingsError } from "../../../../server/plan/settings/settings-error.ts";
import { SettingsService } from "../../../../server/plan/settings/settings-service.ts";
import { commitAll, writeFiles } from "../../../support/module-code.ts";
import { suite } from "../../../support/suite.ts";
import { inTemporaryDirectory } from "../../../support/temporary-directory.ts";

const test = suite("a repository of a bundle");

const HOUSE = {
  "bundle.md": `---
bundle: {name: house, version: 2.1.0, description: A whole set-up}
includes:
  - bundle: house:behaviors/naming
  - bundle: house:experiments/deep/behaviors/deep
  - bundle: house:bundles/small
session:
  raw: true
  orchestrator: {module: loop-streaming}
  context: {module: context-simple}
providers: [{module: provider-mock}]
agents:
  include: [house:scout]
  helper: {description: Written out}
---
Keep the house tidy.

@house:context/rules.md
`,
  "behaviors/naming.yaml": `
bundle: {name: behavior-naming, version: 1.0.0}
hooks: [{module: hooks-session-naming}]
agents: {include: [house:clerk]}
`,
  "experiments/deep/behaviors/deep.yaml": "bundle: {name: deep}\ntools: [{module: tool-search}]\n",
  "bundles/small/bundle.yaml": "bundle: {name: small}\ntools: [{module: tool-todo}]\n",
  "agents/scout.md": "---\nmeta: {name: scout, description: Looks}\n---\nLook.\n",
  "agents/clerk.md": "---\nmeta: {name: clerk, description: Writes}\n---\nWrite.\n",
  "context/rules.md": "Wipe your feet.\n",
  "pyproject.toml": '[project]\nname = "amplifier-bundle-house"\nversion = "9.9.9"\n',
};

interface Scene {
  readonly service: SettingsService;
  readonly at: string;
  compile(profile: string): Promise<Record<string, unknown>>;
}

async function inScene(body: (scene: Scene) => Promise<void>): Promise<void> {
  await inTemporaryDirectory(async (at) => {
    const environment = { AMPD_HOME: join(at, "ampd"), HOME: join(at, "home"), PATH: process.env.PATH };
    await writeFiles(at, { "ws/README.md": "", "home/README.md": "" });
    const service = new SettingsService(environment);
    const compile = async (profile: string): Promise<Record<string, unknown>> => {
      const settings = await service.read(join(at, "ws"));
      return { ...(await compilePlan({ profile }, { settings, environment })).plan };
    };
    await body({ service, at, compile });
  });
}

async function messageOf(work: Promise<unknown>): Promise<string> {
  const error = await work.catch((thrown: unknown) => thrown);
  if (error instanceof SettingsError) return error.message;
  throw error instanceof Error ? error : new Error("it worked");
}

function namesIn(list: unknown): string[] {
  return (list as { module: string }[]).map(({ module }) => module);
}

test("its bundle gives the collection its name, and is found by that name", async () => {
  await inScene(async ({ service, at, compile }) => {
    await writeFiles(join(at, "house"), HOUSE);
    commitAll(join(at, "house"));
    const added = await service.collections.add({ source: `git+file://${at}/house@main`, cwd: at });
    assert.equal([added.name, added.version, added.description], ["house", "2.1.0", "A whole set-up"]);
    for (const name of ["house", "house:bundle", "house:bundle.md"]) {
      const plan = await compile(name);
      assert.equal(namesIn(plan.tools), ["tool-search", "tool-todo"], name);
      assert.ok(namesIn(plan.hooks).includes("hooks-session-naming"), name);
      assert.match(String(plan.instruction), /Keep the house tidy/);
      assert.equal(Object.keys(plan.agents as object).sort(), ["helper", "house:clerk", "house:scout"]);
    }
    const settings = await service.read(join(at, "ws"));
    const listed = await profileLibrary({ settings, environment: service.environment }).list();
    const own = listed.find(({ name }) => name === "house");
    assert.equal([own?.layer, own?.description], ["house", "A whole set-up"]);
  });
});

test("a repository whose bundle has no name is called as the repository", async () => {
  await inScene(async ({ service, at }) => {
    await writeFiles(join(at, "plain.git"), { "profiles/p.md": "---\nname: p\n---\n" });
    commitAll(join(at, "plain.git"));
    const added = await service.collections.add({ source: `git+file://${at}/plain.git`, cwd: at });
    assert.is(added.name, "plain");
  });
});

test("a bundle that includes another repository by its address finds it once that was added", async () => {
  await inScene(async ({ service, at, compile }) => {
    await writeFiles(join(at, "house"), HOUSE);
    await writeFiles(join(at, "yard"), {
      "bundle.md": `---
bundle: {name: yard}
includes:
  - bundle: git+file://${at}/house@main
  - bundle: git+file://${at}/house@main#subdirectory=behaviors/naming.yaml
  - bundle: git+file://${at}/house.git#subdirectory=bundles/small
---
`,
    });
    for (const name of ["house", "yard"]) commitAll(join(at, name));
    await service.collections.add({ source: `git+file://${at}/yard@main`, cwd: at });
    const missing = await messageOf(compile("yard"));
    assert.match(missing, /yard \(.*bundle\.md\) includes "git\+file:.*house@main"/);
    assert.match(missing, new RegExp(`ampd collection add git\\+file://${at}/house@main(?:;|$)`));
    await service.collections.add({ source: `git+file://${at}/house@main`, cwd: at });
    const plan = await compile("yard");
    assert.equal(namesIn(plan.tools), ["tool-search", "tool-todo"]);
    assert.match(String(plan.instruction), /Keep the house tidy/);
  });
});

test("another ref of a repository that was added is not taken for the one that is meant", async () => {
  await inScene(async ({ service, at, compile }) => {
    await writeFiles(join(at, "house"), HOUSE);
    commitAll(join(at, "house"));
    await service.collections.add({ source: `git+file://${at}/house@main`, cwd: at });
    await writeFiles(at, {
      "ampd/config/bundles/mine.md": `---\nbundle: {name: mine}\nincludes: [git+file://${at}/house@v2]\n---\n`,
    });
    assert.match(await messageOf(compile("mine")), /the collection house is of that repository, at main/);
  });
});

test("a folder of the user's with a bundle at its top counts, too, and what comes with ampd keeps its name", async () => {
  await inScene(async ({ service, at, compile }) => {
    const bundle = "bundle: {name: foundation, description: Theirs}\nincludes: [demo]\ntools: [{module: tool-todo}]\n";
    await writeFiles(join(at, "theirs"), { "bundle.yaml": bundle });
    await writeFiles(at, {
      "ampd/config/settings.yaml": "collections: {foundation: ../../theirs}\n",
      "ampd/config/bundles/mine.md": "---\nbundle: {name: mine}\nincludes: [foundation]\n---\n",
    });
    assert.equal((await compile("foundation")).tools, []);
    assert.ok(namesIn((await compile("foundation:bundle")).tools).includes("tool-todo"));
    assert.ok(namesIn((await compile("mine")).tools).includes("tool-todo"), "a bundle means the bundle");
    const settings = await service.read(join(at, "ws"));
    const listed = await profileLibrary({ settings, environment: service.environment }).list();
    assert.equal(
      listed.filter(({ name }) => name.startsWith("foundation")).map(({ name, layer }) => [name, layer]),
      [
        ["foundation", "built-in"],
        ["foundation:bundle", "foundation"],
      ],
    );
  });
});

test("an agent that a collection's profile names is the collection's own, whoever else has one", async () => {
  await inScene(async ({ service, at, compile }) => {
    for (const name of ["one", "two"]) {
      const scout = `---\nmeta: {name: scout, description: Of ${name}}\n---\nLook.\n`;
      await writeFiles(join(at, name), {
        "profiles/p.md": "---\nname: p\nextends: demo\nagents: [scout]\n---\n",
        "agents/scout.md": scout,
      });
      await service.collections.add({ source: join(at, name), cwd: at });
    }
    for (const name of ["one", "two"]) {
      const { agents } = await compile(`${name}:p`);
      assert.is((agents as Record<string, { description: string }>).scout?.description, `Of ${name}`);
    }
    assert.match(await messageOf(compile("p")), /"p" is in more than one collection; say one:p or two:p/);
  });
});

test("under another name it still means itself when it says its own, and so does a bundle in it", async () => {
  await inScene(async ({ service, at, compile }) => {
    const small = `bundle: {name: small, namespace_root: ..}
tools: [{module: tool-todo}]
context: {include: [small:context/inner.md]}
agents: {include: [small:helper]}
`;
    await writeFiles(join(at, "house"), {
      ...HOUSE,
      "deep/bundles/small.yaml": small,
      "deep/agents/helper.md": "---\nmeta: {name: helper, description: Inner}\n---\nHelp.\n",
      "bundle.md": HOUSE["bundle.md"].replace("house:bundles/small", "house:deep/bundles/small"),
    });
    await writeFiles(join(at, "another"), {
      "bundle.md": "---\nbundle: {name: house}\nincludes: [demo]\n---\nAnother.\n",
    });
    await service.collections.add({ source: join(at, "another"), cwd: at });
    await service.collections.add({ source: join(at, "house"), cwd: at, name: "second" });
    const plan = await compile("second");
    assert.equal(namesIn(plan.tools), ["tool-search", "tool-todo"]);
    assert.match(String(plan.instruction), /@second:context\/rules\.md/);
    assert.match(String(plan.instruction), /@second:deep\/context\/inner\.md/);
    const agents = Object.keys(plan.agents as object).sort();
    assert.equal(agents, ["helper", "second:clerk", "second:deep/agents/helper", "second:scout"]);
    assert.match(String((await compile("house")).instruction), /Another/);
  });
});

test("a path does not lead out of its collection", async () => {
  await inScene(async ({ service, at, compile }) => {
    await writeFiles(join(at, "house"), HOUSE);
    await writeFiles(at, { "outside.yaml": "bundle: {name: outside}\n" });
    await service.collections.add({ source: join(at, "house"), cwd: at });
    for (const path of ["../outside", "bundles/../../outside.yaml", `${at}/outside`])
      assert.match(await messageOf(compile(`house:${path}`)), /There is no profile/, path);
  });
});

test("what acts in a folder that was added is bound to what was trusted, at its top and anywhere", async () => {
  await inScene(async ({ service, at, compile }) => {
    const acting = "tools: [{module: tool-x, source: ./x.js}]\n";
    await writeFiles(join(at, "house"), {
      "bundle.yaml": `bundle: {name: house}\nincludes: [demo]\n${acting}`,
      "bundles/two.yaml": `bundle: {name: two}\nincludes: [demo]\n${acting}`,
      "other/three.yaml": `bundle: {name: three}\nincludes: [demo]\n${acting}`,
    });
    await service.collections.add({ source: join(at, "house"), cwd: at, trustCode: true });
    for (const name of ["house", "house:bundles/two"]) await compile(name);
    assert.match(await messageOf(compile("house:other/three")), /other\/three\.yaml.*not among what trust is bound to/);
    await writeFiles(join(at, "house"), { "bundle.yaml": `bundle: {name: house}\nincludes: [full]\n${acting}` });
    for (const name of ["house", "house:bundles/two"])
      assert.match(await messageOf(compile(name)), /the collection house is not trusted/);
  });
});

test.run();
