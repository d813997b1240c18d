/**
 * Where a value, an agent and a mentioned file come from: each place wins over those below it, and where it says nothing the next one
 * does, in whichever order the files are written. Profiles, scopes and sources of code have tests of their own beside this one.
 */
import { join } from "node:path";
import * as assert from "uvu/assert";
import { compilePlan, type PlanRequest } from "../../../server/plan/compile-plan.ts";
import { promptMentions } from "../../../server/plan/mentions/context-files.ts";
import { loadMentions } from "../../../server/plan/mentions/load-mentions.ts";
import type { ProfileSources } from "../../../server/plan/profiles/compile-profile.ts";
import { inSettingsScene, LOCAL, PROJECT, type SettingsScene, USER } from "../../support/settings-scene.ts";
import { suite } from "../../support/suite.ts";
import { fileOf } from "./profiles/profile-scene.ts";

const test = suite("each place wins over those below it");

/** One place that may say what the answer is, and how it says that it is the answer. */
interface Place {
  readonly name: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly environment?: (home: string) => NodeJS.ProcessEnv;
  readonly request?: PlanRequest;
}

interface Asked {
  readonly scene: SettingsScene;
  readonly sources: ProfileSources;
  readonly request: PlanRequest;
}

interface Ladder {
  readonly what: string;
  /** The strongest first. */
  readonly places: readonly Place[];
  /** What is there in any case. */
  readonly files?: Readonly<Record<string, string>>;
  readonly answer: (asked: Asked) => Promise<unknown>;
}

function climb({ what, places, files = {}, answer }: Ladder): void {
  for (const [first, { name }] of places.entries()) {
    test(`${what}: ${name}, when it is the strongest that says something`, async () => {
      for (const order of ["strongest first", "weakest first"]) {
        const there = places.slice(first);
        if (order === "weakest first") there.reverse();
        const written = Object.assign({}, files, ...there.map((place) => place.files ?? {}));
        await inSettingsScene(written, async (scene) => {
          await scene.trust();
          const more = there.map((place) => place.environment?.(scene.home) ?? {});
          const environment: NodeJS.ProcessEnv = Object.assign({}, scene.service.environment, ...more);
          const settings = await scene.service.read(scene.workspace);
          const request: PlanRequest = Object.assign({}, ...there.map((place) => place.request ?? {}));
          assert.is(await answer({ scene, sources: { environment, settings }, request }), name, order);
        });
      }
    });
  }
}

const BASH = (timeout: string): string => `tools: [{module: tool-bash, config: {note: ${timeout}}}]`;
const SETTING = (value: string): string => `tools: {tool-bash: {config: {note: ${value}}}}\n`;

climb({
  what: "a module's config",
  places: [
    {
      name: "overrides",
      request: { overrides: { tools: [{ module: "tool-bash", config: { note: "overrides" } }] } },
    },
    { name: "local", files: { [LOCAL]: SETTING("local") } },
    { name: "project", files: { [PROJECT]: SETTING("project") } },
    { name: "user", files: { [USER]: SETTING("user") } },
    {
      name: "profile",
      files: { "home/ampd/config/profiles/mine.md": fileOf(`extends: [left, right]\n${BASH("profile")}`) },
    },
    { name: "right", files: { "home/ampd/config/profiles/right.md": fileOf(`extends: top\n${BASH("right")}`) } },
    { name: "left", files: { "home/ampd/config/profiles/left.md": fileOf(`extends: top\n${BASH("left")}`) } },
    { name: "top", files: { "home/ampd/config/profiles/top.md": fileOf(`extends: demo\n${BASH("top")}`) } },
  ],
  // The workspace's come last: they are there for those whose place is not.
  files: {
    "home/.amplifier/profiles/mine.md": fileOf("extends: [left, right]"),
    "home/.amplifier/profiles/right.md": fileOf("extends: top"),
    "home/.amplifier/profiles/left.md": fileOf("extends: top"),
  },
  async answer({ sources, request }) {
    const { plan } = await compilePlan({ profile: "mine", ...request }, sources);
    return plan.tools.find(({ module }) => module === "tool-bash")?.config?.note;
  },
});

const SCOUT = (description: string): string => fileOf(`meta: {name: scout, description: ${description}}`);

climb({
  what: "an agent",
  places: [
    {
      name: "the profile itself",
      files: {
        "home/ampd/config/profiles/mine.md": fileOf(
          "extends: demo\nagents: {include: [scout], inline: {scout: {description: the profile itself}}}",
        ),
      },
    },
    {
      name: "the environment",
      files: { "home/scout.md": SCOUT("the environment") },
      environment: (home) => ({ AMPD_AGENT_SCOUT: join(home, "scout.md") }),
    },
    {
      name: "the environment, in Amplifier's words",
      files: { "home/old.md": SCOUT('"the environment, in Amplifier\'s words"') },
      environment: (home) => ({ AMPLIFIER_AGENT_SCOUT: join(home, "old.md") }),
    },
    { name: "the workspace", files: { "workspace/.ampd/agents/scout.md": SCOUT("the workspace") } },
    { name: "its Amplifier folder", files: { "workspace/.amplifier/agents/scout.md": SCOUT("its Amplifier folder") } },
    { name: "the user", files: { "home/ampd/config/agents/scout.md": SCOUT("the user") } },
    {
      name: "the user's Amplifier folder",
      files: { "home/.amplifier/agents/scout.md": SCOUT("the user's Amplifier folder") },
    },
  ],
  files: { "home/.amplifier/profiles/mine.md": fileOf("extends: demo\nagents: [scout]") },
  async answer({ sources }) {
    const { plan } = await compilePlan({ profile: "mine" }, sources);
    return (plan.agents.scout as { description?: string }).description;
  },
});

const MENTIONED: readonly (readonly [mention: string, places: readonly string[]])[] = [
  ["@user:x", ["home/ampd/config/x.md", "home/.amplifier/x.md"]],
  ["@project:x", ["workspace/.ampd/x.md", "workspace/.amplifier/x.md"]],
  ["@kit:x", ["home/kit/x.md", "home/kit/context/x.md"]],
  ["@x.md", ["workspace/x.md"]],
];

for (const [mention, places] of MENTIONED) {
  climb({
    what: mention,
    places: places.map((path) => ({ name: path, files: { [path]: path } })),
    files: { [USER]: "collections: {kit: ../../kit}\n" },
    async answer({ sources, scene }) {
      const { files } = await promptMentions(`See ${mention}.`, { ...sources, cwd: scene.workspace });
      return files.map(({ content }) => content).join();
    },
  });
}

climb({
  what: "a file that a file mentions",
  places: ["workspace/docs/x.md", "workspace/x.md"].map((path) => ({ name: path, files: { [path]: path } })),
  async answer({ scene }) {
    const roots = {
      cwd: scene.workspace,
      workspace: scene.workspace,
      home: scene.home,
      user: [],
      project: [],
      collections: {},
    };
    const source = { text: "See @x.md.", directory: join(scene.workspace, "docs"), reach: "workspace" as const };
    return (await loadMentions([source], roots)).files.map(({ content }) => content).join();
  },
});

test.run();
