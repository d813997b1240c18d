/** Where profiles and agents are looked for, in both directions at every place, and what is told of those that cannot be used. */
import * as assert from "uvu/assert";
import {
  agentLibrary,
  compileProfile,
  type ProfileSources,
  profileLibrary,
} from "../../../../server/plan/profiles/compile-profile.ts";
import { SettingsError } from "../../../../server/plan/settings/settings-error.ts";
import { inSettingsScene, type SettingsScene, USER } from "../../../support/settings-scene.ts";
import { suite } from "../../../support/suite.ts";
import { fileOf } from "./profile-scene.ts";

const test = suite("a name finds the strongest profile");

/** The strongest first. */
const PLACES = [
  "workspace/.ampd/profiles/dev.md",
  "workspace/.amplifier/profiles/dev.yaml",
  "home/ampd/config/profiles/dev.md",
  "home/.amplifier/profiles/dev.md",
];

function textFor(path: string): string {
  const yaml = `name: dev\ndescription: ${path}`;
  return path.endsWith(".yaml") ? yaml : fileOf(yaml);
}

async function sourcesOf({ service, workspace }: SettingsScene): Promise<ProfileSources> {
  return { environment: service.environment, settings: await service.read(workspace) };
}

for (let first = 0; first <= PLACES.length; first += 1) {
  const expected = PLACES[first] ?? "what comes with ampd";
  for (const order of ["strongest first", "weakest first"]) {
    test(`${expected}, when it is the strongest that is there (written ${order})`, async () => {
      const files = PLACES.slice(first).map((path) => [path, textFor(path)] as const);
      if (order === "weakest first") files.reverse();
      await inSettingsScene(Object.fromEntries(files), async (scene) => {
        await scene.trust();
        const sources = await sourcesOf(scene);
        const { description = "" } = await profileLibrary(sources).find("dev");
        assert.match(description, PLACES[first] ?? "The default.");
        const listed = (await profileLibrary(sources).list()).filter(({ name }) => name === "dev");
        assert.equal(
          listed.map((one) => one.description),
          [description],
        );
      });
    });
  }
}

test("a file of an untrusted workspace is not used, says how it can be, and is not again when it changed", async () => {
  const path = "workspace/.ampd/profiles/ours.md";
  await inSettingsScene({ [path]: textFor(path) }, async (scene) => {
    const refusal = async (): Promise<SettingsError> => {
      const fault = await profileLibrary(await sourcesOf(scene))
        .find("ours")
        .catch((error: unknown) => error);
      if (fault instanceof SettingsError) return fault;
      throw new Error("it was used");
    };
    assert.is((await refusal()).kind, "untrusted-workspace");
    assert.match((await refusal()).message, /ampd trust /);
    await scene.trust();
    assert.match((await profileLibrary(await sourcesOf(scene)).find("ours")).description ?? "", path);
    await scene.write(path, `${textFor(path)}\nMore.`);
    assert.is((await refusal()).kind, "untrusted-workspace");
    const listed = (await profileLibrary(await sourcesOf(scene)).list()).find(({ name }) => name === "ours");
    assert.match(listed?.problem ?? "", /not trusted/);
    const commands = Array.from({ length: 2100 }, (_, index) => `w${index}`).join(" ");
    await scene.write(path, fileOf(`name: ours\ntools: [{module: t, source: "exec:${commands}"}]`));
    assert.match((await refusal()).message, /cannot be trusted: it names too much/);
    assert.not.match((await refusal()).message, /ampd trust /);
  });
});

for (const path of PLACES.slice(0, 2)) {
  test(`${path}, without trust, hides nothing of its name`, async () => {
    const mine = "home/ampd/config/profiles/dev.md";
    await inSettingsScene({ [path]: textFor(path), [mine]: textFor(mine) }, async (scene) => {
      const library = profileLibrary(await sourcesOf(scene));
      assert.is((await library.find("dev")).description, mine);
      const listed = (await library.list()).filter(({ name }) => name === "dev");
      assert.equal(
        listed.map(({ layer, problem }) => [layer, problem]),
        [["user", undefined]],
      );
    });
    await inSettingsScene({ [path]: textFor(path) }, async (scene) => {
      const sources = await sourcesOf(scene);
      assert.match((await profileLibrary(sources).find("dev")).description ?? "", /The default/);
      assert.match(JSON.stringify(sources.settings.warnings), /untrusted-workspace.*profiles\/dev/);
    });
  });
}

