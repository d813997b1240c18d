/** Asking the user for input: a form to fill in, or a page to open. */
import * as z from "zod";
import { defineNotification, defineRequest } from "../message.ts";
import { anyObject } from "../shapes.ts";

const action = z.enum(["accept", "decline", "cancel"]);

export const inputRequest = defineRequest({
  method: "input/request",
  direction: "server-to-client",
  about:
    "A tool or an MCP server wants something from the user. It goes to every subscriber that offers `input`; the first answer counts. " +
    "An answer that does not fit the form is asked for again, at most three times in all; an error, a time-out and nobody there mean " +
    "`cancel`.",
  params: () =>
    z.object({
      inputId: z.string(),
      sessionId: z.string(),
      source: z.string().describe("Who asks, such as `mcp:NAME`: text that it gives must not be taken for ampd's own."),
      message: z.string(),
      mode: z.enum(["form", "url"]),
      requestedSchema: anyObject
        .optional()
        .describe(
          "Of a form: JSON Schema of an object, as a rule a flat one; defaults of fields that are left out are filled in.",
        ),
      url: z
        .string()
        .optional()
        .describe("The page, http or https. Show the user all of it before it is opened; `accept` says that it was."),
      timeoutMs: z.int(),
      problem: z.string().optional().describe("Why the last answer did not count."),
    }),
  result: () =>
    z.object({
      action: action.describe("`decline`: the user says no; `cancel`: there is no answer."),
      content: anyObject.optional().describe("What was filled in, with `accept` of a form."),
    }),
});

export const inputResolved = defineNotification({
  method: "input/resolved",
  direction: "server-to-client",
  about:
    "What was wanted from the user is settled: somebody answered, the time ran out, or it was withdrawn. Every subscriber hears it.",
  params: () =>
    z.object({
      inputId: z.string(),
      sessionId: z.string(),
      action,
      reason: z.enum(["answered", "timeout", "cancelled", "disconnected"]),
    }),
});
