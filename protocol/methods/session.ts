/** Sessions: making them, running turns in them, and what is stored of them. */
import * as z from "zod";
import { defineRequest, once } from "../message.ts";
import {
  anyObject,
  eventPatterns,
  mcpServers,
  message,
  mountedModule,
  nothing,
  prompt,
  sessionId,
  stopReason,
  usage,
  warning,
} from "../shapes.ts";

type Subscribe = boolean | string[] | undefined;

export const subscription = (): z.ZodType<Subscribe, Subscribe> =>
  z
    .union([z.boolean(), eventPatterns()])
    .optional()
    .describe("Which events this connection gets: all by default, `false` for none, or patterns.");

/** What a turn may choose for itself. */
export const turnOptions = once(() => ({
  provider: z.string().optional().describe("The id of a mounted provider, or its module."),
  model: z.string().optional(),
  effort: z.enum(["low", "medium", "high"]).optional().describe("How hard the model should think."),
  outputSchema: anyObject.optional().describe("JSON Schema of the final answer, which comes back as `structured`."),
  maxIterations: z.int().positive().optional(),
}));

export const PLAN_ERRORS = ["mount-plan-invalid", "module-not-found", "module-load-failed", "module-contract-broken"];
export const STORED_ERRORS = ["session-not-found", "session-unreadable"];
export const LIVE_ERRORS = ["session-not-found", "session-not-live"];
const PROVIDER_ERRORS = [
  "provider-missing",
  "provider-rate-limited",
  "provider-quota-exceeded",
  "provider-authentication",
  "provider-access-denied",
  "provider-context-length",
  "provider-content-filter",
  "provider-invalid-request",
  "provider-unavailable",
  "provider-network",
  "provider-timeout",
  "provider-not-found",
  "provider-stream",
  "provider-invalid-tool-call",
  "provider-configuration",
];

export const sessionCreate = defineRequest({
  method: "session/create",
  about:
    "Makes a session from a profile or a mount plan, mounts its modules, and subscribes this connection to its events.",
  params: () =>
    z
      .strictObject({
        profile: z.string().optional().describe("A profile's name. With neither: the default profile."),
        mountPlan: anyObject.optional().describe("A mount plan, used as it is."),
        overrides: anyObject.optional().describe("Merged over the plan: objects deeply, modules by id."),
        mcpServers: mcpServers(),
        cwd: z.string().optional().describe("The session's directory; default: the workspace's."),
        sessionId: sessionId
          .regex(
            /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/,
            "an id has up to 128 letters, digits, dots, dashes and underscores",
          )
          .optional()
          .describe("The client's own choice of an id."),
        title: z.string().optional(),
        metadata: anyObject.optional().describe("Kept with the session, for the client."),
        ephemeral: z.boolean().optional().describe("Nothing of it is stored."),
        subscribe: subscription(),
        _meta: anyObject.optional(),
      })
      .refine((params) => params.profile === undefined || params.mountPlan === undefined, {
        message: "give a profile or a mountPlan, not both",
        path: ["mountPlan"],
      }),
  result: () => z.object({ sessionId: z.string(), mounted: z.array(mountedModule()), warnings: z.array(warning()) }),
  errors: [...PLAN_ERRORS, "profile-not-found", "session-exists", "journal-failed"],
});

