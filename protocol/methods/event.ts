/** Events: one ordered stream for each session. */
import { z } from "zod";
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
    "sent first, then the live ones, without a gap or a repeat. Pending approvals come with the answer.",
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
      pending: z.array(anyObject).describe("Approvals that wait for an answer, as in `approval/request`."),
    }),
  errors: ["session-not-found"],
});

export const eventUnsubscribe = defineRequest({
  method: "event/unsubscribe",
  about: "Ends a subscription.",
  params: () => z.strictObject({ subscriptionId: z.string(), _meta: anyObject.optional() }),
  result: nothing,
  errors: ["subscription-not-found"],
});
