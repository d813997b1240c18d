/** What holds for every tool. Nothing that is not read-only is carried out, unless that was allowed. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { ApprovalDetail, JsonObject, Tool, ToolResult } from "../../kernel/index.ts";
import { compileInputSchema } from "../contributions/input-schema.ts";
import { type Check, expect, expectEqual, isJson, type Subject, shown } from "./check.ts";
import { exampleOf } from "./example-of.ts";
import { within } from "./run-checks.ts";
import { type Scene, withScene } from "./scene.ts";

const TOOL_NAME = /^[a-zA-Z0-9_-]{1,64}$/;
const CALL_TIMEOUT_MS = 20_000;
/** So long a tool may take to end once its signal has aborted. */
const ABORT_TIMEOUT_MS = 15_000;
const NOT_CARRIED_OUT = "is not read-only, and was not carried out; --execute allows it";
const DETAIL_KEYS: readonly (keyof ApprovalDetail)[] = ["command", "path", "diff", "baseHash"];

export const TOOL_CHECKS: readonly Check[] = [
  {
    name: "tools-are-described",
    requirement: "Each tool goes by the name that it is mounted under, and says what it does.",
    run: (subject) =>
      forEachTool(subject, async (tool, { place }) => {
        expectEqual(tool.name, place, `the tool mounted as "${place}": its name`);
        expect(TOOL_NAME.test(tool.name), `${place}: its name may have letters, digits, _ and -, 64 at most`);
        const isDescribed = typeof tool.description === "string" && tool.description.trim() !== "";
        expect(isDescribed, `${place}: description: it is missing; the model chooses by it`);
      }),
  },
  {
    name: "input-schema-is-one",
    requirement: "The inputSchema of each tool is a JSON Schema (2020-12) of an object.",
    run: (subject) =>
      forEachTool(subject, async (tool, { place }) => {
        expect(typeof tool.inputSchema === "object", `${place}: inputSchema: it is missing; give { type: "object" }`);
        await compileInputSchema(tool.inputSchema).catch((error: Error) => {
          expect(false, `${place}: inputSchema: it is no JSON Schema of an object: ${error.message}`);
        });
        expect(isJson(tool.inputSchema), `${place}: inputSchema: it is not plain JSON, so no provider can be sent it`);
      }),
  },
  {
    name: "wrong-input-is-a-failure",
    requirement: "Input that does not fit the schema is answered with a failure that says why; nothing is thrown.",
    run: (subject) =>
      forEachTool(subject, async (tool, scene) => {
        for (const input of await unfit(tool)) {
          const result = await call(tool, input);
          const about = `${tool.name} with the input ${shown(input)}`;
          const advice = 'check the input and answer failure("invalid-input", …)';
          expect(!result.success, `${about}: it fits no schema of the tool, and was carried out; ${advice}`);
          expect(
            result.error?.message,
            `${about}: a failure without error.message; the model must be told what to change`,
          );
          await expectUntouched(scene, about);
        }
      }),
  },
  {
    name: "a-call-is-answered",
    requirement: "A call answers a result that can be sent as JSON; it never throws.",
    run: (subject) =>
      forEachTool(subject, async (tool, scene) => {
        if (!mayCall(tool, subject)) return `${tool.name} ${NOT_CARRIED_OUT}`;
        await call(tool, inputFor(tool, subject));
        if (tool.annotations?.readOnlyHint)
          await expectUntouched(scene, `${tool.name}, which says that it only reads,`);
        return undefined;
      }),
  },
  {
    name: "an-abort-ends-a-call",
    requirement: "Once its signal has aborted, a call ends soon, with a result or an error of its own.",
    run: (subject) =>
      forEachTool(subject, async (tool) => {
        const [wrong = {}] = await unfit(tool);
        const input = mayCall(tool, subject) ? inputFor(tool, subject) : wrong;
        if (input === wrong && Object.keys(wrong).length === 0) return `${tool.name} ${NOT_CARRIED_OUT}`;
        const controller = new AbortController();
        const running = execute(tool, input, controller.signal).catch(() => undefined);
        controller.abort(new Error("A check has cancelled the call."));
        const advice = "listen to context.signal and end what the call has started";
        await within(ABORT_TIMEOUT_MS, running, `${tool.name}, cancelled: ${advice}; the call`);
        const late = execute(tool, input, AbortSignal.abort()).catch(() => undefined);
        await within(ABORT_TIMEOUT_MS, late, `${tool.name}, cancelled before it began: ${advice}; the call`);
        return undefined;
      }),
  },
  {
    name: "a-preview-changes-nothing",
    requirement: "A preview shows what a call would do, and does not do it.",
    run: (subject) =>
      forEachTool(subject, async (tool, scene) => {
        const { preview } = tool;
        if (preview === undefined) return `${tool.name} has no preview`;
        const shownFirst = Promise.resolve(preview.call(tool, inputFor(tool, subject))).catch(() => ({}));
        const detail = await within(CALL_TIMEOUT_MS, shownFirst, `the preview of ${tool.name}`);
        await expectUntouched(scene, `the preview of ${tool.name}`);
        for (const [key, value] of Object.entries(detail)) {
          const isKnown = DETAIL_KEYS.some((known) => known === key) && typeof value === "string";
          expect(isKnown, `the preview of ${tool.name}: ${key}: give texts under ${DETAIL_KEYS.join(", ")} only`);
        }
        return undefined;
      }),
  },
];

