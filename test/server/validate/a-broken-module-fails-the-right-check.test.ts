import * as assert from "uvu/assert";
import * as z from "zod";
import {
  type Context,
  type Coordinator,
  defineModule,
  type HookHandler,
  type JsonObject,
  type Message,
  type ModuleDefinition,
  type ModuleKind,
  success,
  type Tool,
} from "../../../kernel/index.ts";
import { ScriptedProvider } from "../../../server/validate/scripted-provider.ts";
import { suite } from "../../support/suite.ts";
import { faultsOf } from "./subject.ts";

const test = suite("a broken module fails the right check");
/** What ends has time enough for it, however slow the machine is. */
const NEVER_ENDS_MS = 5000;

const REQUIRED = { type: "object", properties: { text: { type: "string" } }, required: ["text"] };
const GOOD: Tool = {
  name: "good",
  description: "Does nothing, and does it well.",
  inputSchema: { type: "object", additionalProperties: false },
  annotations: { readOnlyHint: true },
  execute: async () => success("done"),
};

const ROWS: readonly [what: string, module: ModuleDefinition, check: RegExp][] = [
  [
    "a tool that throws",
    tool({ inputSchema: REQUIRED, execute: fails }),
    /^wrong-input-is-a-failure: good .* threw .*boom.*failure\(/,
  ],
  ["a tool that takes anything", tool({ inputSchema: REQUIRED }), /^wrong-input-is-a-failure: .*was carried out/],
  [
    "a schema that is none",
    tool({ inputSchema: { type: "object", required: 3 } }),
    /^input-schema-is-one: good: inputSchema: /,
  ],
  [
    "a result that is none",
    tool({ execute: async () => "done" as never }),
    /^(a-call-is-answered|wrong-input-is-a-failure): .*answered "done"/,
  ],
  ["a tool that goes by another name", tool({ name: "other" }), /^tools-are-described: the tool mounted as "good"/],
  [
    "a tool that never ends",
    tool({ execute: () => new Promise(() => {}) }),
    /^a-call-is-answered: .*did not end within/,
  ],
  [
    "a hook that answers nonsense",
    hook(() => "yes" as never),
    /^every-event-is-survived: hook mine failed on session:start/,
  ],
  ["a hook that throws", hook(fails), /^every-event-is-survived: .*boom/],
  ["a hook that denies, and is no gate", hook(() => ({ action: "deny" })), /^who-denies-is-a-gate: .*failClosed/],
  ["a hook that stays", hook(() => undefined, false), /^cleanup-leaves-nothing: .*the hook mine on \*/],
  ["an event that nobody knows of", emitting(), /^events-are-advertised: the event mine:told/],
  ["a context that parts pairs", context(lastThree), /^a-view-fits-and-keeps-pairs: .*without its call/],
  ["a context that forgets", context(() => [], { isForgetful: true }), /^messages-are-kept: getMessages: expected/],
  ["a provider that never ends", provider(), /^it-can-be-asked: the (check|request) did not end within/],
  ["a module that throws later", tool({ execute: throwsLater }), /it threw where nobody could catch it: later/],
  ["a config that takes any key", { ...tool({}), configSchema: z.object({}) as never }, /^config-is-strict: /],
  ["a mount that throws", make("tool", fails), /^mount: mount: boom/],
  ["a mount that mounts nothing", make("tool", async () => undefined), /^mount: mount: it mounts no tool/],
];

for (const [what, module, expected] of ROWS) {
  test(what, async () => {
    const limit = what.endsWith("never ends") ? { timeoutMs: NEVER_ENDS_MS } : {};
    const faults = await faultsOf(module, { ...limit, wanted: expected });
    assert.ok(
      faults.some((fault) => expected.test(fault)),
      faults.join("\n"),
    );
  });
}

test("a module that is in order fails none", async () => {
  assert.equal(await faultsOf(tool({})), []);
});

function make(kind: ModuleKind, mount: ModuleDefinition["mount"]): ModuleDefinition {
  const description = "A module of a test.";
  return defineModule<JsonObject>({ name: "mine", kind, description, configSchema: z.strictObject({}), mount });
}

function tool(parts: Partial<Tool>): ModuleDefinition {
  const strict: Tool["execute"] = async (input) =>
    Object.keys(input).length === 0
      ? success("done")
      : { success: false, output: null, error: { kind: "invalid-input", message: "It takes nothing." } };
  const needed = parts.execute === undefined && parts.inputSchema === undefined ? { execute: strict } : {};
  return make("tool", async (coordinator) =>
    coordinator.mount("tools", { ...GOOD, ...needed, ...parts }, { name: "good" }),
  );
}

function hook(answer: HookHandler, isTakenBack = true): ModuleDefinition {
  return make("hook", async ({ hooks }) => {
    const undo = hooks.register("*", answer, { name: "mine" });
    return isTakenBack ? undo : undefined;
  });
}

function emitting(): ModuleDefinition {
  return make("hook", async (coordinator: Coordinator) =>
    coordinator.hooks.observe("session:start", () => void coordinator.emitCustom("mine:told", {}), { name: "mine" }),
  );
}

function context(
  view: (history: readonly Message[]) => readonly Message[],
  { isForgetful = false } = {},
): ModuleDefinition {
  return make("context", async (coordinator) => {
    let history: Message[] = [];
    const own: Context = {
      addMessage: async (message) => {
        if (!isForgetful) history = [...history, message];
      },
      getMessages: async () => history,
      getMessagesForRequest: async () => view(history),
      setMessages: async (messages) => {
        history = [...messages];
      },
      clear: async () => {
        history = [];
      },
    };
    return coordinator.mount("context", own);
  });
}

function lastThree(history: readonly Message[]): readonly Message[] {
  return history.slice(-3);
}

function provider(): ModuleDefinition {
  const endless = new ScriptedProvider([{ text: "half", stalls: true, ignoresAbort: true }]);
  return make("provider", async (coordinator) => coordinator.mount("providers", endless, { name: endless.name }));
}

async function fails(): Promise<never> {
  throw new Error("boom");
}

async function throwsLater(): Promise<ReturnType<typeof success>> {
  setImmediate(() => {
    throw new Error("later");
  });
  await new Promise((resolve) => setImmediate(resolve));
  return success("done");
}

test.run();
