/** What holds for every module, whatever its kind: what it says of itself, its config, and that it leaves nothing behind. */
import { configProblems, isEventName, type MountPoint } from "../../kernel/index.ts";
import { type Check, expect, type Subject, shown } from "./check.ts";
import { openScene, type Scene, withScene } from "./scene.ts";

const UNKNOWN_KEY = "ampd_no_such_key";
const MODULE_NAME = /^[a-z0-9][a-z0-9._-]*$/i;
const EVENT_NAME = /^[a-z0-9_.-]+:[a-z0-9_:.-]+$/i;
const SELF_CHECKED = "its process checks its config itself";
const POINTS: Readonly<Record<Subject["kind"], MountPoint | undefined>> = {
  orchestrator: "orchestrator",
  context: "context",
  provider: "providers",
  tool: "tools",
  hook: undefined,
};

/** The first ones. */
export const FOUNDATIONS: readonly Check[] = [
  {
    name: "definition",
    requirement: "A module has a name, a kind, a description, a config schema and a mount.",
    isFoundation: true,
    async run({ definition }) {
      const { name, description, configSchema, mount, onSessionReady } = definition;
      expect(
        MODULE_NAME.test(String(name)),
        `name: it is ${shown(name)}; give the id that plans use, such as tool-mine`,
      );
      expect(typeof description === "string" && description !== "", "description: it is missing; say what it does");
      const isSchema = typeof configSchema?.safeParse === "function";
      expect(isSchema, "configSchema: it is no zod schema; give z.strictObject({…}), empty where there is no config");
      expect(typeof mount === "function", "mount: it is no function");
      const isHook = onSessionReady === undefined || typeof onSessionReady === "function";
      expect(isHook, "onSessionReady: it is no function; leave it out, or make it one");
      return undefined;
    },
  },
  {
    name: "config-fits",
    requirement: "The config that the checks are run with fits the module's schema.",
    isFoundation: true,
    async run({ definition, entry }) {
      const [problem] = configProblems(definition.configSchema, entry, entry.module);
      expect(problem === undefined, `${problem?.path}: ${problem?.message}; give what it needs with --config`);
      return undefined;
    },
  },
  {
    name: "config-is-strict",
    requirement: "A config key that nothing reads is refused, by its name.",
    async run({ definition, entry, isProcess }) {
      if (isProcess) return SELF_CHECKED;
      const config = { ...entry.config, [UNKNOWN_KEY]: 1 };
      const problems = configProblems(definition.configSchema, { ...entry, config }, entry.module);
      const isNamed = problems.some(({ path, message }) => `${path} ${message}`.includes(UNKNOWN_KEY));
      expect(isNamed, `configSchema: it takes the key ${UNKNOWN_KEY}; make it a z.strictObject`);
      return undefined;
    },
  },
  {
    name: "mount",
    requirement: "It mounts in a session, and offers what its kind is for.",
    isFoundation: true,
    run: (subject) =>
      withScene(subject, {}, async (scene) => {
        const point = POINTS[subject.kind];
        const isThere = point === undefined || scene.coordinator.all(point).size > 0;
        const advice = `call coordinator.mount("${point}", …) in it, or give the config with which it does by --config`;
        expect(isThere, `mount: it mounts no ${subject.kind}; ${advice}`);
        const failed = scene.observations.find(({ event }) => event === "module:on_session_ready_failed");
        expect(failed === undefined, `onSessionReady: it threw: ${failed?.data.reason}`);
        return undefined;
      }),
  },
];

/** The last ones. */
export function endings(exercise: (scene: Scene, subject: Subject) => Promise<void>): readonly Check[] {
  return [
    {
      name: "cleanup-leaves-nothing",
      requirement: "What mount returns takes back all that the module has registered.",
      async run(subject) {
        const scene = await openScene(subject);
        await exercise(scene, subject);
        const failures = await scene.close();
        expect(failures.length === 0, `the cleanup of its mount failed: ${failures.join("; ")}`);
        const left = scene.ledger.leftovers();
        const advice = "return a function from mount that calls every undo that a registration gave";
        expect(left.length === 0, `after the end of the session ${left.join(", ")} is still there; ${advice}`);
        return undefined;
      },
    },
    {
      name: "two-sessions-at-once",
      requirement: "Two sessions have two of it, and the end of one takes nothing from the other.",
      run: (subject) =>
        withScene(subject, {}, (first) =>
          withScene(subject, {}, async (second) => {
            await exercise(first, subject);
            const before = second.ledger.leftovers();
            await first.close();
            const after = new Set(second.ledger.leftovers());
            const lost = before.filter((label) => !after.has(label));
            const advice = "keep what a mount makes in that mount, not in the module";
            expect(lost.length === 0, `the end of one session took ${lost.join(", ")} from another; ${advice}`);
            await exercise(second, subject);
            return undefined;
          }),
        ),
    },
    {
      name: "events-are-advertised",
      requirement: "Events of its own are namespace:action, and are named on the channel observability.events.",
      run: (subject) =>
        withScene(subject, {}, async (scene) => {
          await exercise(scene, subject);
          const own = [...new Set(scene.observations.map(({ event }) => event))].filter((name) => !isEventName(name));
          const named = new Set((await scene.coordinator.collectContributions("observability.events")).flat());
          for (const event of own) {
            expect(EVENT_NAME.test(event), `the event ${event}: name it namespace:action`);
            const advice = "call coordinator.registerContributor with the names";
            expect(named.has(event), `the event ${event} is not on the channel observability.events; ${advice}`);
          }
          return undefined;
        }),
    },
  ];
}