/** Calls what may be called, so that it can be seen what that does. */
export async function exerciseTools({ coordinator }: Scene, subject: Subject): Promise<void> {
  for (const tool of coordinator.all("tools").values()) {
    if (!mayCall(tool, subject)) continue;
    const call = {
      type: "tool_call",
      id: `call-${tool.name}`,
      name: tool.name,
      input: inputFor(tool, subject),
    } as const;
    await within(CALL_TIMEOUT_MS, coordinator.callTool(call), tool.name);
  }
}

type Look = (tool: Tool, scene: Scene & { readonly place: string }) => Promise<unknown>;

/** Answers why none of them could be looked at. */
function forEachTool(subject: Subject, look: Look): Promise<string | undefined> {
  return withScene(subject, {}, async (scene) => {
    const tools = [...scene.coordinator.all("tools")];
    const reasons: string[] = [];
    for (const [place, tool] of tools) {
      const reason = await look(tool, { ...scene, place });
      if (typeof reason === "string") reasons.push(reason);
    }
    return reasons.length === tools.length ? reasons.join("; ") : undefined;
  });
}

/** A tool that says that it only reads, and only here. */
function mayCall({ annotations }: Tool, { mayExecute }: Subject): boolean {
  return mayExecute || (annotations?.readOnlyHint === true && annotations.openWorldHint !== true);
}

function inputFor({ name, inputSchema }: Tool, { inputs }: Subject): JsonObject {
  return inputs[name] ?? (exampleOf({ ...inputSchema, type: "object" }, false) as JsonObject);
}

/** Inputs that the schema refuses for sure; none where it takes everything. */
async function unfit({ inputSchema }: Tool): Promise<JsonObject[]> {
  const problemOf = await compileInputSchema(inputSchema);
  const properties = Object.keys(Object(inputSchema.properties) as object);
  const whole = exampleOf({ ...inputSchema, type: "object" }) as JsonObject;
  const candidates: JsonObject[] = [
    {},
    { ...whole, ampd_no_such_key: 1 },
    ...properties.map((key) => ({ ...whole, [key]: { not: ["it"] } })),
    ...properties.map((key) => ({ ...whole, [key]: null })),
  ];
  return candidates.filter((input) => problemOf(input) !== undefined);
}

/** @throws Violation for a throw, for what is no result, and for what does not end */
async function call(tool: Tool, input: JsonObject): Promise<ToolResult> {
  const about = `${tool.name} with the input ${shown(input)}`;
  const asked = execute(tool, input, new AbortController().signal).catch((error: unknown) => {
    expect(false, `${about}: it threw ${shown(String(error))}; answer failure(kind, message) instead`);
  });
  const result = await within(CALL_TIMEOUT_MS, asked, about);
  const isResult = typeof result === "object" && result !== null && typeof result.success === "boolean";
  expect(isResult, `${about}: it answered ${shown(result)}; answer success(output) or failure(kind, message)`);
  expect(isJson(result), `${about}: its result cannot be sent as JSON; leave out functions, undefined and cycles`);
  return result;
}

async function execute(tool: Tool, input: JsonObject, signal: AbortSignal): Promise<ToolResult> {
  return tool.execute(structuredClone(input), { toolCallId: "call-1", signal, onOutput: async () => {} });
}

async function expectUntouched({ directory }: Scene, about: string): Promise<void> {
  const found = await contentOf(directory);
  expectEqual(found, {}, `${about} has left something in the working directory`);
}

async function contentOf(directory: string): Promise<JsonObject> {
  const paths = await readdir(directory, { recursive: true });
  const entries = paths.map(async (path) => {
    const full = join(directory, path);
    return [path, (await stat(full)).isFile() ? (await readFile(full)).length : "folder"] as const;
  });
  return Object.fromEntries(await Promise.all(entries));
}
