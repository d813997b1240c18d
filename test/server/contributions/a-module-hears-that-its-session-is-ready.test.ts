import * as assert from "uvu/assert";
import * as z from "zod";
import type { Coordinator, ModuleDefinition } from "../../../kernel/index.ts";
import { SessionModules } from "../../../server/contributions/session-modules.ts";
import { SessionSecrets } from "../../../server/session/session-secrets.ts";
import { answer, contextModule, loopModule, PLAN, providerModule, readySession } from "../../kernel/session-fixture.ts";
import { suite } from "../../support/suite.ts";

const test = suite("the session is ready");

interface Heard {
  readonly mounted: Coordinator[];
  readonly ready: Coordinator[];
}

/** Keeps what it knows of a session by that session's coordinator, as some do. */
function listening({ mounted, ready }: Heard, fault?: Error): ModuleDefinition {
  return {
    name: "listening",
    kind: "hook",
    description: "",
    configSchema: z.strictObject({}),
    mount: async (coordinator) => {
      mounted.push(coordinator);
      return () => {};
    },
    onSessionReady: async (coordinator) => {
      ready.push(coordinator);
      if (fault !== undefined) throw fault;
    },
  };
}

async function scene(plan: object, fault?: Error) {
  const heard: Heard = { mounted: [], ready: [] };
  const modules = new SessionModules({ environment: {}, cwd: "/", secrets: new SessionSecrets([]) });
  const definitions = [loopModule(answer("done")), contextModule(), providerModule(), listening(heard, fault)];
  const resolve = async ({ module }: { readonly module: string }) => {
    const definition = definitions.find(({ name }) => name === module);
    if (definition === undefined) throw new Error(`no module ${module}`);
    return { definition, layer: "test", source: module };
  };
  const fixture = await readySession({ plan: { ...PLAN, ...plan }, resolver: modules.watching({ resolve }) });
  return { ...fixture, modules, heard };
}

function isOnce({ mounted, ready }: Heard): void {
  assert.is(ready.length, 1);
  assert.is(ready[0], mounted[0], "by the coordinator that it was mounted with");
}

test("a module of the plan hears it once, when all are mounted", async () => {
  isOnce((await scene({ hooks: ["listening"] })).heard);
});

test("one that is mounted between turns hears it at once", async () => {
  const { coordinator, modules, heard } = await scene({});
  await modules.mount(coordinator, "listening");
  isOnce(heard);
});

for (const when of ["in the plan", "between turns"]) {
  test(`one that throws then stays, and that is told: ${when}`, async () => {
    const { coordinator, modules, dataOf } = await scene(
      when === "in the plan" ? { hooks: ["listening"] } : {},
      new Error("not yet"),
    );
    if (when === "between turns") await modules.mount(coordinator, "listening");
    assert.ok(modules.all.some(({ id }) => id === "listening"));
    assert.equal(
      dataOf("module:on_session_ready_failed").map(({ module, reason }) => ({ module, reason })),
      [{ module: "listening", reason: "not yet" }],
    );
  });
}

test.run();
