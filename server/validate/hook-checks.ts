/** What holds for every hook module: it can be told anything that happens, and what it answers is an answer. */
import type { JsonObject } from "../../kernel/index.ts";
import { type Check, expect, type Subject } from "./check.ts";
import { exampleEvents } from "./example-events.ts";
import { within } from "./run-checks.ts";
import { type Scene, withScene } from "./scene.ts";

const EVENT_TIMEOUT_MS = 20_000;
/** What a hook of a later version, or a tool that takes odd input, may be told. */
const ODD: readonly { readonly event: string; readonly data: JsonObject }[] = [
  { event: "tool:pre", data: { tool_name: "unknown", tool_call_id: "call-1", tool_input: {} } },
  { event: "tool:pre", data: { tool_name: "", tool_call_id: "", tool_input: { command: ["not", "a", "text"] } } },
  {
    event: "tool:post",
    data: {
      tool_name: "unknown",
      tool_call_id: "call-1",
      tool_input: {},
      result: { success: false, output: null },
      duration_ms: 0,
    },
  },
  { event: "prompt:submit", data: { prompt: [], turn: 0 } },
  { event: "ampd-validate:unknown", data: { anything: null } },
];

export const HOOK_CHECKS: readonly Check[] = [
  {
    name: "every-event-is-survived",
    requirement: "No event makes a handler throw, answer something that is no hook result, or take too long.",
    run: (subject) =>
      withScene(subject, {}, async (scene) => {
        for (const { event, data } of [...exampleEvents(), ...ODD]) {
          const seen = scene.reports.length;
          await within(EVENT_TIMEOUT_MS, scene.coordinator.hooks.emit(event, data), `${event}: its hooks`);
          const [report] = scene.reports.slice(seen);
          expect(report === undefined, `${report}; answer { action: "continue" } or nothing where it has no say`);
        }
        return undefined;
      }),
  },
  {
    name: "who-denies-is-a-gate",
    requirement: "A handler that denies or asks fails closed: when it throws or hangs, that must not mean yes.",
    run: (subject) =>
      withScene(subject, {}, async (scene) => {
        await exerciseHooks(scene, subject);
        for (const { handler, event, result } of scene.ledger.answers) {
          const isJudge = result?.action === "deny" || result?.action === "ask_user";
          const advice = "register it with failClosed: true";
          expect(
            !isJudge || handler.failClosed,
            `the hook ${handler.name} denies on ${event}, and is no gate; ${advice}`,
          );
        }
        return scene.ledger.answers.length === 0 ? "it was asked about none of the events" : undefined;
      }),
  },
];

/** Every event once, short and long. */
export async function exerciseHooks({ coordinator }: Scene, _subject: Subject): Promise<void> {
  for (const { event, data } of exampleEvents()) {
    await within(EVENT_TIMEOUT_MS, coordinator.emitCustom(event, data), `${event}: its hooks`);
  }
}
