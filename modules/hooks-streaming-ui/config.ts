/** The config of `hooks-streaming-ui`. */
import * as z from "zod";

const ui = z.strictObject({
  show_thinking_stream: z.boolean().default(true).describe("Show thoughts, line by line as they come."),
  show_tool_lines: z.int().min(0).max(1000).default(5).describe("Lines of a tool's output that are shown; 0: none."),
  show_token_usage: z.boolean().default(true).describe("Show what each request has used."),
  stream_tokens: z
    .boolean()
    .default(false)
    .describe("Show the answer too, line by line: for terminals that show nothing else."),
  spawn_tools: z
    .array(z.string().min(1))
    .default(["task", "delegate"])
    .describe("Tools that start sub-sessions: shown with whom they ask for what."),
});

export const configSchema = z.strictObject({
  ui: ui.prefault({}).describe("What is shown."),
  priority: z.int().default(0).describe("The place among the observers; lower runs first."),
});

export type Config = z.infer<typeof configSchema>;
