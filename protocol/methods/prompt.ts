/** Prompts that a session's modules offer, such as those of MCP servers: what a client shows as commands. */
import * as z from "zod";
import { defineRequest } from "../message.ts";
import { anyObject, contentBlock, sessionId } from "../shapes.ts";

const values = z.record(z.string(), z.string());

export const promptList = defineRequest({
  method: "prompt/list",
  about: "The prompts that a live session offers, each a command that a user may run.",
  params: () => z.strictObject({ sessionId, _meta: anyObject.optional() }),
  result: () =>
    z.object({
      prompts: z.array(
        z.object({
          name: z.string(),
          title: z.string().optional(),
          description: z.string().optional(),
          arguments: z.array(
            z.object({
              name: z.string(),
              title: z.string().optional(),
              description: z.string().optional(),
              required: z.boolean(),
            }),
          ),
          source: z.string().describe("Who offers it, such as `mcp:NAME`."),
        }),
      ),
    }),
  errors: ["session-not-found", "session-not-live"],
});

export const promptGet = defineRequest({
  method: "prompt/get",
  about: "A prompt with its arguments filled in. To run it, hand `prompt` to `session/execute`.",
  params: () =>
    z.strictObject({
      sessionId,
      name: z.string().min(1),
      arguments: values.default({}),
      _meta: anyObject.optional(),
    }),
  result: () =>
    z.object({
      description: z.string().optional(),
      messages: z.array(z.object({ role: z.enum(["user", "assistant"]), content: z.array(contentBlock()) })),
      prompt: z
        .array(contentBlock())
        .describe("The messages as one prompt, of text and images; what the assistant says in them is marked as such."),
    }),
  errors: ["session-not-found", "session-not-live", "prompt-not-found", "prompt-failed"],
});

export const promptComplete = defineRequest({
  method: "prompt/complete",
  about: "Values that an argument of a prompt may have, for what is typed of it; none where nobody knows any.",
  params: () =>
    z.strictObject({
      sessionId,
      name: z.string().min(1),
      argument: z.strictObject({ name: z.string().min(1), value: z.string() }),
      arguments: values.default({}).describe("Those that are filled in already."),
      _meta: anyObject.optional(),
    }),
  result: () => z.object({ values: z.array(z.string()), hasMore: z.boolean() }),
  errors: ["session-not-found", "session-not-live", "prompt-not-found", "prompt-failed"],
});
