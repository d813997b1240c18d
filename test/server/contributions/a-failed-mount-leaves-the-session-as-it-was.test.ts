import * as assert from "uvu/assert";
import * as z from "zod";
import { type Coordinator, KernelError, type ModuleDefinition, success, type Tool } from "../../../kernel/index.ts";
import { SessionModules } from "../../../server/contributions/session-modules.ts";
import { SessionSecrets } from "../../../server/session/session-secrets.ts";
import { answer, contextModule, loopModule, PLAN, providerModule, readySession } from "../../kernel/session-fixture.ts";
import { suite } from "../../support/suite.ts";

const test = suite("mounts that fail");

const half: Tool = { name: "half", description: "", inputSchema: {}, execute: async () => success("x") };

/** Registers one of everything, waits for somebody else to register, too, and throws. */
function halfMounted(meanwhile: (coordinator: Coordinator) => void, later: (() => void)[]): ModuleDefinition {
  const deny = async () => ({ action: "deny" as const });
  return {
    name: "half",
    kind: "hook",
    description: "",
    configSchema: z.strictObject({}),
    async mount(coordinator) {
      coordinator.hooks.register("test:*", deny, { name: "half" });
      coordinator.hooks.observe("test:*", () => later.push(() => assert.unreachable("it observes")), { name: "half" });
      coordinator.mount("tools", half, { name: "half" });
      coordinator.registerCapability("half.new", 1);
      coordinator.registerCapability("half.taken", "by the module");
      coordinator.registerContributor("channel", "half", () => "half");
      await Promise.resolve();
      meanwhile(coordinator);
      later.push(() => coordinator.hooks.register("test:*", deny, { name: "too late" }));
      throw new Error("on second thoughts, no");
    },
  };
}

async function isAsItWas(coordinator: Coordinator, later: readonly (() => void)[]): Promise<void> {
  for (const run of later) run();
  assert.is((await coordinator.hooks.emit("test:event", {})).action, "continue");
  assert.is(later.length, 1, "nothing of it observes");
  assert.is(coordinator.get("tools", "half"), undefined);
  assert.is(coordinator.getCapability("half.new"), undefined);
  assert.is(coordinator.getCapability("half.taken"), "by another", "what it took over is given back");
  assert.equal(await coordinator.collectContributions("channel"), ["another"], "what others do meanwhile stays");
}

async function scene(plan: object) {
  const later: (() => void)[] = [];
  const modules = new SessionModules({ environment: {}, cwd: "/", secrets: new SessionSecrets([]) });
  let session: Coordinator | undefined;
  const broken = halfMounted(() => session?.registerContributor("channel", "another", () => "another"), later);
  const definitions = [loopModule(answer("done")), contextModule(), providerModule(), broken];
  const resolve = async ({ module }: { readonly module: string }) => {
    const definition = definitions.find(({ name }) => name === module);
    if (definition === undefined) throw new KernelError("module-not-found", module);
    return { definition, layer: "test", source: module };
  };
  const fixture = await readySession({
    plan: { ...PLAN, ...plan },
    resolver: modules.watching({ resolve }),
    onCoordinator: (coordinator) => {
      session = coordinator;
      coordinator.registerCapability("half.taken", "by another");
    },
  });
  return { ...fixture, modules, later };
}

test("when a session begins", async () => {
  const { coordinator, later, dataOf } = await scene({ hooks: ["half"] });
  assert.match(String(dataOf("module:load_failed")[0]?.reason), /on second thoughts/);
  await isAsItWas(coordinator, later);
});

test("between turns", async () => {
  const { coordinator, modules, later } = await scene({});
  const failure = await modules.mount(coordinator, "half").catch((error: KernelError) => error);
  assert.is((failure as KernelError).code, "module-load-failed");
  assert.match((failure as KernelError).message, /on second thoughts/);
  assert.not.ok(modules.all.some(({ id }) => id === "half"));
  await isAsItWas(coordinator, later);
});

test.run();