export const sessionExecute = defineRequest({
  method: "session/execute",
  about: "Runs one turn and answers when it ends. The same `turnId` again answers what the first one did, or joins it.",
  params: () =>
    z.strictObject({
      sessionId,
      prompt: prompt(),
      turnId: z.string().min(1).optional().describe("Makes a retry safe."),
      ...turnOptions(),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({
      turnId: z.string(),
      text: z.string(),
      stopReason: stopReason(),
      usage: usage(),
      structured: z.unknown().optional(),
    }),
  errors: [...LIVE_ERRORS, "session-busy", "denied", "journal-failed", ...PROVIDER_ERRORS],
});

export const sessionSteer = defineRequest({
  method: "session/steer",
  about: "Adds input to the running turn. Answers false where no turn runs or its orchestrator takes no more.",
  params: () =>
    z.strictObject({
      sessionId,
      prompt: prompt(),
      expectedTurnId: z.string().optional().describe("Only if this turn is the one that runs."),
      _meta: anyObject.optional(),
    }),
  result: () => z.object({ accepted: z.boolean() }),
  errors: LIVE_ERRORS,
});

export const sessionCancel = defineRequest({
  method: "session/cancel",
  about:
    "Ends the running turn, which then answers `cancelled`; its history stays valid. Graceful: running tools finish. " +
    "Immediate: they are killed. With a `toolCallId`: only that tool is killed.",
  params: () =>
    z.strictObject({
      sessionId,
      mode: z.enum(["graceful", "immediate"]).default("graceful"),
      toolCallId: z.string().optional(),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({ cancelled: z.boolean().describe("False: nothing was running, or it was cancelled already.") }),
  errors: LIVE_ERRORS,
});

export const sessionResume = defineRequest({
  method: "session/resume",
  about:
    "Brings a stored session back with its own mount plan. What had to be mended is listed, and each is an event too.",
  params: () => z.strictObject({ sessionId, subscribe: subscription(), _meta: anyObject.optional() }),
  result: () =>
    z.object({
      sessionId: z.string(),
      mounted: z.array(mountedModule()),
      warnings: z.array(warning()),
      repairs: z.array(z.object({ kind: z.string(), line: z.int().optional(), action: z.string() })),
    }),
  errors: [...STORED_ERRORS, "session-locked", ...PLAN_ERRORS],
});

const summary = (): z.ZodObject<{
  sessionId: z.ZodString;
  title: z.ZodOptional<z.ZodString>;
  cwd: z.ZodString;
  createdAt: z.ZodString;
  updatedAt: z.ZodString;
  turns: z.ZodInt;
  status: z.ZodEnum<{ stored: "stored"; idle: "idle"; running: "running" }>;
  parentId: z.ZodOptional<z.ZodString>;
}> =>
  z.object({
    sessionId: z.string(),
    title: z.string().optional(),
    cwd: z.string(),
    createdAt: z.string().describe("ISO 8601."),
    updatedAt: z.string().describe("ISO 8601."),
    turns: z.int(),
    status: z.enum(["stored", "idle", "running"]),
    parentId: z.string().optional(),
  });

export const sessionList = defineRequest({
  method: "session/list",
  about: "Live and stored sessions, the one last used first.",
  params: () =>
    z.strictObject({
      cwd: z.string().optional().describe("Only those of this directory."),
      query: z.string().optional().describe("Only those whose id, title or directory contains this text."),
      cursor: z.string().optional(),
      limit: z.int().min(1).default(50).describe("At most 500 come at once."),
      _meta: anyObject.optional(),
    }),
  result: () => z.object({ sessions: z.array(summary()), nextCursor: z.string().optional() }),
});

export const sessionGet = defineRequest({
  method: "session/get",
  about: "The state of one session, live or stored.",
  params: () => z.strictObject({ sessionId, _meta: anyObject.optional() }),
  result: () =>
    summary().extend({
      profile: z.string().optional(),
      metadata: anyObject.optional(),
      forkedFrom: z.object({ sessionId: z.string(), atTurn: z.int() }).optional(),
      settings: anyObject.optional().describe("What `session/configure` chose: provider, model, effort, mode."),
      queued: z.int().describe("Prompts that wait for their turn."),
      mountPlan: anyObject.describe("Without secrets."),
      pendingApprovals: z.array(anyObject),
      pendingInputs: z.array(anyObject),
    }),
  errors: STORED_ERRORS,
});

export const sessionMessages = defineRequest({
  method: "session/messages",
  about: "The history, oldest first, page by page; of a stored session too, without resuming it.",
  params: () =>
    z.strictObject({
      sessionId,
      cursor: z.string().optional(),
      limit: z.int().min(1).default(100).describe("At most 1,000 come at once."),
      _meta: anyObject.optional(),
    }),
  result: () => z.object({ messages: z.array(message()), nextCursor: z.string().optional() }),
  errors: STORED_ERRORS,
});

export const sessionClose = defineRequest({
  method: "session/close",
  about: "Ends a live session: cancels what runs, unmounts its modules. What is stored stays and can be resumed.",
  params: () => z.strictObject({ sessionId, _meta: anyObject.optional() }),
  result: nothing,
  errors: LIVE_ERRORS,
});

export const sessionDelete = defineRequest({
  method: "session/delete",
  about: "Closes a session if it is live, and removes all that is stored of it.",
  params: () => z.strictObject({ sessionId, _meta: anyObject.optional() }),
  result: nothing,
  errors: ["session-not-found", "session-locked"],
});
