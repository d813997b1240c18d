/** Events: one ordered stream for each session. */
import * as z from "zod";
import { defineNotification, defineRequest } from "../message.ts";
import { anyObject, eventPatterns, nothing, sessionId } from "../shapes.ts";

export const sessionEvent = defineNotification({
  method: "session/event",
  direction: "server-to-client",
  about:
    "An event of a session. `seq` counts the logged events from 1 without a gap; a live-only one carries the number that it " +
    "follows and is marked `ephemeral`.",
  params: () =>
    z.object({
      sessionId: z.string(),
      seq: z.int(),
      ts: z.string().describe("ISO 8601, in milliseconds."),
      event: z.string().describe("A name of the event list, or a module's own."),
      data: anyObject,
      parentId: z.string().optional(),
      ephemeral: z.literal(true).optional(),
    }),
});

export const eventSubscribe = defineRequest({
  method: "event/subscribe",
  about:
    "Asks for events of a session, or of all sessions of this server. With `fromSeq`, every logged event behind that number is " +
    "sent first, then the live ones, without a gap or a repeat. What waits for an answer comes with the reply.",
  params: () =>
    z
      .strictObject({
        sessionId: sessionId.optional(),
        events: eventPatterns().default(["*"]),
        fromSeq: z.int().nonnegative().optional(),
        children: z.boolean().default(true).describe("The events of child sessions, too."),
        _meta: anyObject.optional(),
      })
      .refine((params) => params.fromSeq === undefined || params.sessionId !== undefined, {
        message: "a replay needs a sessionId: numbers count within one session",
        path: ["fromSeq"],
      }),
  result: () =>
    z.object({
      subscriptionId: z.string(),
      seq: z.int().describe("The number of the last event before the live ones; 0 without a sessionId."),
      missing: z
        .object({ from: z.int(), to: z.int() })
        .optional()
        .describe("Numbers behind `fromSeq` of which nothing is kept any more: rotated away, or never logged."),
      pending: z.array(anyObject).describe("Approvals that wait for an answer, as in `approval/request`."),
      pendingInputs: z.array(anyObject).describe("The same of what is wanted from the user, as in `input/request`."),
    }),
  errors: ["session-not-found"],
});

export const logRead = defineRequest({
  method: "log/read",
  about:
    "Records of a session's event log, oldest first, page by page; of a stored session too. Of a live one without a log on disk: " +
    "what is still in memory.",
  params: () =>
    z.strictObject({
      sessionId,
      filter: z
        .strictObject({
          events: eventPatterns().optional(),
          fromSeq: z.int().nonnegative().optional().describe("Only records with a higher number."),
          since: z.iso.datetime({ offset: true }).optional().describe("ISO 8601; only records from then on."),
          until: z.iso.datetime({ offset: true }).optional().describe("ISO 8601; only records before."),
          text: z.string().optional().describe("Only records whose data contain this text, in any case."),
        })
        .default({}),
      cursor: z.string().optional(),
      limit: z.int().min(1).default(100).describe("At most 1,000 come at once."),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({
      records: z.array(z.object({ seq: z.int(), ts: z.string(), event: z.string(), data: anyObject })),
      nextCursor: z.string().optional(),
    }),
  errors: ["session-not-found", "session-unreadable"],
});

export const eventUnsubscribe = defineRequest({
  method: "event/unsubscribe",
  about: "Ends a subscription.",
  params: () => z.strictObject({ subscriptionId: z.string(), _meta: anyObject.optional() }),
  result: nothing,
  errors: ["subscription-not-found"],
});
