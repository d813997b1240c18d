/**
 * Tools, hooks and providers that live elsewhere: a client registers them, and is called back; a module in a process of its own is
 * called by the same messages.
 */
import * as z from "zod";
import { defineNotification, defineRequest, once } from "../message.ts";
import { anyObject, contentBlock, nothing, sessionId, toolAnnotations, toolResult, usage, warning } from "../shapes.ts";

const CONTRIBUTION_ERRORS = ["session-not-found", "session-not-live", "contribution-exists", "overloaded"];
const optionalSession = sessionId.optional().describe("Default: every session that this connection makes or joins.");
const registrationId = z.string().describe("What the registration answered; for a module in a process, its id.");
const deadline = z.int().positive().max(86_400_000);
const name = z.string().min(1).max(128);
/** What the vendors' wires take. */
const toolName = z
  .string()
  .regex(/^[a-zA-Z0-9_-]{1,128}$/, "a tool's name has 1 to 128 letters, digits, _ or -")
  .describe("1 to 128 letters, digits, `_` or `-`.");

export const toolDeclaration = once(() =>
  z.object({
    name: toolName,
    description: z.string().describe("For the model: what it does, and when to use it."),
    inputSchema: anyObject.describe(
      "JSON Schema (2020-12) of an object. Input that does not fit never reaches the tool.",
    ),
    annotations: toolAnnotations().optional(),
    timeoutMs: deadline.optional().describe("Default: 10 minutes."),
  }),
);

export const hookDeclaration = once(() =>
  z.object({
    name: name.describe("For reports and denials."),
    events: z
      .array(z.string().min(1).max(200))
      .min(1)
      .max(100)
      .describe("Patterns; `*` matches any run of characters."),
    priority: z.int().optional().describe("Lower runs first. Default 0."),
    gate: z.boolean().optional().describe("It runs last, and no proper answer in time means deny. Default false."),
    timeoutMs: deadline.optional().describe("Default: 30 seconds."),
  }),
);

export const modelDeclaration = once(() =>
  z.object({
    id: z.string().min(1),
    displayName: z.string().optional(),
    context_window: z.int().positive().default(128_000),
    max_output_tokens: z.int().positive().default(8192),
    capabilities: z
      .array(z.enum(["tools", "streaming", "thinking", "vision", "json_mode"]))
      .default(["tools", "streaming"]),
    cost: z.object({ input: z.number(), output: z.number() }).optional().describe("US dollars for a million tokens."),
  }),
);

export const providerDeclaration = once(() =>
  z.object({
    name,
    displayName: z.string().optional(),
    priority: z.number().optional().describe("Lower is chosen first. Default 100."),
    models: z
      .array(modelDeclaration())
      .min(1)
      .max(1000)
      .refine((models) => new Set(models.map(({ id }) => id)).size === models.length, "two models have one id")
      .describe("The first one is the default."),
    timeoutMs: deadline.optional().describe("How long it may be silent. Default: 30 seconds."),
  }),
);

const registered = once(() => z.object({ registrationId: z.string() }));

export const toolRegister = defineRequest({
  method: "tool/register",
  about:
    "The client offers tools. They are called by `tool/execute`, go through the same hooks and approvals as any other, and are not " +
    "trusted: their annotations are hints.",
  params: () =>
    z.strictObject({
      sessionId: optionalSession,
      tools: z.array(toolDeclaration()).min(1).max(500),
      timeoutMs: deadline.optional().describe("For the tools that name none of their own."),
      _meta: anyObject.optional(),
    }),
  result: registered,
  errors: CONTRIBUTION_ERRORS,
});

export const hookRegister = defineRequest({
  method: "hook/register",
  about:
    "The client offers a hook. It is asked by `hook/invoke`; what streams (`content_block:delta`, `thinking:delta`, `tool:output`) is " +
    "told to a hook that is no gate in batches, by `hook/observe`.",
  params: () => hookDeclaration().extend({ sessionId: optionalSession, _meta: anyObject.optional() }).strict(),
  result: () =>
    registered().extend({
      warnings: z
        .array(warning())
        .optional()
        .describe("Events that the kernel does not know, and that look like one it knows: `event-unknown`."),
    }),
  errors: CONTRIBUTION_ERRORS,
});

export const providerRegister = defineRequest({
  method: "provider/register",
  about: "The client offers a provider, which is asked by `provider/complete`.",
  params: () => providerDeclaration().extend({ sessionId: optionalSession, _meta: anyObject.optional() }).strict(),
  result: registered,
  errors: CONTRIBUTION_ERRORS,
});

export const contributionUnregister = defineRequest({
  method: "contribution/unregister",
  about: "Takes back what was registered. What runs of it ends with a failure that says so.",
  params: () => z.strictObject({ registrationId: z.string(), _meta: anyObject.optional() }),
  result: nothing,
  errors: ["contribution-not-found"],
});

