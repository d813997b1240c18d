/** Shapes that several messages share. Amplifier's own data keeps its snake_case names; the envelope is camelCase. */
import * as z from "zod";
import { once } from "./message.ts";

const record = z.record(z.string(), z.unknown());

export const sessionId = z.string().min(1).describe("The session's id.");

const imageBlock = once(() =>
  z.object({
    type: z.literal("image"),
    source: z.discriminatedUnion("type", [
      z.object({ type: z.literal("base64"), media_type: z.string(), data: z.string() }),
      z.object({ type: z.literal("url"), url: z.string() }),
    ]),
  }),
);

export const contentBlock = once(() =>
  z
    .discriminatedUnion("type", [
      z.object({ type: z.literal("text"), text: z.string() }),
      z.object({ type: z.literal("thinking"), thinking: z.string(), signature: z.string().optional() }),
      z.object({ type: z.literal("redacted_thinking"), data: z.string() }),
      z.object({
        type: z.literal("reasoning"),
        id: z.string().optional(),
        content: z.array(z.unknown()),
        summary: z.array(z.unknown()),
        encrypted_content: z.string().optional(),
      }),
      z.object({
        type: z.literal("tool_call"),
        id: z.string(),
        name: z.string(),
        input: record,
        signature: z.string().optional(),
      }),
      z.object({ type: z.literal("tool_result"), tool_call_id: z.string(), output: z.unknown() }),
      imageBlock(),
    ])
    .describe("One block of content, told apart by its type."),
);

/** What a person may send: text and images. */
export const prompt = once(() =>
  z
    .union(
      [
        z.string().min(1, "the prompt is empty"),
        z
          .array(z.discriminatedUnion("type", [z.object({ type: z.literal("text"), text: z.string() }), imageBlock()]))
          .min(1, "the prompt has no blocks"),
      ],
      "a prompt is a text that is not empty, or a list of text and image blocks",
    )
    .describe("Text, or content blocks of type text or image."),
);

export const mcpServers = once(() =>
  z
    .record(z.string().min(1).max(64), record)
    .optional()
    .describe(
      "MCP servers of the client's, by name, in the shape of tool-mcp's `servers`: `command`, `args`, `env`, or `url`, `headers`. They win " +
        "over all others of the same name, and are part of the session's plan.",
    ),
);

export const usage = once(() =>
  z.object({
    input_tokens: z.int().nonnegative().describe("Gross: cached tokens are part of it."),
    output_tokens: z.int().nonnegative(),
    cache_read_tokens: z.int().nonnegative().optional(),
    cache_write_tokens: z.int().nonnegative().optional(),
    cost: z.number().nonnegative().optional().describe("US dollars."),
  }),
);

export const message = once(() =>
  z.object({
    seq: z.int().describe("Counts the messages of the session from 1."),
    turn: z.int().describe("The turn that it belongs to, counted from 1."),
    role: z.enum(["system", "developer", "user", "assistant", "tool"]),
    content: z.array(contentBlock()),
    tool_call_id: z.string().optional().describe("On a tool's result: the call that it answers."),
    metadata: record.optional(),
  }),
);

export const stopReason = once(() =>
  z.enum(["end_turn", "max_tokens", "max_iterations", "refusal", "cancelled", "denied"]),
);

export const mountedModule = once(() =>
  z.object({
    id: z.string(),
    module: z.string(),
    kind: z.enum(["orchestrator", "context", "provider", "tool", "hook"]),
    layer: z.string().describe("Which source won, such as built-in."),
    source: z.string(),
  }),
);

export const warning = once(() =>
  z.object({
    kind: z.string().describe("A stable word, such as module-load-failed."),
    message: z.string(),
    path: z.string().optional().describe("The place in the plan or the file that it is about."),
  }),
);

export const problem = once(() =>
  z
    .object({ path: z.string(), message: z.string(), hint: z.string().optional() })
    .describe("What is wrong, and where."),
);

export const toolAnnotations = once(() =>
  z
    .object({
      title: z.string().optional(),
      readOnlyHint: z.boolean().optional(),
      destructiveHint: z.boolean().optional(),
      idempotentHint: z.boolean().optional(),
      openWorldHint: z.boolean().optional(),
    })
    .describe("What a tool says of itself, as in MCP. A hint, never a permission."),
);

export const toolResult = once(() =>
  z.object({
    success: z.boolean(),
    output: z.unknown(),
    error: z.object({ kind: z.string().optional(), message: z.string() }).optional(),
  }),
);

export const eventPatterns = once(() =>
  z.array(z.string().min(1)).describe("Names of events; `*` in one matches any run of characters, `:` included."),
);

export const empty = once(() => z.strictObject({ _meta: record.optional() }));
export const nothing = once(() => z.null());
export const anyObject = record;
