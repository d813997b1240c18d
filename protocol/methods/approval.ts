/** Asking the person, and telling them something. */
import * as z from "zod";
import { defineNotification, defineRequest, once } from "../message.ts";
import { anyObject } from "../shapes.ts";

export const approvalParams = once(() =>
  z.object({
    approvalId: z.string(),
    sessionId: z.string(),
    toolCall: z.object({ id: z.string(), name: z.string(), input: anyObject }).optional(),
    prompt: z.string().describe("The question, never cut short."),
    options: z.array(
      z.object({
        id: z.string(),
        label: z.string(),
        kind: z.enum(["allow_once", "allow_session", "allow_always", "deny_once", "deny_always"]),
      }),
    ),
    detail: z
      .object({
        command: z.string().optional().describe("The whole command line."),
        path: z.string().optional().describe("Absolute, symlinks resolved."),
        diff: z.string().optional().describe("Unified diff."),
        baseHash: z.string().optional().describe("SHA-256 in hex of the file as it is now."),
      })
      .describe("What would happen."),
    timeoutMs: z.int(),
    default: z.string().describe("The id of the option that a time-out means."),
  }),
);

export const approvalRequest = defineRequest({
  method: "approval/request",
  direction: "server-to-client",
  about:
    "May this happen? It goes to every subscriber that offers `approvals`; the first answer counts, and an error or an unknown " +
    "option means no.",
  params: approvalParams,
  result: () => z.object({ optionId: z.string(), reason: z.string().optional() }),
});

export const approvalResolved = defineNotification({
  method: "approval/resolved",
  direction: "server-to-client",
  about: "A question is settled: somebody answered, the time ran out, or it was withdrawn. Every subscriber hears it.",
  params: () =>
    z.object({
      approvalId: z.string(),
      sessionId: z.string(),
      optionId: z.string().optional(),
      reason: z.enum(["answered", "timeout", "cancelled", "disconnected"]),
    }),
});

export const displayMessage = defineNotification({
  method: "display/message",
  direction: "server-to-client",
  about: "A line for the person in front of the client.",
  params: () =>
    z.object({
      sessionId: z.string().optional(),
      level: z.enum(["info", "warning", "error"]),
      text: z.string(),
      source: z.string(),
    }),
});