const validateOutcome = once(() =>
  z.object({
    check: z.string().describe("Its short name."),
    requirement: z.string().describe("The rule, as one sentence."),
    status: z.enum(["ok", "failed", "skipped"]),
    message: z.string().optional().describe("What was wrong and what to do, or why it was not looked at."),
  }),
);

export const contributionValidate = defineRequest({
  method: "contribution/validate",
  about:
    "Puts what was registered through the checks of `ampd module validate`, in sessions that are made for it alone: the client is " +
    "called back as by any session, under ids of sessions that it does not know.",
  params: () =>
    z.strictObject({
      registrationId: z.string(),
      execute: z.boolean().default(false).describe("Carry out tools that are not read-only, too. Nobody is asked."),
      inputs: z.record(z.string(), anyObject).default({}).describe("By a tool's name, an input that it can carry out."),
      _meta: anyObject.optional(),
    }),
  result: () => z.object({ outcomes: z.array(validateOutcome()) }),
  errors: ["contribution-not-found", "overloaded"],
});

export const toolExecute = defineRequest({
  method: "tool/execute",
  direction: "server-to-client",
  about: "Runs a tool that the receiver gave. It is withdrawn by `$/cancelRequest`, and at its deadline.",
  params: () => z.object({ registrationId, sessionId, toolCallId: z.string(), name: z.string(), input: anyObject }),
  result: toolResult,
});

export const toolOutput = defineNotification({
  method: "tool/output",
  direction: "client-to-server",
  about: "Output of a `tool/execute` that runs, for people: it becomes the event `tool:output`.",
  params: () =>
    z.object({
      toolCallId: z.string(),
      sessionId: sessionId.optional().describe("Tells apart calls of several sessions that have one id."),
      stream: z.enum(["stdout", "stderr"]).default("stdout"),
      text: z.string(),
    }),
});

export const hookInvoke = defineRequest({
  method: "hook/invoke",
  direction: "server-to-client",
  about: "Asks a hook that the receiver gave about an event. The answer is a hook result of Amplifier.",
  params: () => z.object({ registrationId, sessionId, name: z.string(), event: z.string(), data: anyObject }),
  result: () =>
    z
      .looseObject({ action: z.enum(["continue", "modify", "inject_context", "ask_user", "deny"]) })
      .describe("A hook result."),
});

export const hookObserve = defineNotification({
  method: "hook/observe",
  direction: "server-to-client",
  about:
    "What streamed since the last one, for a hook that is no gate. Where it does not keep up, the oldest are left out.",
  params: () =>
    z.object({
      registrationId,
      sessionId,
      name: z.string(),
      events: z.array(z.object({ event: z.string(), data: anyObject })),
      dropped: z.int().optional().describe("Events that were left out before these."),
    }),
});

export const providerComplete = defineRequest({
  method: "provider/complete",
  direction: "server-to-client",
  about:
    "Asks a provider that the receiver gave. It may send the answer's parts by `provider/delta` while it is made, at most `window` of " +
    "them beyond the last `provider/ack`; the reply is the whole. An error may name a kind of the kernel in `data.kind`, such as RateLimit.",
  params: () =>
    z.object({
      registrationId,
      sessionId,
      name: z.string(),
      request: anyObject.describe("A provider request of the kernel: request_id, messages, tools, model …"),
      window: z.int().describe("How many parts may be under way."),
    }),
  result: () =>
    z.object({
      content: z.array(contentBlock()),
      stop_reason: z.enum(["end_turn", "tool_use", "max_tokens", "refusal"]),
      usage: usage().default({ input_tokens: 0, output_tokens: 0 }),
      model: z.string().optional(),
    }),
});

const blockIndex = z.int().nonnegative();
const blockType = z.enum(["text", "thinking", "tool_call"]);

export const providerDelta = defineNotification({
  method: "provider/delta",
  direction: "client-to-server",
  about: "A part of an answer that is being made.",
  params: () =>
    z.object({
      requestId: z.string().describe("`request.request_id` of the `provider/complete`."),
      sequence: z.int().nonnegative().describe("Counts the parts of the answer from 0."),
      part: z.discriminatedUnion("type", [
        z.object({
          type: z.literal("start"),
          block_index: blockIndex,
          block_type: blockType,
          name: z.string().optional(),
        }),
        z.object({ type: z.literal("delta"), block_index: blockIndex, block_type: blockType, text: z.string() }),
        z.object({ type: z.literal("end"), block_index: blockIndex, block: contentBlock() }),
      ]),
    }),
});

export const providerAck = defineNotification({
  method: "provider/ack",
  direction: "server-to-client",
  about: "Every part up to this one was taken.",
  params: () => z.object({ requestId: z.string(), sequence: z.int() }),
});

export const contributionFault = defineNotification({
  method: "contribution/fault",
  direction: "server-to-client",
  about: "What the receiver gave, or answered, breaks the contract: what was wrong, and what to do.",
  params: () => z.object({ registrationId, sessionId, name: z.string(), kind: z.string(), message: z.string() }),
});
