/** What can be done with a session besides running a turn: its history, its queue, its settings. */
import * as z from "zod";
import { defineRequest, once } from "../message.ts";
import { anyObject, mountedModule, prompt, sessionId, warning } from "../shapes.ts";
import { LIVE_ERRORS, PLAN_ERRORS, STORED_ERRORS, subscription, turnOptions } from "./session.ts";

export const sessionFork = defineRequest({
  method: "session/fork",
  about:
    "Makes a new session with the history of another one up to and including a turn; the other may be live or stored, and is not " +
    "touched. The new one is complete in itself. What the copied turns answered is known by their `turnId` in it, too.",
  params: () =>
    z.strictObject({
      sessionId,
      atTurn: z
        .int()
        .nonnegative()
        .optional()
        .describe("The last turn that is kept; 0: none. Default: the last that is over."),
      overrides: anyObject
        .optional()
        .describe("Merged over the plan of the other session: objects deeply, modules by id."),
      title: z.string().optional().describe("Default: the title of the other session."),
      ephemeral: z.boolean().optional().describe("Nothing of it is stored."),
      subscribe: subscription(),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({
      sessionId: z.string(),
      parentId: z.string().describe("The session that it was forked from."),
      atTurn: z.int(),
      mounted: z.array(mountedModule()),
      warnings: z.array(warning()),
    }),
  errors: [...STORED_ERRORS, "session-busy", ...PLAN_ERRORS, "journal-failed"],
});

export const sessionRevert = defineRequest({
  method: "session/revert",
  about:
    "Drops the turns after `atTurn` from the history of a live session in which no turn runs; the journal keeps them, marked. The " +
    "next turn has the number `atTurn + 1`, and a `turnId` that was dropped may be run again.",
  params: () =>
    z.strictObject({
      sessionId,
      atTurn: z.int().nonnegative().describe("The last turn that is kept; 0: none."),
      _meta: anyObject.optional(),
    }),
  result: () => z.object({ turns: z.int().describe("Turns that are left."), messages: z.int() }),
  errors: [...LIVE_ERRORS, "session-busy", "journal-failed"],
});

export const sessionEnqueue = defineRequest({
  method: "session/enqueue",
  about:
    "Runs a turn after the current one, or at once when none runs; answers without waiting for it. The queue is journalled. To " +
    "get the turn's answer, call `session/execute` with the same `turnId` and prompt: it joins the turn.",
  params: () =>
    z.strictObject({
      sessionId,
      prompt: prompt(),
      turnId: z.string().min(1).optional().describe("Makes a retry safe: one entry for one `turnId`."),
      ...turnOptions(),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({
      entryId: z.string().describe("The same as `turnId`."),
      turnId: z.string(),
      position: z.int().describe("Entries before it and itself; 0: it does not wait, it runs or has run."),
      held: z.boolean().describe("The queue waits for `session/queue` with `run`."),
    }),
  errors: [...LIVE_ERRORS, "overloaded", "journal-failed"],
});

const queueEntry = once(() =>
  z.object({ entryId: z.string(), turnId: z.string(), prompt: prompt(), ...turnOptions() }),
);

export const sessionQueue = defineRequest({
  method: "session/queue",
  about:
    "The prompts that wait. A queue that is held runs nothing by itself until `run` releases it: it is held when a turn was " +
    "cancelled or failed, and when the session was resumed.",
  params: () =>
    z.strictObject({
      sessionId,
      action: z.enum(["list", "remove", "clear", "edit", "run"]).default("list"),
      entryId: z.string().optional().describe("For `remove` and `edit`."),
      prompt: prompt().optional().describe("For `edit`: what the entry says from now on."),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({
      entries: z.array(queueEntry()),
      held: z.enum(["cancelled", "failed", "resumed"]).optional().describe("Why it is held; absent: it is not."),
    }),
  errors: [...LIVE_ERRORS, "journal-failed"],
});

const effort = once(() => z.enum(["low", "medium", "high"]));

export const sessionConfigure = defineRequest({
  method: "session/configure",
  about:
    "Changes a live session, and is remembered with it. Provider, model and effort are for the turns that begin from now on and " +
    "name none themselves; the mode is in force at once. An empty text goes back to what the plan says.",
  params: () =>
    z.strictObject({
      sessionId,
      provider: z
        .string()
        .optional()
        .describe("The id of a mounted provider, or its module. Another one than before also resets the model."),
      model: z.string().optional(),
      effort: z
        .union([effort(), z.literal("")])
        .optional()
        .describe("How hard the model should think."),
      mode: z.string().min(1).optional().describe("A mode of the approval policy, such as `read-only`."),
      title: z.string().optional(),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z
      .object({
        provider: z.string().optional(),
        model: z.string().optional(),
        effort: effort().optional(),
        mode: z.string().optional(),
        title: z.string().optional(),
      })
      .describe("What is in force now; what is absent is as the plan says."),
  errors: [...LIVE_ERRORS, "provider-missing", "journal-failed"],
});

export const sessionCompact = defineRequest({
  method: "session/compact",
  about:
    "Compacts what the model sees of the history of a session in which no turn runs. The history itself stays whole.",
  params: () => z.strictObject({ sessionId, _meta: anyObject.optional() }),
  result: () =>
    z.object({
      compacted: z.boolean().describe("False: there was nothing to leave out, or the context module cannot."),
      level: z.int().optional(),
      before_tokens: z.int().optional(),
      after_tokens: z.int().optional(),
      messages: z.int().optional().describe("Messages that the model sees."),
    }),
  errors: [...LIVE_ERRORS, "session-busy", "provider-missing"],
});
