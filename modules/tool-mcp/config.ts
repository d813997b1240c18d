/** The config of tool-mcp: servers in the shape that other hosts have under `mcpServers`, and what holds for all of them. */
import * as z from "zod";
import { oauthSchema } from "./oauth/oauth-config.ts";

const texts = z.record(z.string(), z.string());
const seconds = z.number().positive().max(86_400);

export const serverSchema = z
  .strictObject({
    type: z
      .enum(["stdio", "http", "streamable-http", "sse"])
      .optional()
      .describe("How it is reached; default: by `command` or `url`, with SSE where HTTP is refused"),
    command: z.string().min(1).optional().describe("The program to start"),
    args: z.array(z.string()).default([]).describe("Its arguments"),
    env: texts.default({}).describe("Variables that it gets besides PATH, HOME and the like"),
    cwd: z.string().min(1).optional().describe("Where it runs; relative to the session's directory"),
    url: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Where a remote server is"),
    headers: texts.default({}).describe("Headers of each request to it"),
    oauth: oauthSchema.optional().describe("How to log in to it; without, what the server says itself"),
    start_timeout: seconds.default(30).describe("Seconds until it must have answered and told its tools"),
    timeout: seconds
      .default(60)
      .describe("Seconds of silence after which a call is given up; progress begins them anew"),
    max_total_timeout: seconds.default(600).describe("Seconds that a call may take in all"),
    allowed_tools: z
      .array(z.string().min(1))
      .nullable()
      .default(null)
      .describe("The server's tools that are offered, `*` matching any run of characters; null: all"),
    denied_tools: z.array(z.string().min(1)).default([]).describe("Tools that are not offered, whatever is allowed"),
    instructions: z.boolean().default(true).describe("What the server says of its use is told to the model"),
    sampling: z
      .enum(["ask", "deny"])
      .default("ask")
      .describe("Whether it may have the session's model answer something: the user is asked each time, or never"),
    max_sampling_requests: z.int().min(0).max(10_000).default(10).describe("Such requests in a session"),
    max_sampling_tokens: z.int().min(0).max(10_000_000).default(20_000).describe("Tokens of their answers in all"),
    lazy: z
      .boolean()
      .default(false)
      .describe("It is started by the first call; until then the tools that it had last time are offered"),
    shared: z
      .boolean()
      .default(false)
      .describe(
        "Sessions with the same config in the same directory use one connection, over which it can ask nothing",
      ),
    disabled: z.boolean().default(false).describe("The server is left alone"),
  })
  .superRefine(({ command, url, type }, context) => {
    const message = problemOf({ command, url, type });
    if (message !== undefined) context.addIssue({ code: "custom", message });
  });

export const configSchema = z.strictObject({
  servers: z.record(z.string().min(1).max(64), serverSchema).default({}).describe("By name: the servers"),
  start_wait: z
    .number()
    .min(0)
    .max(600)
    .default(5)
    .describe("Seconds that the session's start waits for servers; a slower one joins it later"),
  max_content_size: z
    .int()
    .min(1000)
    .max(10_000_000)
    .default(50_000)
    .describe("Bytes of a result's text that the model sees; the whole is kept in a file"),
});

export type Config = z.output<typeof configSchema>;
export type ServerConfig = z.output<typeof serverSchema>;

type Place = { readonly [Key in "command" | "url" | "type"]?: string | undefined };

function problemOf({ command, url, type }: Place): string | undefined {
  if ((command === undefined) === (url === undefined)) return "give it a command or a url, and not both";
  if (type === undefined || (type === "stdio") === (command !== undefined)) return undefined;
  return `a server of type ${type} has a ${type === "stdio" ? "command" : "url"}`;
}