test("a collection's documents go by its name, find each other by their own, and hide nothing", async () => {
  const files = {
    [USER]: "collections: {kit: ./kit}",
    "home/kit/profiles/dev.md": fileOf("name: dev\nextends: core\ndescription: the kit's"),
    "home/kit/profiles/core.md": fileOf("name: core\ntools: [tool-a]"),
    "home/ampd/config/profiles/mine.md": fileOf("name: mine\nextends: 'kit:profiles/dev.md'\ntools: [tool-b]"),
  };
  await inSettingsScene(files, async (scene) => {
    await scene.write(USER, `collections: {kit: ${scene.home}/kit}`);
    const sources = await sourcesOf(scene);
    assert.is((await profileLibrary(sources).find("kit:dev")).description, "the kit's");
    assert.match((await profileLibrary(sources).find("dev")).description ?? "", /The default/);
    const { plan } = await compileProfile("mine", sources);
    assert.equal(plan.tools, [{ module: "tool-a" }, { module: "tool-b" }]);
  });
});

test("what is not there is told with what is near, what there is, and where it was looked for", async () => {
  await inSettingsScene({}, async (scene) => {
    const fault = await profileLibrary(await sourcesOf(scene))
      .find("fundation")
      .catch((error: unknown) => error);
    assert.is((fault as SettingsError).kind, "profile-not-found");
    assert.match((fault as SettingsError).message, /did you mean foundation\?.*demo.*looked in .*profiles/s);
  });
});

test("agents: all that are found, those that are named, those that are written out, or none", async () => {
  const agent = fileOf("meta: {name: scout, description: Looks}\ntools: [tool-search]", "Look closely.");
  const files = {
    "home/ampd/config/agents/scout.md": agent,
    "home/ampd/config/agents/broken.md": fileOf("meta: {nme: x}"),
    "home/ampd/config/profiles/all.md": fileOf("agents: all"),
    "home/ampd/config/profiles/named.md": fileOf("agents: [scout]"),
    "home/ampd/config/profiles/lost.md": fileOf("agents: [scuot]"),
    "home/ampd/config/profiles/none.md": fileOf("extends: all\nagents: none"),
    "home/ampd/config/profiles/inline.md": fileOf("agents: {scout: {description: Own}}"),
  };
  const overlay = {
    description: "Looks",
    tools: [{ module: "tool-search" }],
    system: { instruction: "Look closely." },
  };
  await inSettingsScene(files, async (scene) => {
    const sources = await sourcesOf(scene);
    const all = await compileProfile("all", sources);
    assert.equal(all.plan.agents, { scout: overlay });
    assert.match(
      all.warnings.map(({ message }) => message).join(),
      /agent broken: .*meta\.nme: unknown field; did you mean name/,
    );
    assert.equal((await compileProfile("named", sources)).plan.agents, { scout: overlay });
    assert.is((await compileProfile("none", sources)).plan.agents, undefined);
    assert.equal((await compileProfile("inline", sources)).plan.agents, { scout: { description: "Own" } });
    const fault = await compileProfile("lost", sources).catch((error: unknown) => error);
    assert.match((fault as Error).message, /no agent "scuot"; did you mean scout/);
    assert.is((await agentLibrary(sources).list()).length, 2);
  });
});

test("a file that the environment names for an agent is the strongest", async () => {
  const files = {
    "home/ampd/config/agents/scout.md": fileOf("meta: {name: scout, description: the user's}"),
    "home/other.md": fileOf("meta: {name: scout, description: the environment's}"),
  };
  await inSettingsScene(files, async (scene) => {
    const { settings, environment } = await sourcesOf(scene);
    const file = `${scene.home}/other.md`;
    const described = async (more: NodeJS.ProcessEnv): Promise<string | undefined> =>
      (await agentLibrary({ settings, environment: { ...environment, ...more } }).find("scout")).description;
    assert.is(await described({}), "the user's");
    assert.is(await described({ AMPD_AGENT_SCOUT: file }), "the environment's");
    assert.is(await described({ AMPLIFIER_AGENT_SCOUT: file }), "the environment's");
  });
});

test("a thousand profiles are listed, each file read once", async () => {
  const names = Array.from({ length: 1000 }, (_, index) => `p${index}`);
  const files = names.map((name) => [
    `home/ampd/config/profiles/${name}.md`,
    fileOf(`name: ${name}\ndescription: ${name}`),
  ]);
  await inSettingsScene(Object.fromEntries(files), async (scene) => {
    const listed = await profileLibrary(await sourcesOf(scene)).list();
    assert.is(listed.filter(({ layer }) => layer === "user").length, 1000);
    assert.is(listed.find(({ name }) => name === "p999")?.description, "p999");
  });
});

test.run();
